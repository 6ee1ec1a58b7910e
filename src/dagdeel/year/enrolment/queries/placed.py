"""A placement as people look at it: per person, per session, in all; and what one mentor sees of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui import dutch
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Placement, RankingRound
from dagdeel.year.enrolment.queries.participation import Standing, plans, sessions_of
from dagdeel.year.enrolment.queries.reasons import fault_sentence, goal_label, sentences
from dagdeel.year.enrolment.queries.rounds import RoundFacts, Said, rounds_of, said_in
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


@dataclass(frozen=True, slots=True)
class SeatGiven:
    """A seat in the placement. `rank`: which wish it is, None when it was not ranked."""

    session: Session
    rank: int | None
    liked: bool
    locked: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A workshop that somebody ranked, and what became of it."""

    edition: Edition
    rank: int
    liked: bool
    given: bool
    why: list[str]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One mentor in a placement."""

    standing: Standing
    said: Said | None
    places: int
    seats: list[SeatGiven]
    wishes: list[Wish]
    first: bool
    by_hand: str
    faults: list[str]

    @property
    def name(self) -> str:
        """Where the row stands on its page."""
        return rules.person_id(self.standing.person.pk)

    @property
    def short(self) -> int:
        """How many seats fewer than the round gives each mentor."""
        return max(0, self.places - len(self.seats))

    @property
    def away(self) -> list[str]:
        """When this mentor cannot come."""
        return (
            [f"{dutch.day(day)}, {dutch.half_day(half)}" for day, half in sorted(self.said.blocked)]
            if self.said
            else []
        )

    @property
    def ranked(self) -> bool:
        """Something was ranked."""
        return self.said is not None and bool(self.said.order)

    @property
    def best(self) -> int | None:
        """The best wish that was given."""
        return min((seat.rank for seat in self.seats if seat.rank), default=None)

    @property
    def missed_out(self) -> bool:
        """Something would have been welcome, and nothing of it was given."""
        return self.said is not None and bool(self.said.liked) and not any(seat.liked for seat in self.seats)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in a placement: who is placed, beside those who have a seat from elsewhere."""

    session: Session
    placed: int
    others: int
    cancelled: bool
    why_closed: list[str]
    faults: list[str]

    @property
    def number(self) -> int:
        """Everybody who would be there."""
        return self.placed + self.others

    @property
    def empty(self) -> bool:
        """Nobody would be there: the session does not go on."""
        return self.number == 0


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal: what the engine reached, beyond what it cannot go, and what it is after changes by hand."""

    label: str
    value: float
    bound: float | None
    proven: bool
    now: float | None

    @property
    def changed(self) -> bool:
        """The changes by hand made a difference."""
        return self.now is not None and self.now != self.value


@dataclass(frozen=True)
class Review:
    """A placement, laid out."""

    placement: Placement
    people: list[PersonRow]
    sessions: list[SessionRow]
    goals: list[GoalRow]
    silent: int

    @cached_property
    def faults(self) -> int:
        """How many things are wrong."""
        return sum(len(row.faults) for row in self.people) + sum(len(row.faults) for row in self.sessions)

    @cached_property
    def ranked(self) -> int:
        """How many people ranked something."""
        return sum(row.ranked for row in self.people)

    @property
    def seats(self) -> int:
        """How many seats are given."""
        return sum(len(row.seats) for row in self.people)

    @property
    def first_wish(self) -> float:
        """The share of those who ranked with their first wish."""
        return rules.share(self.with_first_wish, self.ranked)

    @property
    def with_first_wish(self) -> int:
        """How many people have their first wish."""
        return sum(row.best == 1 for row in self.people)

    @property
    def with_first_two(self) -> int:
        """How many people have one of their first two wishes."""
        return sum(row.best in {1, 2} for row in self.people)

    @property
    def missed_out(self) -> int:
        """How many people have nothing that would have been welcome."""
        return sum(row.missed_out for row in self.people)

    @property
    def short(self) -> int:
        """How many people have fewer workshops than the round gives."""
        return sum(row.short > 0 for row in self.people)

    @property
    def closing(self) -> list[SessionRow]:
        """The sessions that stand now and would not go on."""
        return [row for row in self.sessions if row.empty and not row.cancelled]

    @property
    def proven(self) -> bool:
        """Every goal is proven."""
        return all(goal.proven for goal in self.goals)


def review(
    facts: RoundFacts, placement: Placement, *, faults: Iterable[rules.Fault], values: Mapping[str, float] | None
) -> Review:
    """The placement of a round. `faults`: what the judge finds now; `values`: the goals as they are now. No query."""
    of_person: dict[int, list[str]] = defaultdict(list)
    of_session: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        said = fault_sentence(fault, facts.session)
        for person in fault.people:
            of_person[person].append(said)
        for session in () if fault.people else fault.sessions:
            of_session[session].append(said)
    look = _Look(facts, placement, of_person, of_session)
    in_it = {rules.key_of(name) for name in placement.seats}
    people = [
        look.person(s) for s in facts.standings if s.person.pk in in_it or (facts.may_rank(s) and facts.places(s))
    ]
    silent = sum(not row.ranked for row in people)
    return Review(
        placement=placement,
        people=people,
        sessions=[look.session(session) for session in (*facts.sessions, *facts.cancelled)],
        goals=_goals(placement, values),
        silent=silent,
    )


def _goals(placement: Placement, values: Mapping[str, float] | None) -> list[GoalRow]:
    """The goals as people read them: whoever likes nothing, or ranked nothing, stands in a goal of every placement alike."""
    goals, mentors = placement.plan["goals"], placement.problem["mentors"]
    ranks = [goal for goal in goals if goal["name"].startswith("seats_at_rank_")]
    silent = ranks[0] if ranks and any(mentor.get("indifferent") for mentor in mentors) else None
    apart = {
        "without_liked": sum(not mentor["liked"] for mentor in mentors),
        "first_timers_without_liked": sum(mentor["first_time"] and not mentor["liked"] for mentor in mentors),
        **({goal["name"]: silent["value"] for goal in ranks[1:]} if silent else {}),
    }
    worst = int(silent["name"].rsplit("_", 1)[1]) if silent else 0
    return [
        GoalRow(
            goal_label(goal["name"], worst),
            goal["value"] - apart.get(goal["name"], 0),
            None if goal["bound"] is None else goal["bound"] - apart.get(goal["name"], 0),
            goal["proven"],
            None if values is None else values[goal["name"]] - apart.get(goal["name"], 0),
        )
        for goal in goals
    ]


@dataclass(frozen=True)
class _Look:
    """What was looked up once for all rows."""

    facts: RoundFacts
    placement: Placement
    of_person: Mapping[int, Sequence[str]]
    of_session: Mapping[int, Sequence[str]]

    @cached_property
    def placed(self) -> Counter[int]:
        """How many people are placed in each session."""
        return Counter(rules.key_of(name) for names in self.placement.seats.values() for name in names)

    @cached_property
    def inside(self) -> Counter[int]:
        """How many of those who are placed have their seat in a session already."""
        people = {rules.key_of(name) for name in self.placement.seats}
        return Counter(pk for person in people for pk in self.facts.seats.get(person, ()))

    def person(self, standing: Standing) -> PersonRow:
        """One mentor."""
        person = standing.person.pk
        name, said = rules.person_id(person), self.facts.said.get(person)
        locked = {session for who, session in self.placement.locked if who == name}
        order = said.order if said else ()
        liked = said.liked if said else ()
        seats = [self.facts.session[rules.key_of(seat)] for seat in self.placement.seats.get(name, ())
                 if rules.key_of(seat) in self.facts.session]  # fmt: skip
        return PersonRow(
            standing=standing,
            said=said,
            places=self.facts.places(standing),
            seats=[
                SeatGiven(
                    session=session,
                    rank=order.index(session.edition_id) + 1 if session.edition_id in order else None,
                    liked=session.edition_id in liked,
                    locked=rules.session_id(session.pk) in locked,
                    held=session.pk in self.facts.seats.get(person, ()),
                )
                for session in sorted(seats, key=when)
            ],
            wishes=wishes(
                said,
                self.facts.editions,
                {session.edition_id for session in seats},
                self.placement.reasons["wishes"].get(name, {}),
                self.facts.session,
            ),
            first=self.facts.past.goes_first(person),
            by_hand=self.placement.reasons.get("by_hand", {}).get(name, ""),
            faults=list(self.of_person.get(person, ())),
        )

    def session(self, session: Session) -> SessionRow:
        """One session."""
        placed = self.placed[session.pk]
        return SessionRow(
            session=session,
            placed=placed,
            others=max(0, session.taken - self.inside[session.pk]),
            cancelled=session in self.facts.cancelled,
            why_closed=sentences(
                self.placement.reasons["closed"].get(rules.session_id(session.pk), ()), self.facts.session
            ),
            faults=list(self.of_session.get(session.pk, ())),
        )


def when(session: Session) -> tuple[Any, ...]:
    """In the order of the calendar."""
    return (session.day, session.starts, session.pk)


def wishes(
    said: Said | None,
    editions: Mapping[int, Edition],
    given: Collection[int],
    reasons: Mapping[str, Any],
    sessions: Mapping[int, Session],
) -> list[Wish]:
    """What became of everything that somebody ranked, best wish first."""
    cancelled: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for session in sessions.values():
        if session.state == SessionState.CANCELLED:
            told = {"kind": "closed_beforehand", "facts": {"session": rules.session_id(session.pk)}}
            cancelled[session.edition_id].append(told)
    return [
        Wish(
            edition=editions[pk],
            rank=rank,
            liked=rank <= said.ranking.liked,
            given=pk in given,
            why=[]
            if pk in given
            else sentences(reasons.get(rules.workshop_id(editions[pk].workshop_id)) or cancelled[pk], sessions),
        )
        for rank, pk in enumerate(said.order if said else (), 1)
        if said and pk in editions
    ]


@dataclass(frozen=True, slots=True)
class MyRound:
    """A round as one mentor sees it: what she said, and when it was published what she got and why."""

    round: RankingRound
    open: bool
    said: Said | None
    outcome: list[Wish]
    seats: list[Session]
    by_hand: str
    published: bool


def my_rounds(year: ProgrammeYear, person: Person, day: date, standings: Iterable[Standing]) -> list[MyRound]:
    """The rounds in which this mentor ranks or was placed; of a placement her own part only. Seven queries."""
    schools = {s.school.pk: s for s in standings}
    rounds = [row for row in rounds_of(year, [s.school for s in schools.values()]) if row.state != RoundState.WITHDRAWN]
    voluntary = {pk for pk, plan in plans(year).items() if plan.rule_count == 0}
    said = said_in(rounds, [person.pk])
    name = rules.person_id(person.pk)
    own = (f"seats__{name}", f"reasons__wishes__{name}", f"reasons__by_hand__{name}")
    published = Placement.objects.filter(round__in=rounds, round__state=RoundState.PUBLISHED)
    placed = {row[0]: row[1:] for row in published.values_list("round_id", *own)}
    sessions = {s.pk: s for s in sessions_of(year).filter(school__in=list(schools))}
    editions = {s.edition_id: s.edition for s in sessions.values()}
    found = []
    for row in rounds:
        standing = schools[row.school_id]
        seats, reasons, by_hand = placed.get(row.pk, (None, None, None))
        asks = not standing.exempt and (standing.asked > 0 or row.school_id in voluntary)
        told = row.state == RoundState.PUBLISHED
        if seats is None and (told or not asks):  # came after it was published; or nothing is asked
            continue
        got = [sessions[rules.key_of(seat)] for seat in seats or () if rules.key_of(seat) in sessions]
        mine = said.get((row.pk, person.pk))
        found.append(
            MyRound(
                round=row,
                open=rules.takes_rankings(row.state, day, opens=row.opens, closes=row.closes),
                said=mine,
                outcome=wishes(mine, editions, {s.edition_id for s in got}, reasons or {}, sessions),
                seats=sorted(got, key=when),
                by_hand=by_hand or "",
                published=told,
            )
        )
    return found


def placed_data(person: Person) -> list[dict[str, Any]]:
    """What placements know of somebody: the seats and the reasons. One query."""
    name = rules.person_id(person.pk)
    rows = Placement.objects.filter(seats__has_key=name).order_by("pk")
    own = rows.values_list("round__school__name", "made_at", f"seats__{name}", f"reasons__wishes__{name}")
    return [
        {"school": school, "made_at": made_at, "sessions": seats, "reasons": reasons or {}}
        for school, made_at, seats, reasons in own
    ]
