"""A school's plan from the opening of the round until everybody agrees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import HalfDay, School
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import actions, rules
from dagdeel.year.choices.models import ChoiceRound, RuleMember, SchoolPlan
from dagdeel.year.choices.states import PlanState, RuleAudience, RuleChoice, WishKind
from dagdeel.year.choices.step import STEP
from tests import cast as make
from tests.cast import Cast

MAY = datetime(2016, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
JULY = MAY + timedelta(days=60)
POSSIBLE = WishKind.POSSIBLE


@dataclass
class Story:
    """An open round, a brochure, and the plan of School A."""

    cast: Cast
    editions: list[Edition]
    plan: SchoolPlan

    def choose(self, number: int, **fields: Any) -> None:
        by = fields.pop("by", self.cast.school_educator)
        revision = fields.pop("revision", self.plan.revision)
        at = fields.pop("at", MAY)
        actions.choose(self.plan, editions=self.editions[:number], revision=revision, by=by, at=at, **fields)

    def propose(self) -> None:
        self.choose(4)
        actions.propose(self.plan, revision=self.plan.revision, by=self.cast.school_educator, at=MAY)

    def agree(self) -> None:
        self.propose()
        actions.agree(self.plan, revision=self.plan.revision, by=self.cast.head, at=MAY)

    def titles(self) -> list[str]:
        return [row.edition.title for row in self.plan.chosen.select_related("edition")]


@pytest.fixture
def story(inside: Cast) -> Story:
    actions.open_round(inside.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 1), by=inside.programme_lead, at=MAY)
    return Story(inside, make.brochure(inside.year), SchoolPlan.objects.get(school=inside.school))


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


# The round


def test_opening_the_round_gives_every_school_a_draft(story: Story) -> None:
    assert [(p.school.name, p.state) for p in SchoolPlan.objects.all()] == [
        ("School A", "draft"),
        ("School B", "draft"),
    ]
    assert verbs() == ["round.opened"]


def test_a_year_has_one_round(story: Story) -> None:
    with pytest.raises(actions.RoundExists):
        actions.open_round(
            story.cast.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 1), by=story.cast.head, at=MAY
        )
    assert verbs() == ["round.opened"]


@pytest.mark.parametrize("verb", [actions.open_round, actions.change_round])
def test_a_round_does_not_close_before_it_opens(story: Story, verb: Callable[..., object]) -> None:
    with pytest.raises(actions.DatesInWrongOrder):
        verb(story.cast.year, opens=date(2016, 6, 2), deadline=date(2016, 6, 1), by=story.cast.head, at=MAY)


def test_changing_the_round_moves_the_dates_and_takes_in_a_new_school(story: Story) -> None:
    story.choose(2)
    School.objects.create(name="School C")
    actions.change_round(
        story.cast.year, opens=date(2016, 4, 1), deadline=date(2016, 7, 1), by=story.cast.programme_lead, at=MAY
    )
    assert ChoiceRound.objects.get().deadline == date(2016, 7, 1)
    assert SchoolPlan.objects.count() == 3
    assert len(story.titles()) == 2
    assert Entry.objects.get(verb="round.changed").before == {"opens": "2016-03-01", "deadline": "2016-06-01"}


# Choosing


def test_a_choice_is_kept_in_its_order_and_told_once(story: Story) -> None:
    story.choose(3)
    assert story.titles() == [e.title for e in story.editions[:3]]
    entry = Entry.objects.get(verb="plan.chosen")
    assert entry.after == {"editions": story.titles()}
    assert entry.year_id == story.cast.year.pk
    assert story.plan.revision == 1


def test_a_fifth_workshop_is_refused_and_nothing_changes(story: Story) -> None:
    story.choose(2)
    with pytest.raises(actions.TooMany) as no:
        story.choose(5)
    assert (no.value.number, no.value.most) == (5, 4)
    assert len(story.titles()) == 2
    assert verbs() == ["round.opened", "plan.chosen"]


def test_the_same_edition_twice_counts_once(story: Story) -> None:
    actions.choose(story.plan, editions=[story.editions[0]] * 5, revision=0, by=story.cast.school_educator, at=MAY)
    assert story.titles() == [story.editions[0].title]


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.REVIEW, EditionState.WITHDRAWN])
def test_only_published_editions_can_be_chosen(story: Story, state: EditionState) -> None:
    Edition.objects.filter(pk=story.editions[0].pk).update(state=state)
    with pytest.raises(actions.NotOffered):
        story.choose(1)


def test_an_edition_of_another_year_cannot_be_chosen(story: Story) -> None:
    story.editions[0] = make.edition(make.programme_year(2015))
    with pytest.raises(actions.NotOffered):
        story.choose(1)


@pytest.mark.parametrize(
    ("at", "where"),
    [
        (datetime(2016, 2, 29, 23, 59, tzinfo=MAY.tzinfo), "not_yet"),
        (datetime(2016, 6, 2, 0, 0, tzinfo=MAY.tzinfo), "closed"),
    ],
)
def test_outside_the_round_a_school_does_not_choose(story: Story, at: datetime, where: str) -> None:
    with pytest.raises(actions.RoundClosed) as no:
        story.choose(4, at=at)
    assert no.value.where == where
    assert story.titles() == []


@pytest.mark.parametrize("at", [datetime(2016, 3, 1, 0, 0), datetime(2016, 6, 1, 23, 59)])  # noqa: DTZ001 (made aware below)
def test_the_first_and_the_last_day_belong_to_the_round(story: Story, at: datetime) -> None:
    story.choose(4, at=at.replace(tzinfo=MAY.tzinfo))
    assert len(story.titles()) == 4


def test_after_the_deadline_the_programme_lead_chooses_with_a_reason(story: Story) -> None:
    with pytest.raises(actions.RoundClosed):
        story.choose(4, at=JULY, by=story.cast.programme_lead)
    with pytest.raises(actions.RoundClosed):
        story.choose(4, at=JULY, by=story.cast.school_educator, reason="Wij waren ziek.")
    story.choose(4, at=JULY, by=story.cast.programme_lead, reason="Telefonisch doorgegeven.")
    assert len(story.titles()) == 4
    assert Entry.objects.get(verb="plan.chosen").reason == "Telefonisch doorgegeven."


def test_a_plan_that_was_sent_back_opens_again_also_after_the_deadline(story: Story) -> None:
    story.propose()
    actions.send_back(story.plan, remark="Liever een andere.", revision=2, by=story.cast.head, at=JULY)
    story.choose(3, at=JULY)
    assert len(story.titles()) == 3


def test_a_form_that_is_behind_is_refused(story: Story) -> None:
    story.choose(4)
    with pytest.raises(actions.PlanChanged):
        story.choose(1, revision=0)
    assert len(story.titles()) == 4


def test_a_proposal_is_not_changed_under_the_eyes_of_the_head(story: Story) -> None:
    story.propose()
    with pytest.raises(actions.AlreadyProposed):
        story.choose(3)


# Proposing


@pytest.mark.parametrize("number", [0, 3])
def test_a_proposal_is_exactly_complete(story: Story, number: int) -> None:
    story.choose(number)
    with pytest.raises(actions.NotComplete) as no:
        actions.propose(story.plan, revision=story.plan.revision, by=story.cast.school_educator, at=MAY)
    assert (no.value.number, no.value.needed) == (number, 4)
    assert SchoolPlan.objects.get(pk=story.plan.pk).state == PlanState.DRAFT


def test_proposing_says_who_and_when_and_clears_the_remark(story: Story) -> None:
    story.propose()
    actions.send_back(story.plan, remark="Liever een andere.", revision=2, by=story.cast.head, at=MAY)
    actions.propose(story.plan, revision=3, by=story.cast.institute_educator, at=JULY)
    plan = SchoolPlan.objects.get(pk=story.plan.pk)
    assert (plan.state, plan.proposed_by, plan.proposed_at, plan.remark) == (
        PlanState.PROPOSED, story.cast.institute_educator, JULY, "",
    )  # fmt: skip


def test_an_edition_withdrawn_meanwhile_stops_proposal_and_agreement(story: Story) -> None:
    story.propose()
    Edition.objects.filter(pk=story.editions[1].pk).update(state=EditionState.WITHDRAWN)
    with pytest.raises(actions.NotOffered):
        actions.agree(story.plan, revision=2, by=story.cast.head, at=MAY)
    actions.send_back(story.plan, remark="Deze vervalt.", revision=2, by=story.cast.head, at=MAY)
    with pytest.raises(actions.NotOffered):
        actions.propose(story.plan, revision=3, by=story.cast.school_educator, at=MAY)


# Agreeing and sending back


def test_the_head_agrees(story: Story) -> None:
    story.agree()
    plan = SchoolPlan.objects.get(pk=story.plan.pk)
    assert (plan.state, plan.agreed_by, plan.agreed_at) == (PlanState.AGREED, story.cast.head, MAY)
    assert verbs() == ["round.opened", "plan.chosen", "plan.proposed", "plan.agreed"]


def test_a_draft_cannot_be_agreed_to(story: Story) -> None:
    story.choose(4)
    with pytest.raises(actions.NotProposed):
        actions.agree(story.plan, revision=1, by=story.cast.head, at=MAY)


def test_who_agrees_second_hears_that_it_was_decided(story: Story) -> None:
    story.propose()
    other = SchoolPlan.objects.get(pk=story.plan.pk)
    actions.agree(story.plan, revision=2, by=story.cast.head, at=MAY)
    with pytest.raises(actions.AlreadyDecided):
        actions.agree(other, revision=2, by=make.person("Tweede", "Rector"), at=MAY)
    assert other.agreed_by == story.cast.head
    assert verbs().count("plan.agreed") == 1


def test_the_head_does_not_agree_to_a_rule_that_changed_meanwhile(story: Story) -> None:
    story.propose()
    actions.set_rule(
        story.plan,
        count=4,
        audience=RuleAudience.ALL,
        choice=RuleChoice.ASSIGNED,
        by=story.cast.school_educator,
        at=MAY,
    )
    with pytest.raises(actions.PlanChanged):
        actions.agree(story.plan, revision=2, by=story.cast.head, at=MAY)


@pytest.mark.parametrize("remark", ["", "   "])
def test_sending_back_asks_for_a_remark(story: Story, remark: str) -> None:
    story.propose()
    with pytest.raises(actions.ReasonMissing):
        actions.send_back(story.plan, remark=remark, revision=2, by=story.cast.head, at=MAY)


def test_a_head_does_not_reopen_what_was_agreed_but_the_programme_lead_does(story: Story) -> None:
    story.agree()
    with pytest.raises(actions.AlreadyDecided):
        actions.send_back(story.plan, remark="Toch niet.", revision=3, by=story.cast.head, at=MAY)
    actions.send_back(story.plan, remark="Trainer weg.", revision=3, by=story.cast.programme_lead, at=MAY)
    plan = SchoolPlan.objects.get(pk=story.plan.pk)
    assert (plan.state, plan.remark, plan.agreed_by) == (PlanState.RETURNED, "Trainer weg.", None)
    assert verbs()[-1] == "plan.reopened"


def test_the_programme_lead_who_looked_at_a_proposal_does_not_reopen_by_accident(story: Story) -> None:
    story.propose()
    actions.agree(story.plan, revision=2, by=story.cast.head, at=MAY)
    with pytest.raises(actions.AlreadyDecided):
        actions.send_back(story.plan, remark="Nog eens.", revision=2, by=story.cast.programme_lead, at=MAY)


# Rule and exemptions


def set_rule(story: Story, **fields: Any) -> None:
    given: dict[str, Any] = {"count": 2, "audience": RuleAudience.ALL, "choice": RuleChoice.OWN} | fields
    actions.set_rule(story.plan, by=story.cast.school_educator, at=MAY, **given)


def test_the_rule_names_mentors_and_forgets_them_with_another_audience(story: Story) -> None:
    set_rule(story, audience=RuleAudience.NAMED, named=[story.cast.mentor], count=1)
    assert [m.person for m in story.plan.rule_members.all()] == [story.cast.mentor]
    set_rule(story)
    assert not story.plan.rule_members.exists()
    last = Entry.objects.filter(verb="plan.rule_set").latest("id")
    assert (last.before["named"], last.after["named"]) == ([story.cast.mentor.pk], [])


def test_a_rule_does_not_ask_more_than_the_school_offers(story: Story) -> None:
    with pytest.raises(actions.TooMany):
        set_rule(story, count=5)


def test_a_rule_for_named_mentors_names_somebody(story: Story) -> None:
    with pytest.raises(actions.NobodyNamed):
        set_rule(story, audience=RuleAudience.NAMED)


def test_a_rule_names_mentors_of_the_own_school_only(story: Story) -> None:
    (elsewhere,) = make.mentors(story.cast.other_school, 1)
    with pytest.raises(actions.NotAMentor):
        set_rule(story, audience=RuleAudience.NAMED, named=[elsewhere])


def test_a_study_day_lies_in_the_school_year(story: Story) -> None:
    set_rule(story, study_day=date(2017, 2, 7))
    with pytest.raises(actions.OutsideYear):
        set_rule(story, study_day=date(2017, 8, 1))
    assert SchoolPlan.objects.get(pk=story.plan.pk).study_day == date(2017, 2, 7)


def test_an_exemption_has_a_reason_that_history_does_not_keep(story: Story) -> None:
    who = story.cast.mentor
    with pytest.raises(actions.ReasonMissing):
        actions.exempt(story.plan, person=who, reason=" ", by=story.cast.school_educator, at=MAY)
    actions.exempt(story.plan, person=who, reason="Ouderschapsverlof", by=story.cast.school_educator, at=MAY)
    actions.exempt(story.plan, person=who, reason="Verlof", by=story.cast.school_educator, at=MAY)
    assert RuleMember.objects.get().reason == "Verlof"
    assert not Entry.objects.filter(reason__icontains="verlof").exists()


def test_an_exemption_is_lifted_once(story: Story) -> None:
    who = story.cast.mentor
    actions.exempt(story.plan, person=who, reason="Verlof", by=story.cast.school_educator, at=MAY)
    actions.lift_exemption(story.plan, person=who, by=story.cast.school_educator, at=MAY)
    with pytest.raises(actions.NotExempt):
        actions.lift_exemption(story.plan, person=who, by=story.cast.school_educator, at=MAY)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=MAY.tzinfo)


def test_an_exemption_ends_after_its_last_day_by_itself_and_once(story: Story) -> None:
    who, educator, year = story.cast.mentor, story.cast.school_educator, story.cast.year
    last = date(2016, 10, 14)
    with pytest.raises(actions.OverAlready):
        actions.exempt(story.plan, person=who, reason="Verlof", until=last, by=educator, at=at_noon(date(2016, 10, 15)))
    with pytest.raises(actions.OutsideYear):
        actions.exempt(story.plan, person=who, reason="Verlof", until=date(2017, 9, 1), by=educator, at=MAY)
    actions.exempt(story.plan, person=who, reason="Verlof", until=last, by=educator, at=MAY)
    assert STEP.follow(year, at_noon(last)) == 0
    assert RuleMember.objects.get().until == last
    after = at_noon(date(2016, 10, 15))
    assert [STEP.follow(year, after) for _ in range(2)] == [1, 0]
    assert not RuleMember.objects.exists()
    told = Entry.objects.get(verb="plan.exemption_ended")
    assert (told.by_id, told.before["until"]) == (None, "2016-10-14")


def test_a_name_in_the_rule_has_no_end(story: Story) -> None:
    with pytest.raises(IntegrityError):
        RuleMember.objects.create(plan=story.plan, person=story.cast.mentor, kind="named", until=date(2016, 10, 14))


def test_only_a_mentor_of_the_school_is_exempted(story: Story) -> None:
    with pytest.raises(actions.NotAMentor):
        actions.exempt(story.plan, person=story.cast.trainer, reason="x", by=story.cast.school_educator, at=MAY)


# Wishes


def wish(story: Story, *half_days: tuple[date, HalfDay, WishKind]) -> None:
    actions.set_wishes(
        story.plan, half_days=half_days, room_wish=" Aula ", catering_wish="", by=story.cast.school_educator, at=MAY
    )


def test_wishes_replace_each_other(story: Story) -> None:
    wish(story, (date(2016, 11, 8), HalfDay.AFTERNOON, POSSIBLE), (date(2016, 11, 9), HalfDay.MORNING, POSSIBLE))
    wish(story, (date(2016, 11, 8), HalfDay.AFTERNOON, WishKind.IMPOSSIBLE))
    assert [(w.day, w.half_day, w.kind) for w in story.plan.half_days.all()] == [
        (date(2016, 11, 8), "pm", "impossible")
    ]
    assert SchoolPlan.objects.get(pk=story.plan.pk).room_wish == "Aula"


def test_a_half_day_is_not_wished_twice(story: Story) -> None:
    day = date(2016, 11, 8)
    with pytest.raises(actions.SameHalfDayTwice):
        wish(story, (day, HalfDay.MORNING, POSSIBLE), (day, HalfDay.MORNING, WishKind.IMPOSSIBLE))


def test_a_wish_outside_the_school_year_is_refused(story: Story) -> None:
    with pytest.raises(actions.OutsideYear):
        wish(story, (date(2016, 7, 31), HalfDay.MORNING, POSSIBLE))


def test_the_window_of_a_round() -> None:
    opens, deadline = date(2016, 3, 1), date(2016, 6, 1)
    days = [date(2016, 2, 28), opens, deadline, date(2016, 6, 2)]
    assert [rules.window(d, opens=opens, deadline=deadline).value for d in days] == [
        "not_yet",
        "open",
        "open",
        "closed",
    ]
