"""Dagdeel: the yearly professional-development programme of a training school partnership."""
