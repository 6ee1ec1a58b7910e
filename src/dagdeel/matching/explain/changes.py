"""Changes to a problem, as data: without this trainer, this school also on Thursday, one more seat, a lock.

Applying one raises BadProblem for an id that the problem does not have.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from dagdeel.matching.explain.giving import also_on
from dagdeel.matching.problem import BadProblem, Pin, PlacementProblem, Problem, Seat, TimetableProblem
from dagdeel.matching.problem.fields import Field


@dataclass(frozen=True)
class WithoutTrainer:
    """The trainer gives nothing; locks on the trainer go."""

    trainer: str

    def of(self, problem: Problem) -> Problem:
        problem = _timetable(problem)
        _known(self.trainer, problem.trainer, "trainer")
        return replace(
            problem,
            trainers=tuple(replace(t, maximum=0) if t.id == self.trainer else t for t in problem.trainers),
            locked=tuple(pin for pin in problem.locked if pin.trainer != self.trainer),
        )


@dataclass(frozen=True)
class AlsoOn:
    """The school on these half-days too, with all its sessions that are not bound to one half-day."""

    school: str
    slots: tuple[str, ...]

    def of(self, problem: Problem) -> Problem:
        problem = _timetable(problem)
        _known(self.school, problem.school, "school")
        return also_on(problem, self.school, self.slots)


@dataclass(frozen=True)
class MaximumOf:
    """The trainer may give so many sessions a year."""

    trainer: str
    maximum: int

    def of(self, problem: Problem) -> Problem:
        problem = _timetable(problem)
        _known(self.trainer, problem.trainer, "trainer")
        trainers = (replace(t, maximum=self.maximum) if t.id == self.trainer else t for t in problem.trainers)
        return replace(problem, trainers=tuple(trainers))


@dataclass(frozen=True)
class Locked:
    """The session with this trainer, on this half-day, or both; in place of what was locked there."""

    session: str
    trainer: str | None = None
    slot: str | None = None

    def of(self, problem: Problem) -> Problem:
        problem = _timetable(problem)
        _known(self.session, problem.session, "session")
        if self.trainer is not None:
            _known(self.trainer, problem.trainer, "trainer")
        others = tuple(pin for pin in problem.locked if pin.session != self.session)
        if self.trainer is None and self.slot is None:
            return replace(problem, locked=others)
        return replace(problem, locked=(*others, Pin(self.session, self.trainer, self.slot)))


@dataclass(frozen=True)
class SeatsOf:
    """The session holds so many people at most and, if given, runs with so many at least."""

    session: str
    most: int
    least: int | None = None

    def of(self, problem: Problem) -> Problem:
        problem = _placement(problem)
        _known(self.session, problem.session, "session")
        sessions = (
            replace(s, max=self.most, min=s.min if self.least is None else self.least) if s.id == self.session else s
            for s in problem.sessions
        )
        return replace(problem, sessions=tuple(sessions))


@dataclass(frozen=True)
class Seated:
    """The person is locked to the session."""

    person: str
    session: str

    def of(self, problem: Problem) -> Problem:
        problem = _placement(problem)
        _known(self.person, problem.mentor, "mentor")
        _known(self.session, problem.session, "session")
        seat = Seat(self.person, self.session)
        return replace(problem, locked=tuple(dict.fromkeys((*problem.locked, seat))))


Change = WithoutTrainer | AlsoOn | MaximumOf | Locked | SeatsOf | Seated
CHANGES: Mapping[str, type[Change]] = {
    "without_trainer": WithoutTrainer,
    "also_on": AlsoOn,
    "maximum_of": MaximumOf,
    "locked": Locked,
    "seats_of": SeatsOf,
    "seated": Seated,
}


def change_to_json(change: Change) -> dict[str, object]:
    kind = next(name for name, cls in CHANGES.items() if cls is type(change))
    shown = {f.name: getattr(change, f.name) for f in fields(change)}
    return {"change": kind, **{key: list(v) if isinstance(v, tuple) else v for key, v in shown.items()}}


def change_from_json(value: object) -> Change:
    """Raises BadProblem with the place of what is wrong."""
    field = Field(value, "")
    match field.get("change").text():
        case "without_trainer":
            return WithoutTrainer(field.get("trainer").text())
        case "also_on":
            return AlsoOn(field.get("school").text(), field.get("slots").set_of(Field.half_day))
        case "maximum_of":
            return MaximumOf(field.get("trainer").text(), field.get("maximum").whole())
        case "locked":
            trainer, slot = field.get("trainer"), field.get("slot")
            return Locked(
                field.get("session").text(),
                None if trainer.missing else trainer.text(),
                None if slot.missing else slot.half_day(),
            )
        case "seats_of":
            least = field.get("least")
            most = field.get("most").whole()
            return SeatsOf(field.get("session").text(), most, None if least.missing else least.whole(most=most))
        case "seated":
            return Seated(field.get("person").text(), field.get("session").text())
    raise field.get("change").refuse(f"must be one of {', '.join(CHANGES)}")


def _timetable(problem: Problem) -> TimetableProblem:
    if not isinstance(problem, TimetableProblem):
        raise BadProblem("change", "is for a timetable; this is a placement")
    return problem


def _placement(problem: Problem) -> PlacementProblem:
    if not isinstance(problem, PlacementProblem):
        raise BadProblem("change", "is for a placement; this is a timetable")
    return problem


def _known(name: str, known: Mapping[str, object], what: str) -> None:
    if name not in known:
        raise BadProblem("change", f"there is no {what} {name!r}")
