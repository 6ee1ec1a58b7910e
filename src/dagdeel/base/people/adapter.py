"""How allauth meets our people: nobody signs up, nobody has a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People enter through a membership that somebody gave them, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: a stranger cannot make an account."""
        return False
