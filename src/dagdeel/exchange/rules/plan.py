"""What taking over would do: by row, after looking at who and what is there, and at what was decided about doubles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final, Literal

from dagdeel.base.people.rules import folded as words_of
from dagdeel.base.people.rules import tells_nothing_new
from dagdeel.exchange.rules.columns import folded
from dagdeel.exchange.rules.rows import Line, Why, Wrong

What = Literal["new", "more", "there", "differs", "review", "skipped"]
Choice = Literal["same", "apart", "skip"]
Doubt = Literal["mail", "name", "file", "nobody"]
CHOICES: Final[Mapping[Doubt, tuple[Choice, ...]]] = {
    "mail": ("same", "skip"), "name": ("same", "apart", "skip"), "file": ("same", "apart", "skip"), "nobody": ("skip",),
}  # fmt: skip
ALL: Final = "*"  # what was decided for everybody about whom nothing else was
Name = tuple[str, str, str]
Place = tuple[int | None, int | None]  # school, institute


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is there: `ours` when with a role in this partnership."""

    pk: int
    name: Name
    email: str
    ours: bool


@dataclass(frozen=True, slots=True)
class There:
    """What the rows are held against."""

    people: Mapping[str, Known] = field(default_factory=dict)  # by address
    aliases: Mapping[str, int] = field(
        default_factory=dict
    )  # by the digest of an address: who that was said to be before
    at: Mapping[Place, Sequence[int]] = field(default_factory=dict)  # who holds a role where, by id
    roles: Mapping[tuple[int, str, int | None, int | None], Sequence[tuple[int, int | None]]] = field(
        default_factory=dict
    )
    trainers: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # by person: institute and maximum
    rooms: Mapping[tuple[int, str], tuple[int, str]] = field(
        default_factory=dict
    )  # by school and name: seats, equipment
    past: frozenset[tuple[int, int, str, date | None]] = frozenset()  # person, year, folded workshop, day

    def by_id(self) -> dict[int, Known]:
        """Those with a role here."""
        return {known.pk: known for known in self.people.values() if known.ours}


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one line. `key` names the person within the file; `person` is the id of who is there already."""

    line: Line
    what: What
    key: str = ""
    person: int | None = None
    gives_role: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody about whom has to be decided: is it the same person? `known` is who it may be, `other` a row of the file."""

    key: str
    line: Line
    doubt: Doubt
    known: Known | None
    other: Line | None
    rows: tuple[int, ...]
    decided: Choice | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be decided."""
        return CHOICES[self.doubt]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that taking over would do."""

    planned: tuple[Planned, ...]
    reviews: tuple[Review, ...]
    wrong: tuple[Wrong, ...]

    def count(self, *what: What) -> int:
        """How many lines have one of these outcomes."""
        return sum(one.what in what for one in self.planned)

    @property
    def undecided(self) -> tuple[Review, ...]:
        """What still has to be decided."""
        return tuple(one for one in self.reviews if one.decided is None)

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        return any(one.what in {"new", "more"} for one in self.planned)

    @property
    def holds(self) -> bool:
        """Whether all of it can be taken over."""
        return not self.wrong and not self.undecided

    @property
    def seal(self) -> str:
        """Changes when the plan does: what was looked at is what is done."""
        told = "|".join(f"{one.line.row}:{one.what}:{one.person}:{one.key}" for one in self.planned)
        return sha256(told.encode()).hexdigest()[:20]


def digest(email: str) -> str:
    """An address that is not kept, and is recognised."""
    return sha256(email.encode()).hexdigest()


def same_name(one: Name, other: Name) -> bool:
    """Whether two names can be of one person: initials and a name that is missing contradict nothing."""
    if words_of(one[2]) != words_of(other[2]) or (one[1] and other[1] and words_of(one[1]) != words_of(other[1])):
        return False
    first, second = words_of(one[0]), words_of(other[0])
    if not first or not second or first == second:
        return True
    short = min(first.split()[0], second.split()[0], key=len)
    return (len(short) == 1 or "." in (one[0] if short == first.split()[0] else other[0])) and first[0] == second[0]


