"""The pages of the plan, through the browser's eyes."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.planning import actions
from dagdeel.year.planning.forms import LISTED
from dagdeel.year.planning.models import Assignment, PlanVersion, Room, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, proposed, story


@pytest.fixture
def tale(cast: c.Cast) -> Iterator[Story]:
    """Two drafts of which the first has a date, a room and a trainer; the scope stays open for looking."""
    with scope.of(cast.partnership):
        told = story(cast)
        first = told.place(told.drafts()[0], room=told.room)
        actions.assign_trainer(first, trainer=told.trainer, **told.at)
        yield told


def sessions() -> tuple[Session, Session]:
    one, other = Session.objects.order_by("pk")
    return one, other


def url(tale: Story, rest: str = "") -> str:
    return tale.cast.url(f"planning/{rest}")


def text(answer: Any) -> str:
    return str(answer.content.decode())


WHEN = {"day": "2016-11-08", "half_day": "pm", "starts": "", "ends": "", "room": "", "minimum": "5", "seats": "20"}


@pytest.mark.parametrize(
    "who", ["programme_lead", "head", "school_educator", "institute_educator", "trainer", "controller"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_plan_opens_for_whoever_may_see_it_in_both_languages(tale: Story, who: str, language: str) -> None:
    person = tale.cast.people[who]
    type(person).objects.filter(pk=person.pk).update(language=language)
    answer = tale.cast.client(who).get(url(tale))
    assert answer.status_code == 200
    assert tale.editions[0].title in text(answer)


@pytest.mark.parametrize("page", ["publish/", "proposals/", "add/", "rooms/", ""])
def test_every_page_of_the_lead_opens_in_both_languages(tale: Story, page: str) -> None:
    for language in ("nl", "en"):
        type(tale.cast.programme_lead).objects.filter(pk=tale.cast.programme_lead.pk).update(language=language)
        assert tale.cast.client("programme_lead").get(url(tale, page)).status_code == 200


def test_an_empty_year_says_what_will_come(cast: c.Cast) -> None:
    assert "Nog geen sessies in het rooster" in text(cast.client("head").get(cast.url("planning/")))


def test_a_mentor_does_not_see_the_plan_and_a_stranger_finds_nothing(tale: Story) -> None:
    assert tale.cast.client("mentor").get(url(tale)).status_code == 403
    assert tale.cast.client("stranger").get(url(tale)).status_code == 404


def test_the_filter_shows_what_is_missing(tale: Story) -> None:
    one, other = sessions()
    answer = text(tale.cast.client("programme_lead").get(url(tale, "?matter=no_date")))
    assert other.edition.title in answer
    assert one.edition.title not in answer
    assert tale.cast.client("programme_lead").get(url(tale, "?school=onzin&matter=zot")).status_code == 200


def test_drafting_twice_makes_nothing_more(tale: Story) -> None:
    answer = tale.cast.client("programme_lead").post(url(tale, "draft/"), follow=True)
    assert "Elke afgesproken keuze heeft al een sessie." in text(answer)
    assert Session.objects.count() == 2


def test_the_school_educator_sets_date_and_room_of_the_own_school_only(tale: Story) -> None:
    one, other = sessions()
    client = tale.cast.client("school_educator")
    answer = client.post(url(tale, f"sessions/{other.pk}/"), {**WHEN, "day": "2016-12-06", "catering": "soep"})
    other.refresh_from_db()
    assert (answer.status_code, other.day, other.starts, other.catering) == (302, DECEMBER, time(13, 30), "soep")
    Session.objects.filter(pk=one.pk).update(school=tale.cast.other_school, room=None)
    assert client.get(url(tale, f"sessions/{one.pk}/")).status_code == 403
    assert client.post(url(tale, f"sessions/{one.pk}/"), WHEN).status_code == 403
    assert client.post(url(tale, f"sessions/{other.pk}/cancel/"), {"reason": "x"}).status_code == 403


def test_a_head_looks_and_cannot_change(tale: Story) -> None:
    one, _ = sessions()
    client = tale.cast.client("head")
    assert 'csrfmiddlewaretoken" value' not in text(client.get(url(tale, f"sessions/{one.pk}/"))).split("<main")[1]
    assert client.post(url(tale, f"sessions/{one.pk}/"), WHEN).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"day": "2017-09-01"}, "day", "Deze datum valt niet in dit schooljaar."),
        ({"day": "31 februari"}, "day", ""),
        ({"half_day": ""}, "half_day", "Kies het dagdeel op deze datum."),
        ({"day": ""}, "day", "Kies de datum van dit dagdeel."),
        ({"starts": "17:00", "ends": "13:00"}, "ends", "De sessie eindigt voordat ze begint."),
        ({"minimum": "21"}, "minimum", "Het minimum kan niet hoger zijn dan het aantal plaatsen."),
        ({"seats": "-3"}, "seats", ""),
        ({"seats": "6"}, "seats", "Er zijn al 7 plaatsen bezet; minder kan niet."),
        ({"room": "aula"}, "room", "In dit lokaal is op dat dagdeel een andere sessie."),
        ({"room": "999999"}, "room", ""),
    ],
)
def test_what_does_not_hold_is_said_beside_the_field_and_kept(
    tale: Story, typed: dict[str, str], field: str, sentence: str
) -> None:
    _, other = sessions()
    Session.objects.filter(pk=other.pk).update(taken=7)
    if typed.get("room") == "aula":
        typed = {"room": str(tale.room.pk)}
    answer = tale.cast.client("programme_lead").post(
        url(tale, f"sessions/{other.pk}/"), {**WHEN, "catering": "wat er getypt is", **typed}
    )
    other.refresh_from_db()
    assert (answer.status_code, other.day) == (422, None)
    page = text(answer)
    assert f'id="id_{field}_error"' in page
    assert "wat er getypt is" in page
    assert sentence in page


def test_a_holiday_is_minded_in_place_and_saved(tale: Story) -> None:
    _, other = sessions()
    answer = tale.cast.client("programme_lead").post(
        url(tale, f"sessions/{other.pk}/"), {**WHEN, "day": "2016-10-25"}, follow=True
    )
    other.refresh_from_db()
    assert other.day == date(2016, 10, 25)
    assert "valt in een schoolvakantie (Herfstvakantie)" in text(answer)


def test_a_trainer_twice_in_a_half_day_is_said_beside_the_field(tale: Story) -> None:
    _, other = sessions()
    tale.place(other, TUESDAY)
    client = tale.cast.client("programme_lead")
    answer = client.post(url(tale, f"sessions/{other.pk}/trainers/"), {"trainer": tale.trainer.pk})
    assert answer.status_code == 422
    assert "Deze trainer geeft op dat dagdeel een andere sessie." in text(answer)


def test_trainers_are_chosen_and_taken_off_on_the_page(tale: Story) -> None:
    one, other = sessions()
    client = tale.cast.client("programme_lead")
    client.post(url(tale, f"sessions/{one.pk}/trainers/{tale.trainer.pk}/remove/"))
    assert not one.assignments.exists()
    client.post(url(tale, f"sessions/{other.pk}/trainers/"), {"trainer": tale.trainer.pk})
    assert [a.trainer for a in other.assignments.all()] == [tale.trainer]
    assert client.post(url(tale, f"sessions/{other.pk}/trainers/"), {"trainer": "x"}).status_code == 422


def test_publishing_shows_the_difference_first_and_then_asks_the_trainer(tale: Story) -> None:
    one, _ = sessions()
    client = tale.cast.client("programme_lead")
    page = text(client.get(url(tale, "publish/")))
    assert one.edition.title in page
    assert "1 sessie zonder datum blijft concept." in page
    answer = client.post(url(tale, "publish/"), {"note": "Tot ziens"}, follow=True)
    assert "Versie 1 is gepubliceerd." in text(answer)
    again = client.post(url(tale, "publish/"), {"note": ""})
    assert again.status_code == 422
    assert "is niets te publiceren" in text(again)
    assert PlanVersion.objects.count() == 1


def test_a_trainer_confirms_and_declines_with_a_reason(tale: Story) -> None:
    one, _ = sessions()
    actions.publish_plan(tale.cast.year, **tale.at)
    assignment = Assignment.objects.get(session=one)
    client = tale.cast.client("trainer")
    assert one.edition.title in text(client.get(url(tale, "mine/")))
    client.post(url(tale, f"mine/{assignment.pk}/confirm/"))
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.CONFIRMED
    assert client.get(url(tale, f"sessions/{one.pk}/")).status_code == 200
    assert client.get(url(tale, f"mine/{assignment.pk}/decline/")).status_code == 200
    assert client.post(url(tale, f"mine/{assignment.pk}/decline/"), {"reason": " "}).status_code == 422
    client.post(url(tale, f"mine/{assignment.pk}/decline/"), {"reason": "Ziek"})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.remark) == (AssignmentState.DECLINED, "Ziek")
    assert "Ziek" in text(tale.cast.client("programme_lead").get(url(tale, f"sessions/{one.pk}/")))


def test_nobody_answers_for_another_trainer(tale: Story) -> None:
    actions.publish_plan(tale.cast.year, **tale.at)
    assignment = Assignment.objects.get()
    other = c.person()
    c.membership(other, Role.TRAINER, institute=tale.cast.institute)
    client = tale.cast.client(other)
    assert client.post(url(tale, f"mine/{assignment.pk}/confirm/")).status_code == 403
    assert client.get(url(tale, f"sessions/{assignment.session_id}/")).status_code == 403
    assert tale.cast.client("programme_lead").post(url(tale, f"mine/{assignment.pk}/confirm/")).status_code == 403


def test_cancelling_asks_for_a_reason_and_can_be_undone(tale: Story) -> None:
    one, _ = sessions()
    client = tale.cast.client("programme_lead")
    assert client.post(url(tale, f"sessions/{one.pk}/cancel/"), {"reason": ""}).status_code == 422
    answer = client.post(url(tale, f"sessions/{one.pk}/cancel/"), {"reason": "Te weinig mensen"}, follow=True)
    assert "Te weinig mensen" in text(answer)
    client.post(url(tale, f"sessions/{one.pk}/restore/"), {"keep": "yes"})
    one.refresh_from_db()
    assert (one.state, one.day) == (SessionState.DRAFT, TUESDAY)


def test_a_school_educator_keeps_the_rooms_of_the_own_school(tale: Story) -> None:
    client = tale.cast.client("school_educator")
    school = tale.cast.school
    twice = client.post(url(tale, f"rooms/{school.pk}/"), {"name": "Aula", "seats": "20"})
    assert (twice.status_code, "al een lokaal met die naam" in text(twice)) == (422, True)
    client.post(url(tale, f"rooms/{school.pk}/"), {"name": "Kantine", "seats": "40"})
    room = Room.objects.get(name="Kantine")
    client.post(url(tale, f"rooms/room/{room.pk}/"), {"name": "Kantine", "seats": "18", "equipment": "scherm"})
    room.refresh_from_db()
    assert (room.seats, room.equipment) == (18, "scherm")
    assert client.get(url(tale, f"rooms/{tale.cast.other_school.pk}/")).status_code == 403
    assert "School B" not in text(client.get(url(tale, "rooms/"))).split("<main")[1]


def test_what_trainers_said_is_for_the_lead_only(tale: Story) -> None:
    tale.trainer.availability.update(suits="cannot")
    one, _ = sessions()
    sentence = "kan niet op dit dagdeel"
    assert sentence in text(tale.cast.client("programme_lead").get(url(tale, f"sessions/{one.pk}/")))
    for who in ("head", "school_educator", "trainer"):
        assert sentence not in text(tale.cast.client(who).get(url(tale)))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_plan_leaves_as_a_spreadsheet(tale: Story, kind: str) -> None:
    answer = tale.cast.client("head").get(url(tale, f"export/{kind}/"))
    assert answer.status_code == 200
    assert f"rooster-2016-2017.{kind}" in answer["Content-Disposition"]
    assert tale.cast.client("head").get(url(tale, "export/pdf/")).status_code == 404


@pytest.mark.parametrize("page", ["", "publish/", "proposals/", "rooms/"])
def test_a_page_asks_as_many_queries_for_three_sessions_as_for_one(tale: Story, page: str) -> None:
    proposed(tale.cast)
    client = tale.cast.client("programme_lead")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url(tale, page)).status_code == 200
        return len(queries)

    count()
    before = count()
    for number in range(3):
        more = c.session(c.edition(tale.cast.year), tale.cast.school, day=DECEMBER, half_day="am", state="draft")
        who = c.trainer(c.person(), tale.cast.institute, more.edition)
        c.assignment(more, who, AssignmentState.PROPOSED)
        more.day, more.half_day = date(2017, 1, 10 + number), "pm"
    proposed(tale.cast)
    assert count() == before


def test_where_the_list_of_schools_would_be_too_long_a_part_of_the_name_is_typed(tale: Story) -> None:
    one, _other = sessions()
    for number in range(LISTED):
        school = School.objects.create(name=f"Lyceum {number:02}")
        c.session(one.edition, school)
    answer = text(tale.cast.client("programme_lead").get(url(tale, "?school=LYCEUM+07")))
    assert '<select name="school"' not in answer
    assert 'value="LYCEUM 07"' in answer
    assert "Lyceum 07</h2>" in answer
    assert "Lyceum 08" not in answer
    assert one.edition.title in answer
