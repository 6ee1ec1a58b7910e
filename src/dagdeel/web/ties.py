"""Whatever points at a person, asked of the models themselves: a table that comes later is met without a list to forget it in.

Merging lets it point at somebody else, erasing at nobody in particular; `scrub` takes a name out of what was written down.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person

# Of two such rows, one of each of two people who are one, the second tells nothing that the first does not.
SPARE: Final = frozenset(
    {
        "partnerships.LinkSerial",
        "partnerships.Membership",
        "choices.RuleMember",
        "enrolment.Invitee",
        "enrolment.Ranking",
        "attendance.Presence",
        "attendance.TakenOver",
        "mail.MailChoice",
    }
)
# What nobody needs any more when the person is forgotten; everything else stays as the doing of nobody in particular.
GOES: Final = frozenset(
    {
        "partnerships.LinkSerial",
        "partnerships.Membership",
        "choices.RuleMember",
        "enrolment.Invitee",
        "enrolment.Ranking",
        "mail.Mail",
        "mail.MailChoice",
    }
)


class BothHave(Exception):
    """Two people who should become one have something that one person cannot have twice; `what` says it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Tie:
    """A foreign key to a person."""

    model: type[Owned]
    field: str

    @property
    def label(self) -> str:
        """The table: enrolment.Enrolment."""
        return self.model._meta.label

    def rows(self, person: Person) -> "models.QuerySet[Owned]":
        """Those that point at this person, in the partnership we work for."""
        return self.model.everywhere.filter(**{self.field: person, "partnership_id": scope.current()})


def owned() -> list[type[Owned]]:
    """Every table that belongs to a partnership."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def ties() -> list[Tie]:
    """Every foreign key to a person in such a table."""
    return [
        Tie(model, field.name)
        for model in owned()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    ]


def move(gone: Person, keep: Person) -> None:
    """Let all that points at one person point at the other; raises BothHave for what one person cannot have twice."""
    for tie in ties():
        for row in tie.rows(gone):
            try:
                with transaction.atomic():
                    tie.model.everywhere.filter(pk=row.pk).update(**{tie.field: keep})
            except IntegrityError as twice:
                _drop(tie, row, twice)


def _drop(tie: Tie, row: Owned, twice: IntegrityError) -> None:
    if tie.label not in SPARE:
        raise BothHave(f"{tie.model._meta.verbose_name}: {row}") from twice
    try:
        row.delete()
    except ProtectedError as needed:
        raise BothHave(f"{tie.model._meta.verbose_name}: {row}") from needed


def let_go(person: Person, nobody: Person) -> None:
    """Remove what nobody needs any more, empty what was written about the person, and let the rest point at nobody."""
    for tie in ties():
        if tie.label in GOES and tie.field == "person":
            tie.rows(person).delete()
            continue
        empty = {} if tie.field != "person" else dict.fromkeys(_written(tie.model), "")
        tie.rows(person).update(**empty, **{tie.field: nobody})


def _written(model: type[Owned]) -> Iterator[str]:
    """The personal fields of a table that hold words somebody typed, and that may be empty."""
    personal = getattr(model, "PERSONAL", {})
    for field in model._meta.concrete_fields:
        if field.name in personal and _is_text(field) and field.blank and not field.choices:
            yield field.name


def _is_text(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.CharField | models.TextField)


def scrub(names: Collection[str], instead: str) -> int:
    """Take these names out of every text of the partnership, the history included; gives in how many rows they stood.

    A name of one word is recognised where it is the whole text only: it may be a word of the language as well.
    What people wrote about somebody in other words stays.
    """
    found = re.compile("|".join(sorted((_pattern(name) for name in names if name), key=len, reverse=True)))
    return sum(_scrub(model, found, instead) for model in owned())


def _pattern(name: str) -> str:
    exact = re.escape(name)
    return rf"(?<!\w){exact}(?!\w)" if " " in name or "@" in name else rf"\A{exact}\Z"


def _scrub(model: type[Owned], found: re.Pattern[str], instead: str) -> int:
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.unique and not f.choices]
    written = [field.name for field in fields if _is_text(field) or isinstance(field, models.JSONField)]
    changed = 0
    # Not by the table's own manager: history lets nothing be changed, except that somebody is forgotten.
    rows = model._base_manager.filter(partnership_id=scope.current())
    for row in list(rows.values("pk", *written)) if written else ():
        fresh = {name: _without(row[name], found, instead) for name in written}
        if fresh := {name: value for name, value in fresh.items() if value != row[name]}:
            rows.filter(pk=row["pk"]).update(**fresh)
            changed += 1
    return changed


def _without(value: Any, found: re.Pattern[str], instead: str) -> Any:
    match value:
        case str():
            return found.sub(instead, value)
        case list():
            return [_without(item, found, instead) for item in value]
        case dict():
            return {_without(key, found, instead): _without(item, found, instead) for key, item in value.items()}
        case _:
            return value
