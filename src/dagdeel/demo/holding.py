"""Middle chapters of a year: invitations, enrolment, the workshops themselves and what people said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.demo.setting import SchoolStage, Stage, mentors_in, moment
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED, PresenceState
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.certificates import actions as certificates
from dagdeel.year.choices.models import RuleMember
from dagdeel.year.enrolment import actions as enrolment
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.evaluation import actions as evaluation
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import ASKS, BY_CODE, NOT_APPLICABLE, Kind
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState

# Invented remarks; most people write nothing.
REMARKS = {
    2015: (
        "Net op stoom en toen was het klaar.",
        "Graag meer tijd om te oefenen.",
        "Na een lange lesdag zou soep fijn zijn.",
    ),
    2016: (
        "Fijn dat er nu tijd is om te oefenen.",
        "Goed voor mijn begeleiding en voor mijn eigen lessen.",
        "De lunch was prima.",
    ),
}


def invite(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Every head signs and sends the invitation of the school."""
    for number, school in enumerate(stage.schools):
        at = moment(on + timedelta(days=number % 3), 9, 30)
        invitation = enrolment.draft_invitation(year, school.school, by=school.educator, at=at)
        enrolment.send_invitation(invitation, by=school.head, at=at + timedelta(hours=3))


def enrol(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Mentors choose within three weeks; some are late, some end on a waiting list, a few cancel."""
    for school in stage.schools:
        exempt = set(
            RuleMember.objects.filter(
                plan__year=year, plan__school=school.school, kind=RuleMember.Kind.EXEMPT
            ).values_list("person_id", flat=True)
        )
        sessions = list(
            Session.objects.filter(year=year, school=school.school, state=SessionState.PUBLISHED).select_related(
                "edition", "school", "year"
            )
        )
        for number, person in enumerate(mentors_in(school, year.first_year)):
            if person.pk in exempt or stage.chance.random() < 0.06:
                continue
            _choose_sessions(stage.chance, school, sessions, person, on + timedelta(days=number % 15))


def _choose_sessions(chance: Random, school: SchoolStage, sessions: list[Session], person: Person, on: date) -> None:
    """Wishes spread over the sessions, but the last one is in demand: that is where waiting lists grow."""
    turn = school.mentors.index(person) % len(sessions)
    liked = sessions[turn:] + sessions[:turn]
    if school.fact.rule > 1 and chance.random() < 0.6:
        liked = [sessions[-1], *(session for session in liked if session is not sessions[-1])]
    got = 0
    for session in liked:
        if got == school.fact.rule:
            return
        at = moment(on, chance.randint(8, 20), chance.randint(0, 59))
        try:
            enrolment.enrol(session, person=person, by=person, at=at)
        except enrolment.SessionFull:
            if chance.random() < 0.5:
                enrolment.join_waiting_list(session, person=person, by=person, at=at)
            continue
        except (enrolment.HalfDayTaken, enrolment.EnrolmentClosed, enrolment.ByPreference):
            continue
        got += 1
        if chance.random() < 0.03:
            mine = Enrolment.objects.get(session=session, person=person, state=EnrolmentState.ENROLLED)
            enrolment.cancel(mine, by=person, at=at + timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Opinion:
    """How people answer in one year: the middle of their marks, by item; what is not named is 4.0."""

    middles: Mapping[str, float]
    share: float  # of the participants who answer
    mark: float  # the middle of the mark from 1 to 10
    later: float  # the share of the participants who answer again some weeks later


OPINIONS = {
    2015: Opinion({"length": 2.4, "catering": 2.1, "own_teaching": 3.7, "useful": 3.9}, 0.73, 6.9, 0.48),
    2016: Opinion({"length": 4.1, "catering": 3.9, "own_teaching": 3.9, "useful": 4.3}, 0.76, 7.7, 0.52),
}


def hold(stage: Stage, year: ProgrammeYear, until: date) -> None:
    """Hold every session before `until`: roster, certificates, and the answers of the day after."""
    rows = Session.objects.filter(year=year, state=SessionState.PUBLISHED, day__lt=until)
    for session in rows.select_related("edition", "school", "year").order_by("day", "pk"):
        assert session.day is not None  # a constraint: what is published has a day
        trainer = session.assignments.filter(live=True).select_related("person").first()
        host = trainer.person if trainer else stage.lead
        at = moment(session.day, 17, 5)
        enrolled = Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED).select_related("person")
        but = {row.person: _absence(stage.chance) for row in enrolled if stage.chance.random() < 0.08}
        attendance.mark_all_present(session, but=but, by=host, at=at)
        attendance.close_roster(session, by=host, at=at + timedelta(minutes=5))
        certificates.issue_certificates(session, by=stage.lead, at=at + timedelta(days=1))
        _evaluate(stage, session, host, at + timedelta(days=1))
    _show(year, until)


def _absence(chance: Random) -> PresenceState:
    return chance.choice([PresenceState.LATE, PresenceState.EXCUSED, PresenceState.ABSENT])


def open_evaluation(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Make the instruments of the year and open them."""
    evaluation.make_instruments(year, asks=ASKS, by=stage.lead, at=moment(on))
    for instrument in Instrument.objects.filter(year=year):
        evaluation.open_instrument(instrument, by=stage.lead, at=moment(on))


def _evaluate(stage: Stage, session: Session, host: Person, at: datetime) -> None:
    goals = list(Goal.objects.filter(edition=session.edition).values_list("key", flat=True))
    present = Presence.objects.filter(session=session, state__in=ATTENDED).select_related("person")
    instruments = _instruments(session.year)
    share = OPINIONS[session.year.first_year].share
    answering = [row.person for row in present if stage.chance.random() < share]
    for person in answering:
        _answer(stage.chance, instruments["participant-session"], person=person, at=at, session=session, goals=goals)
    _answer(stage.chance, instruments["trainer-session"], person=host, at=at, session=session, goals=goals)
    chance = Random(session.pk)  # noqa: S311 (invented opinions, the same in each demo)
    if chance.random() < 0.8:
        educator = next(school.educator for school in stage.schools if school.school.pk == session.school_id)
        _answer(chance, instruments["school_educator-session"], person=educator, at=at, session=session)


def look_back(stage: Stage, year: ProgrammeYear, until: date) -> None:
    """Ten weeks after a session: what participants do with it. Not everybody who was there answers again."""
    chance = Random(year.first_year)  # noqa: S311 (invented opinions, the same in each demo)
    later = _instruments(year)["participant-later"]
    weeks = timedelta(weeks=later.weeks or 0)
    held = Session.objects.filter(year=year, state=SessionState.HELD, day__lte=until - weeks).select_related("edition")
    for session in held.order_by("day", "pk"):
        goals = list(Goal.objects.filter(edition=session.edition).values_list("key", flat=True))
        there = Presence.objects.filter(session=session, state__in=ATTENDED).select_related("person").order_by("pk")
        for row in there:
            if chance.random() < OPINIONS[year.first_year].later:
                _answer(chance, later, person=row.person, at=moment(until, 12), session=session, goals=goals)
    _show(year, until)


def _instruments(year: ProgrammeYear) -> dict[str, Instrument]:
    rows = Instrument.objects.filter(year=year).select_related("year").prefetch_related("questions__item")
    return {f"{instrument.audience}-{instrument.moment}": instrument for instrument in rows}


def _ask_students(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Student teachers take a slip with a code; two out of three use it."""
    chance = Random(year.first_year)  # noqa: S311 (invented opinions, the same in each demo)
    instrument = _instruments(year)["student-year"]
    for code in evaluation.make_codes(instrument, number=36, by=stage.lead, at=moment(on)):
        if chance.random() < 0.67:
            answers, comments, _goals = _said(chance, instrument, ())
            evaluation.answer_by_code(instrument, code=code, answers=answers, comments=comments, at=moment(on, 16))


def _answer(
    chance: Random,
    instrument: Instrument,
    *,
    person: Person,
    at: datetime,
    session: Session | None = None,
    goals: Sequence[UUID] = (),
) -> None:
    answers, comments, goal_answers = _said(chance, instrument, goals)
    evaluation.answer(
        instrument, person=person, session=session, answers=answers, goal_answers=goal_answers, comments=comments, at=at
    )


def _said(
    chance: Random, instrument: Instrument, goals: Sequence[UUID]
) -> tuple[dict[str, int | list[int]], dict[str, str], dict[UUID, int]]:
    """What somebody says: answers and words by item, and answers by goal."""
    opinion = OPINIONS[instrument.year.first_year]
    answers: dict[str, int | list[int]] = {}
    goal_answers: dict[UUID, int] = {}
    comments: dict[str, str] = {}
    for question in instrument.questions.all():
        key = question.item.key
        middle = opinion.middles.get(key, 4.0)
        if question.goals:
            goal_answers = {goal: _agree(chance, 4.0) for goal in goals}
        elif question.kind == Kind.AGREE:
            answers[key] = NOT_APPLICABLE if chance.random() < 0.03 else _agree(chance, middle)
        elif question.kind == Kind.MARK:
            answers[key] = min(10, max(3, round(chance.gauss(opinion.mark, 1.1))))
        elif question.kind == Kind.ONE:
            if queries.is_asked(question, answers):
                answers[key] = chance.choices(question.values, weights=_falling(question.values))[0]
        elif question.kind == Kind.SEVERAL:
            answers[key] = sorted(chance.sample(question.values, chance.choice([1, 1, 2])))
        elif chance.random() < 0.12 and instrument.audience not in BY_CODE:
            comments[key] = chance.choice(REMARKS[instrument.year.first_year])
    return answers, comments, goal_answers


def _show(year: ProgrammeYear, on: date, *, by: Person | None = None) -> None:
    """What the clock shows of the answers by that day; or what the lead shows, who waits for nobody any more."""
    for instrument in queries.with_waiting(year):
        evaluation.publish(instrument, by=by, at=moment(on, 17), all_of_it=by is not None)


def _falling(values: Sequence[int]) -> list[int]:
    """The first option is chosen most."""
    return list(range(len(values) + 1, 1, -1))


def _agree(chance: Random, middle: float) -> int:
    return min(5, max(1, round(chance.gauss(middle, 0.9))))


def evaluate_the_year(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """School educators, institute educators and heads look back once a year."""
    look_back(stage, year, on)
    _ask_students(stage, year, on)
    _show(year, on, by=stage.lead)
    instruments = _instruments(year)
    for school in stage.schools:
        at = moment(on, 16)
        _answer(stage.chance, instruments["school_educator-year"], person=school.educator, at=at)
        _answer(stage.chance, instruments["institute_educator-year"], person=school.institute_educator, at=at)
        chance = Random(school.school.pk)  # noqa: S311 (invented opinions, the same in each demo)
        _answer(chance, instruments["head-year"], person=school.head, at=at)
    evaluation.hand_over_quality(year, by=stage.lead, at=moment(on, 17))
