"""The ring closes: what was decided is what next year is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.models import BudgetLine
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue import queries as offer
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.decisions import actions, queries
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState
from tests import cast as make
from tests.year.decisions.stage import REASON, Stage

Kind = ConsequenceKind


def begin(stage: Stage) -> ProgrammeYear:
    return actions.start_next_year(stage.cast.year, **stage.who)


def in_year(year: ProgrammeYear, edition: Edition) -> Edition:
    return Edition.objects.get(year=year, workshop=edition.workshop_id)


def test_without_decisions_next_year_is_this_year_once_more(stage: Stage) -> None:
    year = begin(stage)

    assert (year.label, year.session_minutes, year.state) == ("2017-2018", 210, ProgrammeYear.State.PREPARING)
    assert list(Edition.objects.filter(year=year).values_list("title", "state", "change")) == [
        (edition.title, EditionState.DRAFT, ChangeKind.UNCHANGED) for edition in stage.editions
    ]


def test_deadlines_keep_their_week_and_leave_the_holidays(stage: Stage) -> None:
    stage.cast.year.report_due = date(2017, 7, 28)  # its week lies in the summer holiday of the south
    stage.cast.year.save()

    year = begin(stage)

    assert year.brochure_due == date(2017, 3, 14)  # Tuesday of week 11, as 15 March 2016 was
    assert year.report_due == date(2018, 7, 6)


def test_editions_that_are_not_in_the_brochure_stay_behind(stage: Stage) -> None:
    for state in (EditionState.DRAFT, EditionState.WITHDRAWN):
        make.edition(stage.cast.year, state=state)

    assert Edition.objects.filter(year=begin(stage)).count() == 3


def test_a_setting_changes_and_the_workshops_follow(stage: Stage) -> None:
    decision = stage.take(stage.longer())

    year = begin(stage)

    assert year.session_minutes == 240
    assert set(Edition.objects.filter(year=year).values_list("minutes", flat=True)) == {240}
    item = stage.only(decision)
    assert (item.before, item.value, item.done_at is not None) == ("210", "240", True)


def test_a_change_carries_its_value_and_its_reason(stage: Stage) -> None:
    draft = ConsequenceDraft(
        Kind.CHANGE, "Meer oefenen", workshop=stage.editions[0].workshop, field="methods", value="Rollenspel"
    )
    decision = stage.take(draft)

    edition = in_year(begin(stage), stage.editions[0])

    assert (edition.methods, edition.change, edition.change_reason) == ("Rollenspel", ChangeKind.CHANGED, REASON)
    assert stage.only(decision).edition == edition


def test_a_dropped_workshop_leaves_a_line_that_says_why(stage: Stage) -> None:
    stage.take(ConsequenceDraft(Kind.DROP, "Vervalt", workshop=stage.editions[0].workshop))

    year = begin(stage)

    gone = in_year(year, stage.editions[0])
    assert (gone.state, gone.change_reason) == (EditionState.WITHDRAWN, REASON)
    line = next(c for c in offer.changes_between(stage.cast.year, year, drafts=True).workshops if c.edition == gone)
    assert (line.kind, [reason.text for reason in line.reasons]) == (ChangeKind.DROPPED, [REASON])


def test_a_merged_workshop_goes_up_in_the_other(stage: Stage) -> None:
    one, other = stage.editions[0], stage.editions[1]
    stage.take(ConsequenceDraft(Kind.MERGE, "Samen", workshop=one.workshop, merge_into=other.workshop))

    year = begin(stage)

    target = in_year(year, other)
    assert (target.change, target.change_reason, target.state) == (ChangeKind.MERGED, REASON, EditionState.DRAFT)
    assert in_year(year, one).merged_into == target


def test_a_new_workshop_is_a_draft_at_the_end(stage: Stage) -> None:
    decision = stage.take(ConsequenceDraft(Kind.ADD, "Nieuw", value="Begeleide intervisie"))

    year = begin(stage)

    last = Edition.objects.filter(year=year).last()
    assert last == stage.only(decision).edition
    assert last is not None
    assert (last.title, last.change, last.state) == ("Begeleide intervisie", ChangeKind.NEW, EditionState.DRAFT)


def test_money_that_was_decided_is_planned(stage: Stage) -> None:
    budget.set_line(stage.cast.year, category=Category.CATERING, amount=Decimal(1500), **stage.who)
    decision = stage.take(ConsequenceDraft(Kind.BUDGET, "Geld voor eten", field="catering", value="6000"))

    year = begin(stage)

    assert BudgetLine.objects.get(year=year).amount == Decimal("6000.00")
    item = stage.only(decision)
    assert (item.before, item.value) == ("1500.00", "6000.00")


def test_every_decision_is_carried_out_and_what_was_only_proposed_is_not(stage: Stage) -> None:
    taken = [stage.take(ConsequenceDraft(Kind.KEEP, "Blijft")), stage.take(stage.longer(), stage.longer())]
    waiting = stage.propose(ConsequenceDraft(Kind.DROP, "Vervalt", workshop=stage.editions[0].workshop))

    begin(stage)

    assert {d.state for d in Decision.objects.filter(pk__in=[d.pk for d in taken])} == {DecisionState.CARRIED_OUT}
    waiting.refresh_from_db()
    assert waiting.state == DecisionState.PROPOSED


def test_a_year_begins_once(stage: Stage) -> None:
    begin(stage)

    with pytest.raises(actions.YearExists):
        begin(stage)
    assert ProgrammeYear.objects.count() == 2


@pytest.mark.parametrize("values", [("5", "6")])
def test_decisions_that_contradict_begin_nothing(stage: Stage, values: tuple[str, str]) -> None:
    for value in values:
        stage.take(ConsequenceDraft(Kind.SETTING, "Anders", field="threshold", value=value))

    with pytest.raises(actions.Contradiction) as no:
        begin(stage)

    assert len(no.value.found[0].consequences) == 2
    assert ProgrammeYear.objects.count() == 1


def test_numbers_that_cannot_be_begin_nothing(stage: Stage) -> None:
    stage.take(ConsequenceDraft(Kind.SETTING, "Groter", field="group_minimum", value="25"))

    with pytest.raises(actions.NumbersWrong):
        begin(stage)
    assert ProgrammeYear.objects.count() == 1


def test_a_change_of_a_workshop_that_was_withdrawn_since_begins_nothing(stage: Stage) -> None:
    edition = stage.editions[0]
    stage.take(ConsequenceDraft(Kind.CHANGE, "Beter", workshop=edition.workshop))
    catalogue.withdraw_edition(edition, reason="Geen trainer", **stage.who)

    with pytest.raises(actions.Contradiction):
        begin(stage)


def test_the_preview_is_what_happens(stage: Stage) -> None:
    stage.take(stage.longer(), ConsequenceDraft(Kind.DROP, "Vervalt", workshop=stage.editions[0].workshop))
    plan = queries.next_year(stage.cast.year)

    year = begin(stage)

    assert {name: getattr(year, name) for name in plan.settings} == plan.settings
    assert [p.edition.title for p in plan.staying] == [
        e.title for e in Edition.objects.filter(year=year).exclude(state=EditionState.WITHDRAWN)
    ]


def test_the_preview_asks_the_same_number_of_questions_of_one_decision_and_of_three(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    def draft(place: int) -> ConsequenceDraft:
        return ConsequenceDraft(Kind.CHANGE, "Beter", workshop=stage.editions[place].workshop)

    stage.take(draft(0))
    with django_assert_num_queries(9):
        queries.next_year(stage.cast.year)
    stage.take(draft(1), draft(2))
    with django_assert_num_queries(9):
        queries.next_year(stage.cast.year)


# When next year has begun already ------------------------------------------------------------------------------------


def test_without_a_next_year_nothing_can_be_carried_out(stage: Stage) -> None:
    decision = stage.take(stage.longer())

    with pytest.raises(actions.NoNextYear):
        actions.carry_out(decision, **stage.who)


def test_what_was_not_taken_is_not_carried_out(stage: Stage) -> None:
    begin(stage)

    with pytest.raises(actions.WrongState):
        actions.carry_out(stage.propose(stage.longer()), **stage.who)


def test_a_late_setting_changes_the_year_and_the_editions_that_follow_it(stage: Stage) -> None:
    year = begin(stage)
    own = in_year(year, stage.editions[0])
    catalogue.edit_edition(own, fields={"minutes": 120}, **stage.who)

    decision = actions.carry_out(stage.take(stage.longer()), **stage.who)

    year.refresh_from_db()
    assert (year.session_minutes, decision.state) == (240, DecisionState.CARRIED_OUT)
    assert list(Edition.objects.filter(year=year).values_list("minutes", flat=True)) == [120, 240, 240]


def test_a_late_change_makes_the_next_version_of_what_is_published(stage: Stage) -> None:
    year = begin(stage)
    edition = in_year(year, stage.editions[0])
    catalogue.submit_for_review(edition, **stage.who)
    catalogue.publish_edition(edition, **stage.who)
    draft = ConsequenceDraft(Kind.CHANGE, "Oefenen", workshop=edition.workshop, field="methods", value="Rollenspel")

    actions.carry_out(stage.take(draft), **stage.who)

    edition.refresh_from_db()
    assert (edition.methods, edition.version, edition.change_reason) == ("Rollenspel", 2, REASON)


def test_late_drops_merges_additions_and_money_arrive_in_next_year(stage: Stage) -> None:
    year = begin(stage)
    one, other, third = stage.editions
    decision = stage.take(
        ConsequenceDraft(Kind.DROP, "Vervalt", workshop=third.workshop),
        ConsequenceDraft(Kind.MERGE, "Samen", workshop=one.workshop, merge_into=other.workshop),
        ConsequenceDraft(Kind.ADD, "Nieuw", value="Begeleide intervisie"),
        ConsequenceDraft(Kind.BUDGET, "Geld", field="catering", value="600"),
        ConsequenceDraft(Kind.KEEP, "Rest blijft"),
    )

    actions.carry_out(decision, **stage.who)

    assert in_year(year, third).state == EditionState.WITHDRAWN
    assert in_year(year, one).merged_into == in_year(year, other)
    assert in_year(year, other).change == ChangeKind.MERGED
    assert Edition.objects.filter(year=year, title="Begeleide intervisie").exists()
    assert BudgetLine.objects.get(year=year).amount == Decimal(600)
    with pytest.raises(actions.AlreadyDone):
        actions.carry_out(decision, **stage.who)


def test_one_consequence_at_a_time(stage: Stage) -> None:
    begin(stage)
    decision = stage.take(stage.longer(), ConsequenceDraft(Kind.KEEP, "Rest blijft"))
    first, second = decision.consequences.all()

    assert actions.carry_out(first, **stage.who).state == DecisionState.TAKEN
    with pytest.raises(actions.AlreadyDone):
        actions.carry_out(first, **stage.who)
    with pytest.raises(actions.WrongState):
        actions.withdraw_decision(decision, reason="Toch niet", **stage.who)
    assert actions.carry_out(second, **stage.who).state == DecisionState.CARRIED_OUT


def test_what_cannot_be_done_leaves_everything_as_it_was(stage: Stage) -> None:
    year = begin(stage)
    gone = stage.editions[1]
    decision = stage.take(stage.longer(), ConsequenceDraft(Kind.CHANGE, "Beter", workshop=gone.workshop))
    catalogue.withdraw_edition(in_year(year, gone), reason="Geen trainer", **stage.who)

    with pytest.raises(actions.EditionGone):
        actions.carry_out(decision, **stage.who)

    year.refresh_from_db()
    assert year.session_minutes == 210


# And back --------------------------------------------------------------------------------------------------------------


def test_a_line_of_the_brochure_leads_back_to_its_decision(stage: Stage) -> None:
    one, other, third = stage.editions
    change = stage.take(ConsequenceDraft(Kind.CHANGE, "Beter", workshop=one.workshop))
    setting = stage.take(stage.longer())
    merge = stage.take(ConsequenceDraft(Kind.MERGE, "Samen", workshop=third.workshop, merge_into=other.workshop))
    year = begin(stage)

    def behind(edition: Edition) -> set[Decision]:
        return {chain.decision for chain in queries.why(in_year(year, edition))}

    assert behind(one) == {change, setting}
    assert behind(other) == {merge, setting}
    assert behind(third) >= {merge}
    assert queries.why(one) == []
