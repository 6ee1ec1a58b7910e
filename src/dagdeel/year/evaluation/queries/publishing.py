"""Which answers may be published now: the groups of which nobody is waited for any more."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.attendance.models import Roster
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Instrument, Question, Respondent, Tally
from dagdeel.year.evaluation.queries.asked import answered_by_session, asked_by_session, asked_from, who_is_asked
from dagdeel.year.evaluation.states import BY_CODE, COUNTS_PEOPLE, Audience, InstrumentState, Moment
from dagdeel.year.planning.models import Session

PATIENCE = timedelta(days=10)  # so long there is waited for who has not answered; the reminder goes out after seven


@dataclass(frozen=True, slots=True)
class Part:
    """What of one question (and one goal) is waiting, and may be put into blocks."""

    question: int
    goal: str | None
    sessions: tuple[rules.Waiting, ...]
    over_workshops: bool


def to_publish(instrument: Instrument, at: datetime, *, all_of_it: bool = False) -> list[Part]:
    """The waiting answers of the groups that are complete, or of which nobody is waited for any more. A fixed number of queries.

    `all_of_it`: of all groups. Of the sessions in a part the people are everybody who answered there, now or before.
    """
    waiting = _waiting(instrument)
    if not waiting:
        return []
    answered = answered_by_session(instrument.year, instrument.audience, instrument.moment)
    ripe = None if all_of_it else _ripe(instrument, answered, at)
    places = {0: (0, 0), **{pk: (workshop, school) for pk, workshop, school in _places(instrument)}}
    by_code = instrument.audience in BY_CODE
    parts = []
    for (question, goal), by_session in waiting.items():
        sessions = tuple(
            rules.Waiting(key, *places[key], number, frozenset[int]() if by_code else frozenset(answered[key]))
            for key, number in by_session.items()
            if ripe is None or key in ripe
        )
        if sessions:
            parts.append(Part(question, goal, sessions, over_workshops=goal is None))
    return parts


def is_complete(instrument: Instrument, session: Session | None) -> bool:
    """Whether everybody who is asked has answered, and they are enough to be shown. At most three queries, of this group alone.

    While the attendance list is open there may come more people.
    """
    if instrument.audience in BY_CODE:
        codes = Instrument.objects.values_list("codes_made", "codes_used").get(pk=instrument.pk)
        return instrument.year.threshold <= codes[0] <= codes[1]
    rows = Respondent.objects.filter(instrument=instrument, session=session)
    answered = set(rows.order_by().values_list("person", flat=True))
    if len(answered) < instrument.year.threshold:
        return False
    asked = set(who_is_asked(instrument, session))
    return bool(asked) and asked <= answered and _settled(instrument, session.pk if session else 0)


def waits_until(instrument: Instrument, session: Session | None) -> date | None:
    """The day from which nobody is waited for any more; None when there is no such day."""
    if session is None:
        due = instrument.year.evaluation_due
        return due + timedelta(days=1) if due else None
    if session.day is None:
        return None
    asked = asked_from(instrument, session.day) if instrument.moment == Moment.LATER else session.day
    return asked + PATIENCE


def with_waiting(year: ProgrammeYear) -> QuerySet[Instrument]:
    """The instruments of a year of which something waits."""
    held = Tally.objects.filter(question__instrument__year=year, block__isnull=True, count__gt=0)
    return Instrument.objects.filter(pk__in=held.values("question__instrument")).select_related("year")


def _ripe(instrument: Instrument, answered: dict[int, set[int]], at: datetime) -> set[int]:
    if instrument.state == InstrumentState.CLOSED:
        return {*answered}
    asked = asked_by_session(instrument.year, instrument.audience, instrument.moment)
    rows = {s.pk: s for s in Session.objects.filter(pk__in=[key for key in answered if key])}
    found = set()
    for key, people in answered.items():
        until = waits_until(instrument, rows.get(key))
        over = until is not None and at.date() >= until
        there = asked.get(key, set())
        if over or (there and there <= people and _settled(instrument, key)):
            found.add(key)
    return found


def _settled(instrument: Instrument, session: int) -> bool:
    if instrument.audience != Audience.PARTICIPANT or not session:
        return True
    return Roster.objects.filter(session=session, closed_at__isnull=False).exists()


def _waiting(instrument: Instrument) -> dict[tuple[int, str | None], dict[int, int]]:
    """How many answers wait, by question and goal, and by session."""
    people = {
        pk
        for pk, kind in Question.objects.filter(instrument=instrument).values_list("pk", "kind")
        if kind in COUNTS_PEOPLE
    }
    rows = Tally.objects.filter(question__instrument=instrument, block__isnull=True, count__gt=0).order_by()
    found: dict[tuple[int, str | None], dict[int, int]] = {}
    for question, goal, session, value, count in rows.values_list("question", "goal_key", "session", "value", "count"):
        if (value == 0) == (question in people):
            by_session = found.setdefault((question, str(goal) if goal else None), {})
            by_session[session or 0] = by_session.get(session or 0, 0) + count
    return found


def _places(instrument: Instrument) -> QuerySet[Any, Any]:
    rows = Session.objects.filter(year=instrument.year_id).order_by()
    return rows.values_list("pk", "edition__workshop", "school")
