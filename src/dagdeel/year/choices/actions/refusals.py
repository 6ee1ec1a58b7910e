"""Why a verb refuses."""

from datetime import date

from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices import rules
from dagdeel.year.choices.models import ChoiceRound


class RoundExists(Exception):
    """The year has its round already: change that one."""


class DatesInWrongOrder(Exception):
    """A round opens before it closes."""


class RoundClosed(Exception):
    """Outside the round a school does not choose; `where` says whether it is too early or too late."""

    def __init__(self, where: rules.Window, round_: ChoiceRound) -> None:
        super().__init__(where)
        self.where, self.opens, self.deadline = where, round_.opens, round_.deadline


class PlanChanged(Exception):
    """Somebody changed the plan after this form was opened."""


class AlreadyProposed(Exception):
    """The plan waits for the head, or the head agreed: it must be sent back first."""


class AlreadyDecided(Exception):
    """Somebody else agreed, or sent it back, a moment earlier; the plan itself tells who."""


class NotProposed(Exception):
    """There is nothing to agree to yet."""


class TooMany(Exception):
    """More workshops than a school takes."""

    def __init__(self, number: int, most: int) -> None:
        super().__init__(number, most)
        self.number, self.most = number, most


class NotComplete(Exception):
    """Not exactly as many workshops as a school takes."""

    def __init__(self, number: int, needed: int) -> None:
        super().__init__(number, needed)
        self.number, self.needed = number, needed


class NotOffered(Exception):
    """This edition does not stand in the published brochure of the year."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition.title)
        self.edition = edition


class NobodyNamed(Exception):
    """The rule holds for named mentors, and nobody is named."""


class NotAMentor(Exception):
    """This person is no mentor of the school in this year."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.pk)
        self.person = person


class NotExempt(Exception):
    """There is no exemption to lift."""


class OverAlready(Exception):
    """The last day of the exemption lies in the past."""


class ReasonMissing(Exception):
    """An exemption, or sending a plan back, needs a reason."""


class OutsideYear(Exception):
    """The date lies outside the school year."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class SameHalfDayTwice(Exception):
    """A half-day is given more than once."""

    def __init__(self, day: date, half_day: str) -> None:
        super().__init__(day, half_day)
        self.day, self.half_day = day, half_day
