"""Every promise of the data, checked: what the steps say of themselves, and what holds for all tables alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models
from django.db.models import F

from dagdeel.base.jobs.queries import hanging
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.scope import Owned
from dagdeel.year.cycle import CYCLE


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name and the sentences that say what is wrong, none when all is well."""

    name: str
    violations: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


def examine() -> list[Check]:
    """All checks, over all partnerships. Reads only."""
    return [
        Check("partnership", tuple(_partnership_along_foreign_keys())),
        Check("orphans", tuple(_orphans())),
        Check("files", tuple(_missing_files())),
        Check("jobs", tuple(hanging(now))),
        *(Check(step.key, tuple(step.invariants())) for step in CYCLE),
    ]


def _owned() -> Iterable[type[Owned]]:
    return (model for model in apps.get_models() if issubclass(model, Owned))


def _partnership_along_foreign_keys() -> Iterator[str]:
    """A row and the rows it points at belong to the same partnership."""
    for model in _owned():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or not issubclass(field.related_model, Owned):
                continue
            strangers = model.everywhere.filter(**{f"{field.name}__isnull": False}).exclude(
                partnership_id=F(f"{field.name}__partnership_id")
            )
            for pk in strangers.values_list("pk", flat=True)[:10]:
                yield f"{model._meta.label} {pk}: {field.name} belongs to another partnership."


def _orphans() -> Iterator[str]:
    """Every foreign key points at a row that exists."""
    try:
        connection.check_constraints()
    except IntegrityError as no:
        yield str(no)


def _missing_files() -> Iterator[str]:
    """Every file that a row names is there."""
    for model in _owned():
        for field in model._meta.get_fields():
            if not isinstance(field, models.FileField):
                continue
            for pk, name in model.everywhere.exclude(**{field.name: ""}).values_list("pk", field.name):
                if not default_storage.exists(name):
                    yield f"{model._meta.label} {pk}: file {name} is missing."
