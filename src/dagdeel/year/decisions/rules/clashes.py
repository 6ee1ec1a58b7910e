"""Which consequences contradict each other, or the year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations

from dagdeel.year.decisions.states import ConsequenceKind


class Clash(Enum):
    """Why two consequences, or one and the year, cannot both be."""

    TWO_VALUES = auto()  # the same thing becomes two different things
    GONE = auto()  # a workshop goes and stays
    NOT_OFFERED = auto()  # a workshop that is not in this year's brochure
    THERE_ALREADY = auto()  # a new workshop that is there


@dataclass(frozen=True, slots=True)
class Planned:
    """A consequence in plain values: ids of workshops, and who asks for it."""

    key: int
    kind: str
    workshop: int | None = None
    merge_into: int | None = None
    field: str = ""
    value: str = ""

    @property
    def goes(self) -> bool:
        """Whether its workshop is gone next year."""
        return self.kind in {ConsequenceKind.DROP, ConsequenceKind.MERGE}


def clashes(
    planned: Sequence[Planned], offered: Iterable[int], titles: Iterable[str]
) -> Iterator[tuple[Clash, tuple[int, ...]]]:
    """What cannot be carried out, with the keys of the consequences that are in the way of each other.

    `offered`: ids of the workshops in this year's brochure; `titles`: how they are called.
    """
    there, names = set(offered), {title.casefold() for title in titles}
    for item in planned:
        wanted = {item.workshop, item.merge_into} - {None}
        if not wanted <= there:
            yield Clash.NOT_OFFERED, (item.key,)
        if item.kind == ConsequenceKind.ADD and item.value.casefold() in names:
            yield Clash.THERE_ALREADY, (item.key,)
    for group in _same_thing(planned).values():
        if len({item.value for item in group}) > 1 or (group[0].kind == ConsequenceKind.ADD and len(group) > 1):
            yield Clash.TWO_VALUES, tuple(item.key for item in group)
    for one, other in combinations(planned, 2):
        if _gone(one, other) or _gone(other, one):
            yield Clash.GONE, (one.key, other.key)


def _same_thing(planned: Iterable[Planned]) -> dict[tuple[object, ...], list[Planned]]:
    """The consequences by what they change; words without a field change nothing that could contradict."""
    found: dict[tuple[object, ...], list[Planned]] = defaultdict(list)
    for item in planned:
        if item.kind == ConsequenceKind.ADD:
            found[item.kind, item.value.casefold()].append(item)
        elif item.field:
            found[item.kind, item.workshop, item.field].append(item)
    return found


def _gone(one: Planned, other: Planned) -> bool:
    """Whether `one` takes a workshop away with which `other` does something else; dropping twice is no contradiction."""
    if not one.goes:
        return False
    if other.kind == one.kind == ConsequenceKind.DROP:
        return False
    same_merge = (one.kind, one.workshop, one.merge_into) == (other.kind, other.workshop, other.merge_into)
    return one.workshop in {other.workshop, other.merge_into} and not same_merge
