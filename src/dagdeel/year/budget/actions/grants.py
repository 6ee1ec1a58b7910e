"""The grants of a year, each with its own rule."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.budget import rules
from dagdeel.year.budget.actions.common import inspected, lock
from dagdeel.year.budget.models import Grant


class DoubleName(Exception):
    """Another grant of this year has this name."""


class NameMissing(Exception):
    """A grant without a name cannot be told from another."""


@transaction.atomic
def set_grant(
    year: ProgrammeYear,
    *,
    name: str,
    amount: Decimal,
    by: Person,
    at: datetime,
    grant: Grant | None = None,
    per_student: Decimal = rules.ZERO,
    students: int = 0,
    grantor: str = "",
    reference: str = "",
    school_contribution: Decimal = rules.ZERO,
) -> Grant:
    """Add a grant to a year, or change the one given, by its rule: a fixed `amount`, and so much for each student.

    `school_contribution`: what each school pays itself beside it (nothing). Raises BadAmount, NameMissing, DoubleName.
    """
    wanted: dict[str, Any] = {
        "name": name.strip(),
        "grantor": grantor.strip(),
        "reference": reference.strip(),
        "amount": rules.granted(amount, per_student, students),
        "fixed": rules.amount_of(amount),
        "per_student": rules.amount_of(per_student),
        "students": students,
        "school_contribution": rules.amount_of(school_contribution),
    }
    if not wanted["name"]:
        raise NameMissing
    lock(year)
    same = Grant.objects.filter(year=year, name=wanted["name"])
    if (same.exclude(pk=grant.pk) if grant else same).exists():
        raise DoubleName
    before = {field: getattr(grant, field) for field in wanted} if grant else {}
    made = grant or Grant(year=year)
    for field, value in wanted.items():
        setattr(made, field, value)
    made.save()
    record("budget.grant_set", made, by=by, at=at, before=before, after=wanted)
    return made


@transaction.atomic
def remove_grant(grant: Grant, *, by: Person, at: datetime) -> None:
    """Take a grant away with its document; the year has that much less."""
    before = {"name": grant.name, "amount": grant.amount, "reference": grant.reference}
    record("budget.grant_removed", grant, by=by, at=at, before=before)
    if grant.document.name:
        transaction.on_commit(partial(grant.document.storage.delete, grant.document.name))
    grant.delete()


@transaction.atomic
def attach_grant_document(grant: Grant, *, document: "File[bytes]", by: Person, at: datetime) -> None:
    """Keep the letter of the grant, in place of one that was there; raises what `inspect_upload` raises."""
    kind, old = inspected(document), grant.document.name
    grant.content_type, grant.document = kind, document
    grant.save(update_fields=["document", "content_type"])
    if old:
        transaction.on_commit(partial(grant.document.storage.delete, old))
    after = {"size": document.size, "kind": kind, "again": bool(old)}
    record("budget.grant_document_attached", grant, by=by, at=at, after=after)
