"""The pages of the reporting step."""
