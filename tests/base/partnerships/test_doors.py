"""The door of every page: a stranger finds nothing, a member without the permission is told no."""

from django.test import Client

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from tests.cast import Cast, membership, person, programme_year


def test_a_member_comes_in(cast: Cast) -> None:
    assert cast.client("mentor").get(cast.url()).status_code == 200


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    assert cast.client("stranger").get(cast.url()).status_code == 404


def test_a_member_without_the_permission_is_told_no(cast: Cast) -> None:
    assert cast.client("mentor").get(cast.url("history/")).status_code == 403


def test_whoever_is_signed_out_goes_to_the_sign_in_page_and_comes_back(cast: Cast) -> None:
    response = Client().get(cast.url("timeline/"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"/sign-in/?next={cast.url('timeline/')}"


def test_a_year_that_does_not_exist_is_not_found(cast: Cast) -> None:
    lead = cast.client("programme_lead")
    for label in ("2030-2031", "2016-2018", "0000-0001", "9999-9999"):
        assert lead.get(f"/{cast.partnership.slug}/{label}/").status_code == 404


def test_a_partnership_that_does_not_exist_is_not_found(cast: Cast) -> None:
    assert cast.client("programme_lead").get(f"/nergens/{cast.year}/").status_code == 404


def test_a_role_that_has_ended_opens_its_own_years_only(cast: Cast) -> None:
    who = person()
    with scope.of(cast.partnership):
        programme_year(2015)
        membership(who, Role.PROGRAMME_LEAD, to_year=2015)
    client = cast.client(who)
    assert client.get(cast.url()).status_code == 404
    assert client.get(f"/{cast.partnership.slug}/2015-2016/").status_code == 200


def test_a_role_of_one_year_opens_no_more_in_another(cast: Cast) -> None:
    who = person()
    with scope.of(cast.partnership):
        programme_year(2015)
        membership(who, Role.PROGRAMME_LEAD, to_year=2015)
        membership(who, Role.MENTOR, school=cast.school, from_year=2016)
    client = cast.client(who)
    assert client.get(f"/{cast.partnership.slug}/2015-2016/history/").status_code == 200
    assert client.get(cast.url("history/")).status_code == 403


def test_the_scope_is_closed_again_behind_every_visitor(cast: Cast) -> None:
    for who in ("programme_lead", "mentor", "stranger"):
        cast.client(who).get(cast.url("history/"))
        assert not scope.is_open()
