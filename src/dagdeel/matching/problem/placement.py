"""Placement: who goes to which session. The JSON is the one of ``docs/matching.md``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dagdeel.matching.problem.fields import Field, unique_ids
from dagdeel.matching.problem.goals import Goal, read_goal, read_tolerance

MOST_MENTORS = 5_000
MOST_SESSIONS = 10_000
MOST_PLACES = 50
RANKING_GOALS = ("shortfall", "first_timers_without_liked", "without_liked", "open_sessions")
HIGHEST_PRIORITY = 9
POINT_GOALS = (("utilitarian",), ("egalitarian", "utilitarian"), ("leximin",))


@dataclass(frozen=True)
class Mentor:
    """Who wants how many sessions, best wish first.

    ``ranking`` holds workshops, ``points`` sessions: a mentor has one of the two. What is in neither is not
    wanted. ``schools`` None means every school. ``indifferent``: the order of the ranking means nothing; every
    seat counts one rank below the longest ranking of the others. ``priority`` decides only between plans that tie
    on every goal.
    """

    id: str
    places: int
    ranking: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    points: Mapping[str, float] | None = None
    blocked: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    first_time: bool = False
    schools: frozenset[str] | None = None
    indifferent: bool = False
    priority: int = 0

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"id": self.id, "places": self.places}
        if self.points is None:
            shown |= {"ranking": list(self.ranking), "liked": list(self.liked)}
        else:
            shown["points"] = dict(self.points)
        shown |= {
            "blocked": sorted(self.blocked),
            "done": sorted(self.done),
            "first_time": self.first_time,
        }
        if self.schools is not None:
            shown["schools"] = sorted(self.schools)
        if self.indifferent:
            shown["indifferent"] = True
        if self.priority:
            shown["priority"] = self.priority
        return shown


@dataclass(frozen=True)
class PlacementSession:
    """A planned session that runs with ``min`` to ``max`` people, or not at all."""

    id: str
    school: str
    workshop: str
    slot: str
    min: int
    max: int

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "school": self.school,
            "workshop": self.workshop,
            "slot": self.slot,
            "min": self.min,
            "max": self.max,
        }


@dataclass(frozen=True)
class Seat:
    """A mentor in a session; as a lock: this mentor stays there."""

    mentor: str
    session: str

    def to_json(self) -> dict[str, object]:
        return {"mentor": self.mentor, "session": self.session}


@dataclass(frozen=True)
class PlacementProblem:
    mentors: tuple[Mentor, ...]
    sessions: tuple[PlacementSession, ...]
    locked: tuple[Seat, ...] = ()
    closed: frozenset[str] = frozenset()
    conflicts: tuple[tuple[str, str], ...] = ()
    goals: tuple[str, ...] = ()
    tolerance: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def mentor(self) -> Mapping[str, Mentor]:
        return {mentor.id: mentor for mentor in self.mentors}

    @cached_property
    def session(self) -> Mapping[str, PlacementSession]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def conflicting(self) -> Mapping[str, frozenset[str]]:
        """Sessions one person cannot both visit by ``conflicts``, beside equal slots and workshops."""
        found: dict[str, set[str]] = {}
        for one, other in self.conflicts:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {name: frozenset(others) for name, others in found.items()}

    @property
    def by_points(self) -> bool:
        return bool(self.goals)

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "kind": "placement",
            "mentors": [mentor.to_json() for mentor in self.mentors],
            "sessions": [session.to_json() for session in self.sessions],
            "locked": [seat.to_json() for seat in self.locked],
            "closed": sorted(self.closed),
        }
        if self.conflicts:
            shown["conflicts"] = [list(pair) for pair in self.conflicts]
        if self.goals:
            shown["goals"] = list(self.goals)
        if self.tolerance:
            shown["tolerance"] = dict(self.tolerance)
        return shown


@dataclass(frozen=True)
class PlacementPlan:
    """Sessions per mentor, in the order of the problem; sessions that do not run; the goals reached."""

    placements: Mapping[str, tuple[str, ...]]
    closed: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    engine: str = ""

    @property
    def proven(self) -> bool:
        return bool(self.goals) and all(goal.proven for goal in self.goals)

    @cached_property
    def present(self) -> Mapping[str, tuple[str, ...]]:
        """Mentors per session."""
        found: dict[str, list[str]] = {}
        for mentor, sessions in self.placements.items():
            for session in sessions:
                found.setdefault(session, []).append(mentor)
        return {session: tuple(mentors) for session, mentors in found.items()}

    def to_json(self) -> dict[str, object]:
        return {
            "placements": {mentor: list(sessions) for mentor, sessions in self.placements.items()},
            "closed": list(self.closed),
            "goals": [goal.to_json() for goal in self.goals],
            "proven": self.proven,
            "seed": self.seed,
            "seconds": self.seconds,
            "engine": self.engine,
        }


@dataclass
class _Known:
    mentors: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)


def read_placement(top: Field) -> PlacementProblem:
    """The problem in JSON; raises BadProblem with the place of the first thing that is wrong."""
    top.only("kind", "mentors", "sessions", "locked", "closed", "conflicts", "goals", "tolerance")
    sessions = tuple(_read_session(f) for f in top.get("sessions").at_most(MOST_SESSIONS, "sessions"))
    known = _Known(sessions=unique_ids(top.get("sessions"), [s.id for s in sessions], "session"))
    goals = _read_goals(top.get("goals"))
    entries = top.get("mentors").at_most(MOST_MENTORS, "mentors")
    mentors = tuple(_read_mentor(entry, known, goals) for entry in entries)
    known.mentors = unique_ids(top.get("mentors"), [m.id for m in mentors], "mentor")
    if not mentors and not sessions:
        raise top.get("mentors").refuse("the problem is empty: no mentors and no sessions")
    return PlacementProblem(
        mentors,
        sessions,
        locked=_read_locks(top.get("locked"), known),
        closed=frozenset(top.get("closed").set_of(lambda f: f.id_of(known.sessions, "session"))),
        conflicts=top.get("conflicts").list_of(lambda f: _read_pair(f, known)),
        goals=goals,
        tolerance=read_tolerance(top.get("tolerance"), lambda name: is_goal(name, goals)),
    )


def is_goal(name: str, goals: tuple[str, ...]) -> bool:
    """Whether a placement with these ``goals`` (none: by ranking) has a goal of this name."""
    if goals == ("leximin",):
        return re.fullmatch("leximin_[0-9]+", name) is not None
    return name in (goals or RANKING_GOALS) or (not goals and re.fullmatch("seats_at_rank_[0-9]+", name) is not None)


def _read_session(entry: Field) -> PlacementSession:
    entry.only("id", "school", "workshop", "slot", "min", "max")
    least, most = entry.get("min"), entry.get("max")
    if least.whole() > most.whole():
        raise least.refuse(f"{least.whole()} is more than max {most.whole()}")
    return PlacementSession(
        entry.get("id").text(),
        entry.get("school").text(),
        entry.get("workshop").text(),
        entry.get("slot").half_day(),
        least.whole(),
        most.whole(),
    )


def _read_goals(entry: Field) -> tuple[str, ...]:
    goals = entry.list_of(Field.text)
    if goals and goals not in POINT_GOALS:
        raise entry.refuse('must be ["utilitarian"], ["egalitarian", "utilitarian"] or ["leximin"], or be left out')
    return goals


def _read_mentor(entry: Field, known: _Known, goals: tuple[str, ...]) -> Mentor:
    entry.only(
        "id",
        "places",
        "ranking",
        "liked",
        "points",
        "blocked",
        "done",
        "first_time",
        "schools",
        "indifferent",
        "priority",
    )
    ranking, liked, points = entry.get("ranking"), entry.get("liked"), entry.get("points")
    wishes, likes = ranking.set_of(Field.text), liked.set_of(Field.text)
    if likes != wishes[: len(likes)]:
        raise liked.refuse("must be the beginning of ranking, in the same order")
    if likes and entry.get("indifferent").flag():
        raise liked.refuse("must be empty: whoever is indifferent likes no workshop more than another")
    if goals and wishes:
        raise ranking.refuse("the goals of this problem count points: give points, not a ranking")
    if not goals and not points.missing:
        raise points.refuse('say with "goals" what the points are for: utilitarian or egalitarian first')
    for session, field_ in () if points.missing else points.keyed():
        if session not in known.sessions:
            raise field_.refuse(f"there is no session {session!r}")
    schools = entry.get("schools")
    return Mentor(
        entry.get("id").text(),
        entry.get("places").whole(most=MOST_PLACES),
        ranking=wishes,
        liked=likes,
        points=({} if goals else None) if points.missing else {k: f.number() for k, f in points.items()},
        blocked=frozenset(entry.get("blocked").set_of(Field.half_day)),
        done=frozenset(entry.get("done").set_of(Field.text)),
        first_time=entry.get("first_time").flag(),
        schools=None if schools.missing else frozenset(schools.set_of(Field.text)),
        indifferent=entry.get("indifferent").flag(),
        priority=0 if (priority := entry.get("priority")).missing else priority.whole(most=HIGHEST_PRIORITY),
    )


def _read_locks(entry: Field, known: _Known) -> tuple[Seat, ...]:
    seats: dict[Seat, str] = {}
    for lock in () if entry.missing else entry.entries():
        lock.only("mentor", "session")
        seat = Seat(
            lock.get("mentor").id_of(known.mentors, "mentor"),
            lock.get("session").id_of(known.sessions, "session"),
        )
        if seat in seats:
            raise lock.refuse(f"is the same lock as {seats[seat]}")
        seats[seat] = lock.path
    return tuple(seats)


def _read_pair(entry: Field, known: _Known) -> tuple[str, str]:
    pair = entry.list_of(lambda f: f.id_of(known.sessions, "session"))
    if len(pair) != 2:
        raise entry.refuse("must be a pair of two sessions")
    if pair[0] == pair[1]:
        raise entry.refuse("a session cannot conflict with itself")
    return pair[0], pair[1]


def read_placement_plan(top: Field) -> PlacementPlan:
    """A plan in JSON. Whether its ids exist and its rules hold is for the judge, not for the reader."""
    return PlacementPlan(
        placements={name: f.list_of(Field.text) for name, f in top.get("placements").keyed()},
        closed=top.get("closed").list_of(Field.text),
        goals=top.get("goals").list_of(read_goal),
        seed=0 if (seed := top.get("seed")).missing else seed.whole(most=2**63),
        seconds=0.0 if (seconds := top.get("seconds")).missing else seconds.number(),
        engine="" if (engine := top.get("engine")).value in {None, ""} else engine.text(),
    )
