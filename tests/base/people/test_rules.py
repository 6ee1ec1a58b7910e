"""Dutch names: kept in three parts, sorted without the prefix, the same on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.base.people import rules

NAMES = st.text(max_size=40)


@pytest.mark.parametrize(
    ("prefix", "surname", "formal"),
    [
        ("van der", "Spek", "Van der Spek"),
        ("de", "Vries", "De Vries"),
        ("'t", "Hooft", "'t Hooft"),
        ("", "Oud", "Oud"),
    ],
)
def test_without_a_given_name_the_prefix_takes_a_capital(prefix: str, surname: str, formal: str) -> None:
    assert rules.formal_name(prefix, surname) == formal


def test_a_full_name_keeps_the_prefix_small() -> None:
    assert rules.full_name("Anna", "van der", "Spek") == "Anna van der Spek"
    assert rules.full_name("", "", "Spek") == "Spek"


def test_a_list_shows_the_prefix_where_readers_look_for_it() -> None:
    assert rules.list_name("Anna", "van der", "Spek") == "van der Spek, Anna"
    assert rules.list_name("", "van der", "Spek") == "van der Spek"


@pytest.mark.parametrize(
    ("written", "sorts_as"),
    [("Özcan", "ozcan"), ("ĲSBERG", "ijsberg"), ("Jansen-de Boer", "jansen de boer"), ("O'Brien", "o brien"), ("Straß", "strass")],
)  # fmt: skip
def test_marks_capitals_and_ligatures_make_no_difference_to_the_order(written: str, sorts_as: str) -> None:
    assert rules.sort_key("", "", written).strip() == sorts_as


def test_a_short_surname_comes_before_the_longer_one_that_begins_with_it() -> None:
    names = [("Piet", "", "Jansen"), ("An", "", "Jansen-de Boer"), ("An", "", "Jansens")]
    assert sorted(names, key=lambda name: rules.sort_key(*name)) == names


def test_the_given_name_decides_among_one_surname_and_then_the_prefix() -> None:
    names = [("An", "", "Berg"), ("An", "van den", "Berg"), ("Bo", "", "Berg")]
    mixed = [names[2], names[1], names[0]]
    assert sorted(mixed, key=lambda name: rules.sort_key(*name)) == names


@given(NAMES, NAMES, NAMES)
def test_a_key_fits_its_column_and_knows_no_capitals(given_name: str, prefix: str, surname: str) -> None:
    key = rules.sort_key(given_name, prefix, surname)
    assert len(key) <= rules.SORT_KEY_LENGTH
    assert key == rules.sort_key(given_name.strip(), f" {prefix}", f"{surname} ")


@given(NAMES, NAMES)
def test_two_parts_never_run_into_each_other(surname: str, given_name: str) -> None:
    assert rules.sort_key(given_name, "", surname).split("  ")[0] == rules.sort_key("", "", surname).strip()


def test_a_known_name_tells_nothing_new_when_it_was_typed_or_left_empty() -> None:
    typed = ("Zoë", "van der", "Spek")
    assert rules.tells_nothing_new(("zoe", "Van der", "spek"), typed)
    assert rules.tells_nothing_new(("", "", "Spek"), typed)
    assert not rules.tells_nothing_new(("Zoë", "van der", "Spek-de Boer"), typed)
    assert not rules.tells_nothing_new(("Zoë", "van der", "Spek"), ("", "", "Spek"))
