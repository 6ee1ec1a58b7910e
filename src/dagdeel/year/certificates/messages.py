"""Which mails should exist about certificates: one per valid certificate. The same facts give the same keys."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long, hours
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.year.certificates import documents, queries
from dagdeel.year.enrolment.queries import to_come
from dagdeel.year.step import Coming


def _example() -> Mapping[str, object]:
    return {
        "title": _("Giving feedback that helps"),
        "day": day_long(date(2016, 11, 8)),
        "hours": hours(210),
        "code": "ABCD-EFGH-JKLM",
        "link": settings.SITE_URL,
    }


KINDS = (
    Kind(
        key="certificates.ready",
        label=gettext_lazy("Certificate ready"),
        to=gettext_lazy("whoever took part in a workshop"),
        when=gettext_lazy("as soon as the attendance list is closed"),
        why=gettext_lazy("You get this mail because you took part in a workshop."),
        template="certificates/mail/ready",
        example=_example,
    ),
)


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """The certificates of a year are ready; as long as the personal link in the mail opens. Two queries."""
    if timezone.localdate(at) > year.last_day + links.VALID_AFTER_YEAR:
        return
    serials = links.serials(year, links.Purpose.MENTOR)
    for certificate in queries.ready(year):
        with translation.override(certificate.person.language):
            yield Message(
                key=f"certificate-{certificate.pk}",
                to=certificate.person,
                kind="certificates.ready",
                template="certificates/mail/ready",
                why=_("You get this mail because you took part in a workshop."),
                context={
                    "title": certificate.title,
                    "day": day_long(certificate.day),
                    "hours": hours(certificate.hours * 60),
                    "code": certificate.code,
                    "link": documents.record_link(certificate.person, year, serials),
                },
                due=certificate.issued_at,
            )


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """Whoever takes part in a session that is still to come. One query."""
    for session, people in to_come(year, timezone.localdate(at)).items():
        if session.day is not None:
            there = _("to who was there")
            yield Coming("certificates.ready", session.day, tuple(people), session.edition.title, there)
