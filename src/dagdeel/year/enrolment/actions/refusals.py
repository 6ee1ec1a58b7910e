"""What can stand in the way of taking part."""

from dagdeel.year.enrolment.models import Enrolment, RankingRound
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.rules import Conflict


class EnrolmentClosed(Exception):
    """The session is not published, is cancelled, has begun, or its year is closed."""


class NotYourSchool(Exception):
    """The person is no mentor of that school in that year."""


class AssignedBySchool(Exception):
    """The school decides who takes which workshop; a mentor does not enrol."""


class ByPreference(Exception):
    """Mentors of the school rank, and are placed: nobody is enrolled before `round` is published (None: it is not open yet)."""

    def __init__(self, round_: RankingRound | None) -> None:
        super().__init__(round_)
        self.round = round_


class SessionFull(Exception):
    """No seat is free, or those that are free belong to the waiting list; offer the waiting list."""


class HalfDayTaken(Exception):
    """Another seat of the same person stands in the way: `other` is its session."""

    def __init__(self, other: Session) -> None:
        super().__init__(str(other))
        self.other = other


class SameHalfDay(HalfDayTaken):
    """The person already has a session in that half-day."""


class SameWorkshop(HalfDayTaken):
    """The person already takes that workshop in another session."""


class NotMoved(Exception):
    """A session moves to another half-day than the one it has, after today."""


class MindFirst(Exception):
    """Something speaks against the new half-day that nobody has looked at: `conflicts`."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(", ".join(conflict.code for conflict in conflicts))
        self.conflicts = conflicts


class AlreadyEnrolled(Exception):
    """The person already has a seat in this session."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(str(enrolment.pk))
        self.enrolment = enrolment


class AlreadyWaiting(AlreadyEnrolled):
    """The person already stands on the waiting list of this session."""


class AlreadyCancelled(Exception):
    """Nothing is left to cancel."""


class CancelTooLate(Exception):
    """The last day for cancelling has passed (or the session has begun); only the school can cancel now."""


class ReasonNeeded(Exception):
    """Whoever does something for somebody else says why."""


class NotYours(Exception):
    """A mentor enrols and cancels for himself only."""


class NothingOffered(Exception):
    """No seat is offered to this person here: it was answered, withdrawn, or never was."""


class OfferLapsed(Exception):
    """The offer was open until a moment that has passed."""


class NothingToSwap(Exception):
    """The person has no seat to give up for another one, or it is the same one."""


class NoSubstitute(Exception):
    """That colleague cannot come in somebody's place."""


class NotThatMany(Exception):
    """Fewer seats are free, or still to be named, than were asked for."""

    def __init__(self, free: int) -> None:
        super().__init__(str(free))
        self.free = free


class AlreadyReserved(Exception):
    """The same seats are kept already, for the same team, until the same moment."""


class CannotMerge(Exception):
    """The other session is the same one, or of another workshop."""
