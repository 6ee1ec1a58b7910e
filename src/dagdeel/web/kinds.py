"""All kinds of mail of the product, by the step that writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.ui.dutch import day
from dagdeel.outputs.mail.message import Kind
from dagdeel.outputs.mail.states import Topic
from dagdeel.year.cycle import CYCLE


def _example() -> Mapping[str, object]:
    first = {"title": _("Sign the invitation to your mentors"), "due": day(date(2016, 9, 5)), "detail": "", "url": "/"}
    second = {"title": _("Agree with the choice of workshops"), "due": "", "detail": "School A", "url": "/"}
    return {"todos": [first, second], "number": 2, "link": "https://dagdeel.example/"}


TASKS: Final = Kind(
    key="tasks.weekly",
    label=gettext_lazy("What is asked of you"),
    to=gettext_lazy("everybody with a role other than mentor, of whom something is asked within two weeks"),
    when=gettext_lazy("on Monday morning"),
    why=gettext_lazy("You get this mail because you have a role in this programme."),
    template="web/mail/tasks",
    example=_example,
    topic=Topic.TASKS,
)


@dataclass(frozen=True, slots=True)
class Group:
    """The kinds of one step; `label` is the step as the strip calls it."""

    key: str
    label: Any
    kinds: tuple[Kind, ...]


def groups() -> list[Group]:
    """In the order of the year, and last what belongs to no step."""
    steps = [Group(step.key, step.label, step.kinds) for step in CYCLE if step.kinds]
    return [*steps, Group("tasks", gettext_lazy("Tasks"), (TASKS,))]


ALL: Final[Mapping[str, Kind]] = {kind.key: kind for group in groups() for kind in group.kinds}
