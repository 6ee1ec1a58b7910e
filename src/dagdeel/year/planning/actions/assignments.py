"""Which trainer gives a session, and what the trainer answers."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning.actions.promises import ReasonMissing, kept, open_to_change
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Competence, Trainer


class NotCompetent(Exception):
    """The trainer does not give this workshop: add the competence first."""


class TrainerInactive(Exception):
    """The trainer no longer gives workshops."""


class NotAssigned(Exception):
    """The trainer does not give this session."""


class AnswerNotAsked(Exception):
    """There is nothing to answer: not asked yet, answered already, or no longer needed."""


@transaction.atomic
def assign_trainer(session: Session, *, trainer: Trainer, by: Person, at: datetime) -> Assignment:
    """Let a trainer give a session; in a published plan the trainer is asked at once.

    Raises NotCompetent, TrainerInactive, AlreadyAssigned, SessionClosed, and TrainerTaken when the trainer is elsewhere on that
    half-day, in whatever partnership.
    """
    fresh = open_to_change(session)
    if not trainer.active:
        raise TrainerInactive
    if not Competence.objects.filter(trainer=trainer, workshop_id=fresh.edition.workshop_id).exists():
        raise NotCompetent
    assignment = place_trainer(fresh, trainer, at=at)
    record("session.trainer_assigned", fresh, by=by, at=at, after={"trainer": trainer.pk, "state": assignment.state})
    return assignment


def place_trainer(session: Session, trainer: Trainer, *, at: datetime) -> Assignment:
    """Write the assignment to a locked session; raises TrainerTaken or AlreadyAssigned."""
    asked = session.state == SessionState.PUBLISHED
    with kept():
        return Assignment.objects.create(
            session=session,
            trainer=trainer,
            person_id=trainer.person_id,
            day=session.day,
            half_day=session.half_day,
            state=AssignmentState.ASKED if asked else AssignmentState.PROPOSED,
            asked_at=at if asked else None,
            known=session.sequence,
        )


@transaction.atomic
def unassign_trainer(session: Session, *, trainer: Trainer, by: Person, at: datetime) -> None:
    """The trainer no longer gives the session; one who was asked keeps a row that says so, and hears of it.

    Raises NotAssigned or SessionClosed.
    """
    fresh = open_to_change(session)
    assignment = Assignment.objects.filter(session=fresh, trainer=trainer, live=True).first()
    if assignment is None:
        raise NotAssigned
    take_off(assignment)
    record("session.trainer_removed", fresh, by=by, at=at, before={"trainer": trainer.pk, "state": assignment.state})


def take_off(assignment: Assignment) -> None:
    """Remove an assignment that nobody heard of; withdraw one that was asked."""
    if assignment.state == AssignmentState.PROPOSED:
        Assignment.objects.filter(pk=assignment.pk).delete()
        return
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.WITHDRAWN, live=False)


@transaction.atomic
def confirm_assignment(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """The trainer comes. Raises AnswerNotAsked."""
    fresh = _asked(assignment, AssignmentState.ASKED)
    fresh.state, fresh.known = AssignmentState.CONFIRMED, fresh.session.sequence
    fresh.save(update_fields=["state", "known"])
    record("session.trainer_confirmed", fresh.session, by=by, at=at, after={"trainer": fresh.trainer_id})
    return fresh


@transaction.atomic
def decline_assignment(assignment: Assignment, *, remark: str, by: Person, at: datetime) -> Assignment:
    """The trainer cannot come, and says why; the half-day is free again. Raises ReasonMissing or AnswerNotAsked."""
    if not remark.strip():
        raise ReasonMissing
    fresh = _asked(assignment, AssignmentState.ASKED, AssignmentState.CONFIRMED)
    fresh.state, fresh.live, fresh.remark = AssignmentState.DECLINED, False, remark.strip()
    fresh.save(update_fields=["state", "live", "remark"])
    record("session.trainer_declined", fresh.session, by=by, at=at, after={"trainer": fresh.trainer_id}, reason=remark)
    return fresh


def _asked(assignment: Assignment, *states: AssignmentState) -> Assignment:
    """The locked assignment; the session first, as everywhere, so that two verbs cannot wait for each other."""
    Session.objects.select_for_update().get(pk=assignment.session_id)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("session__edition", "session__school")
    fresh = rows.get(pk=assignment.pk)
    if fresh.state not in states or not fresh.live or fresh.session.state != SessionState.PUBLISHED:
        raise AnswerNotAsked
    return fresh
