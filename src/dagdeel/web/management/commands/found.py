"""`dagdeel found`: the first partnership of an installation, with its programme lead and first year."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from dagdeel.base.administration import actions
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.rules import school_year_of
from dagdeel.base.people.models import Person


class Command(BaseCommand):
    """Found a partnership."""

    help = "Found a partnership with its programme lead and its first year; the rest is done in the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names of the partnership and of its lead."""
        parser.add_argument("--name", required=True)
        parser.add_argument("--short-name", default="")
        parser.add_argument("--slug", required=True, help="its address: https://…/<slug>/2026-2027/")
        parser.add_argument("--lead", required=True, help="e-mail address of the programme lead")
        parser.add_argument("--given", default="")
        parser.add_argument("--prefix", default="")
        parser.add_argument("--surname", required=True)
        parser.add_argument("--first-year", type=int, help="2026 for 2026-2027; without it the present one")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Check, found, and say where to go."""
        try:
            validate_slug(options["slug"])
            validate_email(options["lead"])
        except ValidationError as no:
            raise CommandError(" ".join(no.messages)) from no
        if Partnership.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is a partnership at {options['slug']} already.")
        at = now()
        lead = Person.objects.filter(email__iexact=options["lead"]).first() or Person.objects.create_person(
            given_name=options["given"], prefix=options["prefix"], surname=options["surname"], email=options["lead"]
        )
        partnership = actions.found_partnership(
            name=options["name"],
            short_name=options["short_name"] or options["name"][:60],
            slug=options["slug"],
            reply_to=options["lead"],
            by=lead,
            at=at,
        )
        first = options["first_year"] or school_year_of(at.year, at.month)
        with scope.of(partnership):
            year = actions.begin_year(first_year=first, by=lead, at=at)
        self.stdout.write(
            f"{partnership} is founded; {lead} signs in at /{partnership.slug}/{year}/ with a code by mail."
        )
