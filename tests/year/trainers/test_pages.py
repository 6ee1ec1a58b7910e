"""The pages about trainers: who sees whom, what a trainer says herself, and what stays hidden."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.trainers.models import Availability, Competence, Trainer, Travel
from tests import cast as make
from tests.cast import Cast


@dataclass
class Team:
    """The trainer of the cast with two workshops and a mark, and a colleague of another institute."""

    cast: Cast
    editions: list[Edition]
    trainer: Trainer
    elsewhere: Trainer

    def get(self, who: str | Person, path: str) -> HttpResponse:
        return self.cast.client(who).get(self.cast.url(f"trainers/{path}"))  # type: ignore[return-value]  # client's own class

    def post(self, who: str, path: str, **data: Any) -> HttpResponse:
        return self.cast.client(who).post(self.cast.url(f"trainers/{path}"), data)  # type: ignore[return-value]  # as above


@pytest.fixture
def team(cast: Cast) -> Team:
    with scope.of(cast.partnership):
        editions = make.brochure(cast.year, 3)
        trainer = make.trainer(cast.trainer, cast.institute, *editions[:2])
        Competence.objects.filter(workshop=editions[0].workshop).update(quality=Decimal("4.70"), answers=41)
        south = Institute.objects.create(name="Instituut Zuid")
        who = make.person("Wil", "Zuidema")
        make.membership(who, Role.TRAINER, institute=south)
        return Team(cast, editions, trainer, make.trainer(who, south))


def text(response: HttpResponse) -> str:
    return response.content.decode()


SEES = {
    "": {"programme_lead", "institute_educator", "trainer"},
    "capacity/": {"programme_lead", "head", "school_educator", "institute_educator", "council_member"},
    "add/": {"programme_lead"},
    "export/xlsx/": {"programme_lead", "institute_educator"},
    "{pk}/": {"programme_lead", "institute_educator", "trainer"},
    "{pk}/change/": {"programme_lead"},
    "{pk}/competences/": {"programme_lead"},
    "{pk}/travel/": {"programme_lead"},
    "me/": {"trainer"},
    "me/availability/": {"trainer"},
    "me/travel/": {"trainer"},
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", SEES)
def test_every_page_opens_for_those_who_may_in_both_languages(team: Team, path: str, language: str) -> None:
    for role, person in team.cast.people.items():
        person.language = language
        person.save()
        response = team.get(role, path.format(pk=team.trainer.pk))
        expected = 404 if role == "stranger" else 200 if role in SEES[path] else 403
        assert (role, response.status_code) == (role, expected)
        if expected == 200 and "export" not in path:
            assert f'<html lang="{language}"' in text(response)


def test_an_institute_educator_sees_the_own_institute_only(team: Team) -> None:
    assert "Zuidema" not in text(team.get("institute_educator", ""))
    assert "Zuidema" in text(team.get("programme_lead", ""))
    assert team.get("institute_educator", f"{team.elsewhere.pk}/").status_code == 403
    assert "Zuidema" not in text(team.get("institute_educator", "export/csv/"))


def test_a_trainer_does_not_see_a_colleague(team: Team) -> None:
    assert team.get("trainer", f"{team.elsewhere.pk}/").status_code == 403


def test_the_mark_is_for_the_trainer_and_the_programme_lead_only(team: Team) -> None:
    path = f"{team.trainer.pk}/"
    assert "4,7" in text(team.get("programme_lead", path))
    assert "4,7" in text(team.get("trainer", ""))
    assert "4,7" not in text(team.get("institute_educator", path))
    for who in ("programme_lead", "institute_educator"):
        assert "4,7" not in text(team.get(who, ""))
        assert "4,7" not in text(team.get(who, "export/csv/"))


def test_the_list_does_not_order_by_quality(team: Team) -> None:
    with scope.of(team.cast.partnership):
        best = make.trainer(make.person("Aad", "Zwart"), team.cast.institute, team.editions[0])
        best.competences.update(quality=Decimal("5.00"), answers=99)
    page = text(team.get("programme_lead", ""))
    assert page.index("Zuidema") < page.index("Zwart")


def test_who_holds_the_role_but_is_not_on_the_list_gets_a_kind_word(cast: Cast) -> None:
    response = cast.client("trainer").get(cast.url("trainers/"))
    assert response.status_code == 200
    assert "U staat nog niet op de lijst" in response.content.decode()
    assert cast.client("trainer").get(cast.url("trainers/me/availability/")).status_code == 404


@pytest.mark.parametrize("path", ["", "?institute={institute}&sort=-maximum", "{pk}/", "capacity/", "export/csv/"])
def test_pages_ask_the_database_as_often_for_three_trainers_as_for_one(team: Team, path: str) -> None:
    client, url = (
        team.cast.client("programme_lead"),
        team.cast.url(f"trainers/{path.format(pk=team.trainer.pk, institute=team.cast.institute.pk)}"),
    )
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    with scope.of(team.cast.partnership):
        for _ in range(3):
            made = make.trainer(make.person(), team.cast.institute, *team.editions)
            Availability.objects.create(
                trainer=made, year=team.cast.year, day=date(2016, 11, 8), half_day="pm", suits="can"
            )
        Competence.objects.create(trainer=team.trainer, workshop=team.editions[2].workshop)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_new_trainer_is_introduced_and_gets_workshops(team: Team) -> None:
    data = {
        "email": "roos@example.org", "given_name": "Roos", "name_prefix": "van der", "surname": "Spek",
        "institute": team.cast.institute.pk, "maximum": "4",
    }  # fmt: skip
    assert team.post("programme_lead", "add/", **data).status_code == 302
    made = Trainer.everywhere.select_related("person").get(person__email="roos@example.org")
    assert made.person.full_name == "Roos van der Spek"
    assert (
        team.post("programme_lead", f"{made.pk}/competences/", workshops=[team.editions[0].workshop_id]).status_code
        == 302
    )
    assert [c.workshop for c in Competence.everywhere.filter(trainer=made)] == [team.editions[0].workshop]
    assert team.post("programme_lead", f"{made.pk}/competences/").status_code == 302
    assert not Competence.everywhere.filter(trainer=made).exists()


def test_somebody_who_is_a_trainer_already_gets_a_sentence_beside_the_address(team: Team) -> None:
    data = {
        "email": team.cast.trainer.email.upper(), "given_name": "x", "surname": "y",
        "institute": team.cast.institute.pk, "maximum": "4",
    }  # fmt: skip
    response = team.post("programme_lead", "add/", **data)
    assert response.status_code == 422
    assert "is al trainer" in text(response)


@pytest.mark.parametrize("maximum", ["-1", "201", "veel", ""])
def test_a_maximum_that_makes_no_sense_is_refused_and_kept_in_the_field(team: Team, maximum: str) -> None:
    response = team.post("trainer", "me/", maximum=maximum, remarks="Met de trein.")
    assert response.status_code == 422
    assert "Met de trein." in text(response)
    assert Trainer.everywhere.get(pk=team.trainer.pk).maximum == 6


def test_a_trainer_changes_the_maximum_and_stays_active(team: Team) -> None:
    assert team.post("trainer", "me/", maximum="3", remarks="").status_code == 302
    trainer = Trainer.everywhere.get(pk=team.trainer.pk)
    assert (trainer.maximum, trainer.active) == (3, True)


def test_a_month_is_filled_in_and_nothing_was_chosen_beforehand(team: Team) -> None:
    page = text(team.get("trainer", "me/availability/?month=2016-11"))
    assert "selected" not in page.replace('value="" selected', "")
    assert "checked" not in page
    response = team.post(
        "trainer", "me/availability/?month=2016-11", **{"2016-11-08-pm": "can", "2016-11-09-am": "cannot"}
    )
    assert response.status_code == 302
    assert list(Availability.everywhere.values_list("day", "half_day", "suits")) == [
        (date(2016, 11, 8), "pm", "can"),
        (date(2016, 11, 9), "am", "cannot"),
    ]


def test_an_answer_that_does_not_exist_is_refused(team: Team) -> None:
    assert team.post("trainer", "me/availability/?month=2016-11", **{"2016-11-08-pm": "maybe"}).status_code == 422
    assert not Availability.everywhere.exists()


PATTERN = {
    "pattern-weekdays": ["1", "3"], "pattern-half_days": ["pm"], "pattern-answer": "can",
    "pattern-first": "2016-11-07", "pattern-last": "2016-11-11",
}  # fmt: skip


def test_a_weekday_at_once_leaves_what_was_said_unless_asked(team: Team) -> None:
    team.post("trainer", "me/availability/?month=2016-11", **{"2016-11-08-pm": "cannot"})
    assert team.post("trainer", "me/availability/pattern/", **PATTERN).status_code == 302
    said = dict(Availability.everywhere.values_list("day", "suits"))
    assert said == {date(2016, 11, 8): "cannot", date(2016, 11, 10): "can"}
    team.post("trainer", "me/availability/pattern/", **PATTERN, **{"pattern-overwrite": "on"})
    assert set(Availability.everywhere.values_list("suits", flat=True)) == {"can"}


def test_a_pattern_without_a_weekday_keeps_what_was_typed(team: Team) -> None:
    data = {key: value for key, value in PATTERN.items() if key != "pattern-weekdays"}
    response = team.post("trainer", "me/availability/pattern/", **data)
    assert response.status_code == 422
    assert 'value="2016-11-07"' in text(response)


def test_holidays_far_away_are_not_known(cast: Cast) -> None:
    with scope.of(cast.partnership):
        year = make.programme_year(2034)
        make.trainer(cast.trainer, cast.institute)
    page = cast.client("trainer").get(f"/{cast.partnership.slug}/{year}/trainers/me/availability/").content.decode()
    assert "nog niet bekend" in page


def test_travel_asks_for_both_figures_or_none(team: Team) -> None:
    a, b = team.cast.school.pk, team.cast.other_school.pk
    half = {f"minutes-{a}": "25", f"km-{a}": "", f"minutes-{b}": "", f"km-{b}": ""}
    assert team.post("trainer", "me/travel/", **half).status_code == 422
    assert team.post("trainer", "me/travel/", **(half | {f"km-{a}": "18"})).status_code == 302
    assert [(t.school_id, t.minutes, t.km) for t in Travel.everywhere.all()] == [(a, 25, 18)]


def test_travel_to_many_schools_is_filled_in_a_page_at_a_time(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagdeel.year.trainers.views.SCHOOLS", 1)
    with scope.of(team.cast.partnership):
        first, second = School.objects.all()[:2]
    saved = team.post("trainer", "me/travel/", **{f"minutes-{first.pk}": "30", f"km-{first.pk}": "18"})
    assert saved["Location"].endswith("me/travel/?page=2")
    team.post("trainer", "me/travel/?page=2", **{f"minutes-{second.pk}": "5", f"km-{second.pk}": "2"})
    known = Travel.everywhere.filter(trainer=team.trainer).order_by("km").values_list("school", "minutes")
    assert list(known) == [(second.pk, 5), (first.pk, 30)]


def test_capacity_tells_numbers_and_no_names(team: Team) -> None:
    page = text(team.get("head", "capacity/"))
    assert team.editions[0].title in page
    assert "niemand" in page  # nobody gives the third workshop
    assert team.cast.trainer.full_name not in page
    part = team.cast.client("head").get(team.cast.url("trainers/capacity/"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_a_trainer_known_elsewhere_only_is_met_by_the_name_that_was_typed(team: Team) -> None:
    there = team.cast.stranger
    typed = {
        "email": there.email, "given_name": "Nel", "surname": "Horst", "institute": team.trainer.institute_id, "maximum": 3,
    }  # fmt: skip
    refused = team.post("programme_lead", "add/", **typed)
    assert refused.status_code == 422
    assert "Bij dit adres hoort iemand met een andere naam" in text(refused)
    assert there.surname not in text(refused)
    named = {"given_name": there.given_name, "name_prefix": there.prefix, "surname": there.surname}
    assert team.post("programme_lead", "add/", **{**typed, **named}).status_code == 302
    with scope.of(team.cast.partnership):
        assert Trainer.objects.get(person=there).maximum == 3


@pytest.fixture
def filtered(team: Team) -> Team:
    """The trainer of the cast said when they can; Zuidema did not, and can give nothing."""
    with scope.of(team.cast.partnership):
        Availability.objects.create(
            trainer=team.trainer, year=team.cast.year, day=date(2016, 11, 8), half_day="pm", suits="can"
        )
    return team


def _names(team: Team, query: str, who: str = "programme_lead") -> list[int]:
    return [
        int(pk)
        for pk in re.findall(r'<th scope="row"><a href="[^"]*/trainers/(\d+)/"', text(team.get(who, f"?{query}")))
    ]


def test_trainers_are_looked_at_by_institute_workshop_and_whether_they_said_when_they_can(filtered: Team) -> None:
    both, first, second = _names(filtered, ""), filtered.trainer.pk, filtered.elsewhere.pk
    assert sorted(both) == sorted([first, second])
    assert _names(filtered, f"institute={filtered.elsewhere.institute_id}") == [second]
    assert _names(filtered, f"workshop={filtered.editions[0].workshop_id}") == [first]
    assert _names(filtered, "said=yes&sort=-maximum&column=institute") == [first]
    assert _names(filtered, "said=no") == [second]
    assert _names(filtered, "institute=nonsense&workshop=0&said=perhaps&institute=") == both
    nobody = text(filtered.get("programme_lead", f"?workshop={filtered.editions[2].workshop_id}"))
    assert "Geen trainer gevonden" in nobody
    assert "Nog geen trainers" not in nobody


def test_an_institute_educator_does_not_look_into_another_institute(filtered: Team) -> None:
    own = _names(filtered, "", "institute_educator")
    assert own == [filtered.trainer.pk]
    assert _names(filtered, f"institute={filtered.elsewhere.institute_id}", "institute_educator") == own
    assert "Instituut Zuid" not in text(filtered.get("institute_educator", ""))
