"""What the trainers step tells the year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import HalfDay
from dagdeel.year.trainers import actions, queries
from dagdeel.year.trainers.models import Availability
from dagdeel.year.trainers.states import Suits
from dagdeel.year.trainers.step import STEP
from tests import cast as make
from tests.cast import Cast

MAY = datetime(2016, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
JULY = MAY + timedelta(days=60)
TUESDAY = date(2016, 11, 8)


def asked(cast: Cast, role: str, at: datetime = MAY) -> list[str]:
    member = memberships_of(cast.people[role], cast.partnership, cast.year)
    assert member is not None
    with translation.override("en"):
        return [todo.title for todo in STEP.todo(cast.year, member, at)]


def test_a_trainer_is_asked_until_something_was_said(inside: Cast) -> None:
    assert asked(inside, "trainer") == []
    trainer = make.trainer(inside.trainer, inside.institute)
    assert asked(inside, "trainer") == ["Say on which half-days you can give workshops"]
    answers = {(TUESDAY, HalfDay.MORNING): Suits.CAN}
    actions.say_availability(trainer, year=inside.year, answers=answers, by=inside.trainer, at=MAY)
    assert asked(inside, "trainer") == []


def test_an_inactive_trainer_is_not_asked(inside: Cast) -> None:
    make.trainer(inside.trainer, inside.institute, active=False)
    assert asked(inside, "trainer") == []
    assert list(STEP.messages(inside.year, MAY)) == []


def test_the_programme_lead_hears_after_the_due_date_who_said_nothing(inside: Cast) -> None:
    make.trainer(inside.trainer, inside.institute)
    assert asked(inside, "programme_lead") == []
    assert asked(inside, "programme_lead", JULY) == ["1 trainer said nothing about availability"]


def test_trainers_are_asked_four_weeks_before_and_reminded_five_days_before(inside: Cast) -> None:
    make.trainer(inside.trainer, inside.institute)
    found = [(mail.kind, mail.due) for mail in STEP.messages(inside.year, MAY)]
    assert found == [
        ("trainers.asked", datetime(2016, 5, 18, 8, 0, tzinfo=MAY.tzinfo)),
        ("trainers.reminder", datetime(2016, 6, 10, 8, 0, tzinfo=MAY.tzinfo)),
    ]
    assert list(STEP.messages(inside.year, JULY)) == []


def test_who_said_something_gets_no_more_mail(inside: Cast) -> None:
    trainer = make.trainer(inside.trainer, inside.institute)
    answers = {(TUESDAY, HalfDay.MORNING): Suits.CAN}
    actions.say_availability(trainer, year=inside.year, answers=answers, by=inside.trainer, at=MAY)
    assert list(STEP.messages(inside.year, MAY)) == []


def test_the_standing_counts_who_said_something_in_two_queries(inside: Cast) -> None:
    assert STEP.standing(inside.year, MAY).state == "later"
    trainer = make.trainer(inside.trainer, inside.institute)
    make.trainer(make.person(), inside.institute)
    make.trainer(make.person(), inside.institute, active=False)
    Availability.objects.create(trainer=trainer, year=inside.year, day=TUESDAY, half_day="am", suits="can")
    with translation.override("en"), CaptureQueriesContext(connection) as asked_of_database:
        standing = STEP.standing(inside.year, MAY)
    assert (standing.figure, standing.state) == ("1 of 2", "now")
    assert len(asked_of_database) <= 2
    assert STEP.standing(inside.year, JULY).state == "late"


def test_personal_data_tells_everything_including_the_mark(inside: Cast) -> None:
    edition = make.edition(inside.year)
    trainer = make.trainer(inside.trainer, inside.institute, edition)
    Availability.objects.create(trainer=trainer, year=inside.year, day=TUESDAY, half_day="am", suits="can")
    found = STEP.personal_data(inside.trainer)
    assert {table: len(rows) for table, rows in found.items()} == {
        "trainers.Trainer": 1, "trainers.Competence": 1, "trainers.Availability": 1, "trainers.Travel": 0,
    }  # fmt: skip
    assert "quality" in found["trainers.Competence"][0]


def test_the_doctor_finds_an_answer_outside_its_year(inside: Cast) -> None:
    trainer = make.trainer(inside.trainer, inside.institute)
    Availability.objects.create(trainer=trainer, year=inside.year, day=TUESDAY, half_day="am", suits="can")
    assert list(STEP.invariants()) == []
    Availability.objects.create(trainer=trainer, year=inside.year, day=date(2018, 1, 2), half_day="am", suits="can")
    assert len(list(STEP.invariants())) == 1


def test_capacity_adds_the_maxima_of_active_trainers(inside: Cast) -> None:
    one, two = make.edition(inside.year, "Een", position=1), make.edition(inside.year, "Twee", position=2)
    make.trainer(inside.trainer, inside.institute, one, maximum=4)
    make.trainer(make.person(), inside.institute, one, maximum=3)
    make.trainer(make.person(), inside.institute, one, two, maximum=9, active=False)
    found = [(row.edition.title, row.trainers, row.sessions) for row in queries.capacity(inside.year)]
    assert found == [("Een", 2, 7), ("Twee", 0, 0)]
