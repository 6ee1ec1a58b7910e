"""What was carried out can be taken back, as long as nobody changed it since; and what people arrange is theirs to do."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dagdeel.base.administration import actions as administration
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.models import BudgetLine
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.decisions import actions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Consequence, Decision
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState
from tests.year.decisions.stage import Stage

Kind = ConsequenceKind


def carried(stage: Stage, *drafts: ConsequenceDraft) -> tuple[Decision, ProgrammeYear]:
    decision = stage.take(*drafts)
    year = actions.start_next_year(stage.cast.year, **stage.who)
    return decision, year


def undo(stage: Stage, decision: Decision, place: int = 0, reason: str = "Toch niet") -> Consequence:
    item = decision.consequences.all()[place]
    actions.undo(item, reason=reason, **stage.who)
    item.refresh_from_db()
    return item


def of_next_year(stage: Stage, year: ProgrammeYear, place: int = 0) -> Edition:
    return Edition.objects.get(year=year, workshop=stage.editions[place].workshop_id)


def state_of(decision: Decision) -> str:
    decision.refresh_from_db()
    return decision.state


def test_a_setting_becomes_what_it_was_and_so_do_the_workshops(stage: Stage) -> None:
    decision, year = carried(stage, stage.longer())

    item = undo(stage, decision)

    year.refresh_from_db()
    assert year.session_minutes == 210
    assert set(Edition.objects.filter(year=year).values_list("minutes", flat=True)) == {210}
    assert (item.done_at, item.before, state_of(decision)) == (None, "", DecisionState.TAKEN)
    entry = Entry.objects.filter(verb="decision.undone").get()
    assert entry.reason == "Toch niet"


def test_what_was_undone_can_be_carried_out_again_or_withdrawn(stage: Stage) -> None:
    decision, year = carried(stage, stage.longer())
    undo(stage, decision)

    actions.carry_out(decision, **stage.who)
    year.refresh_from_db()
    assert (year.session_minutes, state_of(decision)) == (240, DecisionState.CARRIED_OUT)

    undo(stage, decision)
    actions.withdraw_decision(decision, reason="Toch niet", **stage.who)
    assert state_of(decision) == DecisionState.WITHDRAWN


def test_a_change_of_a_workshop_goes_back_with_its_reason(stage: Stage) -> None:
    draft = ConsequenceDraft(
        Kind.CHANGE, "Meer oefenen", workshop=stage.editions[0].workshop, field="methods", value="Rollenspel"
    )
    decision, year = carried(stage, draft)

    undo(stage, decision)

    edition = of_next_year(stage, year)
    assert (edition.methods, edition.change, edition.change_reason) == (
        stage.editions[0].methods, ChangeKind.UNCHANGED, "",
    )  # fmt: skip


def test_of_two_changes_of_one_workshop_one_is_undone_and_the_reason_stays(stage: Stage) -> None:
    about = stage.editions[0].workshop
    decision, year = carried(
        stage,
        ConsequenceDraft(Kind.CHANGE, "Oefenen", workshop=about, field="methods", value="Rollenspel"),
        ConsequenceDraft(Kind.CHANGE, "Niveau", workshop=about, field="level", value="Gevorderd"),
    )

    undo(stage, decision)

    edition = of_next_year(stage, year)
    assert (edition.level, edition.change, edition.change_reason) == ("Gevorderd", ChangeKind.CHANGED, decision.reason)


def test_a_published_workshop_gets_a_next_version_that_says_why(stage: Stage) -> None:
    draft = ConsequenceDraft(
        Kind.CHANGE, "Meer oefenen", workshop=stage.editions[0].workshop, field="methods", value="Rollenspel"
    )
    decision, year = carried(stage, draft)
    edition = of_next_year(stage, year)
    catalogue.submit_for_review(edition, **stage.who)
    catalogue.publish_edition(edition, **stage.who)

    undo(stage, decision, reason="Het werkte niet")

    edition.refresh_from_db()
    assert (edition.version, edition.methods) == (2, stage.editions[0].methods)
    assert edition.versions.get(number=2).changelog == "Het werkte niet"


def test_a_dropped_and_a_merged_workshop_come_back(stage: Stage) -> None:
    one, two, three = (edition.workshop for edition in stage.editions)
    decision, year = carried(
        stage, ConsequenceDraft(Kind.DROP, "Weg", workshop=one), ConsequenceDraft(Kind.MERGE, "Op", two, three)
    )

    undo(stage, decision, 0)
    undo(stage, decision, 1)

    rows = Edition.objects.filter(year=year).order_by("position")
    assert [(row.state, row.change, row.change_reason) for row in rows] == [
        (EditionState.DRAFT, ChangeKind.UNCHANGED, "")
    ] * 3


def test_a_new_workshop_goes_and_comes_back(stage: Stage) -> None:
    decision, year = carried(stage, ConsequenceDraft(Kind.ADD, "Nieuw", value="Intervisie"))
    added = Edition.objects.get(year=year, title="Intervisie")

    undo(stage, decision)
    added.refresh_from_db()
    assert added.state == EditionState.WITHDRAWN

    actions.carry_out(decision, **stage.who)
    added.refresh_from_db()
    assert added.state == EditionState.DRAFT


@pytest.mark.parametrize("before", [None, Decimal(1500)])
def test_money_becomes_what_it_was(stage: Stage, before: Decimal | None) -> None:
    if before is not None:
        budget.set_line(stage.cast.year, category=Category.CATERING, amount=before, **stage.who)
    decision, year = carried(stage, ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="6000"))

    undo(stage, decision)

    lines = BudgetLine.objects.filter(year=year, category=Category.CATERING)
    assert list(lines.values_list("amount", flat=True)) == ([] if before is None else [before])


def late(stage: Stage) -> tuple[Decision, ProgrammeYear]:
    """Decided when the next year had begun, and carried out there."""
    year = actions.start_next_year(stage.cast.year, **stage.who)
    return stage.take(ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="6000")), year


@pytest.mark.parametrize("before", [None, Decimal(0), Decimal(1500)])
def test_money_decided_later_becomes_what_it_was_too(stage: Stage, before: Decimal | None) -> None:
    decision, year = late(stage)
    if before is not None:
        budget.set_line(year, category=Category.CATERING, amount=before, **stage.who)
    actions.carry_out(decision, **stage.who)

    undo(stage, decision)

    lines = BudgetLine.objects.filter(year=year, category=Category.CATERING)
    assert list(lines.values_list("amount", flat=True)) == ([] if before is None else [before])


def test_a_line_that_somebody_explained_since_stays_with_its_words(stage: Stage) -> None:
    decision, year = late(stage)
    actions.carry_out(decision, **stage.who)
    line = BudgetLine.objects.get(year=year, category=Category.CATERING)
    budget.explain_line(line, explanation="Soep erbij", **stage.who)

    undo(stage, decision)

    line.refresh_from_db()
    assert (line.amount, line.explanation) == (Decimal(0), "Soep erbij")


# Unhappy --------------------------------------------------------------------------------------------------------------


def test_what_somebody_changed_since_is_left_alone(stage: Stage) -> None:
    decision, year = carried(
        stage, stage.longer(), ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="6000")
    )
    administration.change_settings(year, settings={"session_minutes": 180}, **stage.who)
    budget.set_line(year, category=Category.CATERING, amount=Decimal(7000), **stage.who)

    for place, now in ((0, "180"), (1, "7000.00")):
        with pytest.raises(actions.ChangedSince) as no:
            undo(stage, decision, place)
        assert no.value.what == now
    assert state_of(decision) == DecisionState.CARRIED_OUT


def closed(stage: Stage, year: ProgrammeYear) -> None:
    administration.move_year_on(year, state=ProgrammeYear.State.CLOSED, **stage.who)


def test_in_a_closed_year_nothing_changes_any_more(stage: Stage) -> None:
    decision, year = carried(stage, stage.longer())
    closed(stage, year)

    with pytest.raises(actions.YearClosed):
        undo(stage, decision)
    late = stage.take(ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="10"))
    with pytest.raises(actions.YearClosed):
        actions.carry_out(late, **stage.who)
    assert not BudgetLine.objects.filter(year=year).exists()


def test_what_was_not_done_cannot_be_undone_and_undoing_has_a_reason(stage: Stage) -> None:
    decision = stage.take(stage.longer())

    with pytest.raises(actions.NotDone):
        undo(stage, decision)
    with pytest.raises(actions.MissingReason):
        undo(stage, decision, reason=" ")


def post(stage: Stage, decision: Decision, what: str, data: dict[str, str], **rest: Any) -> Any:
    item = decision.consequences.all()[0]
    path = stage.cast.url(f"decisions/{decision.pk}/{what}/{item.pk}/")
    return stage.cast.client("programme_lead").post(path, {f"undo{item.pk}-{k}": v for k, v in data.items()}, **rest)


def test_the_page_asks_first_and_says_what_stands_in_the_way(stage: Stage) -> None:
    decision, year = carried(stage, stage.longer())

    silent = post(stage, decision, "undo", {"reason": ""})
    assert silent.status_code == 422
    assert "Geef de reden" in silent.content.decode()
    administration.change_settings(year, settings={"session_minutes": 180}, **stage.who)
    changed = post(stage, decision, "undo", {"reason": "Toch niet"})
    assert changed.status_code == 422
    assert "‘180’" in changed.content.decode()
    assert "Toch niet" in changed.content.decode()
    closed(stage, year)
    assert "afgesloten" in post(stage, decision, "undo", {"reason": "Toch niet"}).content.decode()


def test_the_page_undoes(stage: Stage) -> None:
    decision, _year = carried(stage, stage.longer())

    assert "Ongedaan gemaakt" in post(stage, decision, "undo", {"reason": "Toch niet"}, follow=True).content.decode()
    assert state_of(decision) == DecisionState.TAKEN


# What people arrange, deadlines, and money for each school ------------------------------------------------------------------


def test_what_people_arrange_is_done_when_they_say_so(stage: Stage) -> None:
    task = ConsequenceDraft(Kind.TASK, "Afspraak met de cateraar")
    decision = stage.take(task, stage.longer())
    assert decision.consequences.filter(kind="task").exists()

    actions.start_next_year(stage.cast.year, **stage.who)
    assert state_of(decision) == DecisionState.TAKEN
    with pytest.raises(actions.AlreadyDone):
        actions.carry_out(decision, **stage.who)

    post(stage, decision, "carry-out", {})
    assert state_of(decision) == DecisionState.CARRIED_OUT


def test_something_can_be_arranged_before_there_is_a_next_year(stage: Stage) -> None:
    decision = stage.take(ConsequenceDraft(Kind.TASK, "Afspraak met de cateraar"))

    actions.carry_out(stage.only(decision), **stage.who)

    assert state_of(decision) == DecisionState.CARRIED_OUT


def test_a_deadline_is_decided_and_undone(stage: Stage) -> None:
    draft = ConsequenceDraft(Kind.SETTING, "Eerder kiezen", field="choices_due", value="1-5-2017")
    decision, year = carried(stage, draft)
    assert (year.choices_due, stage.only(decision).value) == (date(2017, 5, 1), "2017-05-01")

    late = stage.take(ConsequenceDraft(Kind.SETTING, "Later", field="report_due", value="2018-07-01"))
    was = year.report_due
    actions.carry_out(late, **stage.who)
    year.refresh_from_db()
    assert year.report_due == date(2018, 7, 1)
    undo(stage, late)
    year.refresh_from_db()
    assert year.report_due == was


@pytest.mark.parametrize(("value", "wrong"), [("morgen", "NOT_A_DAY"), ("2031-01-01", "OUTSIDE_NEXT_YEAR")])
def test_a_deadline_is_a_day_of_the_next_year(stage: Stage, value: str, wrong: str) -> None:
    with pytest.raises(actions.BadConsequence) as no:
        stage.propose(ConsequenceDraft(Kind.SETTING, "Eerder", field="choices_due", value=value))

    assert no.value.wrong.name == wrong


def test_money_for_each_school_counts_the_schools(stage: Stage) -> None:
    School.objects.create(name="Tweede")
    draft = ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="750", per_school=True)
    decision, year = carried(stage, draft)

    assert BudgetLine.objects.get(year=year).amount == 750 * School.objects.count()
    shown = stage.cast.client("head").get(stage.cast.url(f"decisions/{decision.pk}/")).content.decode()
    assert "€ 750 per school" in shown
    undo(stage, decision)
    assert not BudgetLine.objects.filter(year=year).exists()
