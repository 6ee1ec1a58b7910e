"""The guided start: what is done it sees by itself, it leads on to what is next, and it goes when the year runs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from dagdeel.base.administration import queries as administration
from dagdeel.base.administration.actions import DEADLINES, NUMBERS, begin_year, found_partnership
from dagdeel.base.administration.rules import out_of_order, usual_deadlines, window
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import HolidayRegion, Institute, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.web.guide import guide_of
from dagdeel.year.catalogue.models import Brochure
from tests.cast import NOW, Cast, brochure, choice_round, edition, membership, person, programme_year


class Empty:
    """A partnership on its first day: a lead, a year, and nothing else."""

    def __init__(self) -> None:
        self.lead = person("Noor", "Wit", "de", email="noor@example.org")
        self.partnership = found_partnership(
            name="De Start", short_name="De Start", slug="start", reply_to="", by=self.lead, at=NOW
        )
        self.partnership.demo_day = NOW.date()
        self.partnership.save()
        with scope.of(self.partnership):
            self.year = begin_year(first_year=2016, by=self.lead, at=NOW)
        self.client = Client()
        self.client.force_login(self.lead)

    def page(self, path: str = "") -> str:
        return self.client.get(f"/start/2016-2017/{path}").content.decode()


@pytest.fixture
def empty(db: None) -> Empty:
    return Empty()


def test_an_empty_year_begins_with_six_steps_and_schools_first(empty: Empty) -> None:
    page = empty.page()
    assert page.count('class="guide-step') == 6
    assert "0 van 6 klaar" in page
    assert '<a class="button button-primary" href="/start/2016-2017/administration/organisations/">' in page
    assert "guide-bar" not in page  # the steps themselves stand there
    assert "0 van 6 klaar" in empty.page("administration/")  # and everywhere else the bar


def test_each_step_is_done_as_soon_as_the_data_say_so(empty: Empty) -> None:
    with scope.of(empty.partnership):
        steps: list[tuple[str, Callable[[], object]]] = [
            ("Mensen en hun rollen", lambda: _place(empty)),
            ("Getallen en data van het jaar", lambda: _staff(empty)),
            ("Workshops", lambda: _dates(empty)),
            ("De brochure publiceren", lambda: [edition(empty.year) for _ in range(4)]),
            ("De schoolkeuze openen", lambda: Brochure.objects.create(year=empty.year, released_at=NOW)),
        ]
        for done, (following, step) in enumerate(steps, 1):
            step()
            page = empty.page("timeline/")
            assert f"{done} van 6 klaar" in page, following
            assert f"Hierna: <strong>{following}</strong>" in page
        choice_round(empty.year)
    assert "van 6 klaar" not in empty.page("timeline/")
    assert "guide-step" not in empty.page()
    assert empty.client.get("/start/2016-2017/guide/").headers["Location"] == "/start/2016-2017/"


def _place(empty: Empty) -> None:
    School.objects.create(name="School A")
    assert "1 school · 0 instituten" in empty.page("guide/")
    Institute.objects.create(name="Instituut")


def _staff(empty: Empty) -> None:
    school = School.objects.get()
    membership(person(), Role.HEAD, school=school)
    assert "Er ontbreekt nog een rector of schoolopleider bij School A." in empty.page("guide/")
    membership(person(), Role.SCHOOL_EDUCATOR, school=school)


def _dates(empty: Empty) -> None:
    sent = {name: getattr(empty.year, name) for name in NUMBERS}
    usual = usual_deadlines(2016, NOW.date(), administration.closed_days())
    answer = empty.client.post("/start/2016-2017/administration/settings/?usual=1", {**sent, **usual})
    assert answer.status_code == 302
    empty.year.refresh_from_db()


def test_it_can_be_put_aside_and_is_found_again_under_the_name(empty: Empty) -> None:
    answer = empty.client.post("/start/2016-2017/guide/aside/", {"aside": "yes"}, follow=True)
    home = answer.content.decode()
    assert "U vindt ze terug onder uw naam." in home
    assert "guide-step" not in home
    assert '<a href="/start/2016-2017/guide/">' in home
    assert "guide-bar" not in empty.page("timeline/")
    assert "guide-step" in empty.page("guide/")
    back = empty.client.post("/start/2016-2017/guide/aside/", {"aside": "no"}, follow=True).content.decode()
    assert "guide-step" in back
    with scope.of(empty.partnership):
        verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["guide.put_aside", "guide.taken_up"]


def test_it_is_for_who_leads_and_for_the_first_year_only(cast: Cast) -> None:
    assert "guide-step" in cast.client("programme_lead").get(cast.url()).content.decode()
    assert "guide" not in cast.client("head").get(cast.url()).content.decode()
    assert cast.client("head").get(cast.url("guide/")).status_code == 403
    with scope.of(cast.partnership):
        programme_year(2015)
    assert "guide" not in cast.client("programme_lead").get(cast.url()).content.decode()


def test_a_running_year_costs_no_question_more(inside: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    brochure(inside.year, 4)
    choice_round(inside.year)
    lead = memberships_of(inside.programme_lead, inside.partnership, inside.year)
    assert lead is not None
    with django_assert_num_queries(4):  # each of them asked by the strip around the page as well
        assert guide_of(inside.year, lead) is None


# The usual days -----------------------------------------------------------------------------------------------------


def test_the_settings_offer_days_and_save_nothing_by_themselves(empty: Empty) -> None:
    assert "De gebruikelijke data invullen" in empty.page("administration/settings/")
    page = empty.page("administration/settings/?usual=1")
    assert "De lege data zijn voor u ingevuld" in page
    assert page.count('type="date" name=') == page.count('value="201') == len(DEADLINES)
    assert not any(getattr(ProgrammeYear.everywhere.get(), name) for name in DEADLINES)


def test_a_day_that_stands_there_already_stays(empty: Empty) -> None:
    with scope.of(empty.partnership):
        ProgrammeYear.objects.update(report_due=date(2017, 12, 1))
    page = empty.page("administration/settings/?usual=1")
    assert 'value="2017-12-01"' in page


@pytest.mark.parametrize("weeks", range(0, 104, 3))
def test_whenever_somebody_begins_the_days_are_in_order_ahead_and_on_days_when_schools_are_open(
    inside: Cast, weeks: int
) -> None:
    School.objects.filter(name="School B").update(holiday_region=HolidayRegion.NORTH)
    today = date(2025, 8, 1) + timedelta(weeks=weeks)
    closed = administration.closed_days()
    found = usual_deadlines(2026, today, closed)
    days = list(found.values())
    assert days == sorted(set(days))
    assert all(day > today and not closed(day) for day in days)
    assert out_of_order(found) == {}
    assert all(window(2026)[0] <= day <= window(2026)[1] for day in days)
    if weeks < 60:
        assert set(found) == set(DEADLINES)


def test_schools_are_closed_at_the_weekend_on_holidays_and_in_the_holidays_of_every_region(inside: Cast) -> None:
    School.objects.filter(name="School B").update(holiday_region=HolidayRegion.NORTH)
    closed = administration.closed_days()
    north_only, south_only = date(2027, 2, 22), date(2027, 2, 16)
    assert [closed(day) for day in (date(2027, 3, 6), date(2027, 4, 27), north_only, south_only, date(2027, 3, 9))] == [
        True, True, True, True, False,
    ]  # fmt: skip
