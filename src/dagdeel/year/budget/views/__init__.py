"""The pages of the budget step."""
