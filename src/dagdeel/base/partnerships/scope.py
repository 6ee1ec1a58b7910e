"""The wall between partnerships: the read lock and the write lock (the door lock is a house test).

Every owned table has a direct `partnership`. Inside `with of(partnership):` its `objects` see only rows of that
partnership, and only such rows can be written. Outside of it `objects` raises: forgetting the scope is an error, never a leak.
With the scope comes the way in which the partnership speaks to people (`base/ui/pronouns.py`).
`everywhere` is for the few places that work for all partnerships at once: sign-in, worker, doctor.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, Self, TypeVar

from django.db import models

from dagdeel.base.ui.pronouns import speaking

_current: ContextVar[int | None] = ContextVar("partnership", default=None)


class NoScope(Exception):
    """An owned table was asked for without saying which partnership."""


class WrongPartnership(Exception):
    """A row of another partnership was about to be written."""


class Speaking(Protocol):
    """A partnership, as far as the scope needs it."""

    pk: Any
    pronoun: Any


@contextmanager
def of(partnership: Speaking) -> Iterator[None]:
    """Work for this partnership, and speak as it does, until the end of the block."""
    with of_rows(partnership.pk), speaking(partnership.pronoun):
        yield


@contextmanager
def of_rows(key: int) -> Iterator[None]:
    """See the rows of the partnership with this id until the end of the block; what is said there speaks as before."""
    token = _current.set(key)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> int:
    """The id of the partnership we work for; raises NoScope."""
    key = _current.get()
    if key is None:
        raise NoScope("Say for which partnership: use scope.of(partnership).")
    return key


def is_open() -> bool:
    """Whether we work for one partnership right now."""
    return _current.get() is not None


M = TypeVar("M", bound="Owned")
MOVING = frozenset({"partnership", "partnership_id"})


class OwnedQuerySet(models.QuerySet[M]):
    """A queryset that writes no row of another partnership."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's, with the write lock on every row."""
        rows = list(objs)
        for row in rows:
            row.guard()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """As Django's, with the write lock on every row."""
        rows = list(objs)
        for row in rows:
            row.guard()
        return super().bulk_update(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As Django's, but a row stays in its partnership; raises WrongPartnership."""
        if not MOVING.isdisjoint(kwargs):
            raise WrongPartnership(f"{self.model.__name__} stays in the partnership in which it was made.")
        return super().update(**kwargs)


class ScopedManager(models.Manager[M]):
    """Sees the current partnership only."""

    def get_queryset(self) -> OwnedQuerySet[M]:
        """The rows of the current partnership; raises NoScope without one."""
        return OwnedQuerySet[M](self.model, using=self._db).filter(partnership_id=current())

    def create(self, **kwargs: Any) -> M:
        """Make a row; the partnership is filled in when it is not given."""
        if "partnership" not in kwargs:
            kwargs.setdefault("partnership_id", current())
        return super().create(**kwargs)


class Owned(models.Model):
    """A row that belongs to exactly one partnership."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="+")

    _home: int | None = None  # the partnership in which the row was found

    objects = ScopedManager[Self]()
    everywhere = models.Manager[Self]()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        """As Django's; the row remembers where it came from, so that it cannot be taken along to another partnership."""
        row = super().from_db(db, field_names, values, **how)
        row._home = row.__dict__.get("partnership_id")
        return row

    def guard(self) -> None:
        """The write lock: fill in the partnership when it is missing; raises WrongPartnership for another's."""
        if self.partnership_id is None:
            self.partnership_id = current()
        home = self.partnership_id if self._home is None else self._home
        if home != self.partnership_id or (is_open() and home != current()):
            raise WrongPartnership(f"{type(self).__name__} belongs to another partnership.")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, if it is ours."""
        self.guard()
        super().save(*args, **kwargs)
        self._home = self.partnership_id

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row, if it is ours."""
        self.guard()
        return super().delete(*args, **kwargs)
