"""From the year to a problem and back: what may move, what stands, what counts, and that it can be computed again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.year.choices.models import SchoolPlan, WishedHalfDay
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import actions, optimise, queries
from dagdeel.year.planning.models import Absence, Assignment, PlanProposal, Room, Session
from dagdeel.year.planning.optimise import Also, Extra, Lock, Most, Question, WhatIf
from dagdeel.year.planning.states import AssignmentState, ProposalMode
from dagdeel.year.trainers.models import Availability, Trainer, Travel
from dagdeel.year.trainers.states import Suits
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, can, kinds, proposed, story, wish

JANUARY = date(2017, 1, 10)
SCRATCH = Question(mode=ProposalMode.SCRATCH)


@pytest.fixture
def tale(inside: c.Cast) -> Story:
    return story(inside)


def problem_of(cast: c.Cast, question: Question = SCRATCH) -> dict[str, Any]:
    """The problem that would be solved, without solving."""
    return optimise.propose(cast.year, question, today=cast.now.date(), seconds=5).problem


def trainer_in(problem: dict[str, Any], trainer: Trainer) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in problem["trainers"] if t["id"] == f"trainer-{trainer.pk}")
    return found


def pieces(problem: dict[str, Any]) -> list[str]:
    """The sessions of the year in the problem, by name; not what stands for something else."""
    return [s["id"] for s in problem["sessions"] if s["id"].startswith("session-")]


def slots_in(problem: dict[str, Any], session: Session) -> list[str]:
    found: list[str] = next(s["slots"] for s in problem["sessions"] if s["id"] == f"session-{session.pk}")
    return found


def slot_of(proposal: PlanProposal, session: Session) -> str:
    return str(proposal.plan["assignments"][f"session-{session.pk}"]["slot"])


# Computed again ------------------------------------------------------------------------------------------------------


def test_a_stored_proposal_computed_again_gives_the_same_plan(tale: Story) -> None:
    tale.drafts()
    more = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    can(more, tale.cast, TUESDAY, DECEMBER)
    stored = PlanProposal.objects.get(pk=proposed(tale.cast, replace(SCRATCH, seed=7)).pk)
    again = optimise.recompute(stored, seconds=20).to_json()
    assert (again["assignments"], again["goals"]) == (stored.plan["assignments"], stored.plan["goals"])
    assert (stored.seed, stored.engine) == (7, optimise.engine())
    assert stored.version == optimise.version(stored.engine)


def test_the_same_question_has_the_same_answer_and_both_stay_open_beside_each_other(tale: Story) -> None:
    tale.drafts()
    one, other = proposed(tale.cast, name="een"), proposed(tale.cast, name="twee")
    assert (one.problem, one.plan["assignments"]) == (other.problem, other.plan["assignments"])
    assert [item.title for item in queries.proposals_of(tale.cast.year)] == ["twee", "een"]
    assert all(item.proposal.is_open for item in queries.proposals_of(tale.cast.year))


def test_a_question_survives_being_stored() -> None:
    asked = Question(
        mode=ProposalMode.OPEN,
        what_if=WhatIf((3,), (Also(1, 3, "pm"),), (Extra(2, "2016-11-08/am"),), (Most(2, 5),), 3),
        locks=(Lock(1, 2, "2016-11-08/pm"),),
        most_touched=3,
        absent=4,
        seed=2,
    )
    assert Question.from_json(json.loads(json.dumps(asked.to_json()))) == asked
    assert not Question().to_json()["what_if"]


def test_the_problem_asks_as_many_queries_for_many_sessions_as_for_two(tale: Story) -> None:
    tale.drafts()

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            problem_of(tale.cast)
        return len(found)

    before = count()
    for _ in range(3):
        edition = c.edition(tale.cast.year)
        c.session(edition, tale.cast.school, state="draft", day=None, half_day="", starts=None, ends=None, room=None)
        c.trainer(c.person(), tale.cast.institute, edition)
    assert count() == before


# What may move -------------------------------------------------------------------------------------------------------


def planned(tale: Story, *, publish: bool = False) -> tuple[Session, Session]:
    """Both sessions with a date and the trainer."""
    one, other = tale.drafts()
    for session, day in ((one, TUESDAY), (other, DECEMBER)):
        tale.place(session, day)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    if publish:
        actions.publish_plan(tale.cast.year, **tale.at)
        one.refresh_from_db()
        other.refresh_from_db()
    return one, other


@pytest.mark.parametrize(
    ("mode", "moving"), [(ProposalMode.LEAST, 2), (ProposalMode.SCRATCH, 2), (ProposalMode.OPEN, 0)]
)
def test_what_is_complete_moves_only_when_that_is_asked(tale: Story, mode: ProposalMode, moving: int) -> None:
    planned(tale, publish=True)
    question = Question(mode=mode)
    if not moving:
        with pytest.raises(actions.NothingToPlan):
            actions.ask_proposal(tale.cast.year, question=question, **tale.at)
    else:
        assert len(pieces(problem_of(tale.cast, question))) == moving


def test_nothing_to_plan_is_said(tale: Story) -> None:
    with pytest.raises(actions.NothingToPlan):
        actions.ask_proposal(tale.cast.year, question=Question(), **tale.at)


def test_least_counts_what_changes_and_changes_nothing_without_need(tale: Story) -> None:
    one, other = planned(tale, publish=True)
    better = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    better.competences.update(quality=5, answers=100)
    can(better, tale.cast, TUESDAY, DECEMBER)
    least, scratch = proposed(tale.cast), proposed(tale.cast, SCRATCH)
    assert not queries.sketch_of(least).moving
    assert dict(least.plan["present"])["disruption"] == 0
    assert [goal["name"] for goal in least.plan["goals"]][1] == "disruption"
    assert {line.session.pk for line in queries.sketch_of(scratch).moving} == {one.pk, other.pk}
    assert "disruption" not in {goal["name"] for goal in scratch.plan["goals"]}


def test_only_open_keeps_the_date_of_what_people_were_told(tale: Story) -> None:
    one, _ = planned(tale, publish=True)
    wish(SchoolPlan.objects.get(), (JANUARY, "pm"))
    actions.unassign_trainer(one, trainer=tale.trainer, **tale.at)
    problem = problem_of(tale.cast, Question(mode=ProposalMode.OPEN))
    assert pieces(problem) == [f"session-{one.pk}"]
    assert slots_in(problem, one) == [f"{TUESDAY}/pm"]


def test_where_a_session_is_now_stays_possible_also_when_nobody_wished_it(tale: Story) -> None:
    one, _ = tale.drafts()
    tale.place(one, JANUARY)
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    problem = problem_of(tale.cast, Question())
    assert f"{JANUARY}/pm" in slots_in(problem, one)
    assert f"{JANUARY}/pm" in trainer_in(problem, tale.trainer)["available"]
    assert f"{JANUARY}/pm" not in slots_in(problem_of(tale.cast), one)
    wish(SchoolPlan.objects.get(), (JANUARY, "pm"), kind=WishKind.IMPOSSIBLE)
    assert f"{JANUARY}/pm" not in slots_in(problem_of(tale.cast, Question()), one)


def test_what_is_pinned_stays_and_the_others_go_around_it(tale: Story) -> None:
    one, other = tale.drafts()
    tale.place(one, DECEMBER)
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    actions.pin(one, **tale.at)
    proposal = proposed(tale.cast, SCRATCH)
    assert list(proposal.plan["now"]) == [f"session-{other.pk}"]
    actions.accept_proposal(proposal, **tale.at)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.day, other.day) == (DECEMBER, TUESDAY)


def test_a_pinned_trainer_without_a_date_is_the_only_one_for_that_session(tale: Story) -> None:
    one, _ = tale.drafts()
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    actions.pin(one, **tale.at)
    better = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    better.competences.update(quality=5, answers=100)
    can(better, tale.cast, TUESDAY, DECEMBER)
    given = proposed(tale.cast, SCRATCH).plan["assignments"]
    assert given[f"session-{one.pk}"]["trainer"] == f"trainer-{tale.trainer.pk}"


def test_a_session_of_two_trainers_stays_as_it_is_and_both_give_their_half_day(tale: Story) -> None:
    one, other = tale.drafts()
    second = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    can(second, tale.cast, TUESDAY, DECEMBER)
    tale.place(one, TUESDAY)
    for trainer in (tale.trainer, second):
        actions.assign_trainer(one, trainer=trainer, **tale.at)
    proposal = proposed(tale.cast, SCRATCH)
    assert list(proposal.plan["now"]) == [f"session-{other.pk}"]
    held = {lock["session"] for lock in proposal.problem["locked"]}
    assert held == {f"held-{one.pk}-{tale.trainer.pk}", f"held-{one.pk}-{second.pk}"}


def test_what_is_past_or_held_does_not_move(tale: Story) -> None:
    one, _ = planned(tale, publish=True)
    later = optimise.propose(tale.cast.year, Question(), today=TUESDAY, seconds=5)
    assert f"session-{one.pk}" not in later.plan["now"]


def test_a_limit_on_who_is_touched_goes_before_covering(tale: Story) -> None:
    """Nobody may get anything new: then the session of who falls out stays without a trainer."""
    planned(tale, publish=True)
    second = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    can(second, tale.cast, TUESDAY, DECEMBER)
    actions.note_absence(tale.trainer, first=TUESDAY, last=TUESDAY, **tale.at)
    free, held = proposed(tale.cast), proposed(tale.cast, Question(most_touched=0))
    assert (free.problem["rules"].get("most_touched"), held.problem["rules"]["most_touched"]) == (None, 0)
    assert (len(free.plan["uncovered"]), len(held.plan["uncovered"])) == (0, 1)
    assert "most_touched" not in problem_of(tale.cast, replace(SCRATCH, most_touched=0))["rules"]


# What counts ---------------------------------------------------------------------------------------------------------


def test_the_school_says_when_and_holidays_and_what_is_past_fall_away(tale: Story) -> None:
    one, _ = tale.drafts()
    plan = SchoolPlan.objects.get()
    autumn, christmas, gone = date(2016, 10, 25), date(2016, 12, 26), date(2016, 9, 6)
    wish(plan, (autumn, "pm"), (christmas, "pm"), (gone, "pm"))
    SchoolPlan.objects.update(study_day=JANUARY)
    wish(plan, (JANUARY, "am"), kind=WishKind.IMPOSSIBLE)
    assert slots_in(problem_of(tale.cast), one) == [f"{TUESDAY}/pm", f"{DECEMBER}/pm", f"{JANUARY}/pm"]


def test_a_study_day_takes_sessions_beside_each_other_as_far_as_there_are_rooms(tale: Story) -> None:
    one, other = tale.drafts()
    WishedHalfDay.objects.all().delete()
    SchoolPlan.objects.update(study_day=JANUARY)
    second = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    for trainer in (tale.trainer, second):
        can(trainer, tale.cast, JANUARY)
    proposal = proposed(tale.cast, SCRATCH)
    assert {slot_of(proposal, s) for s in (one, other)} == {f"{JANUARY}/pm"}
    tale.place(one, JANUARY, room=tale.room)  # the only room of the school
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    actions.pin(one, **tale.at)
    assert slots_in(problem_of(tale.cast), other) == [f"{JANUARY}/am"]
    Room.objects.create(school=tale.cast.school, name="Kantine", seats=40)
    assert slots_in(problem_of(tale.cast), other) == [f"{JANUARY}/am", f"{JANUARY}/pm"]


def test_three_answers_of_trainers_count(tale: Story) -> None:
    tale.drafts()
    can(tale.trainer, tale.cast, JANUARY, suits=Suits.RATHER_NOT)
    can(tale.trainer, tale.cast, date(2017, 2, 7), suits=Suits.CANNOT)
    found = trainer_in(problem_of(tale.cast), tale.trainer)
    assert found["available"] == [f"{TUESDAY}/pm", f"{DECEMBER}/pm", f"{JANUARY}/pm"]
    assert found["rather_not"] == [f"{JANUARY}/pm"]


def test_travel_and_the_mark_are_told_to_the_optimiser(tale: Story) -> None:
    tale.drafts()
    Travel.objects.create(trainer=tale.trainer, school=tale.cast.school, minutes=20, km=17)
    tale.trainer.competences.update(quality=5, answers=10)
    problem = problem_of(tale.cast)
    assert problem["travel_km"][f"school-{tale.cast.school.pk}"] == {f"trainer-{tale.trainer.pk}": 17}
    assert set(trainer_in(problem, tale.trainer)["quality"].values()) == {50}
    tale.trainer.competences.update(answers=4)  # below the threshold
    assert set(trainer_in(problem_of(tale.cast), tale.trainer)["quality"].values()) == {31}


def test_a_trainer_who_no_longer_gives_workshops_is_not_asked(tale: Story) -> None:
    tale.drafts()
    Trainer.objects.update(active=False)
    assert problem_of(tale.cast)["trainers"] == []


def test_an_absence_takes_the_days_and_gives_its_reason(tale: Story) -> None:
    one, other = planned(tale, publish=True)
    second = c.trainer(c.person("Bea", "Berg"), tale.cast.institute, *tale.editions)
    can(second, tale.cast, TUESDAY, DECEMBER)
    actions.note_absence(tale.trainer, first=TUESDAY, last=TUESDAY, **tale.at)
    proposal = proposed(tale.cast, Question(absent=tale.trainer.pk))
    sketch = queries.sketch_of(proposal)
    assert [(line.session, line.then_trainer) for line in sketch.moving] == [(one, "Bea Berg")]
    assert "away" in kinds(proposal, one)
    assert "away" not in kinds(proposal, other)
    assert sketch.title == f"{tale.trainer.person} valt uit"
    assert set(sketch.touched.trainers) == {"Bea Berg", str(tale.trainer.person)}


# Other partnerships --------------------------------------------------------------------------------------------------


def elsewhere(tale: Story, day: date, half_day: str = "pm") -> School:
    """The same person gives something for another partnership."""
    with scope.of(c.partnership("Geheime Opleidingsschool")):
        year = c.programme_year()
        school = School.objects.create(name="Geheime School")
        edition = c.edition(year, "Geheime Workshop")
        theirs = c.trainer(tale.trainer.person, Institute.objects.create(name="Geheim Instituut"), edition, maximum=4)
        made = c.session(edition, school, day=day, half_day=half_day)
        Assignment.objects.create(session=made, trainer=theirs, person=theirs.person, day=day, half_day=half_day)
    return school


def test_a_half_day_given_elsewhere_is_not_given_here_and_nobody_reads_whose_it_is(tale: Story) -> None:
    one, other = tale.drafts()
    elsewhere(tale, TUESDAY)
    proposal = proposed(tale.cast, SCRATCH)
    covered = [s for s in (one, other) if f"session-{s.pk}" in proposal.plan["assignments"]]
    assert [slot_of(proposal, s) for s in covered] == [f"{DECEMBER}/pm"]
    everything = json.dumps([proposal.problem, proposal.plan])
    assert f"{TUESDAY}/pm" not in trainer_in(proposal.problem, tale.trainer)["available"]
    assert "eheim" not in everything
    told = " ".join(s for line in queries.sketch_of(proposal).lines for s in line.reasons)
    assert "eheim" not in told


def test_a_week_is_as_full_as_it_is_over_all_partnerships_without_saying_when(tale: Story) -> None:
    """Two a week: one elsewhere on Thursday morning leaves one here, and the half-day itself stands nowhere."""
    tale.drafts()
    elsewhere(tale, date(2016, 11, 10), "am")
    problem = problem_of(tale.cast)
    locks = [lock["slot"] for lock in problem["locked"]]
    assert locks == ["2016-11-13/am"]  # the Sunday of that week
    assert "2016-11-10" not in json.dumps(problem)
    assert trainer_in(problem, tale.trainer)["maximum"] == tale.trainer.maximum + 1


def test_a_full_week_elsewhere_leaves_nothing_here(tale: Story) -> None:
    tale.drafts()
    for day in (date(2016, 11, 9), date(2016, 11, 10)):
        elsewhere(tale, day)
    found = trainer_in(problem_of(tale.cast), tale.trainer)
    assert (found["available"], found["maximum"]) == ([f"{DECEMBER}/pm"], tale.trainer.maximum)


# What if -------------------------------------------------------------------------------------------------------------


def everything_but_proposals() -> str:
    """All that people see of plan, schools and trainers, as the database has it."""
    tables = (Session, Assignment, SchoolPlan, WishedHalfDay, Availability, Trainer, Absence, Room)
    return json.dumps([list(t.objects.order_by("pk").values()) for t in tables], default=str)


@pytest.mark.parametrize(
    "suppose",
    [
        lambda tale: WhatIf(without=(tale.trainer.pk,)),
        lambda tale: WhatIf(also=(Also(tale.cast.school.pk, 3, "pm"),)),
        lambda tale: WhatIf(extra=(Extra(tale.trainer.pk, f"{TUESDAY}/am"),)),
        lambda tale: WhatIf(most=(Most(tale.trainer.pk, 1),)),
        lambda tale: WhatIf(per_week=1),
    ],
    ids=["without", "also", "extra", "most", "per_week"],
)
def test_a_what_if_changes_nothing_but_the_proposal(tale: Story, suppose: Callable[[Story], WhatIf]) -> None:
    planned(tale, publish=True)
    before = everything_but_proposals()
    proposal = proposed(tale.cast, Question(what_if=suppose(tale)))
    assert everything_but_proposals() == before
    assert proposal.supposes
    assert queries.sketch_of(proposal).supposed
    with pytest.raises(actions.OnlySupposed):
        actions.accept_proposal(proposal, **tale.at)
    assert everything_but_proposals() == before


def test_a_what_if_is_compared_with_the_same_question_without_it(tale: Story) -> None:
    tale.drafts()
    sketch = queries.sketch_of(proposed(tale.cast, replace(SCRATCH, what_if=WhatIf(without=(tale.trainer.pk,)))))
    uncovered = sketch.goals[0]
    assert (uncovered.value, uncovered.baseline) == (2, 0)
    assert sketch.compares


def test_what_is_supposed_of_schools_and_trainers_stands_in_the_problem(tale: Story) -> None:
    one, _ = tale.drafts()
    what_if = WhatIf(
        also=(Also(tale.cast.school.pk, 3, "am"),),
        extra=(Extra(tale.trainer.pk, f"{JANUARY}/am"),),
        most=(Most(tale.trainer.pk, 1),),
        per_week=3,
    )
    problem = problem_of(tale.cast, replace(SCRATCH, what_if=what_if))
    thursdays = [slot for slot in slots_in(problem, one) if slot.endswith("/am")]
    assert {date.fromisoformat(slot[:10]).weekday() for slot in thursdays} == {3}
    assert "2016-10-27/am" not in thursdays  # the autumn holiday
    found = trainer_in(problem, tale.trainer)
    assert (f"{JANUARY}/am" in found["available"], found["maximum"], problem["rules"]["per_week"]) == (True, 1, 3)


# Holding lines -------------------------------------------------------------------------------------------------------


def test_a_line_that_was_held_stays_and_the_plan_itself_does_not_know(tale: Story) -> None:
    one, other = tale.drafts()
    lock = Lock(one.pk, tale.trainer.pk, f"{DECEMBER}/pm")
    proposal = proposed(tale.cast, replace(SCRATCH, locks=(lock,)))
    assert (slot_of(proposal, one), slot_of(proposal, other)) == (f"{DECEMBER}/pm", f"{TUESDAY}/pm")
    one.refresh_from_db()
    assert (one.day, one.pinned) == (None, False)


@pytest.mark.parametrize("slot", [f"{JANUARY}/pm", f"{TUESDAY}/ev"])
def test_a_line_that_can_no_longer_be_held_is_named(tale: Story, slot: str) -> None:
    one, _ = tale.drafts()
    with pytest.raises(optimise.CannotHold) as no:
        problem_of(tale.cast, replace(SCRATCH, locks=(Lock(one.pk, tale.trainer.pk, slot),)))
    assert f"session-{one.pk}" in no.value.said["nl"]


def test_a_line_of_a_trainer_who_left_can_not_be_held(tale: Story) -> None:
    one, _ = tale.drafts()
    Trainer.objects.update(active=False)
    with pytest.raises(optimise.CannotHold):
        problem_of(tale.cast, replace(SCRATCH, locks=(Lock(one.pk, tale.trainer.pk, f"{TUESDAY}/pm"),)))


def test_two_lines_that_cannot_be_held_together_are_refused_with_the_second(tale: Story) -> None:
    one, other = tale.drafts()
    locks = tuple(Lock(session.pk, tale.trainer.pk, f"{TUESDAY}/pm") for session in (one, other))
    with pytest.raises(optimise.CannotHold) as no:
        problem_of(tale.cast, replace(SCRATCH, locks=locks))
    assert [f"session-{s.pk} is vastgezet." in no.value.said["nl"] for s in (one, other)] == [True, True]
    assert f"trainer-{tale.trainer.pk} geeft" in no.value.said["nl"]


# Reasons -------------------------------------------------------------------------------------------------------------


def test_what_stays_uncovered_says_why_in_the_language_of_the_reader(tale: Story) -> None:
    one, _ = tale.drafts()
    Availability.objects.all().delete()
    proposal = proposed(tale.cast, SCRATCH)
    assert kinds(proposal, one) == ["nobody_free", "available_helps"]
    WishedHalfDay.objects.all().delete()
    assert kinds(proposed(tale.cast, SCRATCH), one) == ["no_half_days"]


def test_reasons_speak_in_names_and_the_stored_ones_in_numbers(tale: Story) -> None:
    one, _ = tale.drafts()
    proposal = proposed(tale.cast, SCRATCH)
    stored = json.dumps(proposal.plan["reasons"])
    name = str(tale.trainer.person)
    assert name not in stored + json.dumps(proposal.problem)
    line = next(line for line in queries.sketch_of(proposal).lines if line.session == one)
    assert name in " ".join(line.reasons)
    assert "trainer-" not in " ".join(line.reasons)


def test_the_plan_of_that_moment_stands_beside_the_proposal(tale: Story) -> None:
    one, _ = tale.drafts()
    tale.place(one, TUESDAY)
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    goals = queries.sketch_of(proposed(tale.cast, Question())).goals
    assert (goals[0].present, goals[0].value, goals[0].proven) == (1, 0, True)


def test_what_clashes_and_what_would_help_are_checked_by_searching_again(tale: Story, settings: Settings) -> None:
    """Two sessions, and the only trainer may give one: which rule stands in the way, and that one more would do."""
    settings.EXPLAIN_SECONDS = 10
    tale.drafts()
    Trainer.objects.update(maximum=1)
    proposal = proposed(tale.cast, SCRATCH)
    (line,) = queries.sketch_of(proposal).uncovered
    said = " ".join(line.reasons)
    name = str(tale.trainer.person)
    assert f"2 sessies, deze ook, kunnen alleen door {name} worden gegeven, die er samen 1 kunnen geven." in said
    assert f"Als {name} 2 sessies mocht geven, één meer, had deze sessie wel een trainer. Dat is nagerekend." in said


def test_a_session_that_moves_says_what_leaving_it_would_have_cost(tale: Story) -> None:
    one, _ = planned(tale, publish=True)
    tale.trainer.availability.filter(day=TUESDAY).update(suits=Suits.CANNOT)
    second = c.trainer(c.person(), tale.cast.institute, *tale.editions)
    can(second, tale.cast, TUESDAY)
    said = kinds(proposed(tale.cast), one)
    assert said[0] == "was_away"
    assert "moved" not in said  # from what to what stands in columns of its own


# The doctor ----------------------------------------------------------------------------------------------------------


def test_the_doctor_judges_stored_proposals(tale: Story) -> None:
    one, _ = tale.drafts()
    proposal = proposed(tale.cast, SCRATCH)
    assert list(optimise.broken_plans()) == []
    proposal.plan["goals"][0]["value"] = 1
    proposal.save()
    assert "says 1 for uncovered, which is 0" in next(iter(optimise.broken_plans()))
    proposal.plan["assignments"][f"session-{one.pk}"]["slot"] = "2016-11-08/ev"
    proposal.save()
    assert any("is not a half-day of" in sentence for sentence in optimise.broken_plans())
    actions.discard_proposal(proposal, **tale.at)
    assert list(optimise.broken_plans()) == []


def test_the_doctor_finds_somebody_who_stands_twice_in_the_published_plan(tale: Story) -> None:
    """The database refuses it; a half-day that was changed behind its back is found."""
    one, other = planned(tale, publish=True)
    assert list(optimise.broken_plans()) == []
    tale.place(other, date(2016, 11, 8), half_day="am")
    rows = Assignment.objects.filter(session=other)
    rows.update(live=False, half_day="pm", state=AssignmentState.CONFIRMED)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX trainer_once_per_half_day")
        cursor.execute("UPDATE planning_assignment SET live = %s WHERE session_id = %s", [True, other.pk])
    assert any("both on 2016-11-08/pm" in sentence for sentence in optimise.broken_plans())
    assert one.day == other.day
