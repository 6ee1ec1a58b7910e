"""The certificates step's face to the year."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.certificates import actions, messages, permissions, queries
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.step import Coming, Standing, State, Step, Todo


class CertificatesStep(Step):
    """What the year may ask of the certificates step."""

    key = "certificates"
    label = gettext_lazy("Certificates")
    home = "certificates:index"
    own = "certificates:mine"
    kinds = messages.KINDS

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Issue what follows from the closed lists (programme lead)."""
        if not permissions.may_manage(member):
            return
        found = queries.owed(year)
        if found:
            title = ngettext(
                "Issue the certificates of %(number)d session",
                "Issue the certificates of %(number)d sessions",
                len(found),
            ) % {"number": len(found)}
            due = min((item.due for item in found if item.due), default=None)
            detail = _("Everybody who took part gets a mail with a link to the personal record.")
            yield Todo(title, _url("index", year), _("Issue"), due, detail)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Your certificate is ready."""
        return messages.due(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """Certificates of sessions that are still to come."""
        return messages.coming(year, at)

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Certificates follow a corrected attendance, and the list that nobody issued them for."""
        return actions.follow_by_itself(year, by=None, at=at)

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """Every certificate of the person, the revoked ones too."""
        rows = Certificate.objects.filter(person=person).values(
            "name", "title", "school", "day", "minutes", "hours", "code", "issued_at", "revoked_at", "revoked_reason"
        )
        return {"certificates": [dict(row) for row in rows]}

    def merge_people(self, keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
        """Of two certificates of one session one stays valid."""
        actions.merge_certificates(keep, gone, by=by, at=at)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many certificates are valid, and whether some are waiting to be made. Two queries."""
        issued = queries.issued(year)
        waiting = bool(queries.lacking(year))
        state: State = "now" if waiting else _calm(year, at, issued)
        return Standing(str(issued) if issued or waiting else "", state)

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """The same for the sessions at each school. Two queries."""
        issued = queries.issued_by_school(year, shown)
        waiting = {school for school, _number in queries.lacking(year).values()}
        return {
            school: Standing(
                str(issued.get(school, 0)),
                "now" if school in waiting else _calm(year, at, issued.get(school, 0)),
                _url("school", year, school),
            )
            for school in issued.keys() | waiting
        }

    def invariants(self) -> Iterable[str]:
        """Certificates that nobody deserves."""
        return queries.broken_promises()


def _url(name: str, year: ProgrammeYear, *rest: object) -> str:
    return reverse(f"certificates:{name}", args=[year.partnership.slug, year, *rest])


def _calm(year: ProgrammeYear, at: datetime, issued: int) -> State:
    """Nothing is asked: later while sessions can still come, done when the year is over."""
    if not issued:
        return "idle"
    return "done" if timezone.localdate(at) > year.last_day else "later"


STEP = CertificatesStep()