class _People:
    """Who is meant by each line, decided once per person of the file."""

    def __init__(self, there: There, decisions: Mapping[str, str]) -> None:
        self.there, self.decisions = there, decisions
        self.ours = there.by_id()
        self.by_surname: dict[str, list[Known]] = defaultdict(list)
        for known in self.ours.values():
            self.by_surname[words_of(known.name[2])].append(known)
        self.at = {place: frozenset(people) for place, people in there.at.items()}
        self.first: dict[str, Line] = {}  # by key: the line that spoke of this person first
        self.merged: dict[str, str] = {}  # by key: the key of who it is the same as
        self.found: dict[str, tuple[int | None, Choice | None]] = {}
        self.reviews: dict[str, Review] = {}
        self.in_file: dict[tuple[str, Place], list[str]] = defaultdict(list)
        self.wrong: list[Wrong] = []

    def meet(self, line: Line) -> tuple[str, int | None, What | None]:
        """The key, the id of who is there, and what else becomes of the line: left out, or to be decided."""
        key = line.email
        if (before := self.first.get(key)) is None:
            self.first[key] = line
            self._look(key, line)
        elif not same_name(before.name, line.name):
            self.wrong.append(Wrong(line.row, "email", line.email, Why.TWICE_OTHERWISE, str(before.row)))
        if key in self.reviews and line.row not in self.reviews[key].rows:
            old = self.reviews[key]
            self.reviews[key] = Review(
                old.key, old.line, old.doubt, old.known, old.other, (*old.rows, line.row), old.decided
            )
        person, choice = self.found.get(key, (None, None))
        waits: What | None = "review" if key in self.reviews and choice is None else None
        return self.merged.get(key, key), person, "skipped" if choice == "skip" else waits

    def _look(self, key: str, line: Line) -> None:
        known = self.there.people.get(line.email)
        if known is not None and not known.ours:
            if tells_nothing_new(known.name, line.name):
                self.found[key] = known.pk, None
            else:
                self.wrong.append(Wrong(line.row, "email", line.email, Why.OTHER_NAME))
            return
        if known is not None:
            if same_name(known.name, line.name):
                self.found[key] = known.pk, None
            else:
                self._doubt(key, line, "mail", known)
            return
        if (alias := self.there.aliases.get(digest(line.email))) in self.ours:
            self.found[key] = alias, None
            return
        self._look_by_name(key, line)

    def _look_by_name(self, key: str, line: Line) -> None:
        place = line.school, line.institute
        here = self.at.get(place, frozenset()) if place != (None, None) else frozenset()
        alike = [k for k in self.by_surname[words_of(line.surname)] if k.pk in here and same_name(k.name, line.name)]
        if alike:
            self._doubt(key, line, "name", alike[0])
            return
        twins = self.in_file[words_of(line.surname), place]
        twin = next(
            (one for one in twins if place != (None, None) and same_name(self.first[one].name, line.name)), None
        )
        if twin is not None:
            self._doubt(key, line, "file", None, twin)
        twins.append(key)

    def _doubt(self, key: str, line: Line, doubt: Doubt, known: Known | None, twin: str = "") -> None:
        decided = decision(self.decisions, key, doubt)
        other = self.first[twin] if twin else None
        self.reviews[key] = Review(key, line, doubt, known, other, (line.row,), decided)
        self.found[key] = (known.pk if known and decided == "same" else None), decided
        if twin and decided == "same":
            self.merged[key] = self.merged.get(twin, twin)
            person, choice = self.found.get(twin, (None, None))
            self.found[key] = person, choice or decided


def decision(decisions: Mapping[str, str], key: str, doubt: Doubt) -> Choice | None:
    """What was decided about somebody, or about everybody else."""
    return next((one for one in CHOICES[doubt] if one == decisions.get(key)), None) or next(
        (one for one in CHOICES[doubt] if one == decisions.get(ALL)), None
    )


def plan_people(lines: Iterable[Line], there: There, decisions: Mapping[str, str], from_year: int) -> Plan:
    """People with their roles; a role that is held is left alone."""
    people, planned, made = _People(there, decisions), [], set()
    given: set[tuple[str | int, str, int | None, int | None]] = set()
    for line in lines:
        key, person, set_aside = people.meet(line)
        role = line.role, line.school, line.institute
        who = person if person is not None else key
        if set_aside:
            what: What = set_aside
        elif (who, *role) in given or (person is not None and _held(there, person, role, from_year)):
            what = "there"
        else:
            what = "more" if person is not None or key in made else "new"
            given.add((who, *role))
            made.add(key)
        planned.append(Planned(line, what, key, person, gives_role=True))
    return Plan(tuple(planned), tuple(people.reviews.values()), tuple(people.wrong))


