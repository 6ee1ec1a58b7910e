"""The study day of a school: the page, the posters and the slips."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from dagdeel.base.partnerships.models import HalfDay
from dagdeel.year.enrolment import actions, queries
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme

DAY = date(2016, 11, 8)


@pytest.fixture
def day(programme: Programme) -> Programme:
    """Two workshops side by side in the afternoon and one in the morning; two mentors take part, the others do not."""
    morning = builders.session(
        programme.later.edition, programme.cast.school, day=DAY, half_day=HalfDay.MORNING, seats=9, minimum=1
    )
    one, two = programme.mentors[:2]
    for person, session in ((one, programme.first), (one, morning), (two, programme.parallel)):
        actions.enrol(session, person=person, by=person, at=NOW)
    return programme


def url(programme: Programme, rest: str = "") -> str:
    return programme.cast.url(f"enrolment/schools/{programme.cast.school.pk}/days/{DAY.isoformat()}/{rest}")


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_everybody_has_a_slip_in_the_order_of_the_day_and_who_goes_nowhere_is_named(day: Programme) -> None:
    found = queries.study_day(day.cast.year, day.cast.school, DAY)
    assert [(half, len(running)) for half, running in found.rounds] == [("am", 1), ("pm", 2)]
    slips = {slip.person: [session.half_day for session in slip.sessions] for slip in found.slips}
    assert slips == {day.mentors[0]: ["am", "pm"], day.mentors[1]: ["pm"]}
    assert set(found.without) == set(day.mentors[2:])
    assert queries.parallel_days(day.cast.year, day.cast.school) == [DAY]


def test_the_page_leads_to_posters_and_slips_and_the_school_leads_to_the_page(day: Programme) -> None:
    client = day.cast.client("school_educator")
    text = client.get(url(day)).content.decode()
    for word in (
        "Studiedag van dinsdag 8 november",
        day.first.edition.title,
        "Nog nergens",
        "posters.pdf",
        "slips.pdf",
    ):
        assert word in text
    school = client.get(day.cast.url(f"enrolment/schools/{day.cast.school.pk}/")).content.decode()
    assert url(day) in school


def test_the_posters_name_the_workshops_and_the_people_of_each_room(day: Programme) -> None:
    text = words(day.cast.client("school_educator").get(url(day, "posters.pdf")).content)
    for word in ("Studiedag", day.first.edition.title, day.parallel.edition.title, day.mentors[0].list_name):
        assert word in text
    assert day.mentors[3].list_name not in text


def test_the_slips_say_where_to_go(day: Programme) -> None:
    pdf = day.cast.client("school_educator").get(url(day, "slips.pdf")).content
    assert str(PdfReader(io.BytesIO(pdf)).root_object["/Lang"]).startswith("nl")
    text = words(pdf)
    for word in (day.mentors[0].full_name, day.mentors[1].full_name, day.later.edition.title):
        assert word in text


@pytest.mark.parametrize("wrong", ["2016-11-09", "morgen", "2016-02-31"])
def test_a_day_on_which_nothing_runs_is_not_found(day: Programme, wrong: str) -> None:
    found = day.cast.client("school_educator").get(url(day).replace(DAY.isoformat(), wrong))
    assert found.status_code == 404


def test_before_anybody_has_a_seat_the_address_of_the_slips_says_what_comes_first(programme: Programme) -> None:
    answer = programme.cast.client("school_educator").get(url(programme, "slips.pdf"))
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "Op deze dag heeft nog niemand een plaats" in text
    assert programme.first.edition.title in text
    assert "Een briefje voor iedereen" not in text


def test_on_the_own_page_what_runs_beside_the_own_session_is_folded_away(day: Programme) -> None:
    text = day.cast.client("mentor").get(day.cast.url("enrolment/mine/")).content.decode()
    own, fold, folded = text.partition("<summary>1 sessie naast die van u")
    assert fold
    assert day.first.edition.title in own
    assert day.parallel.edition.title not in own
    assert day.parallel.edition.title in folded
