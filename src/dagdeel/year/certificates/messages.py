"""Which mails should exist about certificates: one per valid certificate. The same facts give the same keys."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long, hours
from dagdeel.outputs.mail.message import Message
from dagdeel.year.certificates import documents, queries


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
