"""Conflicts in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dagdeel.base.ui.dutch import day as written_day
from dagdeel.year.planning.rules import Code, Conflict

SENTENCES: Final[Mapping[Code, Any]] = MappingProxyType(
    {
        Code.OUTSIDE_YEAR: _("%(day)s is not in this school year."),
        Code.EDITION_WITHDRAWN: _("The workshop is no longer in the brochure."),
        Code.ROOM_ELSEWHERE: _("The room is of another school."),
        Code.NO_DATE: _("There is no date yet."),
        Code.NO_ROOM: _("There is no room yet."),
        Code.NO_TRAINER: _("There is no trainer yet."),
        Code.SCHOOL_HOLIDAY: _("%(day)s is in a school holiday (%(name)s)."),
        Code.PUBLIC_HOLIDAY: _("%(day)s is a public holiday (%(name)s)."),
        Code.HOLIDAYS_UNKNOWN: _("The school holidays around %(day)s are not known yet; ask the school."),
        Code.WEEKEND: _("%(day)s is in a weekend."),
        Code.IMPOSSIBLE_HALF_DAY: _("The school said that this half-day is impossible (%(day)s)."),
        Code.NOT_WISHED: _("This half-day is not among those that the school offered (%(day)s)."),
        Code.TOO_SHORT: _("The session lasts %(lasts)s minutes; the workshop needs %(minutes)s."),
        Code.ODD_HOUR: _("The starting time does not fit the half-day."),
        Code.ROOM_SMALL: _("The room has %(room_seats)s seats, the session %(seats)s."),
        Code.PARALLEL: _("The school has another session on this half-day; nobody can take both."),
        Code.TOO_SOON: _("Less than %(days)s days from another session at this school (%(other)s)."),
        Code.TRAINER_CANNOT: _("%(trainer)s cannot come on this half-day."),
        Code.TRAINER_RATHER_NOT: _("%(trainer)s would rather not come on this half-day."),
        Code.TRAINER_UNSAID: _("%(trainer)s did not say whether this half-day suits."),
        Code.TRAINER_NOT_COMPETENT: _("%(trainer)s does not have this workshop among the workshops to give."),
        Code.TRAINER_FULL: _("%(trainer)s gives %(sessions)s sessions this year; the most is %(maximum)s."),
        Code.TRAINER_INACTIVE: _("%(trainer)s no longer gives workshops."),
        Code.TRAINER_AWAY: _("%(trainer)s falls out on this day."),
    }
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A conflict as a reader sees it."""

    code: str
    severity: str
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether it stops the plan from being published."""
        return self.severity == "block"


def in_words(found: Iterable[Conflict], *, private: bool = True) -> tuple[Shown, ...]:
    """The sentences; without `private` a trainer's own circumstances are left out."""
    return tuple(
        Shown(conflict.code.value, conflict.severity, _sentence(conflict))
        for conflict in found
        if private or "trainer" not in conflict.facts
    )


def _sentence(conflict: Conflict) -> str:
    facts = {name: written_day(fact) if isinstance(fact, date) else fact for name, fact in conflict.facts.items()}
    return str(SENTENCES[conflict.code]) % facts
