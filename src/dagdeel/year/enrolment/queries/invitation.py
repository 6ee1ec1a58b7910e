"""What the invitation of a school begins with."""

from django.db.models import Q
from django.template.loader import render_to_string

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.ui.pronouns import addressed


def default_invitation(language: str = "nl") -> tuple[str, str]:
    """Subject and text to start from, in the words of the partnership, for readers of Dutch, or of English ("en")."""
    name = "invitation.en.txt" if language == "en" else "invitation.txt"
    subject, _, text = addressed(render_to_string(f"enrolment/text/{name}")).strip().partition("\n")
    return subject.strip(), text.strip()


def head_name(year: ProgrammeYear, school: School) -> str:
    """The name of the head of a school in that year; empty without one."""
    rows = Membership.objects.filter(role=Role.HEAD, school=school, from_year__lte=year.first_year)
    held = rows.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)).select_related("person").first()
    return held.person.full_name if held else ""
