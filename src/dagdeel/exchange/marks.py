"""How a row was left, without telling what stands in it, and how many rows point at it: so that a change is seen later."""

from collections import defaultdict
from hashlib import sha256
from typing import Any, Final

from django.db import models
from django.db.models import Count

from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import TakenOver
from dagdeel.year.planning.models import Room
from dagdeel.year.trainers.models import Trainer

# What an import makes, in an order in which it can be taken away again.
TABLES: Final[tuple[type[models.Model], ...]] = (TakenOver, Trainer, Membership, Room, Person)
FACTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Person: ("given_name", "prefix", "surname", "email", "language", "is_active", "last_login"),
    Membership: ("person_id", "role", "school_id", "institute_id", "subject", "from_year", "to_year"),
    Trainer: ("person_id", "institute_id", "maximum", "active", "remarks"),
    Room: ("school_id", "name", "seats", "equipment"),
    TakenOver: ("person_id", "first_year", "title", "day", "hours", "source"),
}
Ties = dict[int, dict[str, int]]


def mark(row: models.Model) -> str:
    """The digest of what an import writes and people change."""
    told = "|".join(str(getattr(row, name)) for name in FACTS[type(row)])
    return sha256(told.encode()).hexdigest()


def ties(model: type[models.Model], keys: Any) -> Ties:
    """By id how many rows of which table point at these rows (a subquery of ids). One query per table that can."""
    found: Ties = defaultdict(dict)
    for relation in model._meta.related_objects:
        table: Any = relation.related_model
        field = relation.field.name
        rows = table._base_manager.filter(**{f"{field}__in": keys}).order_by()
        for key, number in rows.values_list(field).annotate(number=Count("pk")):
            name = f"{table._meta.label}.{field}"
            found[key][name] = number
    return found


def grown(before: dict[str, int], now: dict[str, int]) -> str:
    """A table of which more rows point here than before, or fewer; empty when all is as it was."""
    return next((name for name in sorted({*before, *now}) if before.get(name, 0) != now.get(name, 0)), "")
