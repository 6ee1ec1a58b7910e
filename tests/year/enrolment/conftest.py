"""What the tests of enrolment share."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest

from dagdeel.base.partnerships.models import HalfDay
from dagdeel.base.people.models import Person
from dagdeel.web.jobs import work_off
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Placement, RankingRound
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW, Cast


@dataclass
class Programme:
    """A school with an agreed rule (two of three), and three sessions: two at once, one later, each of two seats."""

    cast: Cast
    first: Session
    parallel: Session
    later: Session
    mentors: list[Person]


@pytest.fixture
def programme(inside: Cast) -> Programme:
    """Two seats a session, so that the third one waits. The cast's own mentor is one of the mentors."""
    inside.partnership.demo_day = NOW.date()
    inside.partnership.save()
    editions = builders.brochure(inside.year, 3)
    builders.agreed_plan(inside.year, inside.school, editions, inside.head)
    shared = {"seats": 2, "minimum": 1}
    first = builders.session(editions[0], inside.school, **shared)
    parallel = builders.session(editions[1], inside.school, **shared)
    later = builders.session(editions[2], inside.school, day=date(2017, 2, 2), half_day=HalfDay.AFTERNOON, **shared)
    return Programme(inside, first, parallel, later, [inside.mentor, *builders.mentors(inside.school, 4)])


@dataclass
class StudyDay:
    """A school by preference, with a study day of two half-days and three workshops side by side in each; mentors by name."""

    cast: Cast
    day: date
    morning: list[Session]
    afternoon: list[Session]
    mentors: list[Person]

    def open(self, **fields: Any) -> RankingRound:
        """A round of a week about the study day, one workshop in each half-day."""
        week = {"opens": NOW.date(), "closes": NOW.date() + timedelta(days=7), "places": 2, "study_day": self.day}
        return actions.open_round(
            self.cast.year, self.cast.school, **{**week, **fields}, by=self.cast.school_educator, at=NOW
        )

    def rank(self, round_: RankingRound, who: Person, *order: int, liked: int = 0, **more: Any) -> None:
        """A mentor ranks the workshops by their place in the brochure: 0, 1, 2."""
        editions = [self.morning[number].edition for number in order]
        actions.rank(round_, person=who, editions=editions, liked=liked, by=who, at=NOW, **more)

    def place(self, round_: RankingRound) -> Placement:
        """The last day is over; the worker places the round."""
        after = NOW + timedelta(days=8)
        actions.ask_placement(round_, by=self.cast.school_educator, at=after)
        assert work_off(clock=lambda _partnership=None: after) == 1
        return Placement.objects.select_related("round__year__partnership", "round__school").get(round=round_)


@pytest.fixture
def study_day(inside: Cast) -> StudyDay:
    """Three workshops of two to four people, given in the morning and in the afternoon; eight mentors who take two each."""
    inside.partnership.demo_day = NOW.date()
    inside.partnership.save()
    editions = builders.brochure(inside.year, 3)
    day = date(2016, 11, 15)
    rule = {"rule_choice": RuleChoice.RANKED, "rule_count": 2, "study_day": day}
    builders.agreed_plan(inside.year, inside.school, editions, inside.head, **rule)
    times = {"am": (time(9), time(12)), "pm": (time(13), time(16))}
    given = {
        half_day: [
            builders.session(
                edition, inside.school, day=day, half_day=half_day, starts=starts, ends=ends, seats=4, minimum=2
            )
            for edition in editions
        ]
        for half_day, (starts, ends) in times.items()
    }
    mentors = [inside.mentor, *builders.mentors(inside.school, 7)]
    return StudyDay(inside, day, given["am"], given["pm"], mentors)
