"""Pure rules of what is handed in: which column is what, how names are written, what a row asks, and what does not hold."""
