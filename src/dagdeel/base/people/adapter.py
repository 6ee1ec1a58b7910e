"""How allauth meets our people: nobody signs up, nobody has a password."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation

from dagdeel.base.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People enter through a membership that somebody gave them, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: a stranger cannot make an account."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person with this address; in that of the page for whoever is unknown."""
        known = Person.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        with translation.override(known or translation.get_language()):
            super().send_mail(template_prefix, email, context)
