"""From proposed to taken, or withdrawn."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.decisions.actions.drafts import ConsequenceDraft, settle
from dagdeel.year.decisions.actions.findings import FindingClosed, MissingReason, MissingTitle, lock
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import DECISION_MOVES, STANDS, Body, DecisionState, FindingState, Manner


class NoConsequences(Exception):
    """A decision that changes nothing, and does not say that everything stays."""


class DueTooEarly(Exception):
    """It would have to be done before it is decided."""


class UnknownOwner(Exception):
    """The owner holds no role in this year."""


class WrongState(Exception):
    """The decision is not in a state from which this can be done."""


class NoMajority(Exception):
    """Not more votes for than against: it cannot have been taken."""


class HadMajority(Exception):
    """More votes for than against: it was taken."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the body decided: by consensus, by vote with its numbers, or not written down."""

    manner: str = Manner.UNSAID
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0

    def __post_init__(self) -> None:
        if self.manner != Manner.VOTE and (self.votes_for or self.votes_against or self.abstained):
            raise ValueError(self)

    @property
    def carries(self) -> bool:
        """More for than against; who abstains does not count."""
        return self.votes_for > self.votes_against


@transaction.atomic
def propose_decision(
    finding: Finding,
    *,
    title: str,
    body: Body | str,
    day: date,
    reason: str,
    owner: Person,
    due: date | None = None,
    consequences: list[ConsequenceDraft],
    by: Person,
    at: datetime,
) -> Decision:
    """Lay a decision before a body, with everything that it would change.

    Raises MissingTitle, MissingReason, DueTooEarly, UnknownOwner, NoConsequences, BadConsequence or FindingClosed.
    """
    if not title.strip():
        raise MissingTitle
    if not reason.strip():
        raise MissingReason
    if due is not None and due < day:
        raise DueTooEarly
    if not _takes_part(owner, finding.year):
        raise UnknownOwner
    if not consequences:
        raise NoConsequences
    settled = settle(finding.year, consequences)
    lock(finding)
    if finding.state == FindingState.NO_ACTION:
        raise FindingClosed
    decision = Decision.objects.create(
        year=finding.year, finding=finding, title=title.strip(), body=Body(body), day=day, reason=reason.strip(),
        owner=owner, due=due,
    )  # fmt: skip
    for draft in settled:
        Consequence.objects.create(
            decision=decision, kind=draft.kind, description=draft.description, workshop=draft.workshop,
            merge_into=draft.merge_into, field=draft.field, value=draft.value, per_school=draft.per_school,
        )  # fmt: skip
    after = {"title": decision.title, "body": decision.body, "consequences": [draft.description for draft in settled]}
    record("decision.proposed", decision, by=by, at=at, after=after, reason=decision.reason)
    return decision


@transaction.atomic
def take_decision(decision: Decision, *, outcome: Outcome = Outcome(), by: Person, at: datetime) -> Decision:
    """Write down that the body took it, and how; the finding is decided. Raises WrongState or NoMajority."""
    if outcome.manner == Manner.VOTE and not outcome.carries:
        raise NoMajority
    before, after = _conclude(decision, DecisionState.TAKEN, outcome)
    record("decision.taken", decision, by=by, at=at, before=before, after=after, reason=decision.reason)
    return decision


@transaction.atomic
def reject_decision(
    decision: Decision, *, reason: str, outcome: Outcome = Outcome(), by: Person, at: datetime
) -> Decision:  # fmt: skip
    """Write down that the body did not take it, and why; its finding waits for something else.

    Raises MissingReason, WrongState, or HadMajority when more were for it than against.
    """
    if not reason.strip():
        raise MissingReason
    if outcome.manner == Manner.VOTE and outcome.carries:
        raise HadMajority
    before, after = _conclude(decision, DecisionState.REJECTED, outcome, reason.strip())
    record("decision.rejected", decision, by=by, at=at, before=before, after=after, reason=decision.withdrawn_reason)
    return decision


def _conclude(
    decision: Decision, to: DecisionState, outcome: Outcome, reason: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Move it on with how it was decided; what the history tells of before and after."""
    _lock(decision)
    before = _check(decision, to)
    told = asdict(outcome)
    for name, value in told.items():
        setattr(decision, name, value)
    decision.state, decision.withdrawn_reason = to, reason
    decision.save(update_fields=[*told, "state", "withdrawn_reason"])
    _settle_finding(decision.finding)
    return {"state": before}, {"state": to, **told}


@transaction.atomic
def withdraw_decision(decision: Decision, *, reason: str, by: Person, at: datetime) -> Decision:
    """Take it back before anything was carried out; a finding without another decision is open again.

    Raises MissingReason or WrongState.
    """
    if not reason.strip():
        raise MissingReason
    _lock(decision)
    before = _check(decision, DecisionState.WITHDRAWN)
    if decision.consequences.filter(done_at__isnull=False).exists():
        raise WrongState(decision.state)
    decision.state, decision.withdrawn_reason = DecisionState.WITHDRAWN, reason.strip()
    decision.save(update_fields=["state", "withdrawn_reason"])
    _settle_finding(decision.finding)
    record(
        "decision.withdrawn", decision, by=by, at=at, before={"state": before}, after={"state": decision.state},
        reason=decision.withdrawn_reason,
    )  # fmt: skip
    return decision


def _takes_part(person: Person, year: ProgrammeYear) -> bool:
    held = Membership.objects.filter(person=person, from_year__lte=year.first_year)
    return held.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)).exists()


def _lock(decision: Decision) -> None:
    # the finding first, as everybody does: two who decide about one finding wait for each other
    Finding.objects.select_for_update().get(pk=decision.finding_id)
    decision.refresh_from_db(from_queryset=Decision.objects.select_related("finding").select_for_update(of=("self",)))


def _check(decision: Decision, to: DecisionState) -> str:
    if to not in DECISION_MOVES[DecisionState(decision.state)]:
        raise WrongState(decision.state)
    return decision.state


def _settle_finding(finding: Finding) -> None:
    """A finding is decided as long as one of its decisions stands."""
    stands = finding.decisions.filter(state__in=STANDS).exists()
    finding.state = FindingState.DECIDED if stands else FindingState.OPEN
    finding.save(update_fields=["state"])
