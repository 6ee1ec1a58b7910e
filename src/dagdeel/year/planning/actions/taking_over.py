"""Taking over a proposal, whole or in part, line by line and all at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning import queries, rules
from dagdeel.year.planning.actions.assignments import place_trainer, take_off
from dagdeel.year.planning.actions.promises import RoomTaken, TrainerTaken, kept
from dagdeel.year.planning.actions.proposals import open_proposal
from dagdeel.year.planning.actions.scheduling import facts_of, save_when_and_where
from dagdeel.year.planning.models import Assignment, PlanProposal, Room, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Trainer


class OnlySupposed(Exception):
    """A proposal that supposes what is not so changes nothing: make it so first, and ask again."""


@dataclass(frozen=True)
class Skipped:
    """A line that could not be taken over, and the code of the reason (`queries.proposals.SKIPPED`)."""

    session: Session
    code: str


@dataclass(frozen=True)
class Acceptance:
    """What came of a proposal."""

    applied: tuple[Session, ...]
    skipped: tuple[Skipped, ...]


class _Again(Exception):
    """Some lines do not hold: without them, once more."""

    def __init__(self, codes: dict[int, str]) -> None:
        super().__init__()
        self.codes = codes


@transaction.atomic
def accept_proposal(
    proposal: PlanProposal, *, sessions: Iterable[Session] | None = None, by: Person, at: datetime
) -> Acceptance:
    """Take over a proposal, for all its sessions or for these. Lines that no longer hold are skipped, with the reason.

    The sessions first leave their old place together, so that two of them can change places; a line that does not hold leaves
    everything of its session as it was. The proposal stays open while something of it is left. Raises ProposalClosed,
    OnlySupposed.
    """
    fresh = open_proposal(proposal)
    if fresh.supposes:
        raise OnlySupposed
    wanted = None if sessions is None else {session.pk for session in sessions}
    lines = _lines(fresh, wanted)
    codes = {line.session.pk: "changed" for line in lines if line.changed}
    going = [line for line in lines if not line.changed]
    while going:
        try:
            with transaction.atomic():
                _move_all(going, at)
        except _Again as again:
            codes |= again.codes
            going = [line.anew() for line in going if line.session.pk not in again.codes]
        else:
            break
    _tell(fresh, [line.session.pk for line in going], codes)
    record("proposal.accepted", fresh, by=by, at=at, after=fresh.outcome)
    skipped = tuple(Skipped(line.session, codes[line.session.pk]) for line in lines if line.session.pk in codes)
    return Acceptance(tuple(line.session for line in going), skipped)


def _tell(proposal: PlanProposal, applied: list[int], codes: Mapping[int, str]) -> None:
    """Keep what came of it; the proposal is closed when nothing of it is left to take over."""
    before = proposal.outcome
    done = sorted({*before.get("applied", ()), *applied})
    skipped = {**before.get("skipped", {}), **{str(pk): code for pk, code in codes.items()}}
    proposal.outcome = {"applied": done, "skipped": {k: v for k, v in skipped.items() if int(k) not in done}}
    left = [
        line for line in queries.sketch_of(proposal).moving if str(line.session.pk) not in proposal.outcome["skipped"]
    ]
    if not left:
        proposal.state = PlanProposal.State.ACCEPTED
    proposal.save(update_fields=["state", "outcome"])


def _move_all(lines: list["_Line"], at: datetime) -> None:
    for line in lines:
        line.leave()
    codes = {line.session.pk: code for line in lines if (code := line.arrive(at))}
    if codes:
        raise _Again(codes)


@dataclass
class _Line:
    """A session on its way from where it is to where the proposal puts it; without `given` it loses its trainer."""

    session: Session
    given: Mapping[str, str] | None
    seen: Mapping[str, Any]
    trainers: tuple[Assignment, ...]
    before: dict[str, Any]

    @property
    def changed(self) -> bool:
        """Whether the session is no longer as it was when the proposal was made, or may no longer move."""
        session = self.session
        slot = f"{session.day.isoformat()}/{session.half_day}" if session.day else ""
        now = {"slot": slot, "trainers": sorted(a.trainer_id for a in self.trainers)}
        return session.state not in {SessionState.DRAFT, SessionState.PUBLISHED} or now != self.seen

    @property
    def moves(self) -> bool:
        """Whether the proposal makes something else of the session than it was."""
        if self.given is None:
            return bool(self.seen["trainers"])
        then = {"slot": self.given["slot"], "trainers": [int(self.given["trainer"].removeprefix("trainer-"))]}
        return then != self.seen

    def anew(self) -> "_Line":
        """The same line after everything was undone."""
        return _line_of(Session.objects.select_related(*RELATED).get(pk=self.session.pk), self.given, self.seen)

    def leave(self) -> None:
        """Free the old room and trainers for the others; a published session keeps its date till it has another."""
        rows = self.session.assignments.filter(live=True)
        rows.filter(state=AssignmentState.PROPOSED).delete()
        rows.update(live=False)
        gone: dict[str, Any] = {"room": None}
        if self.session.state == SessionState.DRAFT:
            gone |= {"day": None, "half_day": "", "starts": None, "ends": None}
        Session.objects.filter(pk=self.session.pk).update(**gone)

    def arrive(self, at: datetime) -> str:
        """Put the session where the proposal wants it; the code of the reason when that cannot be."""
        if self.given is None:
            self._stay_without(at)
            return ""
        text, half_day = self.given["slot"].split("/")
        day, session = date.fromisoformat(text), self.session
        trainer = Trainer.objects.filter(
            pk=int(self.given["trainer"].removeprefix("trainer-")),
            active=True,
            competences__workshop_id=session.edition.workshop_id,
        ).first()
        if trainer is None:
            return "trainer_gone"
        if not session.year.first_day <= day <= session.year.last_day:
            return "outside_year"
        try:
            with transaction.atomic():
                self._move_to(day, half_day, at)
                self._give_to(trainer, at)
        except TrainerTaken:
            return "trainer_taken"
        return ""

    def _stay_without(self, at: datetime) -> None:
        """Nobody can give it: who had it is no longer asked for it. A draft waits for a date again."""
        if self.session.state == SessionState.DRAFT:
            self.session.day, self.session.half_day = None, ""
            self.session.starts = self.session.ends = self.session.room = None
        save_when_and_where(self.session, self.before, at=at)
        for assignment in self.trainers:
            if assignment.state != AssignmentState.PROPOSED:
                take_off(assignment)

    def _move_to(self, day: date, half_day: str, at: datetime) -> None:
        """Date, usual times, and a room: the own one if it is free there too, else one that fits."""
        session, before = self.session, self.before
        same_half_day = before["half_day"] == half_day and before["starts"] and before["ends"]
        usual = rules.default_times(half_day, session.edition.minutes)
        session.day, session.half_day = day, half_day
        session.starts, session.ends = (before["starts"], before["ends"]) if same_half_day else usual
        moves = (before["day"], before["half_day"]) != (day, half_day)
        rooms = [session.room] if session.room else []
        rooms += _free_rooms(session) if moves or not rooms else []
        for room in [*rooms, None]:
            session.room = room
            try:
                save_when_and_where(session, before, at=at)
            except RoomTaken:
                continue
            return

    def _give_to(self, trainer: Trainer, at: datetime) -> None:
        """Who stays keeps the answer, and is asked again on another date; who goes hears of it."""
        asked = [a for a in self.trainers if a.state != AssignmentState.PROPOSED]
        for assignment in asked:
            if assignment.trainer_id != trainer.pk:
                take_off(assignment)
        if (stays := next((a for a in asked if a.trainer_id == trainer.pk), None)) is None:
            place_trainer(self.session, trainer, at=at)
            return
        fresh = Assignment.objects.get(pk=stays.pk)
        fresh.live = True
        if any(self.before[name] != getattr(self.session, name) for name in ("day", "half_day", "starts", "ends")):
            fresh.state, fresh.asked_at, fresh.known = AssignmentState.ASKED, at, self.session.sequence
        with kept():
            fresh.save(update_fields=["live", "state", "asked_at", "known"])


RELATED = ("year", "school", "edition", "room")


def _free_rooms(session: Session) -> list[Room]:
    """Rooms of the school that nobody has then, the smallest in which the group fits first."""
    taken = Session.objects.filter(day=session.day, half_day=session.half_day, room__isnull=False)
    taken = taken.exclude(state=SessionState.CANCELLED).exclude(pk=session.pk)
    rooms = Room.objects.filter(school=session.school_id, seats__gte=session.seats)
    return list(rooms.exclude(pk__in=taken.values("room")).order_by("seats", "id"))


def _lines(proposal: PlanProposal, wanted: set[int] | None) -> list[_Line]:
    """The lines of the proposal that change something, of the sessions that are wanted; each session locked."""
    plan = proposal.plan
    ids = {int(name.removeprefix("session-")): name for name in plan["now"]}
    rows = Session.objects.select_for_update(of=("self",)).select_related(*RELATED)
    rows = rows.filter(pk__in=[pk for pk in ids if wanted is None or pk in wanted]).order_by("pk")
    lines = []
    for session in rows:
        name = ids[session.pk]
        line = _line_of(session, plan["assignments"].get(name), plan["now"][name])
        if line.moves:
            lines.append(line)
    return lines


def _line_of(session: Session, given: Mapping[str, str] | None, seen: Mapping[str, Any]) -> _Line:
    trainers = tuple(session.assignments.filter(live=True).select_related("trainer"))
    return _Line(session, given, seen, trainers, facts_of(session))
