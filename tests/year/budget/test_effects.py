"""What a choice, a plan and a decision cost, shown where people choose, plan and decide."""

import re
from decimal import Decimal
from typing import Any

import pytest

from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.states import ProposalMode, SessionState
from dagdeel.year.trainers.models import Travel
from tests.cast import Cast, agreed_plan, assignment, edition, person, session, trainer

RATES = {"delivery": "650", "preparation": "240", "travel": "0.19", "catering": "9.50"}


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def money(inside: Cast) -> Cast:
    """A grant with its lines and rates; a session with a trainer ten kilometres away and twelve people, and a draft."""
    by, at = inside.controller, inside.now
    actions.set_grant(inside.year, amount=Decimal(3000), name="Subsidie", by=by, at=at)
    for kind, rate in RATES.items():
        actions.set_rate(inside.year, kind=RateKind(kind), amount=Decimal(rate), by=by, at=at)
    actions.set_line(inside.year, category=Category.DELIVERY, amount=Decimal(1000), by=by, at=at)
    actions.set_line(inside.year, category=Category.COORDINATION, amount=Decimal(1500), by=by, at=at)
    workshop = edition(inside.year, "Feedback geven", minimum=5, maximum=20)
    gives = trainer(inside.trainer, inside.institute, workshop)
    Travel.objects.create(trainer=gives, school=inside.school, minutes=20, km=10)
    assignment(session(workshop, inside.school, taken=12), gives)
    session(workshop, inside.other_school, state=SessionState.DRAFT)
    agreed_plan(inside.year, inside.school, [workshop], inside.head)
    return inside


def test_an_educator_sees_what_a_choice_asks_of_the_grant_and_that_the_school_pays_nothing(money: Cast) -> None:
    plan = SchoolPlan.objects.get(school=money.school)
    url = money.url(f"budget/effects/choices/{plan.pk}/")
    text = text_of(money.client("institute_educator").get(url))
    # 650 + 240 + 2 × 10 × 0,19 = 893,80, and 5 or 20 times 9,50
    assert "€ 941,30 tot € 1.083,80" in text.replace("\xa0", " ")
    assert "De school betaalt: € 0" in text.replace("\xa0", " ")
    assert "nog niets aangevinkt" in text_of(money.client("school_educator").get(f"{url}?counting=1")).lower()


def test_the_estimate_follows_what_is_ticked(money: Cast) -> None:
    plan = SchoolPlan.objects.get(school=money.school)
    other = edition(money.year, "Nagesprek")
    url = money.url(f"budget/effects/choices/{plan.pk}/?counting=1&editions={other.pk}&editions=x&editions={'9' * 30}")
    assert "Deze workshop vraagt" in text_of(money.client("school_educator").get(url))


def test_nobody_sees_the_costs_of_the_choice_of_another_school(money: Cast) -> None:
    other = SchoolPlan.objects.create(year=money.year, school=money.other_school)
    url = money.url(f"budget/effects/choices/{other.pk}/")
    assert money.client("school_educator").get(url).status_code == 403
    assert money.client("stranger").get(url).status_code == 404


def test_the_plan_shows_what_it_comes_to_with_its_drafts(money: Cast) -> None:
    found = queries.plan_effect(money.year)
    assert (found.now, found.with_drafts, found.drafts) == (Decimal("1007.80"), Decimal("1247.80"), 1)
    assert (found.planned, found.room, found.grant_left) == (Decimal(1000), Decimal("-247.80"), Decimal(1500))
    text = text_of(money.client("programme_lead").get(money.url("budget/effects/plan/"))).replace("\xa0", " ")
    assert "€ 247,80 boven wat was begroot" in text


def test_a_proposal_costs_what_its_trainers_cost(money: Cast) -> None:
    dear = trainer(person(), money.institute, Session.objects.get(state=SessionState.DRAFT).edition)
    Travel.objects.create(trainer=dear, school=money.other_school, minutes=20, km=50)
    actions.set_rate(
        money.year, kind=RateKind.DELIVERY, amount=Decimal(800), trainer=dear, by=money.controller, at=money.now
    )
    draft = Session.objects.get(state=SessionState.DRAFT)
    found = queries.plan_effect(money.year, {draft.pk: dear.pk})
    assert found.proposed == Decimal("1007.80") + 800 + 240 + 100 * Decimal("0.19")
    assert found.becomes == found.proposed


def test_the_page_of_a_proposal_shows_its_costs(money: Cast) -> None:
    draft, gives = Session.objects.get(state=SessionState.DRAFT), trainer(person(), money.institute)
    plan = {"assignments": {f"session-{draft.pk}": {"trainer": f"trainer-{gives.pk}", "slot": "x"}}}
    made = PlanProposal.objects.create(
        year=money.year, plan=plan, problem={}, mode=ProposalMode.values[0], made_at=money.now, seed=1,
        asked_by=money.programme_lead, engine="greedy", version="1",
    )  # fmt: skip
    text = text_of(money.client("programme_lead").get(money.url(f"budget/effects/proposals/{made.pk}/")))
    assert "€ 1.897,80" in text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("kind", "field", "value", "difference"),
    [
        ("budget", "delivery", "1.600", 600), ("budget", "catering", "250", 250), ("budget", "delivery", "600", -400),
        ("setting", "session_minutes", "240", 0), ("drop", "", "", 0), ("add", "", "Nieuw", 0),
        ("setting", "group_maximum", "12", 0),
    ],
)  # fmt: skip
def test_a_consequence_that_costs_shows_what_it_costs(
    money: Cast, kind: str, field: str, value: str, difference: int
) -> None:
    found = queries.consequence_effect(money.year, kind=kind, field=field, value=value)
    assert found is not None
    assert found.difference == difference


def test_an_amount_for_each_school_is_counted_for_each(money: Cast) -> None:
    found = queries.consequence_effect(money.year, kind="budget", field="catering", value="250", each=True)
    assert found is not None
    assert found.difference == 500  # two schools
    url = money.url("budget/effects/decision/?kind=budget&field=catering&each=1&value=250")
    assert "€ 500 meer per jaar" in text_of(money.client("council_member").get(url)).replace("\xa0", " ")


def test_one_workshop_more_at_each_school_costs_a_session_at_each(money: Cast) -> None:
    value = str(money.year.workshops_per_school + 1)
    found = queries.consequence_effect(money.year, kind="setting", field="workshops_per_school", value=value)
    assert found is not None
    assert found.difference == Decimal("1007.80") * SchoolPlan.objects.count()


def test_a_group_that_no_longer_fits_is_given_once_more(money: Cast) -> None:
    found = queries.consequence_effect(money.year, kind="setting", field="group_maximum", value="5")
    assert found is not None
    assert found.difference == 2 * Decimal("1007.80")  # twelve people in groups of five


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("setting", "threshold", "6"),
        ("budget", "delivery", "veel"),
        ("budget", "zzz", "1"),
        ("setting", "x", "²"),
        ("", "", ""),
    ],
)
def test_what_has_nothing_to_do_with_money_says_so(money: Cast, kind: str, field: str, value: str) -> None:
    assert queries.consequence_effect(money.year, kind=kind, field=field, value=value) is None
    url = money.url(f"budget/effects/decision/?kind={kind}&field={field}&value={value}")
    assert "verandert hierdoor niet vanzelf" in text_of(money.client("council_member").get(url))
