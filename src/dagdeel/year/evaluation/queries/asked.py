"""Who is asked, who may answer, and who did. What was answered is another file: these two never meet in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import Ids, ids, prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation.models import Instrument, Question, Respondent
from dagdeel.year.evaluation.states import PER_SESSION, Audience, InstrumentState
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState

YEARLY_ROLES = {
    Audience.SCHOOL_EDUCATOR.value: Role.SCHOOL_EDUCATOR,
    Audience.INSTITUTE_EDUCATOR.value: Role.INSTITUTE_EDUCATOR,
}
TAKES_PLACE = (SessionState.PUBLISHED, SessionState.HELD)


@dataclass(frozen=True, slots=True)
class Answerable:
    """A questionnaire that somebody can fill in now; without a session it is about the year."""

    instrument: Instrument
    session: Session | None


@dataclass(frozen=True, slots=True)
class Response:
    """How many answered of those who were asked. The numbers say nothing about what was answered."""

    answered: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None when nobody was asked."""
        return self.answered / self.asked if self.asked else None


def members(year: ProgrammeYear, role: Role) -> QuerySet[Membership]:
    """Who holds this role in this year."""
    rows = Membership.objects.filter(role=role, from_year__lte=year.first_year, person__is_active=True)
    return rows.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year))


def entitled(instrument: Instrument, person: Person, session: Session | None, on: date) -> bool:
    """Whether this person is asked to answer this: who was there, who gave it, who held the role. At most one query."""
    if (session is not None) != (instrument.audience in PER_SESSION):
        return False
    if session is None:
        return members(instrument.year, YEARLY_ROLES[instrument.audience]).filter(person=person).exists()
    if session.year_id != instrument.year_id or session.state not in TAKES_PLACE or session.day is None:
        return False
    if instrument.audience == Audience.PARTICIPANT:
        return Presence.objects.filter(session=session, person=person, state__in=ATTENDED).exists()
    return session.day <= on and Assignment.objects.filter(session=session, person=person, live=True).exists()


def answerable(year: ProgrammeYear, person: Person, on: date) -> list[Answerable]:
    """What this person can still answer, newest session first. A fixed number of queries."""
    opened = {i.audience: i for i in Instrument.objects.filter(year=year, state=InstrumentState.OPEN)}
    if not opened:
        return []
    done = set(Respondent.objects.filter(instrument__year=year, person=person).values_list("instrument", "session"))
    sessions = Session.objects.filter(year=year, state__in=TAKES_PLACE, day__isnull=False)
    sessions = sessions.select_related("edition", "school").order_by("-day", "pk")
    found: list[Answerable] = []
    if instrument := opened.get(Audience.PARTICIPANT):
        there = Presence.objects.filter(person=person, state__in=ATTENDED).values("session")
        found += [Answerable(instrument, s) for s in sessions.filter(pk__in=there)]
    if instrument := opened.get(Audience.TRAINER):
        gave = Assignment.objects.filter(person=person, live=True).values("session")
        found += [Answerable(instrument, s) for s in sessions.filter(pk__in=gave, day__lte=on)]
    for audience, role in YEARLY_ROLES.items():
        if (instrument := opened.get(audience)) and members(year, role).filter(person=person).exists():
            found.append(Answerable(instrument, None))
    return [a for a in found if (a.instrument.pk, a.session.pk if a.session else None) not in done]


@asked_once
def instrument_states(year: ProgrammeYear) -> list[str]:
    """The state of each questionnaire of the year. One query."""
    return [state for (state,) in _instrument_states(year.pk)]


@prepared
def _instrument_states(year: int) -> QuerySet[Any, Any]:
    return Instrument.objects.filter(year=year).order_by().values_list("state")


def asked_by_session(year: ProgrammeYear, audience: str) -> dict[int, set[int]]:
    """The people who are asked, by session; under 0 who is asked about the whole year. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    if audience in YEARLY_ROLES:
        found[0] = set(members(year, YEARLY_ROLES[audience]).values_list("person", flat=True))
        return found
    for session, person in (_took_part if audience == Audience.PARTICIPANT else _gave)(year.pk):
        found[session].add(person)
    return found


def answered_by_session(year: ProgrammeYear, audience: str) -> dict[int, set[int]]:
    """The people who answered, by session; under 0 about the whole year. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    for session, person in _answers_by(year.pk, str(audience)):
        found[session or 0].add(person)
    return found


@prepared
def _answers_by(year: int, audience: str) -> QuerySet[Any, Any]:
    rows = Respondent.objects.filter(instrument__year=year, instrument__audience=audience).order_by()
    return rows.values_list("session", "person")


