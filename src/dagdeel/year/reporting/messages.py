"""The mail of this step: the annual report is there, for whom it is made."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.year.reporting.queries.report import written
from dagdeel.year.step import Coming

READERS = (Role.HEAD, Role.COUNCIL_MEMBER, Role.CONTROLLER)
NEWS = timedelta(days=14)  # so long the report is news for whoever gets such a role meanwhile
_WHY = gettext_lazy("You get this mail because the annual report is made for you, among others.")


def _example() -> Mapping[str, object]:
    return {"year": "2016-2017", "link": settings.SITE_URL}


KINDS = (
    Kind(
        key="reporting.published",
        label=gettext_lazy("The annual report is there"),
        to=gettext_lazy("heads, council members and the controller"),
        when=gettext_lazy("when the report is published"),
        why=_WHY,
        template="reporting/mail/published",
        example=_example,
        daily=True,
    ),
)


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """One mail per reader. At most two queries."""
    report = written(year)
    if report is None or report.published_at is None or at > report.published_at + NEWS:
        return
    people = {membership.person_id: membership.person for membership in _readers(year)}
    page = reverse("reporting:index", args=[year.partnership.slug, year])
    for person in people.values():
        with translation.override(person.language):
            yield Message(
                key=f"reporting:published:{year.pk}:{person.pk}",
                to=person,
                kind="reporting.published",
                template="reporting/mail/published",
                why=str(_WHY),
                context={"year": year.label, "link": f"{settings.SITE_URL}{page}"},
                due=report.published_at,
            )


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """The readers of a report that is not there yet. Two queries."""
    report = written(year)
    if year.report_due is None or year.report_due < at.date() or (report is not None and report.published_at):
        return
    people = tuple(sorted({membership.person_id for membership in _readers(year)}))
    yield Coming("reporting.published", year.report_due, people, provided=gettext("if the report is published then"))


def _readers(year: ProgrammeYear) -> QuerySet[Membership]:
    held = Membership.objects.filter(role__in=READERS, from_year__lte=year.first_year, person__is_active=True)
    held = held.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year))
    return held.select_related("person").order_by("pk")
