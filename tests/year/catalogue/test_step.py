"""What the year may ask of the catalogue."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.rendering import render
from dagdeel.year.catalogue import actions
from dagdeel.year.catalogue.models import Brochure, Edition, EditionVersion
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.catalogue.step import STEP
from tests.cast import Cast, brochure, edition


def member(cast: Cast, role: str) -> Member:
    found = memberships_of(cast.people[role], cast.partnership, cast.year)
    assert found is not None
    return found


def asked(cast: Cast, role: str = "programme_lead") -> list[str]:
    with translation.override("nl"):
        return [todo.action for todo in STEP.todo(cast.year, member(cast, role), cast.now)]


def test_the_programme_lead_is_asked_for_what_comes_next(inside: Cast) -> None:
    assert asked(inside) == ["Beginnen"]
    draft = edition(inside.year, state=EditionState.DRAFT)
    assert asked(inside) == ["Schrijven"]
    actions.submit_for_review(draft, by=inside.programme_lead, at=inside.now)
    assert asked(inside) == ["Beoordelen"]
    actions.publish_edition(draft, changelog="Eerste.", by=inside.programme_lead, at=inside.now)
    assert asked(inside) == ["Uitbrengen"]
    actions.submit_proposal(inside.year, title="Idee", idea="Zo.", by=inside.developer, at=inside.now)
    assert asked(inside) == ["Beslissen", "Uitbrengen"]
    actions.release_brochure(inside.year, by=inside.programme_lead, at=inside.now)
    assert asked(inside) == ["Beslissen"]


@pytest.mark.parametrize("role", ["mentor", "trainer", "head", "developer", "school_educator"])
def test_nobody_else_is_asked_anything(inside: Cast, role: str, django_assert_num_queries: Any) -> None:
    who = member(inside, role)
    with django_assert_num_queries(0):
        assert list(STEP.todo(inside.year, who, inside.now)) == []


@pytest.mark.parametrize(("days", "state"), [(-60, "later"), (-30, "now"), (0, "now"), (1, "late")])
def test_the_standing_follows_the_deadline(inside: Cast, days: int, state: str) -> None:
    inside.year.brochure_due = (inside.now - timedelta(days=days)).date()
    assert STEP.standing(inside.year, inside.now).state == state


def test_a_released_brochure_is_done_in_two_queries(inside: Cast, django_assert_num_queries: Any) -> None:
    brochure(inside.year, 3)
    with django_assert_num_queries(2):
        standing = STEP.standing(inside.year, inside.now)
    assert (standing.figure, standing.state) == ("3 workshops", "done")


def test_the_deadline_stands_on_the_timeline(inside: Cast) -> None:
    assert [deadline.day for deadline in STEP.deadlines(inside.year)] == [date(2016, 3, 15)]
    inside.year.brochure_due = None
    assert list(STEP.deadlines(inside.year)) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_handed_in_an_idea_hears_what_became_of_it(inside: Cast, language: str) -> None:
    inside.developer.language = language
    inside.developer.save()
    idea = actions.submit_proposal(inside.year, title="Idee & zo", idea="Zo.", by=inside.developer, at=inside.now)
    assert list(STEP.messages(inside.year, inside.now)) == []
    actions.decline_proposal(idea, remark="Bestaat al.", by=inside.programme_lead, at=inside.now)
    first, again = list(STEP.messages(inside.year, inside.now)), list(STEP.messages(inside.year, inside.now))
    assert [message.key for message in first] == [message.key for message in again]
    (message,) = first
    assert message.to == inside.developer
    words = render(
        Mail(person=message.to, template=message.template, context=dict(message.context), why=message.why),
        inside.partnership,
    )
    assert "Idee & zo" in words.subject
    assert "Bestaat al." in words.text
    assert message.context["link"] in words.text
    assert ("Beste" if language == "nl" else "Dear") in words.text


def test_a_person_gets_her_ideas_and_published_versions(inside: Cast) -> None:
    actions.submit_proposal(inside.year, title="Idee", idea="Zo.", by=inside.developer, at=inside.now)
    edition(inside.year)
    assert [row["title"] for row in STEP.personal_data(inside.developer)["proposals"]] == ["Idee"]
    assert len(STEP.personal_data(inside.programme_lead)["published versions"]) == 1


def test_the_doctor_finds_nothing_in_a_sound_catalogue(inside: Cast) -> None:
    brochure(inside.year, 3)
    edition(inside.year, state=EditionState.DRAFT, goals=0)
    assert list(STEP.invariants()) == []


def test_the_doctor_names_what_is_broken_in_any_partnership(cast: Cast) -> None:
    with scope.of(cast.partnership):
        few, bare, other = edition(cast.year, goals=1), edition(cast.year), edition(cast.year)
        EditionVersion.objects.filter(edition=bare).delete()
        Edition.objects.filter(pk=other.pk).update(title="Stiekem anders")
    assert list(STEP.invariants()) == [
        f"Edition {few.pk} is published with 1 goals.",
        f"Edition {bare.pk} is published as version 1 without its frozen text.",
        f"Edition {other.pk} is not what its version 1 froze.",
    ]


@pytest.mark.parametrize(
    "broken", [{"minimum": 0}, {"minimum": 21}, {"minutes": 29}, {"version": 0}], ids=lambda values: next(iter(values))
)
def test_the_database_keeps_the_promises_itself(inside: Cast, broken: dict[str, int]) -> None:
    made = edition(inside.year)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=made.pk).update(**broken)


def test_a_year_has_one_brochure(inside: Cast) -> None:
    Brochure.objects.create(year=inside.year)
    with pytest.raises(IntegrityError), transaction.atomic():
        Brochure.objects.create(year=inside.year)