@prepared
def _took_part(year: int) -> QuerySet[Any, Any]:
    return _participants(year).values_list("session", "person")


@prepared
def _gave(year: int) -> QuerySet[Any, Any]:
    gave = Assignment.objects.filter(session__year=year, session__state=SessionState.HELD, live=True)
    return gave.order_by().values_list("session", "person")


def _participants(year: ProgrammeYear | int) -> QuerySet[Presence]:
    """Who took part in which session, and is asked about it."""
    held = Presence.objects.filter(session__year=year, session__state__in=TAKES_PLACE, state__in=ATTENDED)
    return held.order_by()


def _participants_who_answered(year: int) -> QuerySet[Respondent]:
    """Who answered as a participant; `struck` counts those whom the roster no longer has."""
    there = Presence.everywhere.filter(
        session=OuterRef("session"), person=OuterRef("person"), state__in=ATTENDED, session__state__in=TAKES_PLACE
    )
    rows = Respondent.objects.filter(instrument__year=year, instrument__audience=Audience.PARTICIPANT).order_by()
    return rows.annotate(struck=~Exists(there))


COUNTED = {"answered": Count("pk"), "struck_off": Count("pk", filter=Q(struck=True))}


@asked_once
def participants_response(year: ProgrammeYear) -> Response:
    """How many participants answered, of how many, over the whole year: `response` in one sum. Two queries."""
    ((asked,),), ((answered, struck),) = _asked(year.pk), _answered(year.pk)
    return Response(answered, asked + struck)


@prepared
def _asked(year: int) -> QuerySet[Any, Any]:
    return sums(_participants(year), number=Count("pk"))


@prepared
def _answered(year: int) -> QuerySet[Any, Any]:
    return sums(_participants_who_answered(year), **COUNTED)


@prepared
def _asked_at(year: int, schools: Ids) -> QuerySet[Any, Any]:
    rows = _participants(year)
    rows = rows if schools is None else rows.filter(session__school__in=schools)
    return rows.values_list("session__school").annotate(number=Count("pk"))


@prepared
def _answered_at(year: int, schools: Ids) -> QuerySet[Any, Any]:
    rows = _participants_who_answered(year)
    rows = rows if schools is None else rows.filter(session__school__in=schools)
    return rows.values("session__school").annotate(**COUNTED).values_list("session__school", *COUNTED)


def participants_response_by_school(
    year: ProgrammeYear, schools: Iterable[School] | None = None
) -> dict[int, Response]:
    """The same by school (id), of these schools when given. Two queries."""
    here = ids(schools)
    asked: dict[int, int] = dict(_asked_at(year.pk, here))
    answered = {school: (number, struck) for school, number, struck in _answered_at(year.pk, here)}
    found = {}
    for school in {*asked, *answered}:
        number, struck = answered.get(school, (0, 0))
        found[school] = Response(number, asked.get(school, 0) + struck)
    return found


def total_response(year: ProgrammeYear, audience: str) -> Response:
    """`response` in one sum. Two queries."""
    if audience == Audience.PARTICIPANT:
        return participants_response(year)
    parts = response(year, audience).values()
    return Response(sum(part.answered for part in parts), sum(part.asked for part in parts))


def response(year: ProgrammeYear, audience: str) -> dict[int, Response]:
    """How many answered of how many, by session (0: about the whole year). Two queries.

    Who answered and was struck from the roster afterwards still counts on both sides.
    """
    asked, answered = asked_by_session(year, audience), answered_by_session(year, audience)
    return {key: Response(len(answered[key]), len(asked[key] | answered[key])) for key in {*asked, *answered}}


def missing(year: ProgrammeYear, audience: str) -> dict[int, set[int]]:
    """Who was asked and has not answered, by session (0: about the whole year). Two queries."""
    asked, answered = asked_by_session(year, audience), answered_by_session(year, audience)
    return {key: people - answered[key] for key, people in asked.items() if people - answered[key]}


def sessions_of_trainer(year: ProgrammeYear, person: Person) -> list[Session]:
    """The sessions that this person gave, in order of date."""
    rows = Session.objects.filter(year=year, state__in=TAKES_PLACE, assignments__person=person, assignments__live=True)
    return list(rows.select_related("edition", "school").distinct())


def questions_of(instrument: Instrument) -> list[Question]:
    """The questions of an instrument with their items, in order."""
    return list(instrument.questions.select_related("item"))


def goals_of(session: Session | None) -> list[Goal]:
    """The goals that a participant of this session is asked about."""
    return list(Goal.objects.filter(edition=session.edition_id)) if session is not None else []
