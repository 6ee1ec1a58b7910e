"""The mails of this step: trainers are asked, reminded, and told of what changed. The same facts give the same keys."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Message
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import AssignmentState, SessionState

REMIND_AFTER = timedelta(days=7)
ANSWERS = (AssignmentState.ASKED, AssignmentState.CONFIRMED)


def mails(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist now about sessions that are still to come: one query."""
    rows = (
        Assignment.objects.filter(session__year=year, session__day__gte=timezone.localdate(at))
        .exclude(state__in=[AssignmentState.PROPOSED, AssignmentState.DECLINED])
        .select_related("person", "session__edition", "session__school", "session__room")
        .order_by("person_id", "asked_at", "session__day", "session__half_day", "id")
    )
    assignments = list(rows)
    published = [a for a in assignments if a.live and a.session.state == SessionState.PUBLISHED]
    yield from _asked(year, [a for a in published if a.state == AssignmentState.ASKED])
    for assignment in published:
        if assignment.state in ANSWERS and assignment.session.sequence > assignment.known:
            yield _one(year, assignment, "changed")
    for assignment in assignments:
        if assignment.session.state == SessionState.CANCELLED and assignment.state in ANSWERS:
            yield _one(year, assignment, "cancelled")
        elif assignment.state == AssignmentState.WITHDRAWN:
            yield _one(year, assignment, "withdrawn")


def _asked(year: ProgrammeYear, asked: Iterable[Assignment]) -> Iterator[Message]:
    """One mail for all that a trainer is asked at the same moment, and one reminder for what stays unanswered of it."""
    for (_person, moment), group in groupby(asked, key=lambda a: (a.person_id, a.asked_at)):
        if moment is None:
            continue
        rows = list(group)
        person, stamp = rows[0].person, int(moment.timestamp())
        yield _mail(year, "asked", person, f"{person.pk}:{stamp}", [a.session for a in rows])
        yield _mail(
            year, "reminder", person, f"{person.pk}:{stamp}", [a.session for a in rows], due=moment + REMIND_AFTER
        )


def _one(year: ProgrammeYear, assignment: Assignment, name: str) -> Message:
    key = f"{assignment.pk}:{assignment.session.sequence}"
    return _mail(year, name, assignment.person, key, [assignment.session])


def _mail(
    year: ProgrammeYear, name: str, to: Person, key: str, sessions: list[Session], *, due: datetime | None = None
) -> Message:
    with translation.override(to.language):
        return Message(
            key=f"planning:{name}:{key}",
            to=to,
            template=f"planning/mail/{name}",
            why=_("You get this mail because you give workshops in this programme."),
            context={
                "sessions": [_facts(session) for session in sessions],
                "link": settings.SITE_URL + reverse("planning:mine", args=[year.partnership.slug, year]),
                "day": day_long(sessions[0].day),
                "title": sessions[0].edition.title,
                "reason": sessions[0].cancel_reason,
            },
            due=due,
            kind=f"planning.{name}",
        )


def _facts(session: Session) -> dict[str, str]:
    place = f"{session.school.name}, {session.room.name}" if session.room else session.school.name
    return {
        "title": session.edition.title,
        "day": day_long(session.day),
        "time": clock_range(session.starts, session.ends),
        "place": place,
    }
