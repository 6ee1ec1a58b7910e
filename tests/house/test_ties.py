"""Whatever points at a person is met when two become one and when somebody is forgotten: every foreign key, asked of the models."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.models import MailChoice
from dagdeel.web import actions
from dagdeel.web.amounts import AMOUNTS
from dagdeel.web.doctor import examine
from dagdeel.web.ties import Tie, ties
from dagdeel.year.attendance.models import Roster
from dagdeel.year.catalogue.models import Edition, EditionVersion
from dagdeel.year.enrolment.models import Ranking, RankingRound, Verdict
from dagdeel.year.evaluation.models import Instrument, Respondent
from dagdeel.year.planning.models import Session
from tests import cast as make
from tests.cast import NOW
from tests.house.everything import House, make_house

WHY = "Gevraagd per brief"


@pytest.fixture
def house(db: None) -> House:
    """One of everything, and what no other house test needs: each table that points at a person has a row."""
    house = make_house()
    cast = house.cast
    with scope.of(cast.partnership):
        MailChoice.objects.create(person=cast.mentor)
        links.revoke(cast.mentor, cast.year, links.Purpose.MENTOR)
        Ranking.objects.create(round=RankingRound.objects.get(), person=cast.mentor, said_at=NOW, by=cast.mentor)
        Verdict.objects.create(
            session=Session.objects.order_by("pk")[0], kind="run", reason="Toch", taken=1, by=cast.head, decided_at=NOW
        )
        Respondent.objects.create(instrument=Instrument.objects.order_by("pk")[0], person=cast.mentor)
        Roster.objects.update(closed_at=NOW, closed_by=cast.trainer)
        edition = Edition.objects.order_by("pk")[0]
        if not EditionVersion.objects.exists():
            EditionVersion.objects.create(
                edition=edition, number=1, published_at=NOW, published_by=cast.developer, snapshot={}
            )
    return house


def everywhere(key: int) -> list[str]:
    """The tables in which a row points at a person (by id), found without the code under test."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
        if model._base_manager.filter(**{field.attname: key}).exists()
    ]


def tie_all(house: House) -> Person:
    """Somebody at whom a row of every table points."""
    cast = house.cast
    person = make.person("Wilhelmina", "Kruidenier", "van den")
    make.membership(person, Role.MENTOR, school=cast.school)
    for tie in ties():
        row = tie.model.everywhere.filter(partnership_id=cast.partnership.pk).order_by("pk").first()
        assert row is not None, f"the house has no {tie.label}, so nothing is known of {tie.field}"
        if tie.label != "partnerships.Membership":
            tie.model._base_manager.filter(pk=row.pk).update(**{tie.field: person})
    return person


def test_every_table_that_points_at_a_person_is_met_when_two_become_one(house: House) -> None:
    cast = house.cast
    with scope.of(cast.partnership):
        gone = tie_all(house)
        key = gone.pk
        assert len(everywhere(key)) == len(ties())
        keep = make.person("Mina", "Kruidenier")
        make.membership(keep, Role.MENTOR, school=cast.other_school)
        actions.merge_people(keep, gone, reason=WHY, by=cast.programme_lead, at=NOW)
    assert everywhere(key) == []
    assert len(everywhere(keep.pk)) == len(ties())
    assert not Person.objects.filter(email=gone.email).exists()


def test_every_table_that_points_at_a_person_is_met_when_somebody_is_forgotten(house: House) -> None:
    cast = house.cast
    with scope.of(cast.partnership):
        person = tie_all(house)
        key = person.pk
        _hand_over(person, cast.programme_lead)
        actions.erase_person(person, reason=WHY, by=cast.programme_lead, at=NOW)
    assert everywhere(key) == []


def _hand_over(person: Person, lead: Person) -> None:
    """What somebody still has to do is done by others."""
    for label, name in (("planning.Assignment", "person"), ("decisions.Decision", "owner")):
        tie = Tie(apps.get_model(label), name)
        tie.rows(person).update(**{name: lead})


def test_nothing_in_the_database_says_the_name_of_whoever_was_forgotten(house: House) -> None:
    cast = house.cast
    before = broken()
    with scope.of(cast.partnership):
        who = cast.mentor
        names = (who.full_name, who.list_name, who.email)
        assert any(said(names))
        actions.erase_person(who, reason=WHY, by=cast.programme_lead, at=NOW + timedelta(minutes=1))
    assert list(said(names)) == []
    assert broken() <= before


def broken() -> set[str]:
    """What the doctor has against the house, which was filled behind the actions' back."""
    return {sentence for check in examine() for sentence in check.violations}


def said(names: tuple[str, ...]) -> list[str]:
    """Where one of these names stands, in any column of any table."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in {"sessions", "contenttypes"}:
            continue
        for row in model._base_manager.values():
            words = json.dumps(row, default=str, ensure_ascii=False)
            found += [f"{model._meta.label}: {name}" for name in names if name in words]
    return found


def test_every_table_that_points_at_a_person_has_words_for_how_much_there_is() -> None:
    assert {tie.label for tie in ties()} == set(AMOUNTS)
