"""Questions whose SQL is written once: for what every page asks, writing the SQL costs many times what answering it does.

`@prepared` goes on a function that builds a queryset of values (`values_list`, `sums`) from plain arguments: a number, a word, a
day, a tuple of ids, None. For its first answer it is called twice, with stand-ins for the arguments and for the partnership;
where the two questions differ the real values are put in ever after. The read lock holds as always: outside of a scope it raises
NoScope.

Nothing but values may come from the arguments: what shapes the SQL, or does not come back in it, raises Unsteady.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVarTuple

from django.db import connection
from django.db.models import Model, QuerySet, Value

from dagdeel.base.partnerships import scope

Arguments = TypeVarTuple("Arguments")
Row = tuple[Any, ...]
Ids = tuple[int, ...] | None
Build = Callable[..., "QuerySet[Any, Any]"]


class Unsteady(Exception):
    """The SQL of a question depends on more than the values that are put into it."""


def sums(rows: "QuerySet[Any, Any]", **columns: Any) -> "QuerySet[Any, Any]":
    """Django's `aggregate` as a question: one row with these sums over all rows."""
    summed: QuerySet[Any, Any] = (
        rows.order_by().annotate(everything=Value(1)).values("everything").annotate(**columns).values_list(*columns)
    )
    return summed


def ids(rows: Iterable[Model] | None) -> Ids:
    """The keys of these rows, as an argument; None when everything is meant."""
    return None if rows is None else tuple(row.pk for row in rows)


def prepared(build: Callable[[*Arguments], "QuerySet[Any, Any]"]) -> Callable[[*Arguments], list[Row]]:
    """The rows of the queryset that the function builds. A tuple with nothing in it asks about nothing, so it has none."""
    written: dict[tuple[Any, ...], _Written] = {}

    @wraps(build)
    def ask(*arguments: *Arguments) -> list[Row]:
        values = (scope.current(), *arguments)
        if () in values:
            return []
        # whether there is a value, and how many ids, is all that may shape the SQL
        shape = (connection.vendor, *(len(_laid_out([value])) for value in values))
        if shape not in written:
            written[shape] = _write(build, values)
        return written[shape].ask(values)

    return ask


@dataclass(frozen=True, slots=True)
class _Written:
    """The SQL with its parameters; which of those come from the arguments (laid out in a row); how columns become values."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]

    def ask(self, values: Sequence[Any]) -> list[Row]:
        given, params = _laid_out(values), list(self.params)
        for place, argument in self.slots:
            params[place] = given[argument]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[Row] = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else rows

    def _converted(self, row: Row) -> Row:
        columns = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                columns[place] = convert(columns[place], expression, connection)
        return tuple(columns)


def _write(build: Build, values: Sequence[Any]) -> _Written:
    """Ask twice with different stand-ins, and see where they come out."""
    (sql, params, given, converters), (other_sql, other_params, other_given, _) = (
        _built(build, [_stand_in(value, place, take) for place, value in enumerate(values)]) for take in (1, 2)
    )
    arguments = {pair: argument for argument, pair in enumerate(zip(given, other_given, strict=True))}
    pairs = list(zip(params, other_params, strict=False))
    changed = [place for place, (one, other) in enumerate(pairs) if one != other]
    slots = tuple((place, arguments[pairs[place]]) for place in changed if pairs[place] in arguments)
    found = {argument for _place, argument in slots}
    if sql != other_sql or len(slots) < len(changed) or len(found) < len(arguments):
        raise Unsteady(f"{build.__module__}.{build.__qualname__}")
    return _Written(sql, params, slots, converters)


def _built(build: Build, stand_ins: Sequence[Any]) -> tuple[str, Row, list[Any], tuple[Any, ...]]:
    """What the question becomes with these stand-ins: SQL, parameters, the stand-ins as they stand among them, converters."""
    partnership, *arguments = stand_ins
    with scope.of_rows(partnership):
        compiler = build(*arguments).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
    columns = compiler.get_converters([column for column, _sql, _name in compiler.select])
    converters = tuple((place, tuple(functions), column) for place, (functions, column) in columns.items())
    return sql, tuple(params), _laid_out(stand_ins), converters


def _laid_out(values: Sequence[Any]) -> list[Any]:
    """The values in a row, those of a tuple one after the other, as this database takes them."""
    flat = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
    adapt = connection.ops.adapt_datefield_value
    return [adapt(item) if isinstance(item, date) else item for item in flat if item is not None]


def _stand_in(value: Any, place: int, take: int) -> Any:
    """Something of the same kind that nobody means: no two are alike, and a number fits the smallest column."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(10**8 * take + 10**6 * place + number for number in range(len(value)))
    if isinstance(value, str):
        return f"stand-in {take} {place}"
    return date(1900 + take, 1, 1 + place) if isinstance(value, date) else 30000 + 100 * take + place
