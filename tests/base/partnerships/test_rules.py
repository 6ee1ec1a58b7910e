"""Schools and years in figures: BRIN, the label of a school year, from and to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.base.partnerships import rules
from dagdeel.base.partnerships.rules import Span


@pytest.mark.parametrize("text", ["02AB", "02AB01", "31XYZ9"])
def test_a_brin_has_two_digits_two_letters_and_perhaps_a_site(text: str) -> None:
    assert rules.is_brin(text)


@pytest.mark.parametrize("text", ["", "02ab", "2AB", "02AB1", "02AB012", "02AB\n", "٠٢AB", " 02AB"])
def test_whatever_else_is_no_brin(text: str) -> None:
    assert not rules.is_brin(text)


@given(st.integers(1000, 9998))
def test_a_label_names_the_year_in_which_it_starts(year: int) -> None:
    assert rules.first_year(f"{year}-{year + 1}") == year


@pytest.mark.parametrize("label", ["2016-2018", "2016-2016", "2016", "2016-2017\n", "٢٠١٦-٢٠١٧", "x2016-2017", ""])
def test_a_label_of_no_school_year_names_nothing(label: str) -> None:
    assert rules.first_year(label) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert rules.first_year(text) in {None, *range(10_000)}
    assert rules.is_brin(text) in {True, False}


@pytest.mark.parametrize(("month", "first"), [(7, 2015), (8, 2016), (12, 2016), (1, 2015)])
def test_a_school_year_turns_on_the_first_of_august(month: int, first: int) -> None:
    assert rules.school_year_of(2016, month) == first


def test_a_span_includes_both_its_ends_and_may_have_no_end() -> None:
    assert [year for year in range(2013, 2019) if Span(2014, 2016).holds_in(year)] == [2014, 2015, 2016]
    assert Span(2014, None).holds_in(2999)
    assert not Span(2014, None).holds_in(2013)
