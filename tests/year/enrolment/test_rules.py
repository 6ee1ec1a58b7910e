"""The rules of taking part, on plain values."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.choices.states import RuleAudience
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.states import WhyWaiting

STARTS = rules.moment(date(2016, 11, 8), datetime(2016, 11, 8, 13, 30).time())  # noqa: DTZ001 (only its time is used)
EARLY = STARTS - timedelta(days=30)


def waiter(key: int, *, missing: int = 0, hours: int = 0, hindrance: WhyWaiting | None = None) -> rules.Waiter:
    return rules.Waiter(key, EARLY + timedelta(hours=hours), missing, hindrance)


@pytest.mark.parametrize(
    ("audience", "is_new", "named", "exempt", "asks"),
    [
        (RuleAudience.ALL, False, False, False, 2),
        (RuleAudience.ALL, False, False, True, 0),
        (RuleAudience.NEW, False, False, False, 0),
        (RuleAudience.NEW, True, False, False, 2),
        (RuleAudience.NAMED, True, False, False, 0),
        (RuleAudience.NAMED, False, True, False, 2),
        (RuleAudience.NAMED, False, True, True, 0),
    ],
)
def test_the_rule_asks_of_whom_it_means(audience: str, is_new: bool, named: bool, exempt: bool, asks: int) -> None:
    rule = rules.Rule(2, audience, possible=4)
    assert rules.asked(rule, is_new=is_new, named=named, exempt=exempt) == asks


def test_the_rule_never_asks_more_than_the_school_gives() -> None:
    assert rules.asked(rules.Rule(3, RuleAudience.ALL, possible=1), is_new=False, named=False, exempt=False) == 1


def test_whoever_has_more_than_is_asked_is_not_short() -> None:
    assert rules.short_of(2, 3) == 0


def test_cancelling_is_possible_until_the_cut_off_day_inclusive() -> None:
    last = rules.moment(date(2016, 11, 1), rules.REMIND_AT).replace(hour=23, minute=59)
    assert rules.may_still_cancel(at=last, starts=STARTS, cancel_days=7)
    assert not rules.may_still_cancel(at=last + timedelta(minutes=1), starts=STARTS, cancel_days=7)


def test_the_seat_of_a_session_that_moved_can_be_given_up_until_the_start() -> None:
    late = STARTS - timedelta(hours=1)
    assert rules.may_still_cancel(at=late, starts=STARTS, cancel_days=7, moved=True)
    assert not rules.may_still_cancel(at=late, starts=STARTS, cancel_days=7)
    assert not rules.may_still_cancel(at=STARTS, starts=STARTS, cancel_days=7, moved=True)


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (timedelta(days=30), date(2016, 10, 12)),  # three whole days
        (timedelta(days=9), date(2016, 11, 1)),  # never past the last day for cancelling
        (timedelta(days=6), None),
        (timedelta(days=-1), None),
    ],
)
def test_an_offer_stands_for_whole_days_and_never_past_the_cut_off(before: timedelta, last: date | None) -> None:
    until = rules.offer_until(STARTS - before, starts=STARTS, cancel_days=7, offer_days=3)
    assert (rules.last_day(until) if until else None) == last


def test_without_a_cut_off_an_offer_ends_when_the_session_begins() -> None:
    at = STARTS - timedelta(hours=2)
    assert rules.offer_until(at, starts=STARTS, cancel_days=0, offer_days=3) == STARTS


def test_a_place_in_line_can_be_given_up_until_the_start() -> None:
    assert rules.may_still_cancel(at=STARTS - timedelta(minutes=1), starts=STARTS, cancel_days=7, holds_seat=False)
    assert not rules.may_still_cancel(at=STARTS, starts=STARTS, cancel_days=7, holds_seat=False)


def test_who_is_furthest_from_the_rule_goes_first_and_then_who_waits_longest() -> None:
    queue = [
        waiter(1, missing=0, hours=0),
        waiter(2, missing=1, hours=2),
        waiter(3, missing=2, hours=5),
        waiter(4, missing=1, hours=1),
    ]
    assert [one.key for one in rules.waiting_order(queue)] == [3, 4, 2, 1]


def test_a_clash_is_passed_over_and_the_next_one_moves_up() -> None:
    queue = [waiter(1, missing=2, hindrance=WhyWaiting.CLASH), waiter(2, missing=1)]
    moves = rules.waiting_list_moves(1, queue)
    assert moves == rules.Moves((2,), {1: WhyWaiting.CLASH})


waiters = st.lists(
    st.builds(
        rules.Waiter,
        st.integers(1, 50),
        st.datetimes(datetime(2016, 9, 1), datetime(2016, 10, 1)).map(lambda naive: naive.replace(tzinfo=rules.ZONE)),  # noqa: DTZ001  # Hypothesis wants naive ones
        st.integers(0, 3),
        st.sampled_from([None, *WhyWaiting]),
    ),
    unique_by=lambda one: one.key,
)


@given(st.integers(-2, 10), waiters)
def test_seats_go_to_as_many_as_there_are_and_never_past_somebody_who_could_come(
    free: int, queue: list[rules.Waiter]
) -> None:
    moves = rules.waiting_list_moves(free, queue)
    able = [one.key for one in rules.waiting_order(queue) if one.hindrance is None]
    assert list(moves.promoted) == able[: max(0, free)]


def test_two_sessions_in_one_half_day_and_one_workshop_twice_do_not_go() -> None:
    here = rules.Place(1, 10, date(2016, 11, 8), "pm")
    assert rules.hindrance(here, [rules.Place(2, 20, date(2016, 11, 8), "am")]) is None
    assert rules.hindrance(here, [here]) is None
    same_time, same_workshop = rules.Place(3, 30, here.day, "pm"), rules.Place(4, 10, date(2016, 12, 1), "pm")
    assert rules.hindrance(here, [same_time]) == (WhyWaiting.CLASH, same_time)
    assert rules.hindrance(here, [same_workshop]) == (WhyWaiting.SAME_WORKSHOP, same_workshop)


def test_what_is_filled_in_is_never_read_as_a_placeholder() -> None:
    assert rules.filled("{naam} en {onbekend}", {"naam": "{link}", "link": "x"}) == "{link} en {onbekend}"
    assert rules.unknown_placeholders("Beste {naam}, {voornaam}") == ["{voornaam}"]
