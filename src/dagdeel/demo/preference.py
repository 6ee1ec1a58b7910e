"""One school that asks for preferences instead of who comes first: an autumn study day that was placed, and one in spring to place.

Everything here draws from a chance of its own, so that the rest of the play stays as it is.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.demo import facts
from dagdeel.demo.setting import SchoolStage, Stage, moment
from dagdeel.web.jobs import work_off
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions as enrolment
from dagdeel.year.enrolment import queries
from dagdeel.year.enrolment.models import Placement, RankingRound
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.trainers.models import Availability, Trainer
from dagdeel.year.trainers.states import Suits

YEAR: Final = 2016
SCHOOL: Final = 6  # School F
AUTUMN, SPRING = date(2016, 11, 10), date(2017, 3, 9)
SMALL: Final = 8  # seats in a small group
WORKSHOPS: Final = 3  # one in autumn, and in spring one in each half-day


def rule(number: int, year: ProgrammeYear, usual: int) -> dict[str, Any]:
    """What the rule of a school says of how mentors choose, and how many workshops each takes."""
    if (number, year.first_year) == (SCHOOL, YEAR):
        return {"count": WORKSHOPS, "choice": RuleChoice.RANKED, "study_day": SPRING}
    return {"count": usual, "choice": RuleChoice.OWN}


def mornings(year: ProgrammeYear) -> list[date]:
    """The days on which trainers are asked about the morning too."""
    return [SPRING] if year.first_year == YEAR else []


def plan_study_days(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Four workshops side by side, on an afternoon in autumn, and in spring in the morning and in the afternoon in small groups."""
    school = stage.schools[SCHOOL]
    sessions = list(
        Session.objects.filter(year=year, school=school.school)
        .select_related("edition", "school", "year")
        .order_by("edition__position")
    )
    for session in sessions:
        _fix(stage, session, AUTUMN, HalfDay.AFTERNOON, on)
    for session in sessions:
        for half_day in (HalfDay.MORNING, HalfDay.AFTERNOON):
            again = planning.add_session(
                year, school=school.school, edition=session.edition, by=stage.lead, at=moment(on)
            )
            planning.change_seats(again, seats=SMALL, by=stage.lead, at=moment(on))
            _fix(stage, again, SPRING, half_day, on)


def _fix(stage: Stage, session: Session, day: date, half_day: HalfDay, on: date) -> None:
    """This day and half-day, with a trainer who can come then; a proposal leaves it as it is."""
    planning.schedule(session, day=day, half_day=half_day, by=stage.lead, at=moment(on))
    said = Availability.objects.filter(year=session.year, day=day, half_day=half_day)
    able = Trainer.objects.filter(active=True, competences__workshop=session.edition.workshop_id).order_by("pk")
    for suits in (Suits.CAN, Suits.RATHER_NOT):
        for trainer in able.filter(pk__in=said.filter(suits=suits).values("trainer")):
            try:
                planning.assign_trainer(session, trainer=trainer, by=stage.lead, at=moment(on))
            except planning.TrainerTaken:
                continue
            planning.pin(session, by=stage.lead, at=moment(on))
            return


def place_autumn(stage: Stage, year: ProgrammeYear) -> None:
    """Mentors rank for two weeks, the round is placed in one go, and the school educator publishes."""
    school, chance = stage.schools[SCHOOL], Random(facts.SEED)  # noqa: S311 - a play, not a secret
    round_ = _open(school, year, AUTUMN, date(2016, 9, 29), date(2016, 10, 12), places=1)
    _rank(school, round_, chance)
    at = moment(date(2016, 10, 13), 9)
    enrolment.ask_placement(round_, by=school.educator, at=at)
    work_off(clock=lambda _partnership=None: at)
    made = Placement.objects.select_related("round").get(round=round_)
    enrolment.publish_placement(made, revision=made.revision, by=school.educator, at=at + timedelta(days=1))


def rank_for_spring(stage: Stage, year: ProgrammeYear) -> None:
    """The round about the spring study day is over a few days before today, and waits to be placed."""
    school, chance = stage.schools[SCHOOL], Random(facts.SEED + 1)  # noqa: S311 - a play, not a secret
    _rank(school, _open(school, year, SPRING, date(2017, 1, 9), date(2017, 1, 20), places=2), chance)


def _open(
    school: SchoolStage, year: ProgrammeYear, day: date, opens: date, closes: date, *, places: int
) -> RankingRound:
    return enrolment.open_round(
        year,
        school.school,
        study_day=day,
        opens=opens,
        closes=closes,
        places=places,
        by=school.educator,
        at=moment(opens, 8),
    )


def _rank(school: SchoolStage, round_: RankingRound, chance: Random) -> None:
    """Most mentors rank, the last workshop is in demand; some have no preference, some do not answer, one cannot come then."""
    for number, (person, at) in enumerate(_answering(school, round_, chance)):
        facts_ = queries.round_facts(round_, at, people=[person.pk])
        editions = list(facts_.open_to(person.pk))
        chance.shuffle(editions)
        if chance.random() < 0.4:
            editions.sort(key=lambda edition: edition != facts_.offered[-1])
        if number % 9 == 4:
            editions = []
        enrolment.rank(
            round_,
            person=person,
            editions=editions[: chance.choice((2, 3, 4))],
            liked=min(len(editions), chance.choice((1, 1, 2))),
            blocked=facts_.half_days[-1:] if number == 7 and len(facts_.half_days) > 1 else (),
            by=person,
            at=at,
        )


def _answering(school: SchoolStage, round_: RankingRound, chance: Random) -> Iterator[tuple[Person, datetime]]:
    days = (round_.closes - round_.opens).days
    asked = queries.round_facts(round_, moment(round_.opens)).asked
    for standing in asked:
        if chance.random() < 0.86:
            yield standing.person, moment(round_.opens + timedelta(days=chance.randint(0, days)), chance.randint(8, 21))
