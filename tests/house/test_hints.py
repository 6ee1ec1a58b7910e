"""Forms with which somebody sets how the year works say under each field what it does."""

import re

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import SchoolPlan
from tests.house.everything import House, make_house

# By page the fields that need no words: their name says all.
PAGES = {
    "administration/settings/": set[str](),
    "decisions/marks/": set[str](),
    "choices/{plan}/rule/": {"named"},
    "catalogue/{edition}/edit/": {"title", "language", "goal_1", "goal_2", "goal_3", "goal_4", "goal_5", "changelog"},
}
FIELD = re.compile(r"<(?:input|select|textarea|fieldset)\b[^>]*>")


@pytest.fixture
def house(db: None) -> House:
    return make_house()


@pytest.mark.parametrize("path", list(PAGES))
def test_every_setting_says_what_it_does(house: House, path: str) -> None:
    with scope.of(house.cast.partnership):
        plans, editions = SchoolPlan.objects.values_list("pk", flat=True), Edition.objects.values_list("pk", flat=True)
        known = {"plan": plans[0], "edition": editions[0]}
    page = house.cast.client("programme_lead").get(house.cast.url(path.format(**known))).content.decode()
    main = page.partition("<main")[2].partition("</main")[0]
    bare = set()
    for tag in FIELD.findall(main):
        name = re.search(r' (?:name|id)="(?:id_)?([a-z0-9_-]+)"', tag)
        hidden = re.search(r'type="(hidden|radio|checkbox|submit|search)"', tag)
        if name and not hidden and "aria-describedby" not in tag:
            bare.add(name[1])
    assert bare - PAGES[path] == set()
