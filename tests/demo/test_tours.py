"""The guided walks of the demo: every stop opens for its role, leads on and back, and can be left anywhere."""

from html import unescape

import pytest
from django.test import Client

from dagdeel.base.partnerships.permissions import Role
from dagdeel.demo import facts
from dagdeel.demo.tours import TOURS, address
from tests.cast import Cast
from tests.house.everything import make_house


@pytest.fixture
def demo(db: None) -> Cast:
    """A year in which everything happened once, as if the demo had played it."""
    cast = make_house().cast
    cast.partnership.slug, cast.partnership.demo_day = facts.SLUG, facts.TODAY
    cast.partnership.save()
    cast.year.partnership = cast.partnership
    return cast


@pytest.mark.parametrize("role", list(TOURS))
def test_a_walk_goes_past_all_its_stops_and_ends_where_it_began(demo: Cast, role: Role) -> None:
    browser = Client()
    answer = browser.post("/demo/look-as/", {"role": role.value, "tour": "yes"})
    url: str = answer.headers["Location"]
    seen: list[str] = []
    while url:
        answer = browser.get(url)
        assert answer.status_code == 200, url
        page = unescape(answer.content.decode())
        bar = page.partition('<aside class="tour"')[2].partition("</aside>")[0]
        number = len(seen) + 1
        stop = TOURS[role][number - 1]
        assert f"{number} van {len(TOURS[role])}" in bar
        assert str(stop.title) in bar
        assert f'href="{answer.wsgi_request.path}"' in bar  # the same page, without the walk
        if seen:
            assert f'href="{seen[-1]}"' in bar
        seen.append(url)
        url = address(role, number + 1, demo.year) if number < len(TOURS[role]) else ""
        assert (f'href="{url}"' in bar) if url else ('href="/demo/"' in bar)
    assert 5 <= len(seen) == len(TOURS[role]) <= 9


@pytest.mark.parametrize(
    "query", ["tour=head&stop=99", "tour=head&stop=0", "tour=head&stop=x", "tour=nobody", "tour=developer&stop=1"]
)
def test_an_address_that_names_no_stop_is_just_the_page(demo: Cast, query: str) -> None:
    answer = demo.client("head").get(f"{demo.url()}?{query}")
    assert answer.status_code == 200
    assert 'class="tour"' not in answer.content.decode()


def test_the_front_page_offers_a_walk_where_there_is_one(demo: Cast) -> None:
    page = unescape(Client().get("/demo/").content.decode())
    assert page.count('name="tour"') == len(TOURS)
    plain = Client().post("/demo/look-as/", {"role": "hr_officer", "tour": "yes"})
    assert plain.headers["Location"] == "/"
