"""People who are ticked in the list, and whose roles end at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from tests.cast import Cast, membership, mentors, person


def page(cast: Cast, *people: Person, **more: str) -> str:
    query = "&".join([*(f"person={one.pk}" for one in people), *(f"{key}={value}" for key, value in more.items())])
    return cast.url(f"administration/people/ending/?{query}")


def last_years(*people: Person) -> list[int | None]:
    return list(Membership.objects.filter(person__in=people).order_by("pk").values_list("to_year", flat=True))


def test_who_is_ticked_in_the_list_is_asked_about_before_anything_ends(inside: Cast) -> None:
    client, three = inside.client("programme_lead"), mentors(inside.school, 3)
    listed = client.get(inside.url("administration/?role=mentor")).content.decode()
    assert all(f'name="person" value="{one.pk}"' in listed for one in three)

    asked = client.get(page(inside, *three, role="mentor")).content.decode()
    assert all(one.list_name in asked for one in three)
    assert last_years(*three) == [None, None, None]


def test_the_roles_that_stay_ticked_end_together_and_history_tells(inside: Cast) -> None:
    client, three = inside.client("programme_lead"), mentors(inside.school, 3)
    first, second, third = Membership.objects.filter(person__in=three).order_by("pk")
    answer = client.post(page(inside, *three), {"roles": [first.pk, third.pk], "to_year": 2016}, follow=True)

    assert "2 rollen eindigen na 2016-2017." in answer.content.decode()
    assert last_years(*three) == [2016, None, 2016]
    assert Entry.objects.filter(verb="role.ended").count() == 2
    assert second.to_year is None


def test_only_the_kind_of_role_that_the_list_showed_ends(inside: Cast) -> None:
    client = inside.client("programme_lead")
    held = membership(inside.mentor, Role.TRAINER, institute=inside.institute)
    listed = client.get(page(inside, inside.mentor, role="mentor")).content.decode()
    assert f'value="{held.pk}"' not in listed


def test_without_a_lead_none_of_them_ends(inside: Cast) -> None:
    client, one = inside.client("programme_lead"), mentors(inside.school, 1)[0]
    people = (one, inside.programme_lead)
    roles = list(Membership.objects.filter(person__in=people).values_list("pk", flat=True))
    answer = client.post(page(inside, *people), {"roles": roles, "to_year": 2016})

    assert answer.status_code == 422
    assert "Voeg eerst een andere" in answer.content.decode()
    assert last_years(*people) == [None, None]


@pytest.mark.parametrize("roles", [[], ["x"], [999999]])
def test_what_cannot_be_ended_is_said_and_ends_nothing(roles: list[object], inside: Cast) -> None:
    client, one = inside.client("programme_lead"), mentors(inside.school, 1)[0]
    assert client.post(page(inside, one), {"roles": roles, "to_year": 2016}).status_code == 422
    assert last_years(one) == [None]


def test_without_a_tick_the_page_says_what_to_do_and_writes_nothing(inside: Cast) -> None:
    elsewhere = person("Elders")
    for url in (page(inside), page(inside, elsewhere), page(inside) + "person=x"):
        client = inside.client("programme_lead")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        assert not [query for query in asked if not query["sql"].startswith("SELECT")], url
        assert client.post(url).status_code == 422
        assert "Vink eerst mensen aan." in answer.content.decode(), url


def test_many_people_take_as_many_queries_as_one(inside: Cast) -> None:
    client, many = inside.client("programme_lead"), mentors(inside.school, 6)
    client.get(page(inside, many[0]))

    def queries(*people: Person) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(inside, *people)).status_code == 200
        return len(asked)

    assert queries(many[0]) == queries(*many)
