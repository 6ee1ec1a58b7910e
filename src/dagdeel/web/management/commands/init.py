"""`dagdeel init`: from an empty installation to a programme lead who can sign in. A second time changes nothing."""

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from dagdeel.base.administration import actions
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.rules import first_year, year_to_prepare
from dagdeel.base.people.models import Person

# What is asked when it is not given, and the option that gives it
ASKED = (
    ("name", "Name of the partnership"),
    ("lead", "E-mail address of the programme lead"),
    ("given", "Given name of the programme lead"),
    ("surname", "Surname (with prefix, such as: de Wit)"),
)
PREFIXES = frozenset({"van", "de", "den", "der", "ter", "ten", "te", "het", "'t", "op", "in", "la", "el", "von", "du"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was given or answered."""

    name: str
    short_name: str
    slug: str
    lead: str
    given: str
    prefix: str
    surname: str
    first_year: int


class Command(BaseCommand):
    """Set up an installation."""

    help = (
        "Makes the database, a partnership, its programme lead and its first school year, and prints where she signs in. "
        "Asks what is not given. Running it again changes nothing; another --slug adds a partnership."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names of the partnership and of its lead."""
        parser.add_argument("--name", default="", help="of the partnership")
        parser.add_argument("--short-name", default="", help="where there is little room; without it the name")
        parser.add_argument(
            "--slug", default="", help="its address: https://…/<slug>/2026-2027/; without it from the name"
        )
        parser.add_argument("--lead", default="", help="e-mail address of the programme lead")
        parser.add_argument("--given", default="", help="given name of the programme lead")
        parser.add_argument("--prefix", default="", help="such as van or de")
        parser.add_argument("--surname", default="")
        parser.add_argument("--first-year", default="", help="2026 or 2026-2027; without it the one to prepare now")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; what is missing is an error")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, ask, check, found, and say where to go."""
        call_command("migrate", verbosity=0)
        at = now()
        wanted = _checked(self._answers(options), at)
        with transaction.atomic():
            year, new = _found(wanted, at)
        done = "is ready." if new else "was there already; nothing is changed."
        self.stdout.write(f"{year.partnership}, {year}, {done}")
        self._tell_where(year, wanted.lead)

    def _answers(self, options: dict[str, Any]) -> dict[str, str]:
        """What was given, and what is asked of whoever sits there; raises CommandError when nobody does."""
        found = {name: str(value or "").strip() for name, value in options.items()}
        missing = [(name, words) for name, words in ASKED if not found[name]]
        if missing and (options["no_input"] or not sys.stdin.isatty()):
            raise CommandError("Give " + ", ".join(f"--{name}" for name, _ in missing) + ".")
        for name, words in missing:
            found[name] = input(f"{words}: ").strip()
        return found

    def _tell_where(self, year: ProgrammeYear, lead: str) -> None:
        home = reverse("year_home", args=[year.partnership.slug, year])
        link = f"{settings.SITE_URL}{reverse('account_login')}?{urlencode({'next': home})}"
        self.stdout.write(f"Sign in as {lead}: {link}")
        self.stdout.write("A code comes by mail; the guided start on the first page leads on from there.")
        if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
            self.stdout.write(
                "EMAIL_URL is not set: `dagdeel serve` prints the mail with the code instead of sending it."
            )


def _checked(given: dict[str, str], at: datetime) -> Wanted:
    """The answers, each as it must be; raises CommandError with a sentence about the first that is not."""
    prefix, surname = given["prefix"], given["surname"]
    if not prefix:
        parts = surname.split()
        number = next((i for i, part in enumerate(parts[:-1]) if part.lower() not in PREFIXES), len(parts[:-1]))
        prefix, surname = " ".join(parts[:number]), " ".join(parts[number:])
    slug = given["slug"] or slugify(given["name"])[:50].strip("-")
    wanted = Wanted(
        name=given["name"],
        short_name=given["short_name"] or given["name"][:60],
        slug=slug,
        lead=given["lead"].lower(),
        given=given["given"],
        prefix=prefix,
        surname=surname,
        first_year=_year(given["first_year"], at),
    )
    for name, words in ASKED:
        if not getattr(wanted, name):
            raise CommandError(f"{words}: give --{name}.")
    if len(wanted.name) > 160:
        raise CommandError("The name of the partnership is longer than 160 characters.")
    for check, value, option in ((validate_slug, slug, "--slug"), (validate_email, wanted.lead, "--lead")):
        try:
            check(value)
        except ValidationError as no:
            raise CommandError(f"{option} {value}: {' '.join(no.messages)}") from no
    return wanted


def _year(text: str, at: datetime) -> int:
    """The first calendar year of the school year that is meant; raises CommandError."""
    if not text:
        return year_to_prepare(at.year, at.month)
    found = first_year(text) if "-" in text else int(text) if text.isdecimal() else None
    if found is None or not 2000 <= found <= 2100:
        raise CommandError(f"--first-year {text}: write 2026 or 2026-2027.")
    return found


def _found(wanted: Wanted, at: datetime) -> tuple[ProgrammeYear, bool]:
    """The year of the partnership, and whether anything had to be made; raises CommandError when it is somebody else's."""
    there = Partnership.objects.filter(slug=wanted.slug).first()
    if there is not None:
        return _ours(there, wanted), False
    lead = Person.objects.filter(email__iexact=wanted.lead).first() or Person.objects.create_person(
        given_name=wanted.given, prefix=wanted.prefix, surname=wanted.surname, email=wanted.lead
    )
    partnership = actions.found_partnership(
        name=wanted.name, short_name=wanted.short_name, slug=wanted.slug, reply_to=wanted.lead, by=lead, at=at
    )
    with scope.of(partnership):
        return actions.begin_year(first_year=wanted.first_year, by=lead, at=at), True


def _ours(there: Partnership, wanted: Wanted) -> ProgrammeYear:
    leads = Membership.everywhere.filter(partnership=there, role=Role.PROGRAMME_LEAD)
    if not leads.filter(person__email__iexact=wanted.lead).exists():
        raise CommandError(
            f"There is a partnership at {wanted.slug} already, and {wanted.lead} does not lead it. Choose another --slug."
        )
    newest = ProgrammeYear.everywhere.filter(partnership=there).select_related("partnership").first()
    if newest is None:
        raise CommandError(f"The partnership at {wanted.slug} has no school year.")
    return newest
