"""The ring closes: the next year begins as this one was, but for what was decided."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from dagdeel.base.administration import actions as administration
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.budget import actions as budget
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.decisions.models import Consequence, Decision
from dagdeel.year.decisions.queries import plan as plans
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState
from dagdeel.year.evaluation import actions as evaluation


class YearExists(Exception):
    """The next year was begun already."""


class Contradiction(Exception):
    """Some decisions cannot be carried out together, or not at all; `found` says which."""

    def __init__(self, found: tuple[plans.Contradiction, ...]) -> None:
        super().__init__(found)
        self.found = found


class NumbersWrong(Exception):
    """The numbers of the next year contradict each other; `sentences` say how."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(sentences)
        self.sentences = sentences


@transaction.atomic
def start_next_year(
    year: ProgrammeYear, *, begin: plans.Begin | None = None, by: Person, at: datetime
) -> ProgrammeYear:
    """Begin the next year with this year's numbers, deadlines (same week) and brochure, but for what taken decisions change.

    Roles go on by themselves, for they have years of their own. `begin`: what somebody chose otherwise, and whether rates and
    questionnaires come along. Raises YearExists, Contradiction, NumbersWrong, and the catalogue's ReasonMissing for a workshop that
    is left out without one.
    """
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    plan = plans.next_year(year, begin)
    if plan.exists:
        raise YearExists(plan.label)
    if plan.contradictions:
        raise Contradiction(plan.contradictions)
    if plan.wrong_numbers:
        raise NumbersWrong(plan.wrong_numbers)
    try:
        began = administration.begin_year(first_year=year.first_year + 1, by=by, at=at, **plan.settings)
    except ValidationError as no:
        raise NumbersWrong(tuple(no.messages)) from no
    _Beginning(plan, began, by, at).carry_everything()
    if begin is not None and begin.rates:
        budget.carry_over_rates(year, to_year=began, by=by, at=at)
    if begin is not None and begin.questionnaires:
        evaluation.make_instruments(began, by=by, at=at)
    after = {"from": year.label, "workshops": len(plan.staying), "dropped": len(plan.going), "new": len(plan.additions)}
    record("year.started_from_last", began, by=by, at=at, after=after)
    return began


class _Beginning:
    """Carries editions and consequences over into a year that has just begun."""

    def __init__(self, plan: plans.NextYear, began: ProgrammeYear, by: Person, at: datetime) -> None:
        self.plan, self.began, self.by, self.at = plan, began, by, at
        self.made: dict[int, Edition] = {}  # by workshop

    def carry_everything(self) -> None:
        for plan in self.plan.staying:
            self.made[plan.edition.workshop_id] = self.carry(plan)
        for plan in self.plan.going:
            self.carry(plan)
        for item in self.plan.additions:
            edition = catalogue.add_edition(
                self.began, title=item.value, change_reason=item.decision.reason, by=self.by, at=self.at
            )
            mark_done(item, at=self.at, edition=edition)
        for money in self.plan.money:
            budget.set_line(self.began, category=money.category, amount=Decimal(money.new), by=self.by, at=self.at)
            mark_done(money.because, at=self.at, before=money.old)
        self.finish()

    def carry(self, plan: plans.EditionPlan) -> Edition:
        """The edition of a workshop in the new year; of one that goes, the withdrawn line that says why."""
        edition = catalogue.carry_over_edition(
            plan.edition,
            to_year=self.began,
            change=plan.change,
            change_reason=plan.reason,
            fields=plan.fields,
            merged_into=self.made[plan.merged_into] if plan.merged_into else None,
            by=self.by,
            at=self.at,
        )
        for item in plan.because:
            if item.workshop_id == plan.edition.workshop_id:  # a merge is told at the workshop that goes
                before = str(getattr(plan.edition, item.field)) if item.field else plan.edition.title
                mark_done(item, at=self.at, before=before, edition=edition)
        return edition

    def finish(self) -> None:
        """The numbers came with the year, and what stays stays; what people arrange waits for them.

        With everything done a decision is carried out.
        """
        for item in plans.waiting(self.plan.year).exclude(kind=ConsequenceKind.TASK):
            setting = item.kind == ConsequenceKind.SETTING
            mark_done(item, at=self.at, before=str(getattr(self.plan.year, item.field) or "") if setting else "")
        waits = Consequence.objects.filter(decision=OuterRef("pk"), done_at__isnull=True)
        Decision.objects.filter(~Exists(waits), year=self.plan.year, state=DecisionState.TAKEN).update(
            state=DecisionState.CARRIED_OUT
        )


def mark_done(item: Consequence, *, at: datetime, before: str = "", edition: Edition | None = None) -> None:
    """Write on a consequence what it became; for verbs, which write the history."""
    item.done_at, item.before, item.edition = at, before, edition
    item.save(update_fields=["done_at", "before", "edition"])
