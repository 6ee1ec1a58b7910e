"""Who is asked, who may answer, and who did. What was answered is another file: these two never meet in one query."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import Ids, ids, prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation.models import Instrument, Question, Respondent
from dagdeel.year.evaluation.states import BY_CODE, WEEKS_DEFAULT, Audience, InstrumentState, Moment, main_moment
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState

YEARLY_ROLES = {
    Audience.SCHOOL_EDUCATOR.value: Role.SCHOOL_EDUCATOR,
    Audience.INSTITUTE_EDUCATOR.value: Role.INSTITUTE_EDUCATOR,
    Audience.HEAD.value: Role.HEAD,
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
    if instrument.audience in BY_CODE or (session is not None) != instrument.about_session:
        return False
    if session is None:
        return who_is_asked(instrument, None).filter(person=person).exists()
    if session.year_id != instrument.year_id or session.state not in TAKES_PLACE or session.day is None:
        return False
    return (
        asked_from(instrument, session.day) <= on and who_is_asked(instrument, session).filter(person=person).exists()
    )


def who_is_asked(instrument: Instrument, session: Session | None) -> QuerySet[Any, int]:
    """The people (ids) who are asked about this session, or about the year. One query."""
    if session is None:
        return members(instrument.year, YEARLY_ROLES[instrument.audience]).order_by().values_list("person", flat=True)
    if instrument.audience == Audience.PARTICIPANT:
        there = Presence.objects.filter(session=session, state__in=ATTENDED)
        return there.order_by().values_list("person", flat=True)
    if instrument.audience == Audience.SCHOOL_EDUCATOR:
        here = members(instrument.year, Role.SCHOOL_EDUCATOR).filter(school=session.school_id)
        return here.order_by().values_list("person", flat=True)
    return Assignment.objects.filter(session=session, live=True).order_by().values_list("person", flat=True)


def asked_from(instrument: Instrument, day: date) -> date:
    """From when people are asked about a session of this day. A participant answers as soon as the trainer marks presence."""
    if instrument.moment == Moment.LATER:
        return day + timedelta(weeks=instrument.weeks or WEEKS_DEFAULT)
    return date.min if instrument.audience == Audience.PARTICIPANT else day


def answerable(year: ProgrammeYear, person: Person, on: date) -> list[Answerable]:
    """What this person can still answer, newest session first. A fixed number of queries."""
    opened = list(Instrument.objects.filter(year=year, state=InstrumentState.OPEN).exclude(audience__in=BY_CODE))
    if not opened:
        return []
    done = set(Respondent.objects.filter(instrument__year=year, person=person).values_list("instrument", "session"))
    sessions = Session.objects.filter(year=year, state__in=TAKES_PLACE, day__isnull=False)
    sessions = sessions.select_related("edition", "school").order_by("-day", "pk")
    there = Presence.objects.filter(person=person, state__in=ATTENDED).values("session")
    gave = Assignment.objects.filter(person=person, live=True).values("session")
    here = members(year, Role.SCHOOL_EDUCATOR).filter(person=person).values("school")
    about = {
        Audience.PARTICIPANT.value: lambda: list(sessions.filter(pk__in=there)),
        Audience.TRAINER.value: lambda: list(sessions.filter(pk__in=gave, day__lte=on)),
        Audience.SCHOOL_EDUCATOR.value: lambda: list(sessions.filter(school__in=here, day__lte=on)),
    }
    per_session = {audience: about[audience]() for audience in {i.audience for i in opened if i.about_session}}
    roles = set(_roles(year, person))
    found: list[Answerable] = []
    for instrument in sorted(opened, key=lambda i: (i.moment == Moment.YEAR, i.moment != Moment.SESSION)):
        if instrument.about_session:
            own = per_session[instrument.audience]
            found += [Answerable(instrument, s) for s in own if s.day and asked_from(instrument, s.day) <= on]
        elif YEARLY_ROLES[instrument.audience] in roles:
            found.append(Answerable(instrument, None))
    return [a for a in found if (a.instrument.pk, a.session.pk if a.session else None) not in done]


def _roles(year: ProgrammeYear, person: Person) -> QuerySet[Any, Any]:
    rows = Membership.objects.filter(person=person, person__is_active=True, from_year__lte=year.first_year)
    return rows.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)).values_list("role", flat=True)


def is_asked(question: Question, answers: Mapping[str, int | Collection[int]]) -> bool:
    """Whether a question is asked of whoever answered this (by item key): a condition must be met."""
    if question.only_if is None:
        return True
    given = answers.get(question.only_if.item.key, ())
    values = {given} if isinstance(given, int) else {*given}
    return not values.isdisjoint(question.only_values)


def instrument_of_code(code: str) -> Instrument | None:
    """The questionnaire that a code opens, of whatever partnership; None for a code that was used or never was. One query."""
    rows = Instrument.everywhere.filter(codes__digest=digest(code)).select_related("year__partnership")
    return rows.first()


def digest(code: str) -> str:
    """What is kept of a code on paper; spaces, dashes and small letters make no difference."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("dagdeel.answer-code", plain, algorithm="sha256").hexdigest()


