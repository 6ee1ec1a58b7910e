"""When a list opens and is late, and which minutes count."""

from datetime import date, time

import pytest

from dagdeel.year.attendance import rules
from dagdeel.year.attendance.states import PresenceState, RosterState

DAY = date(2016, 11, 8)


@pytest.mark.parametrize(
    ("today", "may"), [(date(2016, 11, 7), False), (date(2016, 11, 8), True), (date(2016, 11, 9), True)]
)
def test_attendance_is_taken_on_the_day_itself_or_later(today: date, may: bool) -> None:
    assert rules.may_take(DAY, today) is may


def test_a_session_without_a_date_has_nobody_to_mark() -> None:
    assert not rules.may_take(None, DAY)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2016, 11, 7), RosterState.COMING),
        (date(2016, 11, 8), RosterState.TODAY),
        (date(2016, 11, 9), RosterState.LATE),
    ],
)
def test_an_open_list_is_late_from_the_next_day_on(today: date, state: RosterState) -> None:
    assert rules.roster_state(DAY, today, closed=False) == state


def test_a_closed_list_is_closed_whatever_the_day_and_a_cancelled_session_has_none() -> None:
    assert rules.roster_state(DAY, date(2016, 11, 7), closed=True) == RosterState.CLOSED
    assert rules.roster_state(DAY, date(2016, 11, 9), closed=False, cancelled=True) == RosterState.CANCELLED


@pytest.mark.parametrize(
    ("state", "minutes", "kept"),
    [
        (PresenceState.PARTLY, 90, 90),
        (PresenceState.PARTLY, None, None),
        (PresenceState.PARTLY, 0, None),
        (PresenceState.PRESENT, 90, None),
        (PresenceState.ABSENT, 10, None),
    ],
)
def test_only_who_was_there_partly_has_minutes(state: PresenceState, minutes: int | None, kept: int | None) -> None:
    assert rules.minutes_of(state, minutes) == kept


@pytest.mark.parametrize(
    ("query", "found"), [("spek", True), ("anna", True), ("ann sp", True), ("pek", False), ("spek bert", False)]
)
def test_a_name_is_found_by_the_beginnings_of_its_words(query: str, found: bool) -> None:
    assert rules.matches(query, "spek anna van der") is found


def test_a_session_lasts_from_start_to_end_or_as_long_as_its_workshop() -> None:
    assert rules.length(time(13, 30), time(17, 0), 120) == 210
    assert rules.length(None, time(17, 0), 120) == 120
