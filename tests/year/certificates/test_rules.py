"""How many hours, and which code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.certificates import rules


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        (None, "3.5"),  # the whole session
        (210, "3.5"),
        (105, "2.0"),  # 1.75 hours is as near to 2 as to 1.5: half up
        (104, "1.5"),
        (60, "1.0"),
        (1, "0.5"),  # whoever took part has at least half an hour
        (400, "3.5"),  # and never more than the whole
    ],
)
def test_hours_are_the_share_of_the_session_in_half_hours(minutes: int | None, hours: str) -> None:
    assert rules.hours(Decimal("3.5"), minutes, 210) == Decimal(hours)


@given(st.decimals(min_value="0.5", max_value="20", places=1), st.integers(1, 600), st.integers(1, 600))
def test_hours_stay_between_half_an_hour_and_the_whole(full: Decimal, minutes: int, length: int) -> None:
    assert rules.HALF <= rules.hours(full, minutes, length) <= full


def test_a_code_has_twelve_signs_that_nobody_misreads() -> None:
    codes = {rules.new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert (len(code), code.count("-")) == (14, 2)
        assert not set(code) & set("01OI")


@pytest.mark.parametrize("typed", ["K7QM-X2RP-9HTB", "k7qmx2rp9htb", " K7QM X2RP 9HTB ", "k7qm.x2rp.9htb"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.read_code(typed) == "K7QM-X2RP-9HTB"


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM-X2RP-9HT0", "K7QM-X2RP-9HTBA", "é7QM-X2RP-9HTB"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert rules.read_code(typed) == ""


@given(st.text(max_size=40))
def test_reading_any_text_gives_a_code_in_its_own_form_or_nothing(typed: str) -> None:
    found = rules.read_code(typed)
    assert rules.read_code(found) == found


def test_certificates_are_expected_within_a_week() -> None:
    assert rules.issue_by(date(2016, 11, 8)) == date(2016, 11, 15)
