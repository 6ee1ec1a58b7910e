"""The weekly mail of what is asked of somebody: the same list as on the home page, for who does not look there."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.rules import Span
from dagdeel.base.ui.components import SOON
from dagdeel.base.ui.dutch import day
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.message import Message
from dagdeel.web.kinds import TASKS
from dagdeel.web.queries import asked_of, in_order
from dagdeel.year.step import Todo

SOURCE = "tasks"


def write(partnership: Partnership, slot: str, *, at: datetime) -> mail.Reconciled:
    """Ask for the mails of this week; those of last week that did not go out are withdrawn."""
    with scope.of(partnership):
        years = ProgrammeYear.objects.exclude(state=ProgrammeYear.State.CLOSED).select_related("partnership")
        messages = [message for year in years for message in _of_year(year, slot, at)]
        return mail.reconcile(partnership, messages, at=at, source=SOURCE, kinds=[TASKS])


def _of_year(year: ProgrammeYear, slot: str, at: datetime) -> Iterator[Message]:
    for member in _members(year):
        person = member.person
        with translation.override(person.language):
            todos = [todo for todo in in_order(asked_of(year, member, at), at.date()) if _pressing(todo, at)]
            if todos:
                page = reverse("year_home", args=[year.partnership.slug, year])
                yield Message(
                    key=f"tasks:{year.pk}:{slot}:{person.pk}",
                    to=person,
                    template=TASKS.template,
                    why=str(TASKS.why),
                    context={
                        "todos": [_line(todo) for todo in todos],
                        "number": len(todos),
                        "link": f"{settings.SITE_URL}{page}",
                    },
                    kind=TASKS.key,
                    year=year.pk,
                )


def _members(year: ProgrammeYear) -> Iterator[Member]:
    """Everybody with a role other than mentor in this year. One query."""
    rows = Membership.objects.filter(person__is_active=True).select_related(
        "person", "school", "institute", "partnership"
    )
    held: dict[int, list[Membership]] = {}
    for row in rows.order_by("person_id", "pk"):
        if Span(row.from_year, row.to_year).holds_in(year.first_year):
            held.setdefault(row.person_id, []).append(row)
    for found in held.values():
        if any(row.role != Role.MENTOR for row in found):
            yield Member(found[0].person, tuple(found))


def _pressing(todo: Todo, at: datetime) -> bool:
    """Late, soon, or without a date: what is asked for later can wait."""
    return todo.mailed and (todo.due is None or todo.due <= at.date() + SOON)


def _line(todo: Todo) -> dict[str, str]:
    return {
        "title": str(todo.title),
        "detail": str(todo.detail),
        "due": day(todo.due) if todo.due else "",
        "url": f"{settings.SITE_URL}{todo.url}",
    }
