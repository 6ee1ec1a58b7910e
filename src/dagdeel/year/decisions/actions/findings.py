"""What the evaluation shows, written down with its figure; and, when nothing is done, why."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.states import DecisionState, FindingState
from dagdeel.year.evaluation import queries as evaluation
from dagdeel.year.evaluation.models import Item
from dagdeel.year.evaluation.states import Audience


class MissingTitle(Exception):
    """A finding or decision without a title."""


class MissingReason(Exception):
    """Everybody is owed a reason, and there is none."""


class UnknownItem(Exception):
    """No question of the evaluation has this key."""


class FindingClosed(Exception):
    """Something was decided, or is about to be; or it was said that nothing is done."""


@transaction.atomic
def note_finding(
    year: ProgrammeYear,
    *,
    title: str,
    text: str = "",
    item_key: str = "",
    workshop: Workshop | None = None,
    audience: str = Audience.PARTICIPANT,
    by: Person,
    at: datetime,
) -> Finding:
    """Write down what stands out. With an item its figures of now are kept, unless too few answered to show them.

    Raises MissingTitle or UnknownItem.
    """
    if not title.strip():
        raise MissingTitle
    if item_key and not Item.objects.filter(key=item_key).exists():
        raise UnknownItem(item_key)
    evidence = evaluation.evidence(year, item_key, workshop, audience=audience) if item_key else None
    finding = Finding.objects.create(
        year=year,
        title=title.strip(),
        text=text.strip(),
        item_key=item_key,
        workshop=workshop,
        # lists as JSON gives them back, so that the object in hand is what the database holds
        evidence={**asdict(evidence), "distribution": list(evidence.distribution)} if evidence else {},
    )
    after = {"title": finding.title, "item": item_key, "evidence": finding.evidence}
    record("finding.noted", finding, by=by, at=at, after=after)
    return finding


@transaction.atomic
def no_action(finding: Finding, *, reason: str, by: Person, at: datetime) -> Finding:
    """Say that nothing is done about it, and why; raises MissingReason, or FindingClosed when a decision is there."""
    if not reason.strip():
        raise MissingReason
    lock(finding)
    if finding.state != FindingState.OPEN or finding.decisions.filter(state=DecisionState.PROPOSED).exists():
        raise FindingClosed
    finding.state, finding.no_action_reason = FindingState.NO_ACTION, reason.strip()
    finding.save(update_fields=["state", "no_action_reason"])
    record(
        "finding.no_action", finding, by=by, at=at,
        before={"state": FindingState.OPEN}, after={"state": finding.state}, reason=finding.no_action_reason,
    )  # fmt: skip
    return finding


@transaction.atomic
def reopen_finding(finding: Finding, *, by: Person, at: datetime) -> Finding:
    """Look again at what was put aside; raises FindingClosed when it was decided."""
    lock(finding)
    if finding.state != FindingState.NO_ACTION:
        raise FindingClosed
    before = {"state": finding.state, "reason": finding.no_action_reason}
    finding.state, finding.no_action_reason = FindingState.OPEN, ""
    finding.save(update_fields=["state", "no_action_reason"])
    record("finding.reopened", finding, by=by, at=at, before=before, after={"state": finding.state})
    return finding


def lock(finding: Finding) -> None:
    """Lock the row and bring the caller's object up to date with it."""
    finding.refresh_from_db(from_queryset=Finding.objects.select_for_update())
