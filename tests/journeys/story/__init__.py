"""The year as a story: a module for each part of it, a function for each thing that somebody does."""
