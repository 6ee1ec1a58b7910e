"""HTTP in, HTTP out: the list of a session, and checking in by oneself."""
