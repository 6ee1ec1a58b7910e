"""The pages of the school choice: who sees them, what they say, and what does not hold."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import ChoiceRound, ChosenEdition, RuleMember, SchoolPlan, WishedHalfDay
from dagdeel.year.choices.states import PlanState
from tests import cast as make
from tests.cast import NOW, Cast

MAY, JULY = date(2016, 5, 10), date(2016, 7, 1)


@dataclass
class Round:
    """A round until 1 June 2016 in a partnership that lives on 10 May, a brochure, and the plan of School A."""

    cast: Cast
    editions: list[Edition]
    plan: SchoolPlan

    def live_on(self, day: date) -> None:
        self.cast.partnership.demo_day = day
        self.cast.partnership.save()

    def url(self, name: str = "") -> str:
        return self.cast.url(f"choices/{self.plan.pk}/{name}")

    def get(self, who: str, url: str) -> HttpResponse:
        return self.cast.client(who).get(url)  # type: ignore[return-value]  # the test client's own class

    def post(self, who: str, name: str, **data: Any) -> HttpResponse:
        data.setdefault("revision", self.now().revision)
        return self.cast.client(who).post(self.url(name), data)  # type: ignore[return-value]  # as above

    def now(self) -> SchoolPlan:
        return SchoolPlan.everywhere.get(pk=self.plan.pk)

    def choose(self, number: int) -> None:
        with scope.of(self.cast.partnership):
            for i, edition in enumerate(self.editions[:number]):
                ChosenEdition.objects.create(plan=self.plan, edition=edition, position=i + 1)

    def put(self, state: PlanState) -> None:
        who = self.cast.school_educator if state != PlanState.DRAFT else None
        values: dict[str, Any] = {"proposed_by": who, "proposed_at": NOW if who else None}
        if state == PlanState.AGREED:
            values |= {"agreed_by": self.cast.head, "agreed_at": NOW}
        if state == PlanState.RETURNED:
            values |= {"remark": "Liever iets anders.", "returned_by": self.cast.head, "returned_at": NOW}
        SchoolPlan.everywhere.filter(pk=self.plan.pk).update(state=state, **values)


@pytest.fixture
def open_round(cast: Cast, settings: Settings) -> Round:
    settings.DEMO = True  # so that the partnership lives on a day of its own
    with scope.of(cast.partnership):
        make.choice_round(cast.year)
        plans = [SchoolPlan.objects.create(year=cast.year, school=school) for school in School.objects.all()]
        made = Round(cast, make.brochure(cast.year), plans[0])
    made.live_on(MAY)
    return made


def text(response: HttpResponse) -> str:
    return response.content.decode()


# Who may


PAGES = {"": "plan", "rule/": "rule", "mentors/": "mentors", "wishes/": "wishes"}
SEES = {
    "": {"programme_lead", "head", "school_educator", "institute_educator", "council_member"},
    "rule/": {"programme_lead", "school_educator", "institute_educator"},
    "mentors/": {"programme_lead", "head", "school_educator"},
    "wishes/": {"programme_lead", "school_educator", "institute_educator"},
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_for_those_who_may_in_both_languages(open_round: Round, name: str, language: str) -> None:
    for role, person in open_round.cast.people.items():
        person.language = language
        person.save()
        expected = 404 if role == "stranger" else 200 if role in SEES[name] else 403
        response = open_round.get(role, open_round.url(name))
        assert (role, response.status_code) == (role, expected)
        if expected == 200:
            assert f'<html lang="{language}"' in text(response)


@pytest.mark.parametrize("name", PAGES)
def test_another_school_stays_closed(open_round: Round, name: str) -> None:
    other = SchoolPlan.everywhere.get(school=open_round.cast.other_school)
    for role in ("head", "school_educator"):
        assert open_round.get(role, open_round.cast.url(f"choices/{other.pk}/{name}")).status_code == 403


DOES = {
    "choose/": {"programme_lead", "school_educator", "institute_educator"},
    "propose/": {"programme_lead", "school_educator", "institute_educator"},
    "agree/": {"head"},
    "send-back/": {"programme_lead", "head"},
    "mentors/": {"programme_lead", "school_educator"},
    "wishes/words/": {"programme_lead", "school_educator", "institute_educator"},
}


@pytest.mark.parametrize("name", DOES)
def test_only_those_who_may_change_a_plan(open_round: Round, name: str) -> None:
    for role in open_round.cast.people:
        status = open_round.post(role, name).status_code
        assert (role, status in {302, 422}) == (role, role in DOES[name])


def test_changes_are_posts(open_round: Round) -> None:
    for name in ("choose/", "propose/", "agree/", "send-back/", "wishes/words/", "wishes/pattern/"):
        assert open_round.get("programme_lead", open_round.url(name)).status_code == 405


def test_a_plan_of_another_year_is_not_found_in_this_one(open_round: Round) -> None:
    with scope.of(open_round.cast.partnership):
        earlier = SchoolPlan.objects.create(year=make.programme_year(2015), school=open_round.cast.school)
    assert open_round.get("programme_lead", open_round.cast.url(f"choices/{earlier.pk}/")).status_code == 404


# The overview


def test_the_programme_lead_sees_every_school_and_who_is_late(open_round: Round) -> None:
    open_round.choose(3)
    open_round.live_on(JULY)
    page = text(open_round.get("programme_lead", open_round.cast.url("choices/")))
    assert "School A" in page
    assert "3 van 4" in page
    assert "te laat" in page


def test_a_school_educator_gets_the_own_plan_at_once(open_round: Round) -> None:
    page = text(open_round.get("school_educator", open_round.cast.url("choices/")))
    assert "<h1>School A</h1>" in page
    assert "School B" not in page


@pytest.mark.parametrize(
    "path", ["choices/", "choices/?sort=-since", "choices/{pk}/", "choices/{pk}/mentors/", "choices/export/csv/"]
)
def test_pages_ask_the_database_as_often_for_three_schools_as_for_one(open_round: Round, path: str) -> None:
    url = open_round.cast.url(path.format(pk=open_round.plan.pk))
    client = open_round.cast.client("programme_lead")
    open_round.choose(1)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    with scope.of(open_round.cast.partnership):
        for name in ("School C", "School D", "School E"):
            school = School.objects.create(name=name)
            plan = SchoolPlan.objects.create(year=open_round.cast.year, school=school)
            ChosenEdition.objects.create(plan=plan, edition=open_round.editions[0], position=1)
        make.mentors(open_round.cast.school, 3)
        for i, edition in enumerate(open_round.editions[1:3]):
            ChosenEdition.objects.create(plan=open_round.plan, edition=edition, position=i + 2)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_the_overview_leaves_as_a_file_without_other_schools(open_round: Round) -> None:
    lead = open_round.get("programme_lead", open_round.cast.url("choices/export/csv/"))
    assert lead["Content-Type"].startswith("text/csv")
    assert "School B" in text(lead)
    assert "School B" not in text(open_round.get("head", open_round.cast.url("choices/export/csv/")))
    assert open_round.get("programme_lead", open_round.cast.url("choices/export/pdf/")).status_code == 404


# The round


def test_the_programme_lead_opens_and_moves_the_round(cast: Cast) -> None:
    client = cast.client("programme_lead")
    assert "De ronde is nog niet open" in text(client.get(cast.url("choices/")))  # type: ignore[arg-type]  # client's own class
    url = cast.url("choices/round/")
    assert client.post(url, {"opens": "2016-03-01", "deadline": "2016-06-01"}).status_code == 302
    assert client.post(url, {"opens": "2016-03-01", "deadline": "2016-06-08"}).status_code == 302
    assert ChoiceRound.everywhere.get().deadline == date(2016, 6, 8)


def test_a_round_the_wrong_way_round_gets_a_sentence_beside_the_field(cast: Cast) -> None:
    response = cast.client("programme_lead").post(
        cast.url("choices/round/"), {"opens": "2016-06-02", "deadline": "2016-06-01"}
    )
    assert response.status_code == 422
    assert "De deadline valt voor de eerste dag." in response.content.decode()
    assert 'value="2016-06-02"' in response.content.decode()
    assert not ChoiceRound.everywhere.exists()


# Choosing


def test_choosing_proposing_and_agreeing_from_the_pages(open_round: Round) -> None:
    ids = [edition.pk for edition in open_round.editions[:4]]
    assert open_round.post("school_educator", "choose/", editions=ids).status_code == 302
    assert open_round.post("institute_educator", "propose/").status_code == 302
    assert "Gaat u akkoord?" in text(open_round.get("head", open_round.url()))
    assert open_round.post("head", "agree/").status_code == 302
    assert open_round.now().state == PlanState.AGREED


def test_a_fifth_workshop_is_refused_and_the_ticks_stay(open_round: Round) -> None:
    ids = [edition.pk for edition in open_round.editions[:5]]
    response = open_round.post("school_educator", "choose/", editions=ids)
    assert response.status_code == 422
    assert "U koos 5 workshops; een school neemt er 4. Haal er 1 weg." in text(response)
    assert all(f'value="{pk}" checked' in text(response) for pk in ids)
    assert not ChosenEdition.everywhere.exists()


def test_a_choice_after_the_deadline_is_refused_with_the_day(open_round: Round) -> None:
    open_round.live_on(JULY)
    response = open_round.post("school_educator", "choose/", editions=[open_round.editions[0].pk])
    assert response.status_code == 422
    assert "woensdag 1 juni 2016" in text(response)


def test_who_saves_a_choice_that_a_colleague_proposed_meanwhile_reads_why_that_is_too_late(open_round: Round) -> None:
    open_round.choose(4)
    opened = open_round.now().revision
    open_round.post("institute_educator", "propose/")
    late = open_round.post("school_educator", "choose/", editions=[open_round.editions[0].pk], revision=opened)
    assert late.status_code == 422
    assert "Dit plan wacht op de rector" in text(late) or "Iemand heeft dit plan gewijzigd" in text(late)
    assert open_round.now().state == PlanState.PROPOSED


def test_the_programme_lead_gives_a_reason_after_the_deadline(open_round: Round) -> None:
    open_round.live_on(JULY)
    ids = [edition.pk for edition in open_round.editions[:4]]
    refused = open_round.post("programme_lead", "choose/", editions=ids, reason="")
    assert refused.status_code == 422
    assert open_round.post("programme_lead", "choose/", editions=ids, reason="Per telefoon.").status_code == 302


def test_an_edition_of_another_partnership_cannot_be_smuggled_in(open_round: Round) -> None:
    other = make.partnership()
    with scope.of(other):
        theirs = make.edition(make.programme_year())
    response = open_round.post("school_educator", "choose/", editions=[theirs.pk])
    assert response.status_code == 422
    assert not ChosenEdition.everywhere.exists()


@pytest.mark.parametrize("revision", ["", "x", "-1", "99"])
def test_a_form_without_the_right_revision_changes_nothing(open_round: Round, revision: str) -> None:
    assert open_round.post("school_educator", "choose/", revision=revision).status_code == 422
    assert open_round.post("school_educator", "propose/", revision=revision).status_code == 422


def test_the_counter_counts_what_is_ticked_without_saving(open_round: Round) -> None:
    client = open_round.cast.client("school_educator")
    ids = [edition.pk for edition in open_round.editions[:3]]
    part = client.get(
        open_round.url() + "?counting=1&" + "&".join(f"editions={pk}" for pk in ids), headers={"HX-Request": "true"}
    ).content.decode()
    assert "3 van 4 aangevinkt" in part
    assert "<html" not in part
    assert not ChosenEdition.everywhere.exists()


def test_how_many_other_schools_chose_a_workshop_shows_while_choosing(open_round: Round) -> None:
    with scope.of(open_round.cast.partnership):
        other = SchoolPlan.objects.get(school=open_round.cast.other_school)
        ChosenEdition.objects.create(plan=other, edition=open_round.editions[0], position=1)
    assert "1 andere school" in text(open_round.get("school_educator", open_round.url()))


# Deciding


def test_the_second_head_reads_who_was_first(open_round: Round) -> None:
    open_round.choose(4)
    open_round.put(PlanState.AGREED)
    SchoolPlan.everywhere.filter(pk=open_round.plan.pk).update(revision=1)
    response = open_round.post("head", "agree/", revision=0)
    assert response.status_code == 422
    assert f"{open_round.cast.head} was u net voor en ging akkoord." in text(response)


def test_sending_back_without_a_remark_is_refused_and_with_one_shows_it(open_round: Round) -> None:
    open_round.choose(4)
    open_round.put(PlanState.PROPOSED)
    refused = open_round.post("head", "send-back/", remark="  ")
    assert refused.status_code == 422
    assert "Zeg wat er moet veranderen" in text(refused)
    assert open_round.post("head", "send-back/", remark="Liever starters.").status_code == 302
    page = text(open_round.get("school_educator", open_round.url()))
    assert "Liever starters." in page
    assert "Teruggestuurd door" in page


def test_an_incomplete_proposal_is_refused(open_round: Round) -> None:
    open_round.choose(3)
    response = open_round.post("school_educator", "propose/")
    assert response.status_code == 422
    assert "precies 4 workshops" in text(response).lower()


# Rule, exemptions, wishes


RULE = {"rule_count": "1", "rule_audience": "all", "rule_choice": "own", "study_day": ""}


def test_the_rule_is_saved_and_read_as_a_sentence(open_round: Round) -> None:
    assert open_round.post("school_educator", "rule/", **RULE).status_code == 302
    assert "Voor alle werkplekbegeleiders: 1 workshop, eigen keuze." in text(open_round.get("head", open_round.url()))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rule_count": "5"}, "meer kan een werkplekbegeleider er niet volgen"),
        ({"rule_audience": "named"}, "Vink de werkplekbegeleiders aan"),
        ({"study_day": "2018-01-01"}, "Het schooljaar loopt van"),
    ],
)
def test_a_rule_that_does_not_hold_gets_a_sentence(open_round: Round, change: dict[str, str], sentence: str) -> None:
    response = open_round.post("school_educator", "rule/", **(RULE | change))
    assert response.status_code == 422
    assert sentence in text(response)
    assert open_round.now().rule_count == 2


def test_an_institute_educator_sets_the_rule_without_seeing_or_losing_names(open_round: Round) -> None:
    cast = open_round.cast
    open_round.post("school_educator", "rule/", **(RULE | {"rule_audience": "named", "named": [cast.mentor.pk]}))
    assert cast.mentor.list_name not in text(open_round.get("institute_educator", open_round.url("rule/")))
    assert (
        open_round.post(
            "institute_educator", "rule/", **(RULE | {"rule_audience": "named", "rule_count": "2"})
        ).status_code
        == 302
    )
    assert RuleMember.everywhere.get().person == cast.mentor
    assert open_round.now().rule_count == 2


def test_the_exemption_of_a_mentor_with_a_second_role_at_the_school_is_lifted(open_round: Round) -> None:
    mentor, school = open_round.cast.mentor, open_round.cast.school
    with scope.of(open_round.cast.partnership):
        make.membership(mentor, Role.SCHOOL_EDUCATOR, school=school)
        RuleMember.objects.create(plan=open_round.plan, person=mentor, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    assert open_round.post("school_educator", f"mentors/{mentor.pk}/lift/").status_code == 302
    assert not RuleMember.everywhere.filter(person=mentor).exists()


def test_a_mentor_is_exempted_and_the_exemption_lifted(open_round: Round) -> None:
    mentor = open_round.cast.mentor
    assert open_round.post("school_educator", "mentors/", person=mentor.pk, reason="").status_code == 422
    assert open_round.post("school_educator", "mentors/", person=mentor.pk, reason="Verlof").status_code == 302
    assert "Verlof" in text(open_round.get("head", open_round.url("mentors/")))
    assert open_round.post("school_educator", f"mentors/{mentor.pk}/lift/").status_code == 302
    assert not RuleMember.everywhere.exists()


def test_an_exemption_can_have_a_last_day_which_its_readers_see(open_round: Round) -> None:
    mentor = open_round.cast.mentor
    form = {"person": mentor.pk, "reason": "Verlof"}
    refused = open_round.post("school_educator", "mentors/", **form, until="2015-10-14")
    assert (refused.status_code, "valt niet in schooljaar 2016-2017" in text(refused)) == (422, True)
    assert open_round.post("school_educator", "mentors/", **form, until="2016-10-14").status_code == 302
    assert "tot en met 14 okt" in text(open_round.get("head", open_round.url("mentors/")))


def test_somebody_of_another_school_cannot_be_exempted(open_round: Round) -> None:
    with scope.of(open_round.cast.partnership):
        (elsewhere,) = make.mentors(open_round.cast.other_school, 1)
    assert open_round.post("school_educator", "mentors/", person=elsewhere.pk, reason="x").status_code == 422
    assert open_round.post("school_educator", f"mentors/{elsewhere.pk}/lift/").status_code == 404


def test_a_month_of_half_days_is_saved_beside_the_others(open_round: Round) -> None:
    with scope.of(open_round.cast.partnership):
        WishedHalfDay.objects.create(plan=open_round.plan, day=date(2016, 12, 6), half_day="pm", kind="possible")
        WishedHalfDay.objects.create(plan=open_round.plan, day=date(2016, 11, 9), half_day="pm", kind="possible")
    url = "wishes/?month=2016-11"
    assert open_round.post("school_educator", url, **{"2016-11-08-pm": "impossible"}).status_code == 302
    found = WishedHalfDay.everywhere.values_list("day", "half_day", "kind")
    assert list(found) == [(date(2016, 11, 8), "pm", "impossible"), (date(2016, 12, 6), "pm", "possible")]


def test_a_weekday_is_filled_in_at_once_and_holidays_are_left_out(open_round: Round) -> None:
    data = {
        "pattern-weekdays": ["1"], "pattern-half_days": ["pm"], "pattern-answer": "possible",
        "pattern-first": "2016-10-18", "pattern-last": "2016-11-08",
    }  # fmt: skip
    assert open_round.post("school_educator", "wishes/pattern/", **data).status_code == 302
    days = [wish.day for wish in WishedHalfDay.everywhere.all()]
    assert days == [
        date(2016, 10, 18),
        date(2016, 11, 1),
        date(2016, 11, 8),
    ]  # 25 October is autumn holiday in the south


def test_a_pattern_that_does_not_hold_gets_sentences_and_keeps_what_was_typed(open_round: Round) -> None:
    data = {"pattern-first": "2016-11-08", "pattern-last": "2016-10-01", "pattern-weekdays": ["1"]}
    response = open_round.post("school_educator", "wishes/pattern/", **data)
    assert response.status_code == 422
    assert "Deze datum valt voor de eerste." in text(response)
    assert 'value="2016-11-08"' in text(response)


def test_a_pattern_outside_the_year_is_refused(open_round: Round) -> None:
    data = {
        "pattern-weekdays": ["1"], "pattern-half_days": ["pm"], "pattern-answer": "possible",
        "pattern-first": "2017-07-18", "pattern-last": "2017-09-08",
    }  # fmt: skip
    response = open_round.post("school_educator", "wishes/pattern/", **data)
    assert response.status_code == 422
    assert not WishedHalfDay.everywhere.exists()


def test_rooms_and_catering_are_saved_beside_the_half_days(open_round: Round) -> None:
    with scope.of(open_round.cast.partnership):
        WishedHalfDay.objects.create(plan=open_round.plan, day=date(2016, 12, 6), half_day="pm", kind="possible")
    open_round.post("school_educator", "wishes/words/", room_wish="Lokaal 114", catering_wish="Soep")
    assert (open_round.now().room_wish, open_round.now().catering_wish) == ("Lokaal 114", "Soep")
    assert WishedHalfDay.everywhere.count() == 1


def test_no_english_is_left_on_a_dutch_page(open_round: Round) -> None:
    with translation.override("nl"):
        assert translation.gettext("School choice") == "Schoolkeuze"


@pytest.fixture
def three_schools(open_round: Round) -> Round:
    """School A proposed one workshop, School B is a draft, School C agreed a day before that on two."""
    open_round.choose(1)
    open_round.put(PlanState.PROPOSED)
    with scope.of(open_round.cast.partnership):
        plan = SchoolPlan.objects.create(
            year=open_round.cast.year, school=School.objects.create(name="School C"), state=PlanState.AGREED,
            proposed_by=open_round.cast.head, proposed_at=NOW, agreed_by=open_round.cast.head, agreed_at=NOW - timedelta(days=1),
        )  # fmt: skip
        for i, edition in enumerate(open_round.editions[:2]):
            ChosenEdition.objects.create(plan=plan, edition=edition, position=i + 1)
    return open_round


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "ABC"), ("school", "ABC"), ("-school", "CBA"), ("chosen", "BAC"), ("-chosen", "CAB"), ("state", "BAC"),
        ("-state", "CAB"), ("since", "BCA"), ("-since", "ACB"), ("waits_for", "ABC"), ("-nonsense", "ABC"),
    ],
)  # fmt: skip
def test_schools_are_sorted_by_their_headings(three_schools: Round, sort: str, order: str) -> None:
    page = three_schools.get("programme_lead", three_schools.cast.url(f"choices/?sort={sort}"))
    assert "".join(re.findall(r'<th scope="row"><a [^>]*>School (.)</a>', text(page))) == order


def test_schools_are_shown_in_the_columns_of_the_reader(three_schools: Round) -> None:
    url = three_schools.cast.url("choices/")
    assert 'data-label="Wacht op"' in text(three_schools.get("programme_lead", url))
    chosen = text(three_schools.get("programme_lead", f"{url}?column=since&column=nonsense"))
    assert 'data-label="Wacht op"' not in chosen
    assert 'data-label="Sinds"' in chosen
