"""Ranking and placing through the doors that people use."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.web.jobs import work_off
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions, queries, rules
from dagdeel.year.enrolment.models import Enrolment, Placement, Ranking, RankingRound
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import StudyDay

LATER = NOW + timedelta(days=8)


def text(answer: HttpResponseBase) -> str:
    return " ".join(unescape(answer.content.decode()).split())  # type: ignore[attr-defined]  # the test client's answer


def live_on(study_day: StudyDay, day: date) -> None:
    study_day.cast.partnership.demo_day = day
    study_day.cast.partnership.save()


def answers(study_day: StudyDay, *order: int, **more: Any) -> dict[str, Any]:
    ranks = {f"rank_{study_day.morning[n].edition_id}": str(place) for place, n in enumerate(order, 1)}
    return {**ranks, "liked": "1" if order else "", **more}


def ranking_url(study_day: StudyDay, round_: RankingRound, who: Person) -> str:
    return f"/m/{study_day.cast.link(who)}/rounds/{round_.pk}/"


@pytest.fixture
def published(study_day: StudyDay) -> Placement:
    """Everybody wants the same morning workshop; placed and published."""
    round_ = study_day.open()
    for who in study_day.mentors[:7]:
        study_day.rank(round_, who, 0, 1, liked=1)
    made = study_day.place(round_)
    actions.publish_placement(made, revision=made.revision, by=study_day.cast.school_educator, at=LATER)
    live_on(study_day, LATER.date())
    return made


# The mentor --------------------------------------------------------------------------------------------------------


def test_the_mentors_page_leads_to_ranking_and_not_to_who_comes_first(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    page = text(Client().get(f"/m/{study_day.cast.link(who)}/"))
    assert "Mijn voorkeur doorgeven" in page
    assert f"/rounds/{round_.pk}/" in page
    assert 'value="join"' not in page
    refused = Client().post(f"/m/{study_day.cast.link(who)}/", {"verb": "join", "session": study_day.morning[0].pk})
    assert refused.status_code == 422
    assert "op voorkeur" in text(refused)


def test_a_mentor_ranks_by_link_and_finds_it_filled_in(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    url = ranking_url(study_day, round_, who)
    given = answers(study_day, 2, 0, blocked=[f"{study_day.day}/am"])
    done = Client().post(url, given, follow=True)
    assert "Uw voorkeur is bewaard" in text(done)
    row = Ranking.objects.get()
    assert (row.person, row.by, row.liked) == (who, who, 1)
    assert [wish.edition_id for wish in row.workshops.all()] == [study_day.morning[n].edition_id for n in (2, 0)]
    assert [(away.day, away.half_day) for away in row.blocked.all()] == [(study_day.day, "am")]
    form = Client().get(url).content.decode()
    chosen = re.findall(r'<select name="rank_(\d+)"[^>]*>(.*?)</select>', form, re.DOTALL)
    picked = {int(pk): re.findall(r'value="(\d*)" selected', options) for pk, options in chosen}
    assert picked[study_day.morning[2].edition_id] == ["1"]
    assert picked[study_day.morning[0].edition_id] == ["2"]
    assert picked[study_day.morning[1].edition_id] in ([], [""])
    assert 'value="2016-11-15/am"' in form


def test_no_numbers_at_all_means_no_preference(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    Client().post(ranking_url(study_day, round_, who), answers(study_day))
    assert Ranking.objects.get().workshops.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rank_1": "1", "rank_2": "1", "liked": "1"}, "Twee workshops hebben dit nummer"),
        ({"rank_1": "1", "liked": ""}, "Kies welke hiervan naar wens zijn"),
        ({"rank_1": "1", "liked": "2"}, "U gaf 1 workshop een nummer"),
        ({"rank_1": "9", "liked": "1"}, "9"),
        ({"rank_1": "1", "liked": "x"}, "x"),
        ({"rank_1": "1", "liked": "1", "blocked": ["2016-11-15/ev"]}, "2016-11-15/ev"),
    ],
)
def test_what_does_not_hold_comes_back_as_it_was_typed(
    study_day: StudyDay, wrong: dict[str, Any], sentence: str
) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    names = {f"rank_{n + 1}": f"rank_{session.edition_id}" for n, session in enumerate(study_day.morning)}
    answer = Client().post(ranking_url(study_day, round_, who), {names.get(key, key): v for key, v in wrong.items()})
    assert answer.status_code == 422
    assert sentence in text(answer)
    if wrong.get("rank_1") == "1":
        assert '<option value="1" selected>' in answer.content.decode()
    assert not Ranking.objects.exists()


def test_after_its_last_day_the_page_tells_and_keeps_nothing(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    study_day.rank(round_, who, 1, liked=1)
    live_on(study_day, NOW.date() + timedelta(days=8))
    url = ranking_url(study_day, round_, who)
    page = text(Client().get(url))
    assert "De tijd om een voorkeur door te geven is voorbij" in page
    assert study_day.morning[1].edition.title in page
    assert "<select" not in page
    late = Client().post(url, answers(study_day, 0))
    assert late.status_code == 422
    assert Ranking.objects.get().workshops.get().edition_id == study_day.morning[1].edition_id


def test_a_link_that_was_withdrawn_ranks_nothing(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    url = ranking_url(study_day, round_, who)
    links.revoke(who, study_day.cast.year, links.Purpose.MENTOR)
    for answer in (Client().get(url), Client().post(url, answers(study_day, 0))):
        assert answer.status_code == 410
    assert Client().get("/m/no-link/rounds/1/").status_code == 404
    assert Client().get("/m/no-link/how/").status_code == 404
    assert not Ranking.objects.exists()


def test_a_link_ranks_for_its_own_person_whoever_is_signed_in(study_day: StudyDay) -> None:
    round_, (_, who, other, *_) = study_day.open(), study_day.mentors
    study_day.cast.client(other).post(ranking_url(study_day, round_, who), answers(study_day, 0))
    assert [row.person for row in Ranking.objects.all()] == [who]


def test_a_round_of_another_school_or_partnership_is_not_found(study_day: StudyDay) -> None:
    round_ = study_day.open()
    other = builders.mentors(study_day.cast.other_school, 1)[0]
    assert Client().get(ranking_url(study_day, round_, other)).status_code == 404
    assert Client().post(ranking_url(study_day, round_, other), answers(study_day, 0)).status_code == 404
    assert (
        study_day.cast.client("stranger").get(study_day.cast.url(f"enrolment/rounds/{round_.pk}/")).status_code == 404
    )


def test_whoever_is_exempt_reads_that_nothing_is_asked(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    RuleMember.objects.create(plan=SchoolPlan.objects.get(), person=who, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    assert "In deze ronde wordt niets gevraagd" in text(Client().get(ranking_url(study_day, round_, who)))


def test_a_mentor_who_is_signed_in_ranks_too_and_is_asked_to_on_the_home_page(study_day: StudyDay) -> None:
    round_, client = study_day.open(), study_day.cast.client("mentor")
    home = text(client.get(study_day.cast.url()))
    assert "Geef door welke workshops u het liefst wilt" in home
    assert "Kies twee workshops" not in home
    client.post(study_day.cast.url(f"enrolment/mine/rounds/{round_.pk}/"), answers(study_day, 1))
    assert Ranking.objects.get().person == study_day.cast.mentor
    assert "Geef door welke workshops" not in text(client.get(study_day.cast.url()))


def test_each_sees_the_own_outcome_and_reason_and_nobody_elses(study_day: StudyDay, published: Placement) -> None:
    for who in study_day.mentors:
        page = text(Client().get(f"/m/{study_day.cast.link(who)}/"))
        assert "U bent geplaatst in:" in page
        assert all(other.full_name not in page for other in study_day.mentors if other != who)
        own = Enrolment.objects.filter(person=who).select_related("session__edition")
        assert all(row.session.edition.title in page for row in own)
    silent = text(Client().get(f"/m/{study_day.cast.link(study_day.mentors[7])}/"))
    assert "U gaf geen voorkeur door" in silent


def test_before_publication_a_mentor_sees_no_outcome(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[1]
    study_day.rank(round_, who, 0, liked=1)
    study_day.place(round_)
    live_on(study_day, LATER.date())
    page = text(Client().get(f"/m/{study_day.cast.link(who)}/"))
    assert "U hoort per mail waar u bent geplaatst" in page
    assert "U bent geplaatst" not in page
    standings = queries.participation(study_day.cast.year, people=[who.pk])
    (mine,) = queries.my_rounds(study_day.cast.year, who, LATER.date(), standings)
    assert (mine.seats, mine.published) == ([], False)


def test_how_it_decides_is_there_for_everybody(study_day: StudyDay) -> None:
    for role in Role:
        assert "Wie voorgaat" in text(study_day.cast.client(role.value).get(study_day.cast.url("enrolment/how/")))
    assert "Wie voorgaat" in text(Client().get(f"/m/{study_day.cast.link(study_day.mentors[1])}/how/"))


# The school --------------------------------------------------------------------------------------------------------


def test_the_school_educator_opens_a_round_about_the_study_day(study_day: StudyDay) -> None:
    client, cast = study_day.cast.client("school_educator"), study_day.cast
    url = cast.url(f"enrolment/schools/{cast.school.pk}/rounds/new/")
    assert "Studiedag van dinsdag 15 november 2016" in text(client.get(url))
    given = {"study_day": "2016-11-15", "opens": "2016-09-12", "closes": "2016-09-20", "places": "2"}
    done = client.post(url, given, follow=True)
    assert "De ronde staat klaar" in text(done)
    assert RankingRound.objects.get().study_day == study_day.day
    assert "Studiedag di 15 november" in text(client.get(cast.url(f"enrolment/schools/{cast.school.pk}/")))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closes": "2016-09-01", "opens": "2016-09-12"}, "De laatste dag ligt voor de eerste"),
        ({"closes": "2016-09-02", "opens": "2016-09-01"}, "Deze dag is voorbij"),
        ({"closes": "2016-11-15"}, "Kies een dag voor de studiedag"),
        ({"places": "4"}, "Er zijn 3 workshops om uit te kiezen"),
        ({"places": "0"}, "1"),
        ({"study_day": "2016-11-16"}, "2016-11-16"),
        ({"study_day": "never"}, "never"),
        ({"opens": "31-31"}, "datum"),
    ],
)
def test_a_round_that_cannot_be_says_why_beside_the_field(
    study_day: StudyDay, wrong: dict[str, str], sentence: str
) -> None:
    cast = study_day.cast
    given = {"study_day": "2016-11-15", "opens": "2016-09-12", "closes": "2016-09-20", "places": "2"}
    url = cast.url(f"enrolment/schools/{cast.school.pk}/rounds/new/")
    answer = cast.client("school_educator").post(url, {**given, **wrong})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not RankingRound.objects.exists()


def test_without_a_study_day_or_a_rule_the_page_says_what_is_missing(study_day: StudyDay) -> None:
    cast = study_day.cast
    url = cast.url(f"enrolment/schools/{cast.school.pk}/rounds/new/")
    SchoolPlan.objects.update(rule_choice=RuleChoice.OWN)
    Session.objects.filter(pk__in=[s.pk for s in study_day.morning[1:] + study_day.afternoon]).delete()
    assert "Er is geen studiedag om te plaatsen" in text(cast.client("school_educator").get(url))
    SchoolPlan.objects.all().delete()
    assert "nog geen akkoord" in text(cast.client("school_educator").get(url))


def test_the_round_is_changed_closed_opened_again_and_withdrawn(study_day: StudyDay) -> None:
    round_, client, cast = study_day.open(), study_day.cast.client("school_educator"), study_day.cast
    base = cast.url(f"enrolment/rounds/{round_.pk}/")
    client.post(f"{base}close/")
    assert "De ronde is gesloten" in text(client.get(base)) or RankingRound.objects.get().state == RoundState.CLOSED
    dates = {"opens": "2016-09-12", "closes": "2016-09-22", "places": "1"}
    client.post(f"{base}edit/", dates)
    assert RankingRound.objects.get().state == RoundState.OPEN
    assert client.post(f"{base}edit/", {**dates, "closes": "2016-09-01"}).status_code == 422
    assert client.post(f"{base}withdraw/", {"reason": ""}).status_code == 422
    done = client.post(f"{base}withdraw/", {"reason": "Verzet"}, follow=True)
    assert "Deze ronde is ingetrokken" in text(done)


def test_only_whoever_manages_the_school_sees_and_changes_its_rounds(study_day: StudyDay) -> None:
    round_, cast = study_day.open(), study_day.cast
    elsewhere = builders.person()
    builders.membership(elsewhere, Role.SCHOOL_EDUCATOR, school=cast.other_school)
    for who in ("head", "hr_officer", "mentor", "institute_educator", "council_member"):
        assert cast.client(who).get(cast.url(f"enrolment/rounds/{round_.pk}/")).status_code == 403, who
    for path in ("", "edit/", f"people/{study_day.mentors[1].pk}/ranking/"):
        assert cast.client(elsewhere).get(cast.url(f"enrolment/rounds/{round_.pk}/{path}")).status_code == 403
    for path in ("place/", "close/", "publish/", "discard/"):
        assert cast.client(elsewhere).post(cast.url(f"enrolment/rounds/{round_.pk}/{path}")).status_code == 403
    assert cast.client("programme_lead").get(cast.url(f"enrolment/rounds/{round_.pk}/")).status_code == 200


def test_the_school_fills_in_for_somebody_with_a_reason(study_day: StudyDay) -> None:
    round_, who, cast = study_day.open(), study_day.mentors[1], study_day.cast
    client, url = cast.client("school_educator"), cast.url(f"enrolment/rounds/{round_.pk}/people/{who.pk}/ranking/")
    assert client.post(url, answers(study_day, 1)).status_code == 422
    done = client.post(url, answers(study_day, 1, reason="Zei het in de gang"), follow=True)
    page = text(done)
    assert "ingevuld door" in page
    assert "Zei het in de gang" in page
    assert (Ranking.objects.get().person, Ranking.objects.get().by) == (who, cast.school_educator)


# Placing -----------------------------------------------------------------------------------------------------------


def place(study_day: StudyDay, client: Client, round_: RankingRound) -> str:
    """Press the button, let the worker work, and look at what the page of the work leads to."""
    base = study_day.cast.url(f"enrolment/rounds/{round_.pk}/")
    live_on(study_day, LATER.date())
    asked = client.post(f"{base}place/", follow=True)
    assert "De ronde wordt geplaatst" in text(asked)
    work_off(clock=lambda _partnership=None: LATER)
    return text(client.get(asked.redirect_chain[-1][0], follow=True))


def test_a_round_is_placed_looked_at_changed_and_published(study_day: StudyDay) -> None:
    round_, cast = study_day.open(), study_day.cast
    for who in study_day.mentors[:7]:
        study_day.rank(round_, who, 0, 1, liked=1)
    client = cast.client("school_educator")
    base = cast.url(f"enrolment/rounds/{round_.pk}/")
    assert "Begeleiders kunnen hun voorkeur nog doorgeven" in text(client.post(f"{base}place/", follow=True))
    page = place(study_day, client, round_)
    assert "Nog niemand heeft iets gehoord" in page
    assert "hebben hun eerste wens" in page
    assert "bewezen" in page
    who, made = study_day.mentors[1], Placement.objects.get()
    seats = f"{base}people/{who.pk}/seats/"
    two = [s.pk for s in study_day.morning[:2]]
    assert client.post(seats, {"revision": made.revision, "sessions": two}).status_code == 422
    wrong = client.post(seats, {"revision": made.revision, "sessions": two, "reason": "Wil allebei"}, follow=True)
    assert f"#{rules.person_id(who.pk)}" in wrong.redirect_chain[-1][0]
    page = text(wrong)
    assert "Krijgt twee workshops op hetzelfde moment" in page
    assert "eerst worden opgelost" in page
    assert "Ja, publiceer" not in page
    refused = client.post(f"{base}publish/", {"revision": Placement.objects.get().revision})
    assert refused.status_code == 422
    assert "Niet gepubliceerd" in text(refused)
    back = [rules.key_of(seat) for seat in made.seats[rules.person_id(who.pk)]]
    revision = Placement.objects.get().revision
    client.post(seats, {"revision": revision, "sessions": back, "reason": "Toch niet", "locked": "on"})
    done = client.post(f"{base}publish/", {"revision": Placement.objects.get().revision}, follow=True)
    assert "Gepubliceerd. Iedereen krijgt een mail" in text(done)
    assert Enrolment.objects.count() == 16


def test_who_sent_an_older_page_is_told(study_day: StudyDay) -> None:
    round_, cast = study_day.open(), study_day.cast
    client = cast.client("school_educator")
    place(study_day, client, round_)
    base, made = cast.url(f"enrolment/rounds/{round_.pk}/"), Placement.objects.get()
    url = f"{base}people/{study_day.mentors[0].pk}/seats/"
    stale = client.post(url, {"revision": made.revision - 1, "sessions": [], "reason": "x"})
    assert stale.status_code == 422
    assert "intussen veranderd" in text(stale)
    assert "intussen veranderd" in text(client.post(f"{base}publish/", {"revision": 0}, follow=True))
    for junk in ({}, {"revision": "x"}):
        assert "Er is geen plaatsing om te publiceren" in text(client.post(f"{base}publish/", junk, follow=True))
    assert client.post(url, {"revision": made.revision, "sessions": ["999999"], "reason": "x"}).status_code == 422
    assert not Enrolment.objects.exists()


def test_the_work_can_be_stopped(study_day: StudyDay) -> None:
    round_, cast = study_day.open(), study_day.cast
    live_on(study_day, LATER.date())
    client, base = cast.client("school_educator"), cast.url(f"enrolment/rounds/{round_.pk}/")
    client.post(f"{base}place/")
    job = Job.objects.get()
    assert "De ronde wordt geplaatst" in text(client.get(base))
    client.post(f"{base}jobs/{job.pk}/stop/")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "al klaar" in text(client.post(f"{base}jobs/{job.pk}/settle/", follow=True))
    assert client.get(f"{base}jobs/999999/").status_code == 404


def test_a_placement_is_thrown_away_and_made_again(study_day: StudyDay) -> None:
    round_, cast = study_day.open(), study_day.cast
    client, base = cast.client("school_educator"), cast.url(f"enrolment/rounds/{round_.pk}/")
    place(study_day, client, round_)
    assert "weggegooid" in text(client.post(f"{base}discard/", follow=True))
    assert "Er is geen plaatsing om weg te gooien" in text(client.post(f"{base}discard/", follow=True))
    assert "Nog niemand heeft iets gehoord" in place(study_day, client, round_)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_goes_where_is_a_file_too(study_day: StudyDay, published: Placement, kind: str) -> None:
    cast = study_day.cast
    url = cast.url(f"enrolment/rounds/{published.round.pk}/placement.{kind}")
    answer = cast.client("school_educator").get(url)
    assert answer.status_code == 200
    if kind == "csv":
        assert all(who.list_name in answer.content.decode() for who in study_day.mentors)


def test_after_the_study_day_the_round_still_shows_who_went_where(study_day: StudyDay, published: Placement) -> None:
    live_on(study_day, study_day.day + timedelta(days=30))
    Session.objects.filter(state="published").update(state="held")
    page = text(
        study_day.cast.client("school_educator").get(study_day.cast.url(f"enrolment/rounds/{published.round.pk}/"))
    )
    assert page.count("(wens 1)") >= 4


# What the year asks -------------------------------------------------------------------------------------------------


def test_the_school_educator_is_asked_to_place_and_then_to_publish(study_day: StudyDay) -> None:
    round_, client, cast = study_day.open(), study_day.cast.client("school_educator"), study_day.cast
    assert "plaats de ronde" not in text(client.get(cast.url()))
    live_on(study_day, LATER.date())
    assert "plaats de ronde van 15 nov" in text(client.get(cast.url()))
    place(study_day, client, round_)
    assert "Bekijk de plaatsing van 15 nov en publiceer die" in text(client.get(cast.url()))


def test_nobody_is_reminded_of_choosing_where_there_is_nothing_to_choose(study_day: StudyDay) -> None:
    cast = study_day.cast
    invitation = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    actions.send_invitation(invitation, by=cast.head, at=NOW)
    with pytest.raises(actions.NobodyToRemind):
        actions.nudge(cast.year, cast.school, by=cast.school_educator, at=NOW)
    page = text(cast.client("school_educator").get(cast.url(f"enrolment/schools/{cast.school.pk}/")))
    assert "Er valt nu niets te kiezen" in page
    live_on(study_day, date(2016, 10, 3))
    assert "minder workshops dan de school vraagt" not in text(cast.client("school_educator").get(cast.url()))


def test_what_was_said_and_placed_is_in_the_export_of_a_person(study_day: StudyDay, published: Placement) -> None:
    who = study_day.mentors[0]
    known = STEP.personal_data(who)
    (said,) = known["rankings"]
    assert said["workshops"] == [study_day.morning[n].edition.title for n in (0, 1)]
    assert len(known["placements"]) == 1
    assert STEP.personal_data(builders.person())["placements"] == []


def _queries(client: Client, url: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("state", ["open", "placed", "published"])
def test_the_page_of_a_round_costs_as_many_queries_for_many_as_for_few(study_day: StudyDay, state: str) -> None:
    round_, cast = study_day.open(), study_day.cast
    client, url = cast.client("programme_lead"), cast.url(f"enrolment/rounds/{round_.pk}/")

    def arrive() -> int:
        if state != "open":
            made = study_day.place(round_)
            if state == "published":
                actions.publish_placement(made, revision=made.revision, by=cast.school_educator, at=LATER)
            live_on(study_day, LATER.date())
        return _queries(client, url)

    for who in study_day.mentors[:3]:
        study_day.rank(round_, who, 0, 1, liked=1)
    few = arrive() if state == "open" else None
    more = builders.mentors(cast.school, 6)
    if few is None:  # a round is placed once: compare with a second one that is as far
        few = _few_of_another(study_day, state)
    for who in more:
        study_day.rank(round_, who, 1, 0, liked=1)
    assert arrive() == few


def _few_of_another(study_day: StudyDay, state: str) -> int:
    """The queries of the page of another round, of fewer people, that is as far as this one."""
    cast, day = study_day.cast, date(2016, 12, 1)
    school = cast.other_school
    builders.agreed_plan(
        cast.year,
        school,
        [s.edition for s in study_day.morning],
        cast.head,
        rule_choice=RuleChoice.RANKED,
        rule_count=1,
    )
    given = [builders.session(s.edition, school, day=day, minimum=1) for s in study_day.morning]
    people = builders.mentors(school, 2)
    by = cast.programme_lead
    round_ = actions.open_round(
        cast.year,
        school,
        opens=NOW.date(),
        closes=NOW.date() + timedelta(days=1),
        places=1,
        study_day=day,
        by=by,
        at=NOW,
    )
    actions.rank(round_, person=people[0], editions=[given[0].edition, given[1].edition], liked=1, by=people[0], at=NOW)
    made = study_day.place(round_)
    if state == "published":
        actions.publish_placement(made, revision=made.revision, by=by, at=LATER)
    live_on(study_day, LATER.date())
    client = cast.client("programme_lead")
    found = _queries(client, cast.url(f"enrolment/rounds/{round_.pk}/"))
    live_on(study_day, NOW.date())
    return found


def test_the_mentors_page_costs_as_many_queries_with_many_colleagues_as_with_few(
    study_day: StudyDay, published: Placement
) -> None:
    client, url = Client(), f"/m/{study_day.cast.link(study_day.mentors[0])}/"
    few = _queries(client, url)
    for who in builders.mentors(study_day.cast.school, 6):
        session = study_day.morning[2]
        session.refresh_from_db()
        if session.taken < session.seats and session.state == "published":
            builders.enrolment(who, session)
    assert _queries(client, url) == few
