"""What was carried out is taken back in the year in which it was done, unless somebody changed it there since."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.models import BudgetLine
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.decisions.actions.carrying import changelog, open_year_after, set_of_year
from dagdeel.year.decisions.actions.deciding import WrongState
from dagdeel.year.decisions.actions.findings import MissingReason
from dagdeel.year.decisions.models import Consequence, Decision
from dagdeel.year.decisions.queries.plan import amount_of
from dagdeel.year.decisions.states import STANDS, ConsequenceKind, DecisionState


class NotDone(Exception):
    """It was not carried out, so there is nothing to take back."""


class ChangedSince(Exception):
    """Somebody changed in the next year what this consequence had made; `what` is it now."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@transaction.atomic
def undo(item: Consequence, *, reason: str, by: Person, at: datetime) -> Decision:
    """Take one consequence back: what it changed becomes what it was, and the decision is to be carried out again, or withdrawn.

    Raises MissingReason, NotDone, WrongState, NoNextYear, YearClosed, ChangedSince or NumbersWrong; then nothing is done.
    """
    if not reason.strip():
        raise MissingReason
    decision = item.decision
    decision.refresh_from_db(from_queryset=Decision.objects.select_related("year").select_for_update(of=("self",)))
    item = Consequence.objects.select_related("workshop", "edition").get(pk=item.pk)
    if decision.state not in STANDS:
        raise WrongState(decision.state)
    if item.done_at is None:
        raise NotDone
    item.decision = decision
    if item.kind not in {ConsequenceKind.TASK, ConsequenceKind.KEEP}:
        _Undoer(item, open_year_after(decision.year), reason.strip(), by, at).undo()
    before = {"consequence": item.description, "becomes": item.value, "was": item.before}
    item.done_at, item.before, item.edition = None, "", None
    item.save(update_fields=["done_at", "before", "edition"])
    decision.state = DecisionState.TAKEN
    decision.save(update_fields=["state"])
    record("decision.undone", decision, by=by, at=at, before=before, reason=reason.strip())
    return decision


class _Undoer:
    """One consequence in the year after, backwards."""

    def __init__(self, item: Consequence, year: ProgrammeYear, reason: str, by: Person, at: datetime) -> None:
        self.item, self.year, self.reason = item, year, reason
        self.who: dict[str, Any] = {"by": by, "at": at}

    def undo(self) -> None:
        match self.item.kind:
            case ConsequenceKind.CHANGE:
                self.change_back(self.edition(), {self.item.field: self.item.before} if self.item.field else {})
            case ConsequenceKind.DROP | ConsequenceKind.MERGE:
                self.bring_back()
            case ConsequenceKind.ADD:
                catalogue.withdraw_edition(self.edition(), reason=self.reason, **self.who)
            case ConsequenceKind.SETTING:
                self.set_number_back()
            case ConsequenceKind.BUDGET:
                self.set_money_back()

    def edition(self) -> Edition:
        """What it became, as it should still be; raises ChangedSince."""
        edition = self.item.edition
        assert edition is not None  # what is about a workshop and is done has one
        if edition.state == EditionState.WITHDRAWN:
            raise ChangedSince(edition.get_state_display())
        if self.item.field and str(now := _of_now(edition, self.item.field)) != self.item.value:
            raise ChangedSince(str(now))
        return edition

    def bring_back(self) -> None:
        """A workshop that went is a draft again; where it went up in says so no more."""
        edition = self.item.edition
        assert edition is not None
        if edition.state != EditionState.WITHDRAWN:
            raise ChangedSince(edition.get_state_display())
        target = edition.merged_into
        catalogue.reopen_edition(edition, **self.who)
        self.change_back(edition, {})
        if target is not None and target.state != EditionState.WITHDRAWN:
            self.change_back(target, {})

    def change_back(self, edition: Edition, fields: dict[str, Any]) -> None:
        """Without the reason of this decision; what has no other reason to be changed is unchanged again."""
        reason = "" if self.has_more_to_do_with(edition) else self.item.decision.reason.strip()
        left = "\n".join(line for line in edition.change_reason.split("\n") if line not in reason.split("\n"))
        kind = edition.change
        if not left.strip() and kind != ChangeKind.NEW:
            kind = ChangeKind.UNCHANGED if edition.based_on_id else ChangeKind.NEW
        values = {**fields, "change": kind, "change_reason": left.strip()}
        if edition.state == EditionState.PUBLISHED and kind == ChangeKind.UNCHANGED:
            values |= {"change": ChangeKind.CHANGED, "change_reason": self.reason}  # its readers read otherwise before
        catalogue.edit_edition(edition, fields=values, changelog=changelog(edition, self.reason), **self.who)

    def has_more_to_do_with(self, edition: Edition) -> bool:
        """Whether another consequence of the same decision is carried out in this edition, or went up in it."""
        about = Q(edition=edition) | Q(kind=ConsequenceKind.MERGE, merge_into=edition.workshop_id)
        others = self.item.decision.consequences.filter(about, done_at__isnull=False)
        return others.exclude(pk=self.item.pk).exists()

    def set_number_back(self) -> None:
        name, now = self.item.field, getattr(self.year, self.item.field)
        if str(now) != self.item.value:
            raise ChangedSince(str(now))
        set_of_year(self.year, name, self.item.before, told=self.reason, **self.who)

    def set_money_back(self) -> None:
        """A line that was not there before goes again, unless somebody explained something on it: then it plans nothing."""
        line = BudgetLine.objects.filter(year=self.year, category=self.item.field).first()
        if line is None or line.amount != amount_of(self.item, School.objects.count()):
            raise ChangedSince(str(line.amount) if line else "")
        if not self.item.before and not line.explanation:
            budget.remove_line(line, **self.who)
            return
        before = Decimal(self.item.before or 0)
        budget.set_line(self.year, category=Category(self.item.field), amount=before, **self.who)


def _of_now(edition: Edition, name: str) -> Any:
    """The value that waits for the next version, or the one that stands."""
    return (edition.pending or {}).get(name, getattr(edition, name))
