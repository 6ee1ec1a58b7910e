"""What the school choice tells the year: who is asked what, which mails should exist, where everything stands."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail.message import Message
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices import actions, queries
from dagdeel.year.choices.models import ChoiceRound, ChosenEdition, SchoolPlan
from dagdeel.year.choices.states import PlanState, RuleAudience, RuleChoice
from dagdeel.year.choices.step import STEP
from tests import cast as make
from tests.cast import Cast

MAY = datetime(2016, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
JULY = MAY + timedelta(days=60)


@pytest.fixture
def plan(inside: Cast) -> SchoolPlan:
    make.brochure(inside.year)
    actions.open_round(inside.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 1), by=inside.programme_lead, at=MAY)
    return SchoolPlan.objects.get(school=inside.school)


def asked(cast: Cast, role: str, at: datetime = MAY) -> list[str]:
    member = memberships_of(cast.people[role], cast.partnership, cast.year)
    assert member is not None
    with translation.override("en"):
        return [todo.title for todo in STEP.todo(cast.year, member, at)]


def mails(cast: Cast, at: datetime = MAY) -> list[Message]:
    return list(STEP.messages(cast.year, at))


def kinds(cast: Cast, at: datetime = MAY) -> list[tuple[str, str]]:
    return sorted((mail.kind, mail.to.surname) for mail in mails(cast, at))


def choose(cast: Cast, plan: SchoolPlan, number: int = 4) -> None:
    editions = list(Edition.objects.all()[:number])
    actions.choose(plan, editions=editions, revision=plan.revision, by=cast.school_educator, at=MAY)


def propose(cast: Cast, plan: SchoolPlan) -> None:
    choose(cast, plan)
    actions.propose(plan, revision=plan.revision, by=cast.school_educator, at=MAY)


# What is asked


def test_the_programme_lead_is_asked_to_open_the_round_once_there_is_an_offer(inside: Cast) -> None:
    assert asked(inside, "programme_lead") == []
    make.edition(inside.year)
    assert asked(inside, "programme_lead") == ["Open the round in which schools choose"]
    assert asked(inside, "school_educator") == []


def test_each_turn_asks_the_right_person(inside: Cast, plan: SchoolPlan) -> None:
    assert asked(inside, "school_educator") == ["Choose 4 workshops for School A"]
    assert asked(inside, "head") == []
    choose(inside, plan)
    assert asked(inside, "school_educator") == ["Propose the choice of School A"]
    propose(inside, plan)
    assert asked(inside, "school_educator") == []
    assert asked(inside, "head") == ["Do you agree to the workshops of School A?"]
    actions.send_back(plan, remark="Anders.", revision=plan.revision, by=inside.head, at=MAY)
    assert asked(inside, "school_educator") == ["Change the choice of School A: it was sent back"]
    assert asked(inside, "institute_educator") == ["2 schools have not proposed yet"]
    assert asked(inside, "mentor") == asked(inside, "trainer") == asked(inside, "council_member") == []


def test_before_the_round_opens_nothing_is_asked(inside: Cast, plan: SchoolPlan) -> None:
    ChoiceRound.objects.update(opens=date(2016, 5, 11))
    assert asked(inside, "school_educator") == []


def test_after_the_deadline_the_programme_lead_hears_how_many_are_late(inside: Cast, plan: SchoolPlan) -> None:
    assert asked(inside, "programme_lead") == []
    assert asked(inside, "programme_lead", JULY) == ["2 schools are late with their choice"]


# Mails


def test_the_late_schools_are_named_and_of_very_many_the_first_with_how_many_more(
    inside: Cast, plan: SchoolPlan
) -> None:
    member = memberships_of(inside.programme_lead, inside.partnership, inside.year)
    assert member is not None
    assert [todo.detail for todo in STEP.todo(inside.year, member, JULY)] == ["School A en School B"]
    for number in range(7):
        SchoolPlan.objects.create(year=inside.year, school=School.objects.create(name=f"Lyceum {number}"))
    first = ", ".join(f"Lyceum {number}" for number in range(7))
    assert [todo.detail for todo in STEP.todo(inside.year, member, JULY)] == [f"{first}, School A en nog 1"]


def test_the_opening_goes_to_educators_once_each_on_the_morning_of_the_first_day(
    inside: Cast, plan: SchoolPlan
) -> None:
    opened = [mail for mail in mails(inside) if mail.kind == "choices.opened"]
    assert sorted(mail.to.surname for mail in opened) == ["InstituteEducator", "SchoolEducator"]
    assert {mail.due for mail in opened} == {datetime(2016, 3, 1, 8, 0, tzinfo=MAY.tzinfo)}


def test_a_proposal_is_mailed_to_the_head_and_a_return_to_the_educators(inside: Cast, plan: SchoolPlan) -> None:
    propose(inside, plan)
    assert ("choices.proposed", "Head") in kinds(inside)
    actions.send_back(plan, remark="Anders.", revision=plan.revision, by=inside.head, at=MAY)
    assert ("choices.proposed", "Head") not in kinds(inside)
    assert ("choices.returned", "SchoolEducator") in kinds(inside)


def test_a_second_proposal_is_a_new_mail_and_a_changed_rule_is_not(inside: Cast, plan: SchoolPlan) -> None:
    propose(inside, plan)
    keys = {mail.key for mail in mails(inside)}
    actions.set_rule(plan, count=1, audience=RuleAudience.ALL, choice=RuleChoice.OWN, by=inside.school_educator, at=MAY)
    assert {mail.key for mail in mails(inside)} == keys
    actions.send_back(plan, remark="Anders.", revision=plan.revision, by=inside.head, at=MAY)
    actions.propose(plan, revision=plan.revision, by=inside.school_educator, at=MAY + timedelta(days=1))
    assert {mail.key for mail in mails(inside) if mail.kind == "choices.proposed"}.isdisjoint(keys)


def test_only_schools_that_are_not_ready_are_reminded_a_week_before(inside: Cast, plan: SchoolPlan) -> None:
    with_b = make.person("Bo", "Broek")
    make.membership(with_b, Role.SCHOOL_EDUCATOR, school=inside.other_school)
    propose(inside, plan)
    reminders = [mail for mail in mails(inside) if mail.kind == "choices.reminder"]
    assert [(mail.to.surname, mail.due) for mail in reminders] == [
        ("Broek", datetime(2016, 5, 25, 8, 0, tzinfo=MAY.tzinfo))
    ]


def test_after_the_deadline_nobody_is_reminded_or_told_of_the_opening(inside: Cast, plan: SchoolPlan) -> None:
    assert mails(inside, JULY) == []


def test_mails_ask_the_database_as_often_for_three_schools_as_for_one(inside: Cast, plan: SchoolPlan) -> None:
    mails(inside)  # the year remembers its partnership from here on
    with CaptureQueriesContext(connection) as few:
        mails(inside)
    for name in ("C", "D", "E"):
        school = School.objects.create(name=f"School {name}")
        SchoolPlan.objects.create(year=inside.year, school=school)
        make.membership(make.person(), Role.SCHOOL_EDUCATOR, school=school)
    with CaptureQueriesContext(connection) as many:
        assert len(mails(inside)) > 5
    assert len(many) == len(few)


# Where it stands


def test_the_standing_counts_agreements_in_two_queries(inside: Cast, plan: SchoolPlan) -> None:
    propose(inside, plan)
    actions.agree(plan, revision=plan.revision, by=inside.head, at=MAY)
    with translation.override("en"), CaptureQueriesContext(connection) as asked_of_database:
        standing = STEP.standing(inside.year, MAY)
    assert (standing.figure, standing.state) == ("1 of 2", "now")
    assert len(asked_of_database) <= 2
    assert STEP.standing(inside.year, JULY).state == "late"


def test_each_school_shows_how_far_it_is(inside: Cast, plan: SchoolPlan) -> None:
    choose(inside, plan, 3)
    found = STEP.schools(inside.year, MAY)
    assert (found[inside.school.pk].figure, found[inside.school.pk].state) == ("3/4", "now")
    assert STEP.schools(inside.year, JULY)[inside.school.pk].state == "late"


def test_the_deadline_is_that_of_the_round_or_of_the_year(inside: Cast) -> None:
    assert [d.day for d in STEP.deadlines(inside.year)] == [date(2016, 6, 1)]
    actions.open_round(inside.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 8), by=inside.programme_lead, at=MAY)
    assert [d.day for d in STEP.deadlines(inside.year)] == [date(2016, 3, 1), date(2016, 6, 8)]


def test_personal_data_holds_exemptions_and_decisions(inside: Cast, plan: SchoolPlan) -> None:
    actions.exempt(plan, person=inside.mentor, reason="Verlof", by=inside.school_educator, at=MAY)
    propose(inside, plan)
    assert STEP.personal_data(inside.mentor)["choices.RuleMember"][0]["reason"] == "Verlof"
    assert STEP.personal_data(inside.school_educator)["choices.SchoolPlan"] == [
        {"plan": "School A 2016-2017", "proposed_at": MAY.isoformat()}
    ]


def test_the_doctor_finds_too_much_and_what_belongs_to_another_year(inside: Cast, plan: SchoolPlan) -> None:
    assert list(STEP.invariants()) == []
    for i, edition in enumerate(Edition.objects.all()[:5]):
        ChosenEdition.objects.create(plan=plan, edition=edition, position=i + 1)
    ChosenEdition.objects.create(plan=plan, edition=make.edition(make.programme_year(2015)), position=9)
    assert len(list(STEP.invariants())) == 2


# The rule, for later steps


def test_the_rule_says_what_each_mentor_must_take(inside: Cast, plan: SchoolPlan) -> None:
    (new,) = make.mentors(inside.school, 1)
    new.memberships.update(from_year=2016)
    left = make.person()
    make.membership(left, Role.MENTOR, school=inside.school, to_year=2015)
    say: dict[str, Any] = {"by": inside.school_educator, "at": MAY}
    actions.exempt(plan, person=inside.mentor, reason="Verlof", **say)
    found = {row.person: row.required for row in queries.mentors_under_rule(plan)}
    assert found == {inside.mentor: 0, new: 2}
    actions.lift_exemption(plan, person=inside.mentor, **say)
    actions.set_rule(plan, count=3, audience=RuleAudience.NEW, choice=RuleChoice.OWN, **say)
    assert {row.person: row.required for row in queries.mentors_under_rule(plan)} == {inside.mentor: 0, new: 3}
    actions.set_rule(plan, count=1, audience=RuleAudience.NAMED, choice=RuleChoice.OWN, named=[inside.mentor], **say)
    assert {row.person: row.required for row in queries.mentors_under_rule(plan)} == {inside.mentor: 1, new: 0}


def test_rules_of_all_schools_cost_as_much_as_of_one(inside: Cast, plan: SchoolPlan) -> None:
    make.mentors(inside.other_school, 3)
    with CaptureQueriesContext(connection) as asked_of_database:
        found = queries.mentors_under_rules(inside.year)
    assert [len(rows) for rows in found.values()] == [1, 3]
    assert len(asked_of_database) == 4


def test_agreed_plans_come_with_their_editions(inside: Cast, plan: SchoolPlan) -> None:
    propose(inside, plan)
    assert list(queries.agreed_plans(inside.year)) == []
    actions.agree(plan, revision=plan.revision, by=inside.head, at=MAY)
    (found,) = queries.agreed_plans(inside.year)
    assert found.state == PlanState.AGREED
    assert len(found.chosen.all()) == 4


def test_another_partnership_sees_nothing(cast: Cast) -> None:
    with scope.of(cast.partnership):
        make.choice_round(cast.year)
        SchoolPlan.objects.create(year=cast.year, school=cast.school)
    with scope.of(make.partnership()):
        assert not SchoolPlan.objects.exists()
