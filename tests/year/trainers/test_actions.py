"""What the programme lead settles about trainers, and what trainers say themselves."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import HalfDay, Institute, Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.trainers import actions, queries
from dagdeel.year.trainers.models import Competence, Trainer
from dagdeel.year.trainers.states import Suits
from tests import cast as make
from tests.cast import Cast

MAY = datetime(2016, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
TUESDAY = date(2016, 11, 8)
AM, PM = HalfDay.MORNING, HalfDay.AFTERNOON


@pytest.fixture
def trainer(inside: Cast) -> Trainer:
    return make.trainer(inside.trainer, inside.institute)


def last() -> Entry:
    return Entry.objects.latest("id")


def test_a_new_trainer_gets_the_role_that_was_missing(inside: Cast) -> None:
    who = make.person("Roos", "Nieuw")
    made = actions.add_trainer(
        inside.year, person=who, institute=inside.institute, maximum=4, by=inside.programme_lead, at=MAY
    )
    held = Membership.objects.get(person=who)
    assert (held.role, held.institute, held.from_year) == (Role.TRAINER, inside.institute, 2016)
    assert (made.maximum, made.active) == (4, True)
    assert [e.verb for e in Entry.objects.all()] == ["trainer.added"]


def test_who_holds_the_role_keeps_it_as_it_is(inside: Cast) -> None:
    before = Membership.objects.count()
    actions.add_trainer(
        inside.year, person=inside.trainer, institute=inside.institute, maximum=4, by=inside.programme_lead, at=MAY
    )
    assert Membership.objects.count() == before
    assert last().after["role_given"] is False


def test_nobody_is_a_trainer_twice(inside: Cast, trainer: Trainer) -> None:
    with pytest.raises(actions.AlreadyTrainer):
        actions.add_trainer(
            inside.year, person=inside.trainer, institute=inside.institute, maximum=4, by=inside.programme_lead, at=MAY
        )
    assert not Entry.objects.exists()


def test_changing_a_trainer_tells_before_and_after(inside: Cast, trainer: Trainer) -> None:
    actions.change_trainer(trainer, maximum=3, active=False, remarks=" Fietst. ", by=inside.programme_lead, at=MAY)
    trainer.refresh_from_db()
    assert (trainer.maximum, trainer.active, trainer.remarks) == (3, False, "Fietst.")
    assert (last().before, last().after) == ({"maximum": 6, "active": True}, {"maximum": 3, "active": False})


def test_a_competence_that_stays_keeps_its_quality(inside: Cast, trainer: Trainer) -> None:
    one, two, three = (make.edition(inside.year).workshop for _ in range(3))
    actions.set_competences(trainer, workshops=[one, two], by=inside.programme_lead, at=MAY)
    Competence.objects.filter(workshop=one).update(quality=Decimal("4.20"), answers=18)
    actions.set_competences(trainer, workshops=[one, three], by=inside.programme_lead, at=MAY)
    found = {c.workshop: (c.quality, c.answers) for c in Competence.objects.all()}
    assert found == {one: (Decimal("4.20"), 18), three: (None, 0)}
    assert last().verb == "trainer.competences_set"


def test_availability_is_added_to_what_was_said(inside: Cast, trainer: Trainer) -> None:
    say: dict[str, Any] = {"year": inside.year, "by": inside.trainer, "at": MAY}
    assert actions.say_availability(trainer, answers={(TUESDAY, AM): Suits.CAN, (TUESDAY, PM): Suits.CAN}, **say) == 2
    changes = {(TUESDAY, PM): Suits.CANNOT, (TUESDAY, AM): Suits.CAN, (date(2016, 11, 9), AM): Suits.RATHER_NOT}
    assert actions.say_availability(trainer, answers=changes, **say) == 2
    assert queries.said_by(trainer, inside.year) == {
        (TUESDAY, "am"): "can",
        (TUESDAY, "pm"): "cannot",
        (date(2016, 11, 9), "am"): "rather_not",
    }
    assert last().after == {"cannot": 1, "rather_not": 1, "first": "2016-11-08", "last": "2016-11-09"}


def test_an_answer_can_be_taken_back(inside: Cast, trainer: Trainer) -> None:
    say: dict[str, Any] = {"year": inside.year, "by": inside.trainer, "at": MAY}
    actions.say_availability(trainer, answers={(TUESDAY, AM): Suits.CAN, (TUESDAY, PM): Suits.CAN}, **say)
    actions.say_availability(trainer, answers={(TUESDAY, AM): None}, **say)
    assert queries.said_by(trainer, inside.year) == {(TUESDAY, "pm"): "can"}


def test_a_day_outside_the_year_keeps_everything_out(inside: Cast, trainer: Trainer) -> None:
    answers = {(TUESDAY, AM): Suits.CAN, (date(2017, 8, 1), AM): Suits.CAN}
    with pytest.raises(actions.OutsideYear):
        actions.say_availability(trainer, year=inside.year, answers=answers, by=inside.trainer, at=MAY)
    assert queries.said_by(trainer, inside.year) == {}


def test_travel_is_kept_per_school_and_can_be_unknown_again(inside: Cast, trainer: Trainer) -> None:
    both = {inside.school: (25, 18), inside.other_school: (40, 33)}
    actions.set_travel(trainer, minutes_km=both, by=inside.trainer, at=MAY)
    actions.set_travel(
        trainer, minutes_km={inside.school: (30, 18), inside.other_school: None}, by=inside.trainer, at=MAY
    )
    assert [(t.school, t.minutes, t.km) for t in trainer.travel.all()] == [(inside.school, 30, 18)]


def test_nobody_travels_longer_than_a_day(inside: Cast, trainer: Trainer) -> None:
    with pytest.raises(actions.TooFar):
        actions.set_travel(trainer, minutes_km={inside.school: (601, 400)}, by=inside.trainer, at=MAY)


def test_quality_is_kept_and_history_tells_no_mark(inside: Cast) -> None:
    edition = make.edition(inside.year)
    trainer = make.trainer(inside.trainer, inside.institute, edition)
    qualities = {(trainer.pk, edition.workshop_id): (Decimal("4.25"), 37)}
    assert actions.record_quality(inside.year, qualities=qualities, by=None, at=MAY) == 1
    row = Competence.objects.get()
    assert (row.quality, row.answers) == (Decimal("4.25"), 37)
    assert last().after == {"competences": 1}
    assert "4.25" not in str(last().__dict__)


def test_a_competence_that_was_dropped_is_passed_over(inside: Cast, trainer: Trainer) -> None:
    workshop = make.edition(inside.year).workshop
    assert (
        actions.record_quality(inside.year, qualities={(trainer.pk, workshop.pk): (Decimal(4), 9)}, by=None, at=MAY)
        == 0
    )


@pytest.mark.parametrize("mean", ["0.99", "5.01"])
def test_a_quality_off_the_scale_is_refused(inside: Cast, mean: str) -> None:
    edition = make.edition(inside.year)
    trainer = make.trainer(inside.trainer, inside.institute, edition)
    with pytest.raises(actions.OffScale):
        actions.record_quality(
            inside.year, qualities={(trainer.pk, edition.workshop_id): (Decimal(mean), 9)}, by=None, at=MAY
        )


def test_the_trainer_of_another_partnership_gets_no_quality(inside: Cast) -> None:
    edition = make.edition(inside.year)
    other = make.partnership("Elders")
    with scope.of(other):
        theirs = make.trainer(make.person(), Institute.objects.create(name="Elders"))
    with pytest.raises(actions.UnknownCompetence):
        actions.record_quality(
            inside.year, qualities={(theirs.pk, edition.workshop_id): (Decimal(4), 9)}, by=None, at=MAY
        )
