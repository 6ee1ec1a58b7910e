"""From what stands out to what is decided."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dagdeel.base.history.models import Entry
from dagdeel.year.decisions import actions
from dagdeel.year.decisions.actions import BadConsequence, ConsequenceDraft, Wrong
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState, FindingState
from dagdeel.year.evaluation.models import Item
from tests import cast as make
from tests.year.decisions.stage import REASON, Stage
from tests.year.evaluation.stage import Stage as Answers
from tests.year.evaluation.stage import make_stage as make_answers

KEEP = ConsequenceDraft(ConsequenceKind.KEEP, "Zo houden")


@pytest.fixture
def answers(stage: Stage) -> Answers:
    """Questionnaires that can be answered."""
    return make_answers(stage.cast)


def test_a_finding_keeps_the_figure_of_its_day(stage: Stage, answers: Answers) -> None:
    session = answers.held(stage.editions[0], number=8)
    answers.answers(session, 6, length=2)

    finding = stage.finding(item_key="length")
    for who in answers.people[session.pk][6:]:
        answers.answer(session, who, length=5)
    finding.refresh_from_db()

    assert (finding.evidence["n"], finding.evidence["mean"]) == (6, 2.0)
    assert finding.evidence["distribution"] == [0, 6, 0, 0, 0]


def test_under_the_threshold_a_finding_has_no_figure(stage: Stage, answers: Answers) -> None:
    answers.answers(answers.held(stage.editions[0]), 4, length=1)

    assert stage.finding(item_key="length").evidence == {}


def test_an_item_that_nobody_asks_is_refused(stage: Stage) -> None:
    with pytest.raises(actions.UnknownItem):
        stage.finding(item_key="weather")


def test_a_finding_needs_a_title(stage: Stage) -> None:
    with pytest.raises(actions.MissingTitle):
        stage.finding(title="  ")


def test_nothing_done_needs_a_reason(stage: Stage) -> None:
    finding = stage.finding()

    with pytest.raises(actions.MissingReason):
        actions.no_action(finding, reason=" ", **stage.who)
    actions.no_action(finding, reason="Dit gaat goed.", **stage.who)

    finding.refresh_from_db()
    assert (finding.state, finding.no_action_reason) == (FindingState.NO_ACTION, "Dit gaat goed.")


def test_what_was_put_aside_can_be_looked_at_again(stage: Stage) -> None:
    finding = actions.no_action(stage.finding(), reason="Dit gaat goed.", **stage.who)
    with pytest.raises(actions.FindingClosed):
        stage.propose(KEEP, finding=finding)

    actions.reopen_finding(finding, **stage.who)

    assert stage.propose(KEEP, finding=finding).state == DecisionState.PROPOSED


def test_a_finding_with_a_proposed_decision_is_not_put_aside(stage: Stage) -> None:
    decision = stage.propose(KEEP)

    with pytest.raises(actions.FindingClosed):
        actions.no_action(decision.finding, reason="Toch niet", **stage.who)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"reason": " "}, actions.MissingReason),
        ({"title": ""}, actions.MissingTitle),
        ({"due": date(2017, 4, 24)}, actions.DueTooEarly),
        ({"consequences": []}, actions.NoConsequences),
    ],
)
def test_a_decision_that_does_not_hold_is_refused(
    stage: Stage, values: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        stage.propose(KEEP, **values)

    assert not Decision.objects.exists()


def test_somebody_from_outside_owns_no_decision(stage: Stage) -> None:
    with pytest.raises(actions.UnknownOwner):
        stage.propose(KEEP, owner=stage.cast.stranger)


def test_the_database_itself_asks_for_a_reason(stage: Stage) -> None:
    decision = stage.propose(KEEP)

    with pytest.raises(IntegrityError, match="decision_has_reason"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reason="")
    with pytest.raises(IntegrityError, match="no_action_has_reason"), transaction.atomic():
        Finding.objects.filter(pk=decision.finding_id).update(state="no_action")
    with pytest.raises(IntegrityError, match="withdrawn_decision_has_reason"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state="withdrawn")


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("drop", "consequence_has_workshop"),
        ("setting", "consequence_says_what_becomes"),
        ("budget", "consequence_says_what_becomes"),
        ("add", "consequence_adds_a_title"),
    ],
)
def test_the_database_itself_asks_what_a_consequence_is_about(stage: Stage, kind: str, constraint: str) -> None:
    decision = stage.propose(KEEP)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Consequence.objects.create(decision=decision, kind=kind, description="Anders")


def test_the_database_itself_lets_nothing_go_up_in_itself(stage: Stage) -> None:
    decision, workshop = stage.propose(KEEP), stage.editions[0].workshop

    with pytest.raises(IntegrityError, match="consequence_merges_into_another"), transaction.atomic():
        Consequence.objects.create(
            decision=decision, kind="merge", description="Samen", workshop=workshop, merge_into=workshop
        )


@pytest.mark.parametrize(
    ("draft", "field", "wrong"),
    [
        ({"kind": "keep", "description": " "}, "description", Wrong.DESCRIPTION_MISSING),
        ({"kind": "drop"}, "workshop", Wrong.WORKSHOP_MISSING),
        ({"kind": "change"}, "workshop", Wrong.WORKSHOP_MISSING),
        ({"kind": "merge", "workshop": 0}, "merge_into", Wrong.WORKSHOP_MISSING),
        ({"kind": "merge", "workshop": 0, "merge_into": 0}, "merge_into", Wrong.INTO_ITSELF),
        ({"kind": "drop", "workshop": -1}, "workshop", Wrong.NOT_OFFERED),
        ({"kind": "change", "workshop": 0, "field": "state", "value": "x"}, "field", Wrong.UNKNOWN_FIELD),
        ({"kind": "change", "workshop": 0, "value": "x"}, "field", Wrong.UNKNOWN_FIELD),
        ({"kind": "change", "workshop": 0, "field": "summary"}, "value", Wrong.VALUE_MISSING),
        ({"kind": "change", "workshop": 0, "field": "minutes", "value": "veel"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "change", "workshop": 0, "field": "minutes", "value": "9"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "change", "workshop": 0, "field": "minimum", "value": "99"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "setting", "field": "weather", "value": "5"}, "field", Wrong.UNKNOWN_SETTING),
        ({"kind": "setting", "field": "threshold", "value": ""}, "value", Wrong.VALUE_MISSING),
        ({"kind": "setting", "field": "threshold", "value": "2"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "setting", "field": "session_minutes", "value": "3,5 uur"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "setting", "field": "session_minutes", "value": "5"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "setting", "field": "group_minimum", "value": "0"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "budget", "field": "sweets", "value": "5"}, "field", Wrong.UNKNOWN_CATEGORY),
        ({"kind": "budget", "field": "catering"}, "value", Wrong.VALUE_MISSING),
        ({"kind": "budget", "field": "catering", "value": "veel"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "budget", "field": "catering", "value": "-5"}, "value", Wrong.VALUE_WRONG),
        ({"kind": "add"}, "value", Wrong.VALUE_MISSING),
        ({"kind": "add", "value": "x" * 161}, "value", Wrong.VALUE_WRONG),
    ],
)
def test_a_consequence_that_does_not_hold_says_where(
    stage: Stage, draft: dict[str, Any], field: str, wrong: Wrong
) -> None:
    workshops = {0: stage.editions[0].workshop, -1: make.edition(stage.cast.year, state="withdrawn").workshop}
    for name in ("workshop", "merge_into"):
        if name in draft:
            draft = {**draft, name: workshops[draft[name]]}

    with pytest.raises(BadConsequence) as no:
        stage.propose(KEEP, ConsequenceDraft(**{"description": "Anders", **draft}))

    assert (no.value.place, no.value.field, no.value.wrong) == (1, field, wrong)
    assert not Decision.objects.exists()


def test_a_new_workshop_that_is_there_already_is_refused(stage: Stage) -> None:
    title = stage.editions[0].title.upper()

    with pytest.raises(BadConsequence) as no:
        stage.propose(ConsequenceDraft(ConsequenceKind.ADD, "Nieuw", value=title))

    assert no.value.wrong == Wrong.THERE_ALREADY


def test_an_amount_may_be_written_as_people_write_it(stage: Stage) -> None:
    draft = ConsequenceDraft(ConsequenceKind.BUDGET, "Geld voor eten", field="catering", value="€ 6.000,50")

    assert stage.only(stage.propose(draft)).value == "6000.50"


def test_a_taken_decision_decides_its_finding(stage: Stage) -> None:
    decision = stage.propose(KEEP)
    assert decision.finding.state == FindingState.OPEN

    actions.take_decision(decision, **stage.who)

    assert Finding.objects.get(pk=decision.finding_id).state == FindingState.DECIDED
    with pytest.raises(actions.WrongState):
        actions.take_decision(decision, **stage.who)


def test_a_withdrawn_decision_opens_its_finding_again_unless_another_stands(stage: Stage) -> None:
    finding = stage.finding()
    first, second = stage.take(KEEP, finding=finding), stage.take(KEEP, finding=finding)

    with pytest.raises(actions.MissingReason):
        actions.withdraw_decision(first, reason="", **stage.who)
    actions.withdraw_decision(first, reason="Dubbel", **stage.who)
    finding.refresh_from_db()
    assert finding.state == FindingState.DECIDED

    actions.withdraw_decision(second, reason="Toch niet", **stage.who)
    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN


def test_each_verb_tells_the_history_once(stage: Stage) -> None:
    before = Entry.objects.count()

    decision = stage.take(KEEP)
    actions.withdraw_decision(decision, reason="Toch niet", **stage.who)
    actions.no_action(decision.finding, reason="Zo goed", **stage.who)

    told = list(Entry.objects.order_by("pk").values_list("verb", "reason"))[before:]
    assert told == [
        ("finding.noted", ""), ("decision.proposed", REASON), ("decision.taken", REASON),
        ("decision.withdrawn", "Toch niet"), ("finding.no_action", "Zo goed"),
    ]  # fmt: skip


def test_every_item_has_a_key_that_a_finding_can_name(stage: Stage, answers: Answers) -> None:
    assert set(Item.objects.values_list("key", flat=True)) >= {"length", "catering", "own_teaching"}
