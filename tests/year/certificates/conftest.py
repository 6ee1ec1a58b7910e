"""A session that was held: one present, one late, one there for a while, one absent."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.planning.models import Session
from tests import cast as build
from tests.cast import Cast

THAT_DAY = datetime.fromisoformat("2016-11-08T17:05:00+01:00")
NEXT_DAY = datetime.fromisoformat("2016-11-09T09:00:00+01:00")


@dataclass
class Held:
    """The session and who was there."""

    cast: Cast
    session: Session
    present: Person
    late: Person
    partly: Person
    absent: Person

    def correct(self, who: Person, state: PresenceState, minutes: int | None = None) -> None:
        """Change what the closed list says."""
        row = Presence.objects.select_related("session").get(session=self.session, person=who)
        attendance.correct(row, state=state, minutes=minutes, reason="vergissing", by=self.cast.trainer, at=NEXT_DAY)


def hold(cast: Cast) -> Held:
    """Hold a session; in the open scope."""
    workshop, _ = Workshop.objects.get_or_create(name="Bumpy moments")
    edition = Edition.objects.filter(workshop=workshop).first()
    session = build.session(edition or build.edition(cast.year, "Bumpy moments", workshop=workshop), cast.school)
    people = [build.person(name, "Jansen") for name in ("Anna", "Bert", "Carla", "Dirk")]
    for person in people:
        build.membership(person, Role.MENTOR, school=cast.school, subject="wiskunde")
        build.enrolment(person, session)
    anna, bert, carla, dirk = people
    attendance.mark(session, person=carla, state=PresenceState.PARTLY, minutes=105, by=cast.trainer, at=THAT_DAY)
    but = {bert: PresenceState.LATE, dirk: PresenceState.ABSENT}
    attendance.mark_all_present(session, but=but, by=cast.trainer, at=THAT_DAY)
    attendance.close_roster(session, by=cast.trainer, at=THAT_DAY)
    return Held(cast, session, anna, bert, carla, dirk)


@pytest.fixture
def held(cast: Cast) -> Held:
    """The held session; the scope is closed again. Today is the day after."""
    cast.partnership.demo_day = NEXT_DAY.date()
    cast.partnership.save(update_fields=["demo_day"])
    with scope.of(cast.partnership):
        return hold(cast)


@pytest.fixture
def closed(inside: Cast) -> Held:
    """The held session, with the scope open."""
    return hold(inside)
