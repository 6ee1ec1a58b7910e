"""What the evaluation shows, written down with its figure; and, when nothing is done, why."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions.models import Finding, FindingMarks
from dagdeel.year.decisions.queries.plan import preceding
from dagdeel.year.decisions.queries.suggestions import AGAINST_LAST_YEAR, marks_of, themes_of
from dagdeel.year.decisions.states import DecisionState, FindingState
from dagdeel.year.evaluation import queries as evaluation
from dagdeel.year.evaluation.models import Item
from dagdeel.year.evaluation.states import BY_NAME, Ask, Audience, ask_of


class MissingTitle(Exception):
    """A finding or decision without a title."""


class MissingReason(Exception):
    """Everybody is owed a reason, and there is none."""


class UnknownItem(Exception):
    """No question of the evaluation has this key."""


class FindingClosed(Exception):
    """Something was decided, or is about to be; or it was said that nothing is done."""


class UnknownTheme(Exception):
    """This does not come back in the released remarks of the year (any more)."""


class BadMark(Exception):
    """A mark lies outside its scale; `field` says which one, `words` what would hold."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field, words)
        self.field, self.words = field, words


@transaction.atomic
def note_finding(
    year: ProgrammeYear,
    *,
    title: str,
    text: str = "",
    item_key: str = "",
    workshop: Workshop | None = None,
    audience: str = Audience.PARTICIPANT,
    moment: str = "",
    against: str = "",
    theme: str = "",
    by: Person,
    at: datetime,
) -> Finding:
    """Write down what stands out. With an item its figures of now are kept, unless too few answered to show them.

    `moment`: of which questionnaire of the audience (else its main one). `against`: what they are compared with, last year ("year")
    or another audience and moment (`Ask.name`); `theme`: what comes back in remarks.
    Raises MissingTitle, UnknownItem or UnknownTheme.
    """
    if not title.strip():
        raise MissingTitle
    if item_key and not Item.objects.filter(key=item_key).exists():
        raise UnknownItem(item_key)
    evidence = _of_theme(year, theme) if theme and not item_key else {}
    if item_key:
        evidence = _of_item(year, item_key, workshop, ask_of(audience, moment), against)
    finding = Finding.objects.create(
        year=year, title=title.strip(), text=text.strip(), item_key=item_key, workshop=workshop, evidence=evidence
    )
    after = {"title": finding.title, "item": item_key, "evidence": finding.evidence}
    record("finding.noted", finding, by=by, at=at, after=after)
    return finding


def _of_item(
    year: ProgrammeYear, item: str, workshop: Workshop | None, ask: Ask, against: str
) -> dict[str, Any]:  # fmt: skip
    """The figures as they are kept, and beside them what they are compared with; empty when they may not be shown."""
    found = evaluation.evidence(year, item, workshop, audience=ask.audience, moment=ask.moment)
    if found is None:
        return {}
    kept = _kept(found)
    last = preceding(year) if against == AGAINST_LAST_YEAR else None
    other = None
    if last is not None:
        other = evaluation.evidence(last, item, workshop, audience=ask.audience, moment=ask.moment)
    elif against in BY_NAME and against != ask.name:
        beside = BY_NAME[against]
        other = evaluation.evidence(year, item, workshop, audience=beside.audience, moment=beside.moment)
    return kept if other is None else {**kept, "against": against, "beside": _kept(other)}


def _kept(found: evaluation.Evidence) -> dict[str, Any]:
    """Lists as JSON gives them back, so that the object in hand is what the database holds."""
    return {**asdict(found), "distribution": list(found.distribution)}


def _of_theme(year: ProgrammeYear, name: str) -> dict[str, Any]:
    themes = themes_of(year)
    found = next((theme for theme in themes.found if theme.name == name), None)
    if found is None:
        raise UnknownTheme(name)
    return {
        "year": year.label, "theme": name, "words": list(found.words), "remarks": found.remarks, "of": themes.remarks,
    }  # fmt: skip


@transaction.atomic
def set_marks(
    year: ProgrammeYear,
    *,
    lowest_mean: Decimal,
    lowest_agree: int,
    lowest_mark: Decimal,
    theme_remarks: int,
    by: Person,
    at: datetime,
) -> FindingMarks:
    """Say from where on the figures of a year, and of those after it, ask for a finding; raises BadMark."""
    wanted = {
        "lowest_mean": lowest_mean, "lowest_agree": lowest_agree, "lowest_mark": lowest_mark, "theme_remarks": theme_remarks,
    }  # fmt: skip
    before = asdict(marks_of(year))
    marks = FindingMarks.objects.filter(year=year).first() or FindingMarks(year=year)
    for name, value in wanted.items():
        setattr(marks, name, value)
    try:
        marks.clean_fields(exclude=["partnership"])  # given when it is saved
    except ValidationError as no:
        field, words = next(iter(no.message_dict.items()))
        raise BadMark(field, " ".join(words)) from no
    marks.save()
    record("finding.marks_set", marks, by=by, at=at, before=before, after=wanted)
    return marks


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
