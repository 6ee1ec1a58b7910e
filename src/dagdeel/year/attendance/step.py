"""The attendance step's face to the year."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day as day_words
from dagdeel.outputs.mail.message import Message
from dagdeel.year.attendance import actions, messages, queries
from dagdeel.year.attendance.models import Presence, Roster, TakenOver
from dagdeel.year.planning.models import Session
from dagdeel.year.step import Standing, State, Step, Todo


class AttendanceStep(Step):
    """What the year may ask of the attendance step."""

    key = "attendance"
    label = gettext_lazy("Attendance")
    home = "attendance:index"
    kinds = messages.KINDS

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Take the roster, today and until it is closed (trainer); lists of yesterday and before (school educator)."""
        today = timezone.localdate(at)
        waiting = queries.waiting_for_roster(year, today)
        schools = member.schools_as(Role.SCHOOL_EDUCATOR)
        asked: dict[int, Session] = {}
        if member.has(Role.TRAINER):
            given = waiting.filter(assignments__person=member.person, assignments__live=True)
            asked |= {session.pk: session for session in given}
        if schools:
            late = waiting.filter(school__in=schools, day__lt=today)
            asked |= {session.pk: session for session in late}
        for session in asked.values():
            yield _take(year, session)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """What comes, and lists that were left open (trainer)."""
        return messages.due(year, at)

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """How the person was present, the lists that the person closed, and what was taken over from earlier records."""
        own = Presence.objects.filter(person=person).values(
            "session__edition__title", "session__day", "state", "minutes", "walk_in", "note"
        )
        closed = Roster.objects.filter(closed_by=person).values("session__day", "closed_at")
        before = TakenOver.objects.filter(person=person).values("first_year", "title", "day", "hours", "source")
        return {
            "presences": [dict(row) for row in own],
            "rosters_closed": [dict(row) for row in closed],
            "taken_over": [dict(row) for row in before],
        }

    def merge_people(self, keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
        """Who stood on one list twice, and was there once, was there."""
        actions.merge_presences(keep, gone, by=by, at=at)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many sessions were held, of how many."""
        return _standing(queries.tally(year, timezone.localdate(at)))

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """The same, school by school. One query."""
        url = reverse("attendance:index", args=[year.partnership.slug, year])
        found = queries.tally_by_school(year, timezone.localdate(at), shown)
        return {school: _standing(counts, url=f"{url}?school={school}") for school, counts in found.items()}

    def invariants(self) -> Iterable[str]:
        """Lists that are not closed, and people who are on one by accident."""
        return queries.broken_promises()


def _take(year: ProgrammeYear, session: Session) -> Todo:
    facts = {"title": session.edition.title, "school": session.school.name, "day": day_words(session.day)}
    return Todo(
        title=_("Take the attendance of “%(title)s”") % facts,
        url=reverse("attendance:roster", args=[year.partnership.slug, year, session.pk]),
        action=_("To the list"),
        due=session.day,
        detail=_("%(school)s, %(day)s. Certificates follow when you close the list.") % facts,
    )


def _standing(counts: queries.Tally, *, url: str = "") -> Standing:
    if not counts.total:
        return Standing("", "idle", url)
    figure = _("%(held)s of %(total)s") % {"held": counts.held, "total": counts.total}
    state: State = "later"
    if counts.late:
        state = "late"
    elif counts.due:
        state = "now"
    elif counts.held == counts.total:
        state = "done"
    return Standing(figure, state, url)


STEP = AttendanceStep()