@asked_once
def instrument_states(year: ProgrammeYear) -> list[str]:
    """The state of each questionnaire of the year. One query."""
    return [state for (state,) in _instrument_states(year.pk)]


@prepared
def _instrument_states(year: int) -> QuerySet[Any, Any]:
    return Instrument.objects.filter(year=year).order_by().values_list("state")


def asked_by_session(
    year: ProgrammeYear, audience: str, moment: str = "", on: date | None = None
) -> dict[int, set[int]]:
    """The people who are asked, by session; under 0 who is asked about the whole year. At most three queries.

    Without a moment: the main one of the audience. `on`: only sessions whose moment has come by that day. Nobody knows who was
    given a code on paper, so there is nobody here.
    """
    moment = moment or main_moment(audience)
    found: dict[int, set[int]] = defaultdict(set)
    if audience in BY_CODE:
        return found
    if moment == Moment.YEAR:
        found[0] = set(members(year, YEARLY_ROLES[audience]).values_list("person", flat=True))
        return found
    if audience == Audience.PARTICIPANT:
        rows = _took_part(year.pk)
    else:
        rows = _gave(year.pk) if audience == Audience.TRAINER else _educates(year.pk, year.first_year)
    ripe = _ripe(year, on) if moment == Moment.LATER and on is not None else None
    for session, person in rows:
        if ripe is None or session in ripe:
            found[session].add(person)
    return found


def _ripe(year: ProgrammeYear, on: date) -> set[int]:
    """The sessions after which enough weeks have passed to ask again. Two queries."""
    weeks = Instrument.objects.filter(year=year, audience=Audience.PARTICIPANT, moment=Moment.LATER)
    after = timedelta(weeks=weeks.values_list("weeks", flat=True).first() or WEEKS_DEFAULT)
    return set(Session.objects.filter(year=year, day__lte=on - after).values_list("pk", flat=True))


def answered_by_session(year: ProgrammeYear, audience: str, moment: str = "") -> dict[int, set[int]]:
    """The people who answered, by session; under 0 about the whole year. One query.

    Whoever answered with a code is somebody, but nobody knows who: numbers below zero stand for them.
    """
    moment = moment or main_moment(audience)
    found: dict[int, set[int]] = defaultdict(set)
    if audience in BY_CODE:
        used = Instrument.objects.filter(year=year, audience=audience, moment=moment).values_list(
            "codes_used", flat=True
        )
        for number in used:
            found[0] = set(range(-number, 0))
        return found
    for session, person in _answers_by(year.pk, str(audience), str(moment)):
        found[session or 0].add(person)
    return found


@prepared
def _answers_by(year: int, audience: str, moment: str) -> QuerySet[Any, Any]:
    rows = Respondent.objects.filter(instrument__year=year, instrument__audience=audience, instrument__moment=moment)
    return rows.order_by().values_list("session", "person")


@prepared
def _took_part(year: int) -> QuerySet[Any, Any]:
    return _participants(year).values_list("session", "person")


@prepared
def _gave(year: int) -> QuerySet[Any, Any]:
    gave = Assignment.objects.filter(session__year=year, session__state=SessionState.HELD, live=True)
    return gave.order_by().values_list("session", "person")


@prepared
def _educates(year: int, first_year: int) -> QuerySet[Any, Any]:
    """The school educators of the school of each session that was held."""
    held = Session.objects.filter(
        Q(school__memberships__to_year__isnull=True) | Q(school__memberships__to_year__gte=first_year),
        year=year,
        state=SessionState.HELD,
        school__memberships__role=Role.SCHOOL_EDUCATOR,
        school__memberships__from_year__lte=first_year,
        school__memberships__person__is_active=True,
    )
    return held.order_by().values_list("pk", "school__memberships__person")


