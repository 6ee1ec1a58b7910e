"""Amounts, commitments and what if, on plain values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.budget import rules
from dagdeel.year.budget.rules import BadAmount, Line, Overview, SessionFacts
from dagdeel.year.budget.states import Category, RateKind

RATES = {
    RateKind.DELIVERY: Decimal(650),
    RateKind.PREPARATION: Decimal(240),
    RateKind.TRAVEL: Decimal("0.19"),
    RateKind.CATERING: Decimal("9.50"),
}
counts = st.integers(0, 40)
sessions = st.lists(
    st.builds(
        SessionFacts, session=st.integers(), school=st.integers(1, 3), edition=st.integers(1, 3), trainers=st.integers(0, 3),
        km=counts, heads=counts,
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234", "1234"), ("1234,5", "1234.5"), ("1234.50", "1234.50"), ("1.234", "1234"), ("1,234", "1234"),
        ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("€ 1.234.567,89", "1234567.89"), ("0,19", "0.19"),
        ("-3", "-3"), ("−3,50", "-3.50"), ("250,-", "250"), (" 12 345 ", "12345"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert rules.read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "veel", "1.23.4", "0,195", "12,3456", "1.234.50,6", "NaN", "1e5", "--3", "Infinity", "1.234,567"]
)
def test_what_is_no_amount_is_not_guessed_at(text: str) -> None:
    assert rules.read_amount(text) is None


@given(st.decimals(0, 9_999_999, places=2))
def test_an_amount_in_either_notation_is_read_back(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    assert rules.read_amount(english) == rules.read_amount(dutch) == rules.read_amount(str(amount)) == amount


@pytest.mark.parametrize("value", ["-0.01", "NaN", "Infinity", "100000000"])
def test_an_amount_below_zero_or_wider_than_the_books_is_refused(value: str) -> None:
    with pytest.raises(BadAmount):
        rules.amount_of(Decimal(value))


def test_a_session_asks_for_trainers_preparation_travel_both_ways_and_catering() -> None:
    found = rules.promises([SessionFacts(1, 7, 3, trainers=2, km=25, heads=12)], RATES)
    assert {promise.category: promise.amount for promise in found} == {
        Category.DELIVERY: Decimal(1300),
        Category.PREPARATION: Decimal(240),
        Category.TRAVEL: Decimal("9.50"),
        Category.CATERING: Decimal(114),
    }


def test_without_a_rate_nothing_is_promised() -> None:
    facts = SessionFacts(1, 7, 3, trainers=2, km=25, heads=12)
    assert rules.promises([facts], {}) == []
    assert rules.promises([facts], {RateKind.TRAVEL: Decimal(0)}) == []


def test_a_line_uses_the_larger_of_promised_and_spent() -> None:
    line = Line(Category.CATERING, Decimal(100), Decimal(80), Decimal(30))
    assert (line.used, line.free, line.is_over) == (Decimal(80), Decimal(20), False)
    assert Line(Category.CATERING, Decimal(100), Decimal(80), Decimal(101)).free == Decimal(-1)


def test_only_a_line_that_is_over_without_a_word_owes_one() -> None:
    assert Line(Category.ROOM, Decimal(5), Decimal(6)).owes_explanation
    assert not Line(Category.ROOM, Decimal(5), Decimal(5)).owes_explanation
    assert not Line(Category.ROOM, Decimal(5), Decimal(6), explanation="Meer zalen").owes_explanation


def test_what_is_free_of_the_grant_counts_every_category_on_its_own() -> None:
    lines = (
        Line(Category.ROOM, Decimal(0), Decimal(6), Decimal(4)),
        Line(Category.TRAVEL, Decimal(9), Decimal(1), Decimal(5)),
    )
    found = Overview(Decimal(20), "", Decimal(0), lines)
    assert (found.used, found.free, found.unplanned) == (Decimal(11), Decimal(9), Decimal(11))


def test_a_school_pays_only_what_it_is_asked_for() -> None:
    facts = [SessionFacts(1, 7, 3, trainers=1, km=10, heads=4)]
    promised = rules.promises(facts, RATES)
    part = rules.school_part(7, facts, promised, {Category.CATERING: Decimal(30)}, Decimal(0))
    assert part.costs == sum((promise.amount for promise in promised), Decimal(0))
    assert [part.pays, part.catering_due, part.catering_paid, part.catering_open] == [0, 38, 30, 8]
    assert rules.school_part(7, facts, promised, {}, Decimal(75)).pays == 75


@given(sessions)
def test_the_parts_of_the_schools_add_up_to_all_commitments(found: list[SessionFacts]) -> None:
    promised = rules.promises(found, RATES)
    parts = [
        rules.school_part(s, [], [p for p in promised if p.school == s], {}, Decimal(0)).costs
        for s in {f.school for f in found}
    ]
    assert sum(parts, Decimal(0)) == sum(rules.by_category(promised).values(), Decimal(0))
    assert all(promise.amount > 0 for promise in promised)


def test_in_one_place_an_edition_is_given_once_per_full_group() -> None:
    found = [SessionFacts(n, n, 1, trainers=1, km=10, heads=7) for n in (1, 2, 3)]
    compared = rules.centrally(found, RATES, group=20)
    assert (compared.sessions, compared.central_sessions) == (3, 2)
    assert compared.local == 3 * (650 + 240 + Decimal("3.80") + Decimal("66.50"))
    assert compared.central == 2 * (650 + 240) + 21 * Decimal("9.50")
    assert compared.difference == compared.local - compared.central


@given(sessions, st.integers(1, 30))
def test_in_one_place_everybody_has_a_seat(found: list[SessionFacts], group: int) -> None:
    compared = rules.centrally(found, RATES, group=group)
    for row in compared.editions:
        assert row.heads <= row.central_sessions * group < row.heads + group
        assert row.central >= 0
    assert compared.local == sum((p.amount for p in rules.promises(found, RATES)), Decimal(0))


def test_a_session_without_a_trainer_still_needs_one_in_one_place() -> None:
    (row,) = rules.centrally([SessionFacts(1, 1, 1, heads=3)], RATES, group=20).editions
    assert row.central == 650 + 240 + 3 * Decimal("9.50")
