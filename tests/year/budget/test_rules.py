"""Amounts, commitments and what if, on plain values."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.budget import rules
from dagdeel.year.budget.rules import Assumptions, BadAmount, Giver, Line, Overview, RateFacts, SessionFacts, Tariff
from dagdeel.year.budget.states import Category, RateKind

RATES = {
    RateKind.DELIVERY: Decimal(650),
    RateKind.PREPARATION: Decimal(240),
    RateKind.TRAVEL: Decimal("0.19"),
    RateKind.CATERING: Decimal("9.50"),
}
FIRST = date(2016, 8, 1)
TARIFF = rules.flat(RATES, FIRST)
counts = st.integers(0, 40)
givers = st.builds(Giver, trainer=st.integers(1, 4), institute=st.integers(1, 2), km=st.none() | counts)
days = st.dates(FIRST, date(2017, 7, 31))
sessions = st.lists(
    st.builds(
        SessionFacts, session=st.integers(), school=st.integers(1, 3), edition=st.integers(1, 3), day=days,
        givers=st.lists(givers, max_size=3).map(tuple), heads=counts,
    ),
    max_size=12, unique_by=lambda facts: facts.session,
)  # fmt: skip
AMOUNTS = st.decimals(0, 999, places=2)
rate_rows = st.lists(
    st.builds(
        RateFacts, kind=st.sampled_from(RateKind), amount=AMOUNTS, from_day=days, institute=st.none() | st.integers(1, 2),
    ) | st.builds(RateFacts, kind=st.sampled_from(RateKind), amount=AMOUNTS, from_day=days, trainer=st.integers(1, 4)),
    max_size=8,
)  # fmt: skip


def one(session: int = 1, school: int = 7, edition: int = 3, kms: tuple[int, ...] = (), heads: int = 0) -> SessionFacts:
    """A session with a trainer for each of these distances."""
    return SessionFacts(
        session, school, edition, date(2016, 11, 1), tuple(Giver(n, 1, km) for n, km in enumerate(kms)), heads
    )


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
    found = rules.promises([one(kms=(10, 15), heads=12)], TARIFF)
    assert {promise.category: promise.amount for promise in found} == {
        Category.DELIVERY: Decimal(1300),
        Category.PREPARATION: Decimal(240),
        Category.TRAVEL: Decimal("9.50"),
        Category.CATERING: Decimal(114),
    }


def test_without_a_rate_nothing_is_promised() -> None:
    facts = one(kms=(10, 15), heads=12)
    assert rules.promises([facts], Tariff()) == []
    assert rules.promises([facts], rules.flat({RateKind.TRAVEL: Decimal(0)})) == []


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
    facts = [one(kms=(10,), heads=4)]
    promised = rules.promises(facts, TARIFF)
    part = rules.school_part(7, facts, promised, {Category.CATERING: Decimal(30)}, Decimal(0))
    assert part.costs == sum((promise.amount for promise in promised), Decimal(0))
    assert [part.pays, part.catering_due, part.catering_paid, part.catering_open] == [0, 38, 30, 8]
    assert rules.school_part(7, facts, promised, {}, Decimal(75)).pays == 75


@given(sessions)
def test_the_parts_of_the_schools_add_up_to_all_commitments(found: list[SessionFacts]) -> None:
    promised = rules.promises(found, TARIFF)
    parts = [
        rules.school_part(s, [], [p for p in promised if p.school == s], {}, Decimal(0)).costs
        for s in {f.school for f in found}
    ]
    assert sum(parts, Decimal(0)) == sum(rules.by_category(promised).values(), Decimal(0))
    assert all(promise.amount > 0 for promise in promised)


ALL_COME = Assumptions(group=20, participation=100, mentor_km=0)


def centrally(found: list[SessionFacts], assumed: Assumptions) -> rules.WhatIf:
    return rules.centrally(found, TARIFF, assumed, first_day=FIRST)


def test_in_one_place_an_edition_is_given_once_per_full_group() -> None:
    compared = centrally([one(n, n, kms=(10,), heads=7) for n in (1, 2, 3)], ALL_COME)
    assert (compared.local.sessions, compared.central.sessions) == (3, 2)
    assert compared.local.total == 3 * (650 + 240 + Decimal("3.80") + Decimal("66.50"))
    assert compared.central.total == 2 * (650 + 240) + 21 * Decimal("9.50")
    assert compared.difference == compared.local.total - compared.central.total


def test_in_one_place_fewer_come_mentors_travel_and_a_room_is_paid() -> None:
    found = [one(n, n, kms=(10,), heads=10) for n in (1, 2, 3)]
    assumed = Assumptions(group=20, participation=75, mentor_km=15, km_rate=Decimal("0.19"), room=Decimal(125))
    compared = centrally(found, assumed)
    assert (compared.central.heads, compared.central.sessions, compared.more_people) == (23, 2, 7)
    assert compared.central.costs[Category.TRAVEL] == 2 * 15 * 23 * Decimal("0.19")
    assert compared.central.costs[Category.ROOM] == 250
    assert compared.per_extra == (compared.difference / 7).quantize(Decimal("0.01"))


@given(sessions, st.integers(1, 30), st.integers(0, 100))
def test_in_one_place_everybody_who_comes_has_a_seat(found: list[SessionFacts], group: int, share: int) -> None:
    compared = centrally(found, Assumptions(group=group, participation=share))
    for row in compared.editions:
        assert row.central_heads <= row.central_sessions * group < row.central_heads + group
        assert row.central >= 0
    assert compared.local.total == sum((p.amount for p in rules.promises(found, TARIFF)), Decimal(0))
    assert compared.central.total == sum((row.central for row in compared.editions), Decimal(0))


def test_a_session_without_a_trainer_still_needs_one_in_one_place() -> None:
    (row,) = centrally([one(heads=3)], ALL_COME).editions
    assert row.central == 650 + 240 + 3 * Decimal("9.50")


# Rates ------------------------------------------------------------------------------------------------------------


def test_of_the_valid_rates_the_most_specific_wins_and_of_equal_ones_the_newest() -> None:
    day, kind, me = date(2016, 11, 1), RateKind.DELIVERY, Giver(trainer=4, institute=2)

    def amount(*rates: RateFacts) -> Decimal:
        return Tariff(rates).rate(kind, day, me)

    for_all, newer = RateFacts(kind, Decimal(600), FIRST), RateFacts(kind, Decimal(650), date(2016, 11, 1))
    later = RateFacts(kind, Decimal(999), date(2016, 11, 2))
    institute = RateFacts(kind, Decimal(500), FIRST, institute=2)
    mine = RateFacts(kind, Decimal(400), FIRST, trainer=4)
    other = RateFacts(kind, Decimal(1), FIRST, trainer=5), RateFacts(kind, Decimal(2), FIRST, institute=1)
    assert amount() == 0
    assert amount(for_all, later) == 600
    assert amount(newer, for_all, later) == 650
    assert amount(newer, institute, *other) == 500
    assert amount(newer, institute, mine, *other) == 400


def test_two_trainers_with_their_own_rates_are_two_promises_of_one_session() -> None:
    tariff = Tariff((*TARIFF.rates, RateFacts(RateKind.DELIVERY, Decimal(800), FIRST, trainer=1)))
    found = rules.promises([one(kms=(10, 15))], tariff)
    assert [(p.units, p.rate) for p in found if p.category == Category.DELIVERY] == [
        (1, Decimal(650)),
        (1, Decimal(800)),
    ]


@given(sessions, st.dictionaries(st.sampled_from(RateKind), AMOUNTS))
def test_counted_together_sessions_cost_what_they_cost_one_by_one(
    found: list[SessionFacts], rates: dict[RateKind, Decimal]
) -> None:
    km = sum(giver.km or 0 for facts in found for giver in facts.givers)
    counted = rules.units(len(found), sum(len(f.givers) for f in found), km, sum(f.heads for f in found))
    one_by_one = rules.by_category(rules.promises(found, rules.flat(rates, FIRST)))
    assert rules.costs(counted, rates) == one_by_one
    assert rules.flat(rates, FIRST).flat(FIRST) == rates


@given(sessions, rate_rows)
def test_each_session_and_each_workshop_add_up_to_all_commitments(
    found: list[SessionFacts], rates: list[RateFacts]
) -> None:
    tariff = Tariff(tuple(rates))
    total = sum((p.amount for p in rules.promises(found, tariff)), Decimal(0))
    each, editions = rules.cost_of_each(found, tariff)
    assert sum((row.amount for row in each), Decimal(0)) == sum((row.amount for row in editions), Decimal(0)) == total
    assert sum(row.sessions for row in editions) == len(each) == len(found)


# Forecast and grant -------------------------------------------------------------------------------------------------


def test_the_forecast_follows_the_planning_where_it_says_what_it_costs() -> None:
    assert Line(Category.CATERING, Decimal(100), Decimal(80), Decimal(30)).forecast == 80
    assert Line(Category.CATERING, Decimal(100)).forecast == 100  # nothing published yet
    assert Line(Category.PRINTING, Decimal(100), realised=Decimal(30)).forecast == 100
    assert Line(Category.PRINTING, Decimal(100), realised=Decimal(130)).difference == 30
    assert Line(Category.CATERING, Decimal(100), Decimal(80), Decimal(30), settled=True).forecast == 30


def test_who_stays_far_under_what_was_planned_owes_a_word_too() -> None:
    assert Line(Category.CATERING, Decimal(100), Decimal("89.99")).owes_explanation
    assert not Line(Category.CATERING, Decimal(100), Decimal(90)).owes_explanation
    assert not Line(Category.CATERING, Decimal(100), Decimal(10), explanation="Minder mensen").owes_explanation


def test_a_grant_is_a_fixed_sum_and_so_much_for_each_student() -> None:
    assert rules.granted(Decimal(40000), Decimal("80.50"), 300) == 64150
    with pytest.raises(BadAmount):
        rules.granted(Decimal(0), Decimal(900000), 100_000)