def _participants(year: ProgrammeYear | int) -> QuerySet[Presence]:
    """Who took part in which session, and is asked about it."""
    held = Presence.objects.filter(session__year=year, session__state__in=TAKES_PLACE, state__in=ATTENDED)
    return held.order_by()


def _participants_who_answered(year: int, moment: str = Moment.SESSION) -> QuerySet[Respondent]:
    """Who answered as a participant; `struck` counts those whom the roster no longer has."""
    there = Presence.everywhere.filter(
        session=OuterRef("session"), person=OuterRef("person"), state__in=ATTENDED, session__state__in=TAKES_PLACE
    )
    rows = Respondent.objects.filter(
        instrument__year=year, instrument__audience=Audience.PARTICIPANT, instrument__moment=moment
    ).order_by()
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


def total_response(year: ProgrammeYear, audience: str, moment: str = "", on: date | None = None) -> Response:
    """`response` in one sum. At most four queries."""
    if audience == Audience.PARTICIPANT and moment in {"", Moment.SESSION}:
        return participants_response(year)
    if audience in BY_CODE:
        rows = Instrument.objects.filter(year=year, audience=audience).values_list("codes_used", "codes_made")
        return Response(*(rows.first() or (0, 0)))
    parts = response(year, audience, moment, on).values()
    return Response(sum(part.answered for part in parts), sum(part.asked for part in parts))


def response(year: ProgrammeYear, audience: str, moment: str = "", on: date | None = None) -> dict[int, Response]:
    """How many answered of how many, by session (0: about the whole year). At most four queries.

    Who answered and was struck from the roster afterwards still counts on both sides.
    """
    asked, answered = asked_by_session(year, audience, moment, on), answered_by_session(year, audience, moment)
    keys = {*asked, *answered}
    return {
        key: Response(len(answered.get(key, ())), len(asked.get(key, set()) | answered.get(key, set()))) for key in keys
    }


def responses(year: ProgrammeYear, audience: str, moment: str = "", on: date | None = None) -> dict[int, Response]:
    """The same as `response`, of participants counted by the database: they are many. At most four queries."""
    moment = moment or main_moment(audience)
    if audience != Audience.PARTICIPANT:
        return response(year, audience, moment, on)
    ripe = _ripe(year, on) if moment == Moment.LATER and on is not None else None
    asked = {session: number for session, number in _took_part_at(year.pk) if ripe is None or session in ripe}
    answered = {session: (number, struck) for session, number, struck in _answered_about(year.pk, str(moment))}
    found = {}
    for key in {*asked, *answered}:
        number, struck = answered.get(key, (0, 0))
        # who answered about a session that is not asked about yet was there as well
        found[key] = Response(number, asked[key] + struck if key in asked else number)
    return found


@prepared
def _took_part_at(year: int) -> QuerySet[Any, Any]:
    return _participants(year).values_list("session").annotate(number=Count("pk"))


@prepared
def _answered_about(year: int, moment: str) -> QuerySet[Any, Any]:
    rows = _participants_who_answered(year, moment)
    return rows.values("session").annotate(**COUNTED).values_list("session", *COUNTED)


def missing(instrument: Instrument, on: date) -> dict[int, set[int]]:
    """Who is asked by that day and has not answered, by session (0: about the whole year). At most four queries."""
    what = instrument.year, instrument.audience, instrument.moment
    asked, answered = asked_by_session(*what, on), answered_by_session(*what)
    found = {key: people - answered.get(key, set()) for key, people in asked.items()}
    return {key: people for key, people in found.items() if people}


def sessions_of_trainer(year: ProgrammeYear, person: Person) -> list[Session]:
    """The sessions that this person gave, in order of date."""
    rows = Session.objects.filter(year=year, state__in=TAKES_PLACE, assignments__person=person, assignments__live=True)
    return list(rows.select_related("edition", "school").distinct())


def questions_of(instrument: Instrument) -> list[Question]:
    """The questions of an instrument with their items, in order."""
    return list(instrument.questions.select_related("item", "only_if__item"))


def goals_of(session: Session | None) -> list[Goal]:
    """The goals that a participant of this session is asked about."""
    return list(Goal.objects.filter(edition=session.edition_id)) if session is not None else []
