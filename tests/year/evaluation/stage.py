"""A small programme that was held: sessions with people who were there, and instruments that are open."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import Audience, Moment, main_moment
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as make
from tests.cast import Cast

DECEMBER = datetime(2016, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@dataclass
class Stage:
    """One workshop, open instruments, and the sessions that a test asks for."""

    cast: Cast
    instruments: dict[str, Instrument] = field(default_factory=dict)
    people: dict[int, list[Person]] = field(default_factory=dict)
    later: Instrument | None = None

    @property
    def participant(self) -> Instrument:
        return self.instruments[Audience.PARTICIPANT]

    def held(self, edition: Edition | None = None, *, number: int = 7, **fields: Any) -> Session:
        """A session that was held, with so many people."""
        school = fields.pop("school", self.cast.school)
        edition = edition or make.edition(self.cast.year)
        made = make.session(edition, school, state=SessionState.HELD, **fields)
        self.people[made.pk] = make.mentors(school, number)
        Roster.objects.create(session=made, closed_at=DECEMBER, closed_by=self.cast.programme_lead)
        for who in self.people[made.pk]:
            Presence.objects.create(session=made, person=who, state=PresenceState.PRESENT)
        return made

    def answer(self, session: Session, who: Person, value: int = 4, *, remark: str = "", **answers: int) -> None:
        """One full answer, the same value everywhere unless said otherwise."""
        keys = [q.item.key for q in queries.questions_of(self.participant) if q.kind == "agree" and not q.goals]
        actions.answer(
            self.participant,
            person=who,
            session=session,
            answers={**dict.fromkeys(keys, value), **answers},
            goal_answers={goal.key: value for goal in queries.goals_of(session)},
            comments={"remark": remark},
            at=DECEMBER,
        )

    def answers(self, session: Session, number: int, value: int = 4, **answers: int) -> None:
        """So many people of this session answer."""
        self.answers_only(session, number, value, **answers)
        self.publish()

    def answers_only(self, session: Session, number: int, value: int = 4, **answers: int) -> None:
        """The same, and it waits."""
        for who in self.people[session.pk][:number]:
            self.answer(session, who, value, remark="", **answers)

    def publish(self) -> None:
        """Nobody is waited for any more: what has come in is shown as far as it may be."""
        for instrument in filter(None, {*self.instruments.values(), self.later}):
            actions.publish(instrument, by=self.cast.programme_lead, at=DECEMBER, all_of_it=True)


def make_stage(cast: Cast) -> Stage:
    """Instruments of the cast's year, all open; the scope must be open."""
    by = cast.programme_lead
    made = actions.make_instruments(cast.year, by=by, at=DECEMBER)
    for instrument in made:
        actions.open_instrument(instrument, by=by, at=DECEMBER)
    return Stage(cast, {str(i.audience): i for i in made if i.moment == main_moment(i.audience)}, later=later_of(made))


def later_of(made: list[Instrument]) -> Instrument:
    """The questionnaire of some weeks later."""
    return next(i for i in made if i.moment == Moment.LATER)
