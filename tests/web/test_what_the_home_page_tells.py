"""The strip, the board and the front door tell a member no more than the pages behind them do."""

from datetime import date
from decimal import Decimal

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from dagdeel.outputs.mail.models import Mail
from dagdeel.year.budget.actions import set_rate
from dagdeel.year.budget.states import RateKind
from dagdeel.year.cycle import CYCLE
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import DecisionState
from tests import cast as build
from tests.cast import NOW, Cast
from tests.house.everything import House, make_house


@pytest.fixture
def house(db: None) -> House:
    """One of everything, so that every step has something to tell."""
    return make_house()


def _strip(house: House, role: str) -> dict[str, tuple[str, str]]:
    """Figure and address of each step, as this role reads them."""
    response = house.cast.client(role).get(house.cast.url())
    return {item.key: (item.figure, item.url) for item in response.context["frame"].strip}


@pytest.mark.parametrize("role", Role)
def test_nobody_reads_the_figure_of_a_step_whose_page_stays_shut(house: House, role: Role) -> None:
    told = {key for key, (figure, _url) in _strip(house, role).items() if figure}
    client = house.cast.client(role)
    for step in CYCLE:
        if step.key in told:
            assert client.get(house.cast.url(f"{step.key}/"), follow=True).status_code == 200, step.key


@pytest.mark.parametrize("role", Role)
def test_no_step_of_the_strip_leads_to_a_shut_door(house: House, role: Role) -> None:
    client = house.cast.client(role)
    for key, (_figure, url) in _strip(house, role).items():
        assert not url or client.get(url, follow=True).status_code == 200, key


@pytest.mark.parametrize("role", Role)
def test_the_home_page_leads_whoever_takes_part_or_gives_workshops_to_the_own_pages(house: House, role: Role) -> None:
    own = {Role.MENTOR: ["enrolment/mine/", "certificates/mine/"], Role.TRAINER: ["planning/mine/"]}.get(role, [])
    client = house.cast.client(role)
    shown = client.get(house.cast.url()).context["own"]
    assert [url for _words, url, _icon in shown] == [house.cast.url(path) for path in own]
    assert {client.get(url).status_code for _words, url, _icon in shown} <= {200}


def test_a_mentor_reads_nothing_about_money_and_a_controller_does(house: House) -> None:
    with scope.of(house.cast.partnership):
        set_rate(house.cast.year, kind=RateKind.DELIVERY, amount=Decimal(500), by=house.cast.controller, at=NOW)
    assert _strip(house, "mentor")["budget"] == ("", "")
    assert "€" in _strip(house, "controller")["budget"][0]


def test_a_mentor_gets_the_page_of_the_own_certificates_and_questionnaires(house: House) -> None:
    found = _strip(house, "mentor")
    assert found["certificates"] == ("", house.cast.url("certificates/mine/"))
    assert found["evaluation"] == ("", house.cast.url("evaluation/mine/"))


@pytest.mark.parametrize("role", [role for role in Role if Permission.CHOICES_VIEW in ROLE_TABLE[role]])
def test_the_board_has_no_column_of_a_step_whose_page_stays_shut(house: House, role: Role) -> None:
    client = house.cast.client(role)
    columns = client.get(house.cast.url()).context["board"].columns
    assert [step.key for step in columns if client.get(house.cast.url(f"{step.key}/")).status_code == 403] == []


@pytest.mark.parametrize("role", Role)
def test_nobody_reads_of_a_decision_in_the_dates_who_may_not_read_the_decision(house: House, role: Role) -> None:
    with scope.of(house.cast.partnership):
        Decision.objects.update(state=DecisionState.TAKEN, due=date(2017, 2, 1))
    shown = house.cast.client(role).get(house.cast.url("timeline/")).content.decode()
    assert ("Uitgevoerd: Langer" in shown) == (Permission.DECISIONS_VIEW in ROLE_TABLE[role])


def test_the_date_of_a_step_leads_a_mentor_to_the_own_page(house: House) -> None:
    shown = house.cast.client("mentor").get(house.cast.url("timeline/")).content.decode()
    assert f'<a href="{house.cast.url("evaluation/mine/")}">Iedereen heeft de evaluatie ingevuld</a>' in shown
    assert f'href="{house.cast.url("reporting/")}"' not in shown


def test_whose_role_ended_is_led_to_the_last_year_in_which_it_was_held(inside: Cast) -> None:
    inside.partnership.demo_day = date(2016, 9, 12)
    inside.partnership.save()
    earlier = build.programme_year(2015)
    Membership.objects.filter(person=inside.mentor).update(to_year=2015)
    response = inside.client("mentor").get("/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [(f"/{inside.partnership.slug}/{earlier}/", 302)]


def test_whose_role_ended_before_any_year_gets_a_sentence_and_no_shut_door(inside: Cast) -> None:
    Membership.objects.filter(person=inside.mentor).update(to_year=2015)
    assert inside.client("mentor").get("/", follow=True).status_code == 200


def test_no_page_has_a_nul_in_its_address(cast: Cast) -> None:
    client = cast.client("programme_lead")
    assert client.get(cast.url("history/"), {"q": "a\0b"}).status_code == 404
    assert client.get(cast.url("administration/"), {"q": "a\0b"}).status_code == 404


def test_the_lead_reads_what_people_did_and_everybody_else_the_own_mails_only(house: House) -> None:
    cast = house.cast
    with scope.of(cast.partnership):
        set_rate(cast.year, kind=RateKind.DELIVERY, amount=Decimal(500), by=cast.controller, at=NOW)
        mine, theirs = (
            Mail.objects.create(
                key=who.email, person=who, address=who.email, year=cast.year, state="sent", sent_at=NOW, created_at=NOW,
                due=NOW, next_try=NOW, message_id=who.email, subject=f"Bericht voor {who.full_name}",
            )
            for who in (cast.mentor, cast.head)
        )  # fmt: skip
    lead = cast.client("programme_lead").get(cast.url()).content.decode()
    assert "Wat er gebeurde" in lead
    assert cast.controller.full_name in lead
    assert mine.subject not in lead

    mentor = cast.client("mentor").get(cast.url()).content.decode()
    assert mine.subject in mentor
    assert theirs.subject not in mentor
    assert cast.controller.full_name not in mentor
