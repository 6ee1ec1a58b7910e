"""How somebody looks at a list: sorted by which column, with which columns. It stands in the address, so it can be kept and sent.

`?sort=email` sorts upwards, `?sort=-email` downwards; `?column=name&column=email` shows these columns. What the address asks
and the list does not have is ignored. A second table on the same page has a name: it goes by `sort_<name>` and `column_<name>`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from dagdeel.base.ui.components import Text

Row = TypeVar("Row", bound=Model)
Computed = TypeVar("Computed")
Sorted = Literal["ascending", "descending", "none", ""]  # as aria-sort says it; empty for a column that does not sort


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a list. `fields`: what it sorts by, in the words of the database, or `by`: what a computed row is sorted by;
    `fixed`: always shown."""

    key: str
    label: Text
    fields: tuple[str, ...] = ()
    fixed: bool = False
    shown: bool = True  # when nobody chose
    number: bool = False
    by: Callable[[Any], Any] | None = None

    @property
    def sorts(self) -> bool:
        """Whether the list can be sorted by it."""
        return bool(self.fields) or self.by is not None


@dataclass(frozen=True, slots=True)
class Head:
    """A heading as this reader sees it: whether it is shown, how it sorts now, and the address that sorts by it."""

    heading: Heading
    shown: bool
    sorted: Sorted
    url: str


class Listing:
    """The columns of a list as the address asks for them."""

    def __init__(
        self, query: QueryDict, headings: Sequence[Heading], *, name: str = "", pages: Sequence[str] = ("page",)
    ) -> None:
        """`headings` in the order of the table; `query` is that of the request; `name`: of a second table, also its id;
        `pages`: what the pages of the list are called in the address."""
        self._query = query
        self._name = name
        self._pages = frozenset(pages)
        self._sort, self._column = (f"sort_{name}", f"column_{name}") if name else ("sort", "column")
        self._headings = headings
        asked = set(query.getlist(self._column))
        chosen = {heading.key for heading in headings if heading.key in asked}
        self.has = frozenset(h.key for h in headings if h.fixed or (h.key in chosen if chosen else h.shown))
        wanted = query.get(self._sort, "")
        self._downwards = wanted.startswith("-")
        by = wanted.removeprefix("-")
        self._by = next((h for h in headings if h.sorts and h.key == by), None)

    @property
    def is_sorted(self) -> bool:
        """Whether somebody asked for an order."""
        return self._by is not None

    def ordered(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows in the order that was asked for; else in the order that they have. Ties keep to the key."""
        if self._by is None:
            return rows
        fields = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in self._by.fields]
        return rows.order_by(*(fields if self._downwards else self._by.fields), "pk")

    def arranged(self, rows: Iterable[Computed]) -> list[Computed]:
        """`ordered` for rows that are computed: sorted by what `by` of the heading says of each. Ties keep their order."""
        if self._by is None or self._by.by is None:
            return list(rows)
        return sorted(rows, key=self._by.by, reverse=self._downwards)

    def __iter__(self) -> Iterator[Head]:
        """Every column, shown or not."""
        for heading in self._headings:
            yield Head(heading, heading.key in self.has, self._sorted(heading), self._url(heading))

    def kept(self) -> tuple[tuple[str, str], ...]:
        """What else the address asks, to send along when columns are chosen."""
        left_out = {self._column, *self._pages}
        return tuple((key, value) for key, values in self._query.lists() for value in values if key not in left_out)

    def _sorted(self, heading: Heading) -> Sorted:
        if not heading.sorts:
            return ""
        if heading is not self._by:
            return "none"
        return "descending" if self._downwards else "ascending"

    def _url(self, heading: Heading) -> str:
        """Sort by this column; once more the other way round. From the first page."""
        query = self._query.copy()
        for page in self._pages:
            query.pop(page, None)
        query[self._sort] = f"-{heading.key}" if self._sorted(heading) == "ascending" else heading.key
        return f"?{query.urlencode()}" + (f"#{self._name}" if self._name else "")
