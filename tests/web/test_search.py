"""Search finds what somebody may open, by name, and nothing else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from tests import cast as build
from tests.house.everything import House, make_house, more

LINK = re.compile(r'class="found-item" href="([^"]+)"')


@pytest.fixture
def house(db: None) -> House:
    """One of everything, so that there is something to find."""
    return make_house()


def _found(house: House, role: str, typed: str, **headers: str) -> tuple[str, list[str]]:
    response = house.cast.client(role).get(house.cast.url("search/"), {"q": typed}, headers=headers)
    assert response.status_code == 200
    page = response.content.decode()
    return page, LINK.findall(page)


@pytest.mark.parametrize("role", Role)
def test_everything_that_is_found_opens(house: House, role: Role) -> None:
    with scope.of(house.cast.partnership):
        titles = list(Edition.objects.values_list("title", flat=True))
    typed = [
        "",
        "a",
        "e",
        "o",
        "school",
        house.cast.school.name,
        house.cast.mentor.surname,
        house.cast.trainer.surname,
        *titles,
    ]
    client = house.cast.client(role)
    links = {url for words in typed for url in _found(house, role, words)[1]}
    assert links
    assert {url: status for url in links if (status := client.get(url, follow=True).status_code) != 200} == {}


def test_the_lead_finds_people_workshops_sessions_and_schools(house: House) -> None:
    with scope.of(house.cast.partnership):
        edition = Edition.objects.filter(state=EditionState.PUBLISHED, sessions__isnull=False).first()
    assert edition is not None
    page, links = _found(house, "programme_lead", edition.title.upper())
    assert any("/catalogue/" in url for url in links)
    assert any("/planning/" in url for url in links)
    page, links = _found(house, "programme_lead", house.cast.mentor.surname)
    assert str(house.cast.mentor) in page
    assert any("/administration/people/" in url for url in links)
    page, links = _found(house, "programme_lead", house.cast.school.name)
    assert any("/choices/" in url for url in links)


def test_each_word_has_to_be_found(house: House) -> None:
    person = house.cast.mentor
    assert str(person) in _found(house, "programme_lead", f"{person.surname} {person.given_name}")[0]
    assert str(person) not in _found(house, "programme_lead", f"{person.surname} zzz")[0].split("</form>")[-1]
    assert "Niets gevonden voor “zzz”" in _found(house, "programme_lead", "zzz")[0]


def test_nobody_finds_a_person_of_somebody_elses_school(house: House) -> None:
    for role in ("mentor", "controller", "council_member", "trainer"):
        assert not any("/people/" in url for url in _found(house, role, house.cast.mentor.surname)[1]), role


def test_a_draft_is_found_by_who_may_read_drafts(house: House) -> None:
    with scope.of(house.cast.partnership):
        draft = build.edition(house.cast.year, title="Kijken naar stilte", state=EditionState.DRAFT)
    assert any("/catalogue/" in url for url in _found(house, "developer", draft.title)[1])
    assert not any(f"/catalogue/{draft.pk}/" in url for url in _found(house, "mentor", draft.title)[1])


def test_without_a_word_the_pages_to_go_to_are_there(house: House) -> None:
    _page, links = _found(house, "controller", " ")
    assert house.cast.url("budget/actuals/") in links
    assert house.cast.url("administration/settings/") not in links


def test_a_search_costs_as_many_queries_with_more_to_find(house: House) -> None:
    def costs() -> int:
        with CaptureQueriesContext(connection) as captured:
            _found(house, "programme_lead", "e")
        return len(captured)

    with scope.of(house.cast.partnership):
        more(house.cast, 2)
    few = costs()
    with scope.of(house.cast.partnership):
        for number in (3, 4, 5):
            more(house.cast, number)
    assert costs() <= few


def test_strange_words_do_no_harm(house: House) -> None:
    for typed in ("%", "_", "'; drop", "a" * 5000, "<b>", "  ,  "):
        assert "<b>" not in _found(house, "programme_lead", typed)[0].replace("<b></b>", "")
