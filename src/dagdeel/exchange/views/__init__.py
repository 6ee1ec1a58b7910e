"""The pages of what comes in and goes out."""
