"""The mails of the school choice as people read them, in their own language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dagdeel.outputs.mail.actions import reconcile, send_due
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.rendering import render
from dagdeel.year.choices import actions
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.step import STEP
from dagdeel.year.trainers.step import STEP as TRAINERS
from tests import cast as make
from tests.cast import Cast

MAY = datetime(2016, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def read(cast: Cast, kind: str) -> tuple[str, str]:
    """Subject and text of the one mail of this kind."""
    mails = [*STEP.messages(cast.year, MAY), *TRAINERS.messages(cast.year, MAY)]
    reconcile(cast.partnership, mails, at=MAY)
    if kind.endswith("reminder"):  # it comes after the first mail went out
        send_due(cast.partnership, at=MAY + timedelta(days=10), limit=99)
        reconcile(cast.partnership, mails, at=MAY)
    words = render(Mail.objects.filter(kind=kind).select_related("person").latest("id"), cast.partnership)
    return words.subject, words.text


@pytest.fixture
def plan(inside: Cast) -> SchoolPlan:
    editions = make.brochure(inside.year, 4)
    actions.open_round(inside.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 1), by=inside.programme_lead, at=MAY)
    plan = SchoolPlan.objects.get(school=inside.school)
    actions.choose(plan, editions=editions, revision=0, by=inside.school_educator, at=MAY)
    return plan


@pytest.mark.parametrize(
    ("language", "subject", "day"),
    [
        ("nl", "School A: kies uiterlijk woensdag 1 juni 2016", "sluit op woensdag 1 juni 2016"),
        ("en", "School A: choose before Wednesday 1 June 2016", "closes on Wednesday 1 June 2016"),
    ],
)
def test_a_reminder_speaks_the_language_of_its_reader(
    inside: Cast, plan: SchoolPlan, language: str, subject: str, day: str
) -> None:
    inside.school_educator.language = language
    inside.school_educator.save()
    found, text = read(inside, "choices.reminder")
    assert found == subject
    assert day in text
    assert f"/2016-2017/choices/{plan.pk}/" in text


def test_the_head_reads_what_was_proposed_by_whom(inside: Cast, plan: SchoolPlan) -> None:
    actions.propose(plan, revision=1, by=inside.school_educator, at=MAY)
    subject, text = read(inside, "choices.proposed")
    assert subject == "School A: een keuze van workshops wacht op u"
    assert f"{inside.school_educator} stelt deze workshops voor School A voor:" in text
    assert all(f"- {row.edition.title}" in text for row in plan.chosen.select_related("edition"))
    assert "omdat u rector van de school bent" in text


def test_the_educators_read_the_remark_as_it_was_written(inside: Cast, plan: SchoolPlan) -> None:
    actions.propose(plan, revision=1, by=inside.school_educator, at=MAY)
    remark = "Liever <b>Bumpy</b> & co."
    actions.send_back(plan, remark=remark, revision=2, by=inside.head, at=MAY)
    subject, text = read(inside, "choices.returned")
    assert subject == "School A: de keuze van workshops is teruggestuurd"
    assert remark in text


def test_the_opening_tells_until_when(inside: Cast, plan: SchoolPlan) -> None:
    subject, text = read(inside, "choices.opened")
    assert subject == "De schoolkeuze is open"
    assert "4 workshops" in text
    assert "tot en met woensdag 1 juni 2016" in text


@pytest.mark.parametrize("kind", ["trainers.asked", "trainers.reminder"])
def test_trainers_read_until_when_and_where(inside: Cast, kind: str) -> None:
    make.trainer(inside.trainer, inside.institute)
    subject, text = read(inside, kind)
    assert "woensdag 15 juni 2016" in subject + text
    assert "/2016-2017/trainers/me/availability/" in text
