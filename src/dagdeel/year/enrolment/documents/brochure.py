"""The brochure of one school: the brochure of the year with the school's own workshops marked, and the way to enrol."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.ui.dutch import clock_range, day
from dagdeel.year.catalogue.documents import AtSchool, brochure_pdf
from dagdeel.year.catalogue.queries import brochure
from dagdeel.year.enrolment import queries
from dagdeel.year.planning.models import Session


def school_brochure_pdf(year: ProgrammeYear, school: School) -> bytes:
    """The brochure as a tagged PDF (PDF/UA-1) in the language of the reader; raises RenderingFailed."""
    return brochure_pdf(brochure(year), at_school(year, school))


def at_school(year: ProgrammeYear, school: School) -> AtSchool:
    """What the school agreed to and when it is; a workshop without a date says so. Four queries."""
    plan = queries.plans(year, [school]).get(school.pk)
    lines: dict[int, list[str]] = {row.edition_id: [] for row in plan.chosen.all()} if plan else {}
    dates = defaultdict(list, lines)
    for session in queries.standing_sessions(year, [school]):
        dates[session.edition_id].append(_when(session))
    own = reverse("enrolment:mine", args=[year.partnership.slug, year])
    return AtSchool(
        name=school.name,
        lines={edition: found or [_("The date follows.")] for edition, found in dates.items()},
        address=f"{settings.SITE_URL}{own}",
    )


def _when(session: Session) -> str:
    parts = [day(session.day), clock_range(session.starts, session.ends)] if session.day else [_("The date follows.")]
    return ", ".join([*parts, *([session.room.name] if session.room else [])])
