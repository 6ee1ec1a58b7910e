"""The pages of the roof: the way in, home per role, dates, history, language."""

from datetime import date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.administration.actions import live_on
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import Institute, Partnership, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.web.queries import Asked, in_order, ring, timeline
from dagdeel.year.cycle import CYCLE
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.step import Todo
from tests import cast as story
from tests.cast import NOW, Cast, membership, person, programme_year


@pytest.fixture
def today(cast: Cast) -> Cast:
    """The cast, living on 12 September 2016."""
    live_on(cast.partnership, day=NOW.date(), by=None, at=NOW)
    return cast


def _get(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


# The way in -----------------------------------------------------------------------------------------------------


def test_with_one_partnership_home_leads_to_the_present_year(today: Cast) -> None:
    with scope.of(today.partnership):
        programme_year(2015)
        programme_year(2017)
    assert today.client("mentor").get("/").headers["Location"] == today.url()


def test_home_leads_to_the_newest_year_when_today_falls_in_none(today: Cast) -> None:
    live_on(today.partnership, day=date(2030, 1, 1), by=None, at=NOW)
    assert today.client("mentor").get("/").headers["Location"] == today.url()


def test_home_never_leads_to_a_year_in_which_one_has_no_role(today: Cast) -> None:
    who = person()
    with scope.of(today.partnership):
        programme_year(2015)
        membership(who, Role.CONTROLLER, to_year=2015)
    response = today.client(who).get("/", follow=True)
    assert response.redirect_chain == [(f"/{today.partnership.slug}/2015-2016/", 302)]
    assert response.status_code == 200


def test_with_several_partnerships_home_lets_one_choose(today: Cast) -> None:
    other = story.partnership("Opleidingsschool De Andere")
    with scope.of(other):
        programme_year()
        membership(today.mentor, Role.TRAINER, institute=Institute.objects.create(name="Instituut"))
    shown = _get(today.client("mentor"), "/")
    assert today.partnership.name in shown
    assert "Opleidingsschool De Andere" in shown
    assert today.url() in shown


def test_the_way_in_takes_as_many_queries_for_three_partnerships_as_for_two(today: Cast) -> None:
    def join() -> None:
        other = story.partnership()
        with scope.of(other):
            programme_year()
            membership(today.mentor, Role.PROGRAMME_LEAD)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            _get(today.client("mentor"), "/")
        return len(captured)

    join()
    two = queries()
    join()
    assert queries() == two


def test_without_any_role_home_says_whom_to_ask(cast: Cast) -> None:
    assert "U hebt geen rol in een programma" in _get(cast.client(person()), "/")


def test_whoever_is_signed_out_is_asked_to_sign_in(db: None) -> None:
    assert Client().get("/").headers["Location"] == "/sign-in/?next=/"


# Home -----------------------------------------------------------------------------------------------------------


def test_what_is_late_or_due_soon_comes_first_then_what_has_no_date_and_what_has_time_last() -> None:
    step = CYCLE[0]
    some = [Todo("in mei", "", "", date(2017, 5, 1)), Todo("nu", "", ""), Todo("straks", "", "", date(2016, 9, 20))]
    more = [Todo("te laat", "", "", date(2016, 9, 1))]
    found = in_order([Asked(step, tuple(some)), Asked(step, tuple(more))], date(2016, 9, 12))
    assert [todo.title for todo in found] == ["te laat", "straks", "nu", "in mei"]


def test_when_nothing_is_asked_the_page_says_so(today: Cast) -> None:
    assert "Er wordt nu niets van u gevraagd" in _get(today.client("hr_officer"), today.url())


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_home_in_dutch_and_in_english(role: str, today: Cast) -> None:
    client = today.client(role)
    assert "Nu van u gevraagd" in _get(client, today.url())
    client.post("/language/", {"language": "en"})
    assert "Asked of you now" in _get(client, today.url())


def _chosen(cast: Cast) -> None:
    """Give the board something to say."""
    with scope.of(cast.partnership):
        story.choice_round(cast.year)
        editions = story.brochure(cast.year, 4)
        for school in School.objects.all():
            if not school.plans.exists():
                story.agreed_plan(cast.year, school, editions, cast.head)


@pytest.mark.parametrize("role", ["head", "school_educator"])
def test_somebody_of_a_school_sees_that_school_only(role: str, today: Cast) -> None:
    _chosen(today)
    shown = _get(today.client(role), today.url())
    assert "Waar staat elke school?" in shown or "Waar staat uw school?" in shown
    assert '<th scope="row">School A</th>' in shown
    assert "School B" not in shown


@pytest.mark.parametrize("role", ["programme_lead", "institute_educator", "council_member"])
def test_whoever_works_for_all_schools_sees_them_all(role: str, today: Cast) -> None:
    _chosen(today)
    shown = _get(today.client(role), today.url())
    assert '<th scope="row">School A</th>' in shown
    assert '<th scope="row">School B</th>' in shown


@pytest.mark.parametrize("role", ["mentor", "trainer", "hr_officer", "controller", "developer"])
def test_the_board_is_not_for_everybody(role: str, today: Cast) -> None:
    _chosen(today)
    assert '<th scope="row">' not in _get(today.client(role), today.url())


def test_home_takes_as_many_queries_for_one_school_as_for_three(today: Cast) -> None:
    with scope.of(today.partnership):
        today.other_school.delete()

    def queries() -> int:
        client = today.client("programme_lead")
        _get(client, today.url())  # the session is there
        with CaptureQueriesContext(connection) as captured:
            _get(client, today.url())
        return len(captured)

    one = queries()
    with scope.of(today.partnership):
        for name in ("School C", "School D"):
            School.objects.create(name=name)
    assert queries() == one


# Dates ----------------------------------------------------------------------------------------------------------


def test_the_dates_of_all_steps_stand_in_order(inside: Cast) -> None:
    story.choice_round(inside.year)
    lead = memberships_of(inside.programme_lead, inside.partnership, inside.year)
    assert lead
    items = timeline(inside.year, NOW.date(), lead)
    assert [item.deadline.day for item in items] == sorted(item.deadline.day for item in items)
    assert {item.step.key for item in items} >= {"catalogue", "choices", "trainers", "enrolment", "evaluation"}
    assert [item.past for item in items] == [item.deadline.day < NOW.date() for item in items]


def test_a_date_of_one_school_is_told_to_whom_it_concerns_and_each_round_by_its_own_name(inside: Cast) -> None:
    for place, day in enumerate((None, date(2017, 3, 22))):
        RankingRound.objects.create(
            year=inside.year,
            school=inside.school,
            study_day=day,
            opens=date(2017, 1, 9 + place),
            closes=date(2017, 2, 1),
        )
    stranger = person()
    membership(stranger, Role.MENTOR, school=inside.other_school)
    both_ways = person()  # reads enrolment at her own school only, and gives workshops at all of them
    membership(both_ways, Role.HEAD, school=inside.other_school)
    membership(both_ways, Role.TRAINER, institute=inside.institute)

    def told(who: Person) -> list[str]:
        member = memberships_of(who, inside.partnership, inside.year)
        assert member
        titles = [str(item.deadline.title) for item in timeline(inside.year, NOW.date(), member)]
        return [title for title in titles if "hun voorkeur gegeven" in title]

    both = [
        "Begeleiders van School A hebben hun voorkeur gegeven",
        "Begeleiders van School A hebben hun voorkeur gegeven voor de studiedag van woensdag 22 maart 2017",
    ]
    for who in (inside.programme_lead, inside.school_educator, inside.mentor):
        assert told(who) == both, who
    for who in (stranger, both_ways, inside.trainer):
        assert told(who) == [], who


def test_the_timeline_shows_dates_and_the_lead_the_way_to_change_them(today: Cast) -> None:
    assert "vrijdag 23 september 2016" in _get(today.client("mentor"), today.url("timeline/"))
    assert today.url("administration/settings/") in _get(today.client("programme_lead"), today.url("timeline/"))
    assert today.url("administration/settings/") not in _get(today.client("mentor"), today.url("timeline/"))


def test_a_year_without_dates_says_who_sets_them(today: Cast) -> None:
    with scope.of(today.partnership):
        programme_year(2017, **{f"{name}_due": None for name in (
            "brochure", "choices", "availability", "plan", "invitations", "enrolment", "evaluation", "decisions", "report"
        )})  # fmt: skip
    shown = _get(today.client("mentor"), f"/{today.partnership.slug}/2017-2018/timeline/")
    assert "Nog geen data" in shown


@pytest.mark.parametrize(
    "dates",
    [
        {},
        {"evaluation_due": date(2017, 3, 1), "decisions_due": date(2017, 2, 1)},
        {"invitations_due": date(2016, 9, 30), "enrolment_due": date(2016, 9, 1)},
        {"evaluation_due": date(2019, 1, 1)},
        {"evaluation_due": None, "invitations_due": None},
    ],
)
def test_the_ring_is_drawn_whatever_the_dates(dates: dict[str, date | None], cast: Cast) -> None:
    for name, value in dates.items():
        setattr(cast.year, name, value)
    drawn = ring(cast.year, NOW.date())
    assert all(arc.start <= arc.end for arc in drawn.legend)
    assert [arc.start for arc in drawn.legend] == sorted(arc.start for arc in drawn.legend)


# History --------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(today: Cast) -> Cast:
    """Sixty things that happened, one of them different."""
    with scope.of(today.partnership):
        for hour in range(59):
            at = datetime(2016, 9, 1 + hour // 24, hour % 24, tzinfo=NOW.tzinfo)
            record("school.added", today.school, by=today.programme_lead, at=at)
        record("year.changed", today.year, by=today.head, at=NOW, before={"group_maximum": 20},
               after={"group_maximum": 18}, reason="Kleinere lokalen")  # fmt: skip
    return today


def test_the_history_speaks_words_newest_first(busy: Cast) -> None:
    shown = _get(busy.client("programme_lead"), busy.url("history/"))
    assert "wijzigde de instellingen van het jaar" in shown
    assert "Kleinere lokalen" in shown
    assert "Grootste groep" in shown
    assert "year.changed" not in shown
    assert shown.index("wijzigde de instellingen") < shown.index("voegde de school toe")


def test_the_history_is_searched_by_who_and_by_about_what(busy: Cast) -> None:
    lead = busy.client("programme_lead")
    for q in ("2016-2017", busy.head.full_name.upper()):
        shown = _get(lead, busy.url(f"history/?q={q}"))
        assert "wijzigde de instellingen" in shown
        assert "voegde de school toe" not in shown
    assert "Niets gevonden" in _get(lead, busy.url("history/?q=bestaat-niet"))
    assert "Niets gevonden" in _get(lead, busy.url("history/?q=%25_"))
    assert lead.get(busy.url("history/?q=%00")).status_code == 404  # the door: PostgreSQL knows no such sign


def test_the_history_turns_its_pages_and_keeps_the_search(busy: Cast) -> None:
    lead = busy.client("programme_lead")
    first = _get(lead, busy.url("history/?q=School+A"))
    assert "?q=School+A&page=2" in first
    second = _get(lead, busy.url("history/?q=School+A&page=2"))
    assert second.count("voegde de school toe") == 9
    for wild in ("0", "-1", "999", "x", "9" * 400):
        assert "voegde de school toe" in _get(lead, busy.url(f"history/?page={wild}"))


def test_the_history_is_for_the_lead_only_and_of_one_partnership(busy: Cast) -> None:
    for role in Role.values:
        wanted = 200 if role == Role.PROGRAMME_LEAD else 403
        assert busy.client(role).get(busy.url("history/")).status_code == wanted
    theirs = Partnership.objects.exclude(pk=busy.partnership.pk).get()
    assert "voegde de school toe" not in _get(busy.client("stranger"), f"/{theirs.slug}/2016-2017/history/")


def test_a_history_of_nothing_says_what_will_come(cast: Cast) -> None:
    assert "Er is nog niets gebeurd" in _get(cast.client("programme_lead"), cast.url("history/"))


def test_the_history_takes_as_many_queries_for_one_line_as_for_many(busy: Cast) -> None:
    def queries(q: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            _get(lead, busy.url(f"history/?q={q}"))
        return len(captured)

    lead = busy.client("programme_lead")
    assert queries("2016-2017") == queries("School")


# Language -------------------------------------------------------------------------------------------------------


def test_a_chosen_language_stays_with_the_person_on_every_device(cast: Cast) -> None:
    cast.client("mentor").post("/language/", {"language": "en", "next": cast.url()})
    cast.mentor.refresh_from_db()
    assert cast.mentor.language == "en"
    assert "Asked of you now" in _get(cast.client("mentor"), cast.url())


def test_a_reader_who_is_not_signed_in_keeps_the_language_in_the_browser(db: None) -> None:
    browser = Client()
    assert 'lang="nl"' in _get(browser, "/about/accessibility/")
    response = browser.post("/language/", {"language": "en", "next": "/about/accessibility/"})
    assert response.headers["Location"] == "/about/accessibility/"
    assert 'lang="en"' in _get(browser, "/about/accessibility/")


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com", ""]
)
def test_the_switch_leads_to_no_other_site(target: str, db: None) -> None:
    assert Client().post("/language/", {"language": "en", "next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("code", ["de", "", "en; DROP", "nl-be"])
def test_a_language_that_is_not_spoken_changes_nothing(code: str, cast: Cast) -> None:
    response = cast.client("mentor").post("/language/", {"language": code})
    assert response.status_code == 302
    assert not response.cookies
    cast.mentor.refresh_from_db()
    assert cast.mentor.language == "nl"


def test_the_language_is_not_changed_by_a_link(db: None) -> None:
    assert Client().get("/language/?language=en").status_code == 405


def test_the_accessibility_statement_is_open_in_both_languages(db: None) -> None:
    assert "WCAG 2.2" in _get(Client(), "/about/accessibility/")
    assert "Everybody must be able" in _get(Client(headers={"cookie": "dagdeel_language=en"}), "/about/accessibility/")


@pytest.mark.parametrize("path", ["sign-in/signup/", "sign-in/inactive/", "sign-in/reauthenticate/"])
def test_there_is_one_way_in(path: str, db: None) -> None:
    assert Client().get(f"/{path}").headers["Location"] == "/sign-in/"
