"""A list is looked at as the address asks: sorted, with some columns; what makes no sense is ignored."""

import re

import pytest
from django.http import QueryDict

from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from dagdeel.base.ui.listing import Heading, Listing
from tests import cast as build
from tests.cast import Cast

HEADINGS = (
    Heading("name", "Name", ("sort_key",), fixed=True),
    Heading("email", "Mail", ("email",)),
    Heading("roles", "Roles"),
    Heading("language", "Language", ("language", "sort_key"), shown=False),
)


def _listing(query: str) -> Listing:
    return Listing(QueryDict(query), HEADINGS)


def test_without_a_wish_a_list_is_as_it_is() -> None:
    listing = _listing("q=jan&page=2")
    assert listing.has == {"name", "email", "roles"}
    assert [(head.heading.key, head.sorted) for head in listing] == [
        ("name", "none"), ("email", "none"), ("roles", ""), ("language", "none"),
    ]  # fmt: skip


def test_a_heading_sorts_and_then_the_other_way_round_from_the_first_page() -> None:
    once = {head.heading.key: head.url for head in _listing("q=jan&page=2")}
    assert once["email"] == "?q=jan&sort=email"
    again = {head.heading.key: (head.sorted, head.url) for head in _listing("q=jan&sort=email")}
    assert again["email"] == ("ascending", "?q=jan&sort=-email")
    assert {head.heading.key: head.sorted for head in _listing("sort=-email")}["email"] == "descending"


def test_chosen_columns_are_shown_and_the_fixed_one_always() -> None:
    assert _listing("column=language").has == {"name", "language"}
    assert _listing("column=salary").has == {"name", "email", "roles"}
    assert _listing("q=jan&column=email&page=3&sort=email").kept() == (("q", "jan"), ("sort", "email"))


@pytest.mark.parametrize("sort", ["roles", "-roles", "password", "-", "", "email,name"])
def test_nobody_sorts_by_what_is_no_column(db: None, sort: str) -> None:
    rows = Person.objects.order_by("-pk")
    assert str(_listing(f"sort={sort}").ordered(rows).query) == str(rows.query)


ROWS = [("Bea", 2), ("Ans", 3), ("Cor", 2)]
COMPUTED = (
    Heading("name", "Name", by=lambda row: row[0]),
    Heading("hours", "Hours", by=lambda row: row[1]),
    Heading("x", "X"),
)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=name", "Ans Bea Cor"), ("sort=-name", "Cor Bea Ans"), ("sort=hours", "Bea Cor Ans"),
        ("sort=-hours", "Ans Bea Cor"), ("sort=x", "Bea Ans Cor"), ("sort=-salary", "Bea Ans Cor"), ("", "Bea Ans Cor"),
    ],
)  # fmt: skip
def test_computed_rows_are_sorted_by_what_the_heading_says_of_each(query: str, names: str) -> None:
    assert [name for name, _hours in Listing(QueryDict(query), COMPUTED).arranged(ROWS)] == names.split()


def test_a_second_table_sorts_on_its_own_and_keeps_its_columns() -> None:
    query = QueryDict("sort=name&sort_papers=-hours&column=name")
    first, second = Listing(query, COMPUTED), Listing(query, COMPUTED, name="papers")
    assert [head.sorted for head in first] == ["ascending", "none", ""]
    assert [head.sorted for head in second] == ["none", "descending", ""]
    assert next(head.url for head in second) == "?sort=name&sort_papers=name&column=name#papers"
    assert first.has == {"name"}
    assert second.has == {"name", "hours", "x"}


def test_people_are_sorted_by_address(cast: Cast) -> None:
    with scope.of(cast.partnership):
        build.mentors(cast.school, 3)

    def addresses(sort: str) -> list[str]:
        page = cast.client("programme_lead").get(cast.url("administration/"), {"sort": sort}).content.decode()
        return re.findall(r"[\w.+-]+@[\w.]+", re.sub("<wbr>", "", page[page.index("<tbody>") : page.index("</tbody>")]))

    assert addresses("email") == sorted(addresses("email")) == addresses("-email")[::-1]
    page = cast.client("programme_lead").get(cast.url("administration/"), {"column": "language"}).content.decode()
    assert "Nederlands" in page[page.index("<tbody>") :]
    assert "@" not in page[page.index("<tbody>") : page.index("</tbody>")]
