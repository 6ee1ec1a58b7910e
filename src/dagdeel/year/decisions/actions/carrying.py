"""What was decided when the next year had begun already: carried out there, one by one. And what people arrange, when it is."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from dagdeel.base.administration import actions as administration
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.models import BudgetLine
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import settings_of
from dagdeel.year.catalogue.rules import FOLLOWS_YEAR
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.decisions.actions.deciding import WrongState
from dagdeel.year.decisions.actions.next_year import NumbersWrong, mark_done
from dagdeel.year.decisions.models import Consequence, Decision
from dagdeel.year.decisions.queries.plan import amount_of, following
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState


class NoNextYear(Exception):
    """There is no next year yet; starting it carries everything out."""


class AlreadyDone(Exception):
    """It was carried out before."""


class EditionGone(Exception):
    """Next year has no edition of the workshop that could be changed; `title` is the workshop."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class CannotAdd(Exception):
    """Next year has a workshop of this title."""


class YearClosed(Exception):
    """The next year is closed: nothing changes in it any more."""


@transaction.atomic
def carry_out(what: Consequence | Decision, *, by: Person, at: datetime) -> Decision:
    """Carry out one consequence, or all that wait of a decision, in the year that follows; when all are done the decision is.

    What people arrange is done when somebody says so, one by one, next year or not. Raises WrongState (not taken), AlreadyDone,
    NoNextYear, YearClosed, EditionGone, CannotAdd or NumbersWrong; then nothing is done.
    """
    decision = what if isinstance(what, Decision) else what.decision
    decision.refresh_from_db(from_queryset=Decision.objects.select_related("year").select_for_update(of=("self",)))
    if decision.state not in {DecisionState.TAKEN, DecisionState.CARRIED_OUT}:
        raise WrongState(decision.state)
    waiting = decision.consequences.filter(done_at__isnull=True).select_related("workshop", "merge_into", "decision")
    chosen = waiting.exclude(kind=ConsequenceKind.TASK) if isinstance(what, Decision) else waiting.filter(pk=what.pk)
    items = list(chosen)
    if not items:
        raise AlreadyDone
    if any(item.kind != ConsequenceKind.TASK for item in items):
        year = open_year_after(decision.year)
        for item in items:
            _Carrier(item, year, by, at).carry()
    else:
        mark_done(items[0], at=at)
    if not decision.consequences.filter(done_at__isnull=True).exists():
        decision.state = DecisionState.CARRIED_OUT
        decision.save(update_fields=["state"])
    after = {"consequences": [item.description for item in items]}
    record("decision.carried_out", decision, by=by, at=at, after=after, reason=decision.reason)
    return decision


def open_year_after(year: ProgrammeYear) -> ProgrammeYear:
    """The year in which something can still change; raises NoNextYear or YearClosed."""
    found = following(year)
    if found is None:
        raise NoNextYear
    if found.state == ProgrammeYear.State.CLOSED:
        raise YearClosed
    return found


