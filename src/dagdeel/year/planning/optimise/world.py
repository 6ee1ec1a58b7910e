"""The year as the optimiser needs it: read once, in a fixed number of queries, and then only looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dagdeel.base.partnerships.models import Institute, ProgrammeYear
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import Assignment, Room, Session
from dagdeel.year.planning.optimise.question import Question
from dagdeel.year.planning.states import ProposalMode, SessionState
from dagdeel.year.trainers.models import Availability, Trainer

Spot = tuple[date, str]
OPEN = (SessionState.DRAFT, SessionState.PUBLISHED)


class NothingMoves(Exception):
    """No session may move: every one is held, past, fixed, or complete already."""


def slot_of(day: date, half_day: str) -> str:
    """2016-11-08/pm."""
    return f"{day.isoformat()}/{half_day}"


@dataclass(frozen=True)
class World:
    """The year on a day, seen with a question in mind."""

    year: ProgrammeYear
    today: date
    question: Question
    sessions: Sequence[Session]
    plans: Mapping[int, SchoolPlan]
    trainers: Sequence[Trainer]
    said: Mapping[int, Mapping[Spot, str]]
    elsewhere: Mapping[int, frozenset[Spot]]
    away: Mapping[int, Sequence[tuple[date, date]]]
    institutes: frozenset[str]
    rooms: Mapping[int, Sequence[Room]]

    @property
    def moving(self) -> list[Session]:
        """The sessions of which the proposal says something."""
        return [session for session in self.sessions if self.moves(session)]

    @property
    def standing(self) -> list[Session]:
        """The sessions with a date that stay as they are."""
        return [session for session in self.sessions if session.day is not None and not self.moves(session)]

    def moves(self, session: Session) -> bool:
        """Whether a proposal may say something of this session: a trainer, a date, or both."""
        if session.state not in OPEN or (session.day is not None and session.day <= self.today):
            return False
        if len(queries.live(session)) > 1 and self.holders(session):
            return False  # who gives it together with whom is settled by hand
        settled = session.day is not None and bool(self.holders(session))
        return not (settled and (session.pinned or self.question.mode == ProposalMode.OPEN))

    def keeps_date(self, session: Session) -> bool:
        """Whether only the trainer of a moving session is asked for."""
        told = session.state == SessionState.PUBLISHED and self.question.mode == ProposalMode.OPEN
        return session.day is not None and (session.pinned or told)

    def holders(self, session: Session) -> list[Assignment]:
        """Who gives the session and is still there for it."""
        gone = self.question.what_if.without
        return [
            a
            for a in queries.live(session)
            if a.trainer.active and a.trainer_id not in gone and not self.is_away(a.trainer_id, session.day)
        ]

    def is_away(self, trainer: int, day: date | None) -> bool:
        """Whether the trainer falls out on this day."""
        return day is not None and any(first <= day <= last for first, last in self.away.get(trainer, ()))


def read(year: ProgrammeYear, question: Question, *, today: date) -> World:
    """Thirteen queries; nothing is written."""
    gone = question.what_if.without
    trainers = list(
        Trainer.objects.filter(active=True)
        .exclude(pk__in=gone)
        .select_related("person")
        .prefetch_related("competences", "travel")
        .order_by("id")
    )
    said: dict[int, dict[Spot, str]] = defaultdict(dict)
    for row in Availability.objects.filter(year=year, trainer__in=trainers).order_by("day", "half_day"):
        said[row.trainer_id][row.day, row.half_day] = row.suits
    plans = SchoolPlan.objects.filter(year=year).prefetch_related("half_days")
    rooms: dict[int, list[Room]] = defaultdict(list)
    for room in Room.objects.order_by("seats", "id"):
        rooms[room.school_id].append(room)
    return World(
        year=year,
        today=today,
        question=question,
        sessions=[s for s in queries.sessions_of(year).order_by("id") if s.state != SessionState.CANCELLED],
        plans={plan.school_id: plan for plan in plans},
        trainers=trainers,
        said=said,
        elsewhere=_elsewhere(year, trainers),
        away=queries.absences(t.pk for t in trainers),
        institutes=frozenset(f"institute-{pk}" for pk in Institute.objects.values_list("pk", flat=True)),
        rooms=rooms,
    )


def _elsewhere(year: ProgrammeYear, trainers: Sequence[Trainer]) -> dict[int, frozenset[Spot]]:
    """When each trainer gives something in another partnership: the half-day alone, nothing else is read of it."""
    busy: dict[int, set[Spot]] = defaultdict(set)
    rows = Assignment.everywhere.filter(person__in=[t.person_id for t in trainers], live=True, day__isnull=False)
    for person, day, half_day in rows.exclude(partnership_id=year.partnership_id).values_list(
        "person_id", "day", "half_day"
    ):
        if day is not None:
            busy[person].add((day, half_day))
    return {t.pk: frozenset(busy[t.person_id]) for t in trainers}
