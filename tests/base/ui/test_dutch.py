"""Dates, numbers and names in both languages."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from dagdeel.base.ui import dutch

TUESDAY = date(2016, 11, 8)
EVENING = datetime(2016, 11, 8, 23, 30, tzinfo=UTC)  # half past midnight on the ninth in Amsterdam


@pytest.fixture(autouse=True)
def _in_dutch() -> Iterator[None]:
    with translation.override("nl"):
        yield


@pytest.mark.parametrize(
    ("filter_", "value", "in_dutch", "in_english"),
    [
        (dutch.day, TUESDAY, "di 8 november", "Tue 8 November"),
        (dutch.day, EVENING, "wo 9 november", "Wed 9 November"),
        (dutch.day_long, TUESDAY, "dinsdag 8 november 2016", "Tuesday 8 November 2016"),
        (dutch.day_short, TUESDAY, "8 nov", "8 Nov"),
        (dutch.month_short, date(2017, 3, 1), "mrt", "Mar"),
        (dutch.clock, time(13, 30), "13.30", "13:30"),
        (dutch.clock, EVENING, "00.30", "00:30"),
        (dutch.half_day, "pm", "middag", "afternoon"),
        (dutch.hours, 210, "3,5 uur", "3.5 hours"),
        (dutch.hours, 60, "1 uur", "1 hour"),
        (dutch.hours, 200, "3,33 uur", "3.33 hours"),
        (dutch.euro, 48310, "€\u00a048.310", "€48,310"),
        (dutch.euro, Decimal("1234.5"), "€\u00a01.234,50", "€1,234.50"),
        (dutch.euro, Decimal("0.005"), "€\u00a00,01", "€0.01"),
        (dutch.euro, -50, "−€\u00a050", "−€50"),
        (dutch.percent, 0.73, "73\u00a0%", "73%"),
        (dutch.percent, Decimal("0.125"), "13\u00a0%", "13%"),
        (dutch.number, 1234.4, "1.234", "1,234"),
        (dutch.name_list, ["A", "B", "C"], "A, B en C", "A, B and C"),
        (dutch.name_list, ["A"], "A", "A"),
        (dutch.name_list, [], "", ""),
    ],
)
def test_a_value_is_written_as_people_write_it(
    filter_: Callable[[object], str], value: object, in_dutch: str, in_english: str
) -> None:
    assert filter_(value) == in_dutch
    with translation.override("en"):
        assert filter_(value) == in_english


def test_decimals_can_be_asked_for() -> None:
    assert dutch.number(1234.45, 1) == "1.234,5"
    assert dutch.percent(0.125, 1) == "12,5\u00a0%"


def test_a_small_loss_that_rounds_to_nothing_has_no_minus() -> None:
    assert dutch.number(-0.2) == "0"
    assert dutch.euro(Decimal("-0.001")) == "€\u00a00"


def test_a_range_of_hours_has_a_dash_and_an_open_end_has_none() -> None:
    assert dutch.clock_range(time(13, 30), time(17)) == "13.30–17.00"
    assert dutch.clock_range(time(13, 30), None) == "13.30"


@pytest.mark.parametrize(
    "filter_", [dutch.day, dutch.day_long, dutch.day_short, dutch.clock, dutch.half_day, dutch.hours, dutch.euro]
)
def test_nothing_is_written_as_nothing(filter_: Callable[[object], str]) -> None:
    assert filter_(None) == ""


def test_an_unknown_half_day_is_an_error() -> None:
    with pytest.raises(KeyError):
        dutch.half_day("night")


def test_an_address_may_break_before_its_at_sign_and_stays_text() -> None:
    assert dutch.address("a.van.dam@example.org") == "a.van.dam<wbr>@example.org"
    assert dutch.address("<b>@x") == "&lt;b&gt;<wbr>@x"
    assert dutch.address("") == ""
    assert dutch.address(None) == ""


def test_markdown_becomes_html_below_the_headings_of_the_page() -> None:
    assert dutch.markdown("# Kop\n\n**vet**") == "<h3>Kop</h3>\n<p><strong>vet</strong></p>\n"


def test_html_in_markdown_is_shown_as_it_was_typed() -> None:
    assert dutch.markdown("<em>x</em>") == "<p>&lt;em&gt;x&lt;/em&gt;</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
        '<a href="#" onclick="alert(1)">x</a>',
        "[x](data:text/html,hoi)",
    ],
)
def test_markdown_lets_nothing_through_that_runs_or_loads(text: str) -> None:
    html = dutch.markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert '<a href="#" onclick' not in html
