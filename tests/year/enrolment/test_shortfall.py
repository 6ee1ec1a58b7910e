"""Who is short of the rule, over all schools: for who manages them."""

import pytest

from dagdeel.base.partnerships.models import School
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Invitee
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme
from tests.year.enrolment.test_messages import invite


@pytest.fixture
def two_schools(programme: Programme) -> Programme:
    """School A with five mentors and an invitation, School B with one mentor, one full session and none."""
    cast = programme.cast
    invite(programme)
    editions = [programme.first.edition]
    builders.agreed_plan(cast.year, cast.other_school, editions, cast.head, rule_count=1)
    builders.mentors(cast.other_school, 1)
    full = builders.session(editions[0], cast.other_school, seats=1, minimum=1)
    Session.objects.filter(pk=full.pk).update(taken=1)
    return programme


def page(cast: Cast, who: str = "programme_lead", query: str = "") -> str:
    answer = cast.client(who).get(cast.url(f"enrolment/shortfall/{query}"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_lead_sees_every_school_with_who_is_short_and_what_is_possible(two_schools: Programme) -> None:
    cast, own = two_schools.cast, two_schools.cast.mentor
    found = page(cast)
    assert found.index("School A") < found.index("School B")
    assert own.list_name in found
    assert "kan kiezen: in een sessie die past is plaats" in found
    assert "kan op een wachtlijst: elke sessie die past is vol" in found
    assert "voor 1 is niets vrij" in found
    for session in (two_schools.first, two_schools.later):
        actions.enrol(session, person=own, by=own, at=NOW)
    assert own.list_name not in page(cast)


def test_the_school_educator_sees_the_own_school_only(two_schools: Programme) -> None:
    found = page(two_schools.cast, "school_educator")
    assert "School A" in found
    assert "School B" not in found
    for who, status in (("head", 403), ("mentor", 403), ("institute_educator", 403), ("stranger", 404)):
        client = two_schools.cast.client(who)
        assert client.get(two_schools.cast.url("enrolment/shortfall/")).status_code == status


def test_it_is_filtered_by_name_and_by_invitation(two_schools: Programme) -> None:
    cast = two_schools.cast
    for query, shown in (("?q=school+b", "B"), ("?invitation=sent", "A"), ("?invitation=unsent", "B")):
        other = {"A": "B", "B": "A"}[shown]
        found = page(cast, query=query)
        assert f"Iedereen van School {shown}" in found
        assert f"Iedereen van School {other}" not in found
    assert "Geen school gevonden" in page(cast, query="?q=onbekend")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_a_file_too_with_the_same_filter(two_schools: Programme, kind: str) -> None:
    cast = two_schools.cast
    answer = cast.client("programme_lead").get(cast.url(f"enrolment/shortfall.{kind}?invitation=sent"))
    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 5
        assert {line.split(";")[0] for line in lines[1:]} == {"School A"}


def test_a_reminder_goes_out_per_school_and_leads_back(two_schools: Programme) -> None:
    cast = two_schools.cast
    assert "5 begeleiders herinneren" in page(cast)
    address = cast.url(f"enrolment/schools/{cast.school.pk}/nudge/")
    back = cast.client("programme_lead").post(address, {"back": "shortfall", "query": "invitation=sent"})
    assert back["Location"] == cast.url("enrolment/shortfall/?invitation=sent")
    assert Invitee.objects.filter(nudged_at__isnull=False).count() == 5
    assert "herinnerd 12 sep" in page(cast)


def test_schools_come_a_page_at_a_time_and_a_large_one_leads_to_its_own_page(two_schools: Programme) -> None:
    cast = two_schools.cast
    builders.mentors(cast.school, 20)
    for number in range(6):
        school = School.objects.create(name=f"School Z{number}")
        builders.agreed_plan(cast.year, school, [two_schools.first.edition], cast.head, rule_count=1)
        builders.mentors(school, 1)
        builders.session(two_schools.first.edition, school)
    first = page(cast)
    assert "pagina 1 van 2" in first
    assert first.count("0 van 2") == 12
    assert "25 van de 25 begeleiders" in first
    assert "School Z5" in page(cast, query="?page=2")