def _held(there: There, person: int, role: tuple[str, int | None, int | None], from_year: int) -> bool:
    spans = there.roles.get((person, *role), ())
    return any(last is None or last >= from_year or first == from_year for first, last in spans)


def plan_trainers(lines: Iterable[Line], there: There, decisions: Mapping[str, str], from_year: int) -> Plan:
    """Trainers; one who is there keeps institute and maximum."""
    people, planned, given = _People(there, decisions), [], set()
    holds = {
        key[0] for key, spans in there.roles.items() if key[1] == "trainer" and any(_now(s, from_year) for s in spans)
    }
    for line in lines:
        key, person, set_aside = people.meet(line)
        who = person if person is not None else key
        known = there.trainers.get(person) if person is not None else None
        if set_aside:
            what: What = set_aside
        elif known is not None:
            what = "there" if known == (line.institute, line.maximum) else "differs"
        elif who in given:
            what = "there"
        else:
            what = "new" if person is None else "more"
            given.add(who)
        planned.append(Planned(line, what, key, person, gives_role=person not in holds))
    return Plan(tuple(planned), tuple(people.reviews.values()), tuple(people.wrong))


def _now(span: tuple[int, int | None], year: int) -> bool:
    return span[0] <= year and (span[1] is None or span[1] >= year)


def plan_rooms(lines: Iterable[Line], there: There) -> Plan:
    """Rooms; one that is there keeps its seats and equipment."""
    planned: list[Planned] = []
    wrong: list[Wrong] = []
    seen: dict[tuple[int, str], Line] = {}
    known = {(school, folded(name)): facts for (school, name), facts in there.rooms.items()}
    for line in lines:
        assert line.school is not None  # else the row does not hold
        key = line.school, folded(line.room)
        if key in seen:
            if (seen[key].seats, seen[key].equipment) != (line.seats, line.equipment):
                wrong.append(Wrong(line.row, "room", line.room, Why.TWICE_OTHERWISE, str(seen[key].row)))
            planned.append(Planned(line, "there"))
            continue
        seen[key] = line
        facts = known.get(key)
        differs = facts is not None and facts != (line.seats, line.equipment)
        planned.append(Planned(line, "new" if facts is None else "differs" if differs else "there"))
    return Plan(tuple(planned), (), tuple(wrong))


def plan_history(lines: Iterable[Line], there: There, decisions: Mapping[str, str]) -> Plan:
    """Workshops of earlier years, of people who are here; what was taken over before is left alone."""
    finder = _People(there, decisions)
    planned: list[Planned] = []
    reviews: dict[str, Review] = {}
    wrong: list[Wrong] = []
    seen = set(there.past)
    for line in lines:
        key = line.email or f"{line.key}@{line.school or ''}"
        known = finder.ours.get(there.aliases.get(digest(line.email), 0)) if line.email else None
        found = [known] if known else _meant(finder, line)
        if len(found) > 1:
            wrong.append(Wrong(line.row, "surname", " ".join(part for part in line.name if part), Why.SEVERAL))
            continue
        if not found:
            old = reviews.get(key)
            rows = (*old.rows, line.row) if old else (line.row,)
            reviews[key] = Review(key, line, "nobody", None, None, rows, decision(decisions, key, "nobody"))
            planned.append(Planned(line, "skipped" if reviews[key].decided else "review", key))
            continue
        fact = found[0].pk, line.first_year, folded(line.workshop), line.day
        planned.append(Planned(line, "there" if fact in seen else "new", key, found[0].pk))
        seen.add(fact)
    return Plan(tuple(planned), tuple(reviews.values()), tuple(wrong))


def _meant(finder: _People, line: Line) -> list[Known]:
    """Who is meant: by address, else by name, at the school where it is named."""
    if line.email:
        known = finder.there.people.get(line.email)
        return [known] if known and known.ours else []
    alike = [known for known in finder.by_surname[words_of(line.surname)] if same_name(known.name, line.name)]
    exact = [known for known in alike if words_of(known.name[0]) == words_of(line.given_name)] or alike
    if len(exact) > 1 and line.school is not None:
        here = finder.at.get((line.school, None), frozenset())
        return [known for known in exact if known.pk in here] or exact
    return exact
