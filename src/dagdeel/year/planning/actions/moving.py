"""Moving a session to another place on the board, and taking that back while nothing else changed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning import queries, rules
from dagdeel.year.planning.actions.assignments import NotCompetent, TrainerInactive, place_trainer, take_off
from dagdeel.year.planning.actions.promises import kept, open_to_change
from dagdeel.year.planning.actions.scheduling import (
    WHEN,
    RoomElsewhere,
    facts_of,
    save_when_and_where,
    set_when,
)
from dagdeel.year.planning.models import Assignment, Room, Session
from dagdeel.year.planning.states import AssignmentState
from dagdeel.year.trainers.models import Competence, Trainer

PLACE = (*WHEN, "room_id")


class NotMoved(Exception):
    """The session stands there already."""


class ChangedMeanwhile(Exception):
    """The session no longer stands where it was when somebody picked it up."""


class MindFirst(Exception):
    """Something speaks against the new place that nobody has accepted yet: nothing changed."""

    def __init__(self, conflicts: tuple[rules.Conflict, ...]) -> None:
        super().__init__(", ".join(conflict.code for conflict in conflicts))
        self.conflicts = conflicts


class NothingToUndo(Exception):
    """The session was not moved last, or something else happened to it since."""


@transaction.atomic
def move_session(
    session: Session, *, to: rules.Place, seen: str, accepted: Collection[str] = (), private: bool = False,
    by: Person, at: datetime,
) -> Session:  # fmt: skip
    """Put a session on another half-day, in another room, or with other trainers, all at once or not at all.

    `seen` is the stamp of the place from which it was picked up; `accepted` are codes of warnings that somebody saw; without
    `private` what trainers said is not asked about. A session that stays on its half-day keeps its times, otherwise it gets the
    usual ones. Raises ChangedMeanwhile, NotMoved, MindFirst, NotCompetent, TrainerInactive, RoomElsewhere, SessionClosed,
    OutsideYear, TimeMissing, RoomTaken and TrainerTaken.
    """
    fresh = open_to_change(session)
    given = _given(fresh)
    here = rules.Place(fresh.day, fresh.half_day, fresh.room_id, frozenset(a.trainer_id for a in given))
    if here.stamp != seen:
        raise ChangedMeanwhile
    if here == to:
        raise NotMoved
    before = _told(fresh, given)
    coming = _able(fresh, to.trainers - here.trainers)
    for assignment in given:
        if assignment.trainer_id not in to.trainers:
            take_off(assignment)
    if (here.spot, here.room) != (to.spot, to.room):
        _carry(fresh, to, at=at)
    for trainer in coming:
        place_trainer(fresh, trainer, at=at)
    if to_mind := rules.to_mind(queries.conflicts_of(fresh), accepted, private=private):
        raise MindFirst(to_mind)
    after = {**_told(fresh, _given(fresh)), **({"minded": sorted(accepted)} if accepted else {})}
    record("session.moved", fresh, by=by, at=at, before=before, after=after)
    return fresh


@transaction.atomic
def undo_move(session: Session, *, by: Person, at: datetime) -> Session:
    """Put a session back where it stood before it was moved, with the answers that its trainers had given.

    Whoever was told of a published session is told again: a mail about the move may be on its way. Raises NothingToUndo,
    SessionClosed, RoomTaken and TrainerTaken.
    """
    fresh = open_to_change(session)
    entry = queries.last_move(fresh)
    if entry is None or any(entry.after[name] != value for name, value in _plain(fresh).items()):
        raise NothingToUndo
    now, then = _told(fresh, _given(fresh)), entry.before
    for assignment in _given(fresh):
        if assignment.trainer_id not in then["trainers"]:
            take_off(assignment)
    was = facts_of(fresh)
    fresh.day, fresh.half_day = then["day"] and date.fromisoformat(then["day"]), then["half_day"]
    fresh.starts, fresh.ends = (then[name] and time.fromisoformat(then[name]) for name in ("starts", "ends"))
    fresh.room_id = then["room_id"]
    save_when_and_where(fresh, was, at=at)
    for trainer, answer in zip(then["trainers"], then["answers"], strict=True):
        _back(fresh, trainer, AssignmentState(answer), known=then["sequence"], at=at)
    record("session.move_undone", fresh, by=by, at=at, before=now, after=_told(fresh, _given(fresh)))
    return fresh


def _given(session: Session) -> list[Assignment]:
    return list(session.assignments.filter(live=True).order_by("trainer_id"))


def _told(session: Session, given: Iterable[Assignment]) -> dict[str, Any]:
    """What the history keeps of a place: enough to go back to it."""
    rows = list(given)
    return {
        **{name: getattr(session, name) for name in (*PLACE, "state", "sequence")},
        "trainers": [a.trainer_id for a in rows],
        "answers": [str(a.state) for a in rows],
    }


def _plain(session: Session) -> dict[str, Any]:
    """A place as the history gives it back: dates and times as text."""
    told = _told(session, _given(session))
    return {name: value.isoformat() if isinstance(value, date | time) else value for name, value in told.items()}


def _able(session: Session, ids: Collection[int]) -> list[Trainer]:
    """Those who come to give it; raises NotCompetent or TrainerInactive."""
    trainers = list(Trainer.objects.filter(pk__in=ids).select_related("person").order_by("pk"))
    able = Competence.objects.filter(trainer__in=trainers, workshop_id=session.edition.workshop_id)
    if len(trainers) < len(ids) or {t.pk for t in trainers} != set(able.values_list("trainer", flat=True)):
        raise NotCompetent
    if not all(trainer.active for trainer in trainers):
        raise TrainerInactive
    return trainers


def _carry(session: Session, to: rules.Place, *, at: datetime) -> None:
    """Date, times and room."""
    before = facts_of(session)
    room = Room.objects.filter(pk=to.room).first() if to.room else None
    if to.room and (room is None or room.school_id != session.school_id):
        raise RoomElsewhere
    stays = to.half_day == session.half_day
    set_when(session, to.day, to.half_day, session.starts if stays else None, session.ends if stays else None)
    session.room = room
    save_when_and_where(session, before, at=at)


def _back(session: Session, trainer: int, answer: AssignmentState, *, known: int, at: datetime) -> None:
    """A trainer stands on the session as before the move; one who was taken off comes back with the same row, if it is there."""
    rows = session.assignments.filter(trainer=trainer)
    row = rows.filter(live=True).first() or rows.filter(state=AssignmentState.WITHDRAWN).order_by("-pk").first()
    if row is None:
        place_trainer(session, Trainer.objects.get(pk=trainer), at=at)
        return
    row.live, row.state, row.known = True, answer, known
    with kept():
        row.save(update_fields=["live", "state", "known"])
