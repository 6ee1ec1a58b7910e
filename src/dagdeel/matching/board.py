"""A timetable being made: what stands in the way of a session, and what it would cost where."""

from collections.abc import Iterator, Sequence

from dagdeel.matching.possible import TimetableFacts, too_close
from dagdeel.matching.problem import Assignment
from dagdeel.matching.problem.half_days import week_of
from dagdeel.matching.score import disruption, load_step, quality_loss, slot_cost

Cost = tuple[float, ...]
NOTHING: Cost = (0, 0, 0, 0, 0, 0)
UNCOVERED: Cost = (1, 0, 0, 0, 0, 0)
SMALLEST = 1e-9


def plus(one: Cost, other: Cost) -> Cost:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def minus(one: Cost, other: Cost) -> Cost:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def is_gain(change: Cost) -> bool:
    """Whether a change of the goals is an improvement: the first goal that moves goes down."""
    return next((part < 0 for part in change if abs(part) > SMALLEST), False)


class Board:
    """A timetable being made. Every ``put`` keeps the rules; goals are counted as (uncovered, disruption,
    quality loss, load, km, slot cost)."""

    def __init__(self, facts: TimetableFacts) -> None:
        self.facts = facts
        self.problem = facts.problem
        self.placed: dict[str, Assignment] = {}
        self._at: dict[tuple[str, str], str] = {}
        self._weeks: dict[tuple[str, tuple[int, int]], list[str]] = {}
        self._of: dict[str, list[str]] = {trainer.id: [] for trainer in self.problem.trainers}
        self._school: dict[str, list[str]] = {school.id: [] for school in self.problem.schools}
        self._new: dict[str, list[str]] = {}
        self.fixed = frozenset(pin.session for pin in self.problem.locked if pin.assignment)
        self._static: dict[tuple[str, Assignment], tuple[float, float, float, float]] = {}
        self._least: dict[str, Cost] = {}
        self._sorted: dict[str, list[Assignment]] = {}

    def put(self, name: str, option: Assignment) -> None:
        self.placed[name] = option
        self._at[option.trainer, option.slot] = name
        self._weeks.setdefault((option.trainer, week_of(option.slot)), []).append(name)
        self._of[option.trainer].append(name)
        self._school[self.problem.session[name].school].append(name)
        if self._counts(name, option):
            self._new.setdefault(option.trainer, []).append(name)

    def take(self, name: str) -> Assignment:
        option = self.placed.pop(name)
        del self._at[option.trainer, option.slot]
        self._weeks[option.trainer, week_of(option.slot)].remove(name)
        self._of[option.trainer].remove(name)
        self._school[self.problem.session[name].school].remove(name)
        if self._counts(name, option):
            self._new[option.trainer].remove(name)
            if not self._new[option.trainer]:
                del self._new[option.trainer]
        return option

    def _counts(self, name: str, option: Assignment) -> bool:
        """Whether this touches the trainer, where that is limited."""
        problem = self.problem
        if problem.rules.most_touched is None or problem.previous is None:
            return False
        return problem.previous.get(name) != option

    def blockers(self, name: str, option: Assignment) -> Iterator[tuple[str, Sequence[str]]]:
        """Per rule in the way: its name and the sessions of which one must go (spacing: one each)."""
        there = self._at.get((option.trainer, option.slot))
        if there is not None:
            yield "double", (there,)
        week = self._weeks.get((option.trainer, week_of(option.slot)), ())
        if len(week) >= self.problem.rules.per_week:
            yield "per_week", week
        given = self._of[option.trainer]
        if len(given) >= self.problem.trainer[option.trainer].maximum:
            yield "maximum", given
        school = self.problem.session[name].school
        for other in self._school[school]:
            if too_close(self.problem, school, self.placed[other].slot, option.slot):
                yield "spacing", (other,)
        most = self.problem.rules.most_touched
        if (
            most is not None
            and len(self._new) >= most
            and option.trainer not in self._new
            and self._counts(name, option)
        ):
            yield "touched", [names[0] for names in self._new.values() if len(names) == 1]

    def fits(self, name: str, option: Assignment) -> bool:
        return next(self.blockers(name, option), None) is None

    def cost(self, name: str, option: Assignment) -> Cost:
        """What the goals rise by when this session is put so."""
        change, loss, km, slot = self._alone(name, option)
        maximum = self.problem.trainer[option.trainer].maximum
        return (0, change, loss, load_step(maximum, len(self._of[option.trainer]) + 1), km, slot)

    def _alone(self, name: str, option: Assignment) -> tuple[float, float, float, float]:
        key = name, option
        if key not in self._static:
            session, trainer = self.problem.session[name], self.problem.trainer[option.trainer]
            self._static[key] = (
                disruption(self.problem, session, option),
                quality_loss(self.problem, session, trainer),
                self.problem.km(session, trainer.id),
                slot_cost(self.problem, session, trainer, option.slot),
            )
        return self._static[key]

    def best(self, name: str) -> Assignment | None:
        """The cheapest option that fits; equal ones in the order of the input."""
        found: Assignment | None = None
        least: Cost = UNCOVERED
        for option in self._by_quality(name):
            if found is not None and self._alone(name, option)[:2] > least[1:3]:
                break  # sorted by disruption and quality loss, which count before all that follows
            cost = self.cost(name, option)
            if cost < least and self.fits(name, option):
                found, least = option, cost
        return found

    def _by_quality(self, name: str) -> list[Assignment]:
        if name not in self._sorted:
            options = self.facts.options[name]
            self._sorted[name] = sorted(options, key=lambda option: self._alone(name, option)[:2])
        return self._sorted[name]

    def least(self, name: str) -> Cost:
        """No option of this session costs less of any goal."""
        if name not in self._least:
            parts = [self._alone(name, option) for option in self.facts.options[name]]
            change, loss, km, slot = (min(column) for column in zip(*parts, strict=True))
            self._least[name] = (0, change, loss, 0, km, slot)
        return self._least[name]

    def lift(self, name: str) -> tuple[Assignment | None, Cost]:
        """Take the session off; returns where it was and what it cost there."""
        if name not in self.placed:
            return None, UNCOVERED
        option = self.take(name)
        return option, self.cost(name, option)

    def drop(self, name: str, option: Assignment | None) -> Cost:
        """Put the session there, or leave it uncovered; returns what it costs."""
        if option is None:
            return UNCOVERED
        cost = self.cost(name, option)
        self.put(name, option)
        return cost