class _Carrier:
    """One consequence in the year after."""

    def __init__(self, item: Consequence, year: ProgrammeYear, by: Person, at: datetime) -> None:
        self.item, self.year = item, year
        self.who: dict[str, Any] = {"by": by, "at": at}
        self.at, self.reason = at, item.decision.reason

    def carry(self) -> None:
        match self.item.kind:
            case ConsequenceKind.CHANGE:
                self.change()
            case ConsequenceKind.DROP:
                self.end(merged_into=None)
            case ConsequenceKind.MERGE:
                self.merge()
            case ConsequenceKind.ADD:
                self.add()
            case ConsequenceKind.SETTING:
                self.set_number()
            case ConsequenceKind.BUDGET:
                self.set_money()
            case _:
                mark_done(self.item, at=self.at)

    def change(self) -> None:
        edition = self.edition(self.item.workshop_id)
        field = self.item.field
        before = str(getattr(edition, field)) if field else edition.title
        self.edit(edition, {field: self.item.value} if field else {}, ChangeKind.CHANGED)
        mark_done(self.item, at=self.at, before=before, edition=edition)

    def end(self, merged_into: Edition | None) -> None:
        edition = self.edition(self.item.workshop_id)
        catalogue.withdraw_edition(edition, reason=self.reason, merged_into=merged_into, **self.who)
        mark_done(self.item, at=self.at, before=edition.title, edition=edition)

    def merge(self) -> None:
        target = self.edition(self.item.merge_into_id)
        self.edit(target, {}, ChangeKind.MERGED)
        self.end(merged_into=target)

    def add(self) -> None:
        """A new draft; or again the one that was taken out when this was undone."""
        gone = Edition.objects.filter(year=self.year, title=self.item.value, state=EditionState.WITHDRAWN).first()
        if gone is not None:
            catalogue.reopen_edition(gone, **self.who)
            mark_done(self.item, at=self.at, edition=gone)
            return
        try:
            edition = catalogue.add_edition(self.year, title=self.item.value, change_reason=self.reason, **self.who)
        except catalogue.AlreadyInYear as no:
            raise CannotAdd(self.item.value) from no
        mark_done(self.item, at=self.at, edition=edition)

    def set_number(self) -> None:
        """The number or deadline of the year; editions that followed it follow it on."""
        old = getattr(self.year, self.item.field)
        set_of_year(self.year, self.item.field, self.item.value, told=self.item.description, **self.who)
        mark_done(self.item, at=self.at, before="" if old is None else str(old))

    def set_money(self) -> None:
        category = Category(self.item.field)
        lines = BudgetLine.objects.filter(year=self.year, category=category)
        before = lines.values_list("amount", flat=True).first()
        amount = amount_of(self.item, School.objects.count())
        budget.set_line(self.year, category=category, amount=amount, **self.who)
        mark_done(self.item, at=self.at, before="" if before is None else str(before))

    def edition(self, workshop: int | None) -> Edition:
        editions = Edition.objects.filter(year=self.year, workshop=workshop).exclude(state=EditionState.WITHDRAWN)
        found = editions.first()
        if found is None:
            raise EditionGone(str(self.item.merge_into if workshop == self.item.merge_into_id else self.item.workshop))
        return found

    def edit(self, edition: Edition, fields: dict[str, Any], change: ChangeKind) -> None:
        """The values and the reason; a published edition gets its next version at once."""
        told = "\n".join(dict.fromkeys(text for text in (edition.change_reason, self.reason) if text))
        kind = edition.change if edition.change in {ChangeKind.NEW, ChangeKind.MERGED} else change
        values = {**fields, "change": kind, "change_reason": told}
        catalogue.edit_edition(edition, fields=values, changelog=changelog(edition, self.item.description), **self.who)


def changelog(edition: Edition, told: str) -> str:
    """What readers of a published edition are told; a draft has none yet."""
    return told if edition.state == EditionState.PUBLISHED else ""


def set_of_year(year: ProgrammeYear, name: str, value: str, *, told: str, by: Person, at: datetime) -> None:
    """A number or a deadline of the year (an empty value: no deadline), and the editions that followed the number before.

    Part of an action that writes its own history; raises NumbersWrong.
    """
    before = settings_of(year)
    wanted: Any = None
    if value:
        wanted = date.fromisoformat(value) if name in administration.DEADLINES else int(value)
    try:
        administration.change_settings(year, settings={name: wanted}, by=by, at=at)
    except ValidationError as no:
        raise NumbersWrong(tuple(no.messages)) from no
    after = settings_of(year)
    for edition in Edition.objects.filter(year=year).exclude(state=EditionState.WITHDRAWN):
        followed = {
            field: after[setting]
            for field, setting in FOLLOWS_YEAR.items()
            if before[setting] != after[setting] and getattr(edition, field) == before[setting]
        }
        if followed:
            catalogue.edit_edition(edition, fields=followed, changelog=changelog(edition, told), by=by, at=at)
