"""`dagdeel demo-links [--json]`: a one-time sign-in link for every role of the demo's cast. In demo mode only."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.demo import facts, signin


def links() -> dict[Role, tuple[Person, str]]:
    """Who plays each role, and the link; raises CommandError when there is no demo here."""
    partnership = Partnership.objects.filter(slug=facts.SLUG, demo_day__isnull=False).first()
    if partnership is None:
        raise CommandError("Here is no demo yet: run `dagdeel demo` first.")
    return {
        role: (person, settings.SITE_URL + reverse("demo:sign_in", args=[signin.token(person)]))
        for role, person in signin.cast(partnership).items()
    }


class Command(BaseCommand):
    """Print a link per role."""

    help = "A one-time sign-in link per role of the demo's cast."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="answer in JSON: role key to link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the links and print them."""
        found = links()
        if options["json"]:
            self.stdout.write(json.dumps({role.value: link for role, (_, link) in found.items()}, indent=2))
            return
        width = max(len(role.label) for role in found)
        for role, (person, link) in found.items():
            self.stdout.write(f"  {role.label:<{width}}  {person}\n  {'':<{width}}  {link}")
