"""What rows are held against, what an import would do, and what it did. A fixed number of SQL queries, however long the file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.utils import translation

from dagdeel.base.partnerships.models import Institute, Membership, School
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.people.models import Person
from dagdeel.exchange.models import Intake, Trace
from dagdeel.exchange.rules.columns import FIELDS, folded
from dagdeel.exchange.rules.plan import Known, Plan, There, plan_history, plan_people, plan_rooms, plan_trainers
from dagdeel.exchange.rules.rows import House, Line, Wrong, address_of, read
from dagdeel.exchange.states import IntakeState, Kind
from dagdeel.outputs.sheets.table import ERRORS
from dagdeel.year.attendance.models import TakenOver
from dagdeel.year.planning.models import Room
from dagdeel.year.trainers.models import Trainer

# How schools write the roles, beside the names that the partnership gives them.
ROLE_WORDS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.PROGRAMME_LEAD: ("projectleider", "programmaleider", "programmamanager", "coordinator opleidingsschool"),
    Role.HEAD: ("rector", "directeur", "schoolleider", "schoolleiding",
                "conrector", "locatiedirecteur", "teamleider", "locatieleider"),
    Role.SCHOOL_EDUCATOR: ("schoolopleider", "so", "coordinerend schoolopleider", "algemeen schoolopleider",
                           "aso", "opleider in de school"),
    Role.INSTITUTE_EDUCATOR: ("instituutsopleider", "io", "instituutsbegeleider"),
    Role.MENTOR: (
        "werkplekbegeleider", "wpb", "werkplekbegeleiders", "vakcoach", "werkplekcoach", "bos",
        "begeleider op school", "mentor", "wb",
        "begeleider", "coach",
    ),
    Role.TRAINER: ("trainer", "workshopleider", "workshopgever"),
    Role.COUNCIL_MEMBER: ("lid rectorenraad", "rectorenraad", "raadslid"),
    Role.HR_OFFICER: ("hr", "hrd", "p&o", "po", "personeelszaken", "hr-medewerker", "hr adviseur"),
    Role.CONTROLLER: ("controller", "financien", "administratie"),
    Role.DEVELOPER: ("werkgroeplid", "lid werkgroep", "ontwikkelaar"),
}  # fmt: skip
MANY: Final = 5000  # addresses in one question


def people_ids() -> Any:
    """Everybody with a role here, as a subquery."""
    return Membership.objects.order_by().values("person")


def house(intake: Intake) -> House:
    """The names that cells can have. Three queries with the partnership."""
    schools, names = {}, {}
    for pk, name, brin in School.objects.values_list("pk", "name", "brin"):
        for text in (name, brin):
            if text:
                schools[folded(text)], names[folded(text)] = pk, name
    institutes = {}
    for pk, name in Institute.objects.values_list("pk", "name"):
        institutes[folded(name)], names[folded(name)] = pk, name
    wishes = intake.wishes
    return House(
        roles=_roles(intake), schools=schools, institutes=institutes, names=names,
        at_school=frozenset(role.value for role in SCHOOL_ROLES),
        at_institute=frozenset(role.value for role in INSTITUTE_ROLES),
        role=wishes.get("role", ""), school=wishes.get("school"), institute=wishes.get("institute"),
        this_year=intake.year.first_year, errors=ERRORS,
    )  # fmt: skip


def _roles(intake: Intake) -> dict[str, str]:
    found = {folded(word): role.value for role, words in ROLE_WORDS.items() for word in words}
    own = intake.year.partnership.role_labels
    for code in ("nl", "en"):
        with translation.override(code):
            found |= {folded(str(role.label)): role.value for role in Role}
    return found | {folded(name): role for role, name in own.items() if name}


def lines_of(intake: Intake) -> tuple[list[Line], list[Wrong]]:
    """What the rows of the file say."""
    columns = {name: place for name, place in intake.columns.items() if name in FIELDS[intake.kind]}
    return read(intake.table, columns, intake.starts, intake.kind, house(intake))


def plan(intake: Intake) -> Plan:
    """What taking over would do now."""
    lines, wrong = lines_of(intake)
    if intake.kind == Kind.ROOMS:
        found = plan_rooms(lines, There(rooms=_rooms()))
    else:
        there = _there(address_of(line.email) for line in lines)
        from_year = int(intake.wishes.get("from_year", intake.year.first_year))
        match Kind(intake.kind):
            case Kind.TRAINERS:
                found = plan_trainers(lines, there, intake.decisions, from_year)
            case Kind.HISTORY:
                found = plan_history(lines, there, intake.decisions)
            case _:
                found = plan_people(lines, there, intake.decisions, from_year)
    return Plan(found.planned, found.reviews, tuple(sorted((*wrong, *found.wrong), key=lambda one: one.row)))


def _rooms() -> dict[tuple[int, str], tuple[int, str]]:
    rows = Room.objects.values_list("school", "name", "seats", "equipment")
    return {(school, name): (seats, equipment) for school, name, seats, equipment in rows}


def _there(emails: Iterable[str]) -> There:
    ours = Person.objects.filter(pk__in=people_ids())
    people = _known(ours, ours=True)
    outside = sorted({email for email in emails if email and email not in people})
    for at in range(0, len(outside), MANY):
        people = {**_known(Person.objects.filter(email__in=outside[at : at + MANY]), ours=False), **people}
    at_place: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    roles: dict[tuple[int, str, int | None, int | None], list[tuple[int, int | None]]] = defaultdict(list)
    held = Membership.objects.order_by().values_list("person", "role", "school", "institute", "from_year", "to_year")
    for person, role, school, institute, first, last in held:
        at_place[school, institute].append(person)
        roles[person, role, school, institute].append((first, last))
    trainers = {row[0]: (row[1], row[2]) for row in Trainer.objects.values_list("person", "institute", "maximum")}
    past = TakenOver.objects.order_by().values_list("person", "first_year", "title", "day")
    return There(
        people=people, aliases=_aliases(), at=at_place, roles=roles, trainers=trainers,
        past=frozenset((person, year, folded(title), day) for person, year, title, day in past),
    )  # fmt: skip


def _known(people: Any, *, ours: bool) -> dict[str, Known]:
    rows = people.order_by().values_list("pk", "given_name", "prefix", "surname", "email")
    return {email: Known(pk, (given, prefix, surname), email, ours) for pk, given, prefix, surname, email in rows}


def _aliases() -> dict[str, int]:
    rows = Trace.objects.filter(table="people.Person", intake__state=IntakeState.DONE).exclude(alias="")
    return dict(rows.order_by().values_list("alias", "object_id"))


Places = Mapping[tuple[str, int | None], str]


def places() -> Places:
    """Schools and institutes by id, to show."""
    schools: dict[tuple[str, int | None], str] = {
        ("school", pk): name for pk, name in School.objects.values_list("pk", "name")
    }
    return {**schools, **{("institute", pk): name for pk, name in Institute.objects.values_list("pk", "name")}}


def said(line: Line, where: Places) -> str:
    """What a row says beside the name, in one line."""
    role = str(Role(line.role).label) if line.role else ""
    years = f"{line.first_year}-{line.first_year + 1}" if line.first_year else ""
    place = where.get(("school", line.school), "") or where.get(("institute", line.institute), "")
    return " · ".join(part for part in (role, line.room, line.workshop, years, place, line.subject) if part)


def told(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """What these rows of an import are called now: each with `row`, `what`, `name` and whether it was `made`. A query per table."""
    wanted = list(rows)
    names: dict[tuple[str, int], str] = {}
    for model, related in SHOWN.items():
        keys = [row.object_id for row in wanted if row.table == model._meta.label]
        if keys:
            found = model._base_manager.filter(pk__in=keys).select_related(*related)
            names |= {(model._meta.label, row.pk): str(row) for row in found}
    tables = {model._meta.label: model._meta.verbose_name for model in SHOWN}
    return [
        {"row": row.row, "what": tables.get(row.table, row.table), "name": names.get((row.table, row.object_id), ""),
         "made": getattr(row, "made", True)}
        for row in wanted
    ]  # fmt: skip


SHOWN: Final[Mapping[Any, tuple[str, ...]]] = {
    Person: (), Membership: ("person",), Trainer: ("person",), Room: ("school",), TakenOver: ("person",),
}  # fmt: skip


def table_called(name: str) -> str:
    """What a table is called in which a row points at somebody."""
    label = name.rpartition(".")[0]
    return next((str(model._meta.verbose_name) for model in apps.get_models() if model._meta.label == label), "")
