"""Asking the optimiser for a plan, and taking it over, whole or in part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.planning import optimise, rules
from dagdeel.year.planning.actions.assignments import place_trainer
from dagdeel.year.planning.actions.promises import RoomTaken, TrainerTaken
from dagdeel.year.planning.actions.scheduling import facts_of, save_when_and_where
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Trainer


class NothingToPlan(Exception):
    """Every session is published, held or fixed."""


class ProposalClosed(Exception):
    """The proposal was taken over or put aside already."""


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


def ask_proposal(year: ProgrammeYear, *, seed: int = 1, by: Person, at: datetime) -> PlanProposal:
    """Let the optimiser plan what may still move; the same year and seed give the same plan. Raises NothingToPlan.

    The search runs before the transaction, so that nobody waits for it; an older open proposal is put aside.
    """
    found = optimise.propose(year, seed=seed, at=at)
    if found is None:
        raise NothingToPlan
    return _store(year, found, seed, by, at)


@transaction.atomic
def _store(year: ProgrammeYear, found: optimise.Proposed, seed: int, by: Person, at: datetime) -> PlanProposal:
    older = PlanProposal.objects.filter(year=year, state=PlanProposal.State.OPEN)
    older.update(state=PlanProposal.State.DISCARDED)
    proposal = PlanProposal.objects.create(
        year=year, made_at=at, asked_by=by, engine=found.engine, seed=seed, problem=found.problem, plan=found.plan
    )
    after = {"covered": _covered(proposal), "of": len(found.plan["reasons"]), "seed": seed}
    record("proposal.asked", proposal, by=by, at=at, after=after)
    return proposal


def _covered(proposal: PlanProposal) -> int:
    return sum(key in proposal.plan["assignments"] for key in proposal.plan["reasons"])


def _open(proposal: PlanProposal) -> PlanProposal:
    fresh = PlanProposal.objects.select_for_update(of=("self",)).select_related("year").get(pk=proposal.pk)
    if fresh.state != PlanProposal.State.OPEN:
        raise ProposalClosed
    return fresh


@transaction.atomic
def discard_proposal(proposal: PlanProposal, *, by: Person, at: datetime) -> PlanProposal:
    """Put a proposal aside; raises ProposalClosed."""
    fresh = _open(proposal)
    fresh.state = PlanProposal.State.DISCARDED
    fresh.save(update_fields=["state"])
    record("proposal.discarded", fresh, by=by, at=at)
    return fresh


@transaction.atomic
def accept_proposal(
    proposal: PlanProposal, *, sessions: Iterable[Session] | None = None, by: Person, at: datetime
) -> Acceptance:
    """Take over a proposal, for all its sessions or for these. Lines that no longer hold are skipped, with the reason.

    The sessions first leave their old place together, so that two of them can change places. Raises ProposalClosed.
    """
    fresh = _open(proposal)
    wanted = None if sessions is None else {session.pk for session in sessions}
    lines = _lines(fresh, wanted)
    skipped = [Skipped(line.session, "changed") for line in lines if not optimise.moves(line.session)]
    going = [line for line in lines if optimise.moves(line.session)]
    for line in going:
        line.leave()
    applied: list[Session] = []
    for line in going:
        if code := _arrive(line, fresh, at):
            skipped.append(Skipped(line.session, code))
        else:
            applied.append(line.session)
    for line in going:
        if line.session not in applied:
            line.go_back()
    fresh.state = PlanProposal.State.ACCEPTED
    fresh.outcome = {"applied": [s.pk for s in applied], "skipped": {str(s.session.pk): s.code for s in skipped}}
    fresh.save(update_fields=["state", "outcome"])
    record("proposal.accepted", fresh, by=by, at=at, after=fresh.outcome)
    return Acceptance(tuple(applied), tuple(skipped))


@dataclass
class _Move:
    """A session on its way from where it was to where the proposal puts it."""

    session: Session
    given: Mapping[str, Any]
    before: dict[str, Any]
    trainers: tuple[Trainer, ...]

    def leave(self) -> None:
        """Free the old room and trainers for the others. A published session keeps its date: only its trainer is missing."""
        session = self.session
        session.assignments.filter(live=True, state=AssignmentState.PROPOSED).delete()
        if session.state == SessionState.DRAFT and not session.pinned:
            Session.objects.filter(pk=session.pk).update(day=None, half_day="", starts=None, ends=None, room=None)

    def go_back(self) -> None:
        """Where it was, as far as others have not come in between."""
        for name, value in self.before.items():
            setattr(self.session, name, value)
        now = _NOWHERE if self.session.state == SessionState.DRAFT else self.before
        try:
            save_when_and_where(self.session, {**self.before, **now}, at=_NEVER)
        except RoomTaken:
            self.session.room = None
            save_when_and_where(self.session, {**self.before, **now}, at=_NEVER)
        for trainer in self.trainers:
            try:
                place_trainer(self.session, trainer, at=_NEVER)
            except TrainerTaken:
                continue


_NOWHERE: dict[str, Any] = {"day": None, "half_day": "", "starts": None, "ends": None, "room_id": None}
_NEVER = datetime.min  # noqa: DTZ901 (a draft asks nobody, so the moment is not used)


def _lines(proposal: PlanProposal, wanted: set[int] | None) -> list[_Move]:
    given = {int(key): line for key, line in proposal.plan["assignments"].items() if key.isdigit()}
    ids = [pk for pk in given if wanted is None or pk in wanted]
    rows = Session.objects.select_for_update(of=("self",)).select_related("year", "school", "edition", "room")
    found = []
    for session in rows.filter(pk__in=ids).order_by("pk"):
        assignments = list(session.assignments.filter(live=True).select_related("trainer"))
        session.live = assignments  # type: ignore[attr-defined]  # as `queries.sessions_of` gives it
        trainers = tuple(a.trainer for a in assignments)
        found.append(_Move(session, given[session.pk], facts_of(session), trainers))
    return found


def _arrive(line: _Move, proposal: PlanProposal, at: datetime) -> str:
    """Put a session where the proposal wants it; the code of the reason when that cannot be."""
    session = line.session
    text, half_day = line.given["slot"].split("/")
    day = date.fromisoformat(text)
    trainer = Trainer.objects.filter(
        pk=line.given["trainer"], active=True, competences__workshop_id=session.edition.workshop_id
    ).first()
    if trainer is None and not line.trainers:
        return "trainer_gone"
    if (session.state != SessionState.DRAFT or session.pinned) and session.day not in {None, day}:
        return "changed"
    if not proposal.year.first_day <= day <= proposal.year.last_day:
        return "outside_year"
    try:
        with transaction.atomic():
            _move_to(line, day, half_day, at)
            chosen = trainer or line.trainers[0]
            if not session.assignments.filter(live=True, trainer=chosen).exists():
                place_trainer(session, chosen, at=at)
    except TrainerTaken:
        return "trainer_taken"
    return ""


def _move_to(line: _Move, day: date, half_day: str, at: datetime) -> None:
    """Date, usual times, and the room if it is free there too."""
    session, before = line.session, line.before
    same_half_day = before["half_day"] == half_day and before["starts"] and before["ends"]
    usual = rules.default_times(half_day, session.edition.minutes)
    session.day, session.half_day = day, half_day
    session.starts, session.ends = (before["starts"], before["ends"]) if same_half_day else usual
    try:
        save_when_and_where(session, before, at=at)
    except RoomTaken:
        session.room = None
        save_when_and_where(session, before, at=at)
