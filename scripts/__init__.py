"""What builds and checks Dagdeel. Nothing here is part of the installed package."""
