"""The same partnership, many times as large: its schools, people and whatever is about them, copied by the database itself.

The brochure, the questionnaires and the money stay those of one partnership: more schools choose from the same eight workshops.
A copy differs from its original by its numbers and by what has to be unique, so all constraints hold and the doctor has no
complaints.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import F, Max

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.year.evaluation.models import Tally
from dagdeel.year.planning.models import PlanVersion
from dagdeel.year.planning.queries import snapshot

# In an order in which every table comes after those that it refers to.
MULTIPLIED: Final = (
    "people.Person", "partnerships.School", "partnerships.Membership", "partnerships.LinkSerial",
    "catalogue.Proposal", "choices.SchoolPlan", "choices.ChosenEdition", "choices.WishedHalfDay", "choices.RuleMember",
    "trainers.Trainer", "trainers.Competence", "trainers.Availability", "trainers.Travel",
    "planning.Room", "planning.Session", "planning.Assignment",
    "enrolment.Invitation", "enrolment.Invitee", "enrolment.Reservation", "enrolment.Enrolment", "enrolment.Verdict",
    "attendance.Roster", "attendance.Presence",
    "certificates.Certificate", "evaluation.Tally", "evaluation.Comment", "evaluation.Respondent",
    "budget.Commitment", "budget.Actual", "decisions.Finding", "decisions.Decision", "decisions.Consequence",
    "history.Entry", "mail.Mail", "mail.MailChoice",
)  # fmt: skip
# What has to be unique, as SQL in which `copy` is the number of the copy.
OWN: Final[Mapping[str, str]] = {
    "people.Person.email": "copy || '.' || email",
    "partnerships.School.name": "name || ' ' || copy",
    "certificates.Certificate.code": "copy || substr(code, 5)",
    "budget.Actual.reference": "reference || '/' || copy",
    "mail.Mail.key": "key || '/' || copy",
    "mail.Mail.message_id": "copy || '.' || message_id",
}
OURS: Final[Mapping[str, str]] = {
    # a person is of nobody
    "people.Person": "id NOT IN (SELECT person_id FROM partnerships_membership WHERE partnership_id <> %s)",
    # what was said of the year stands in one row, however many people said it
    "evaluation.Tally": "partnership_id = %s AND session_id IS NOT NULL",
}
# a copy is shown in blocks of its own; what is about the year is not copied, and stays in the block that it was in
OWN_BLOCK: Final = {
    "sqlite": "printf('%%08x', copy) || substr(block, 9)",
    "postgresql": "(lpad(to_hex(copy), 8, '0') || substr(block::text, 9))::uuid",
}
RANDOM_KEY: Final = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def multiply(partnership: Partnership, times: int) -> None:
    """Make everything in this partnership that can be counted `times` as much."""
    tables = [apps.get_model(name) for name in MULTIPLIED]
    with transaction.atomic(), connection.cursor() as cursor:
        stride = 10 ** len(str(max(_highest(table) for table in tables)))
        for table in tables:
            cursor.execute(_copy(table, tables, stride), [times, partnership.pk])
        Tally.everywhere.filter(partnership=partnership, session=None).update(count=F("count") * times)
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
        with scope.of(partnership):
            for version in PlanVersion.objects.exclude(snapshot__sessions=[]):
                version.snapshot = snapshot(version.year)
                version.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # which autovacuum does by itself in a database that grows more slowly


def _highest(table: type[models.Model]) -> int:
    if isinstance(table._meta.pk, models.UUIDField):  # of which PostgreSQL knows no highest
        return 0
    found: int | None = table._base_manager.aggregate(highest=Max("pk"))["highest"]
    return found or 0


def _copy(table: type[models.Model], tables: list[type[models.Model]], stride: int) -> str:
    """One statement that copies the rows of a table; its parameters are how many and of which partnership."""
    quote = connection.ops.quote_name
    fields = list(table._meta.concrete_fields)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(_values(table, fields, tables, stride))
    name = quote(table._meta.db_table)
    ours = OURS.get(table._meta.label, "partnership_id = %s")
    return (
        f"INSERT INTO {name} ({columns}) WITH RECURSIVE copies(copy) AS "
        "(SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < %s - 1) "
        f"SELECT {values} FROM {name}, copies WHERE {ours}"
    )


def _values(
    table: type[models.Model], fields: list[Any], tables: list[type[models.Model]], stride: int
) -> Iterator[str]:
    for field in fields:
        column = connection.ops.quote_name(field.column)
        if isinstance(field, models.UUIDField) and field.primary_key:
            yield RANDOM_KEY[connection.vendor]
        elif field.name == "block":
            yield f"CASE WHEN session_id IS NULL THEN block ELSE {OWN_BLOCK[connection.vendor]} END"
        elif field.primary_key or (field.is_relation and field.related_model in tables):
            yield f"{column} + copy * {stride}"
        else:
            yield OWN.get(f"{table._meta.label}.{field.name}", column)
