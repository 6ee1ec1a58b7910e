"""What the tests of enrolment share."""

from dataclasses import dataclass
from datetime import date

import pytest

from dagdeel.base.partnerships.models import HalfDay
from dagdeel.base.people.models import Person
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
