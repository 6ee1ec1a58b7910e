"""A page costs as many queries for three of everything as for one: every page that asks for nothing but the year."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.message import Message
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.budget.models import Actual
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.models import Edition, Material, Proposal
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.choices.models import RuleMember, WishedHalfDay
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind
from dagdeel.year.planning.states import SessionState
from tests import cast as build
from tests.cast import NOW, Cast
from tests.house.addresses import addresses
from tests.house.everything import make_house


def _more(cast: Cast, number: int) -> None:
    """One more school with its plan, its sessions and its people, and one more of everything else."""
    year, lead = cast.year, cast.programme_lead
    school = School.objects.create(name=f"School {number}")
    editions = list(Edition.objects.filter(year=year).order_by("pk")[:4])
    plan = build.agreed_plan(year, school, editions, cast.head)
    mentors = build.mentors(school, 2)
    WishedHalfDay.objects.create(plan=plan, day=date(2016, 11, 29), half_day="pm")
    RuleMember.objects.create(plan=plan, person=mentors[1], kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    trainer = build.trainer(build.person(), cast.institute, *editions)
    held = build.session(editions[0], school, day=date(2016, 9, 5), half_day="am", state=SessionState.HELD)
    today = build.session(editions[1], school, day=NOW.date(), half_day="am")
    for session in (held, today, build.session(editions[2], school)):
        build.assignment(session, trainer)
        build.enrolment(mentors[0], session)
    Roster.objects.create(session=held, closed_at=NOW, closed_by=lead)
    for who in mentors:
        Presence.objects.create(session=held, person=who, state=PresenceState.PRESENT)
    Certificate.objects.create(
        session=held, person=mentors[0], code=f"ABCD-EFGH-JKM{number}", name=str(mentors[0]), title=editions[0].title,
        school=school.name, day=date(2016, 9, 5), hours=Decimal("3.5"), issued_at=NOW,
    )  # fmt: skip
    Material.objects.create(edition=editions[0], title=f"Lezen {number}", url="https://voorbeeld.example/")
    Proposal.objects.create(year=year, title=f"Iets {number}", idea="Een idee", proposed_by=cast.developer)
    Actual.objects.create(
        year=year, category=Category.CATERING, day=NOW.date(), amount=Decimal(5), reference=f"F{number}", school=school
    )
    finding = Finding.objects.create(year=year, title=f"Te kort {number}")
    decision = Decision.objects.create(
        year=year, finding=finding, title="Langer", body=Body.COUNCIL, day=NOW.date(), reason="Omdat", owner=lead
    )
    Consequence.objects.create(decision=decision, kind=ConsequenceKind.KEEP, description="Zo laten")
    asked = Message(key=f"house-{number}", to=mentors[0], template="enrolment/mail/reminder", why="Omdat", due=NOW)
    mail.reconcile(cast.partnership, [asked], at=NOW, source=f"house-{number}")


def _costs(cast: Cast, client: Client) -> dict[str, int]:
    """How many queries each page takes that opens with partnership and year alone."""
    found = {}
    for address in addresses():
        if address.parts == {"partnership", "year"}:
            url = reverse(address.name, args=[cast.partnership.slug, cast.year])
            with CaptureQueriesContext(connection) as captured:
                status = client.get(url).status_code
            if status == 200:
                found[address.name] = len(captured)
    return found


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast in a house with two of everything, so that no list is empty and nothing is alone."""
    made = make_house().cast
    made.partnership.demo_day = NOW.date()  # in the middle of the year, when things are asked
    made.partnership.save()
    with scope.of(made.partnership):
        _more(made, 2)
    return made


@pytest.mark.parametrize("who", ["programme_lead", "institute_educator"])
def test_a_page_asks_as_many_queries_for_four_of_everything_as_for_two(cast: Cast, who: str) -> None:
    client = cast.client(who)
    before = _costs(cast, client)
    with scope.of(cast.partnership):
        _more(cast, 3)
        _more(cast, 4)
    after = _costs(cast, client)
    assert len(before) > 10
    assert {name: (few, after[name]) for name, few in before.items() if after[name] > few} == {}
