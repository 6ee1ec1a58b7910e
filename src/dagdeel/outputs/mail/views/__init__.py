"""The pages of the outbox, of what one wants to get, and the mailbox of the demo."""
