"""Rounds in which mentors rank: who opens one when, what may be said in it, and how it moves from state to state."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dagdeel.base.history.models import Entry
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import PlanState, RuleChoice
from dagdeel.year.enrolment import actions, placement, queries, rules
from dagdeel.year.enrolment.models import Enrolment, Placement, RankedWorkshop, Ranking, RankingRound
from dagdeel.year.enrolment.states import ROUND_MOVES, RoundState
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import StudyDay

TODAY = NOW.date()
LATER = NOW + timedelta(days=8)


def said(round_: RankingRound) -> dict[int, tuple[list[int], int]]:
    rows = Ranking.objects.filter(round=round_).prefetch_related("workshops")
    return {row.person_id: ([wish.edition_id for wish in row.workshops.all()], row.liked) for row in rows}


# Opening -----------------------------------------------------------------------------------------------------------


def test_a_round_about_a_study_day_is_told_in_history(study_day: StudyDay) -> None:
    round_ = study_day.open()
    assert (round_.state, round_.study_day, round_.places) == (RoundState.OPEN, study_day.day, 2)
    entry = Entry.objects.get(verb="ranking_round.opened")
    assert (entry.by_id, entry.after["closes"]) == (study_day.cast.school_educator.pk, "2016-09-19")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"opens": TODAY, "closes": TODAY - timedelta(days=1)}, actions.DatesReversed),
        ({"opens": TODAY - timedelta(days=9), "closes": TODAY - timedelta(days=1)}, actions.ClosesInThePast),
        ({"closes": date(2016, 11, 15)}, actions.ClosesTooLate),
        ({"study_day": None, "closes": date(2017, 8, 1)}, actions.ClosesTooLate),
        ({"study_day": date(2016, 11, 16)}, actions.NothingToRank),
        ({"places": 4}, actions.TooManyPlaces),
        ({"places": 0}, actions.TooManyPlaces),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    study_day: StudyDay, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        study_day.open(**fields)
    assert not RankingRound.objects.exists()


def test_a_school_without_an_agreed_rule_opens_no_round(study_day: StudyDay) -> None:
    SchoolPlan.objects.update(state=PlanState.PROPOSED)
    with pytest.raises(actions.NoAgreedRule):
        study_day.open()


@pytest.mark.parametrize("choice", [RuleChoice.OWN, RuleChoice.ASSIGNED])
def test_without_by_preference_in_its_rule_a_school_ranks_about_a_study_day_only(
    study_day: StudyDay, choice: RuleChoice
) -> None:
    SchoolPlan.objects.update(rule_choice=choice)
    with pytest.raises(actions.NotByPreference):
        study_day.open(study_day=None)
    assert study_day.open().study_day == study_day.day


def test_the_same_sessions_have_one_round(study_day: StudyDay) -> None:
    for number, session in enumerate(study_day.morning):
        builders.session(session.edition, study_day.cast.school, day=date(2017, 2, 2 + 7 * number))
    study_day.open()
    study_day.open(study_day=None, places=1)
    for day in (study_day.day, None):
        with pytest.raises(actions.RoundExists):
            study_day.open(study_day=day, places=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RankingRound.objects.create(year=study_day.cast.year, school=study_day.cast.school, opens=TODAY, closes=TODAY)


def test_a_withdrawn_round_makes_room_for_another(study_day: StudyDay) -> None:
    round_ = study_day.open()
    actions.withdraw_round(round_, reason="Studiedag verzet", by=study_day.cast.school_educator, at=NOW)
    assert study_day.open().state == RoundState.OPEN


def test_a_round_of_the_year_leaves_the_study_days_to_their_own_round(study_day: StudyDay) -> None:
    other = builders.session(study_day.morning[0].edition, study_day.cast.school, day=date(2017, 2, 2))
    builders.session(study_day.morning[1].edition, study_day.cast.school, day=date(2017, 3, 2))
    study_day.open()
    rest = study_day.open(study_day=None, places=1)
    assert queries.sessions_in(rest).count() == 2
    assert queries.live_rounds(study_day.cast.year).of(other) == rest


# Before a round is published nobody is first ----------------------------------------------------------------------


@pytest.mark.parametrize("opened", [True, False])
def test_nobody_enrols_or_waits_before_the_round_is_published(study_day: StudyDay, opened: bool) -> None:
    if opened:
        study_day.open()
    who = study_day.mentors[0]
    for verb in (actions.enrol, actions.join_waiting_list):
        with pytest.raises(actions.ByPreference):
            verb(study_day.morning[0], person=who, by=who, at=NOW)
    assert not Enrolment.objects.exists()


def test_in_a_school_of_own_choice_only_the_study_day_is_closed_for_who_comes_first(study_day: StudyDay) -> None:
    SchoolPlan.objects.update(rule_choice=RuleChoice.OWN)
    other = builders.session(study_day.morning[0].edition, study_day.cast.school, day=date(2017, 2, 2))
    study_day.open()
    who = study_day.mentors[0]
    with pytest.raises(actions.ByPreference):
        actions.enrol(study_day.morning[0], person=who, by=who, at=NOW)
    assert actions.enrol(other, person=who, by=who, at=NOW).session == other


# Ranking -----------------------------------------------------------------------------------------------------------


def test_what_is_said_again_takes_the_place_of_what_was_said(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 0, 1, 2, liked=2)
    study_day.rank(round_, who, 2, liked=1)
    assert said(round_) == {who.pk: ([study_day.morning[2].edition_id], 1)}
    study_day.rank(round_, who)
    assert said(round_) == {who.pk: ([], 0)}


def test_history_tells_that_it_was_said_and_not_what(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 2, 0, liked=1)
    entry = Entry.objects.get(verb="ranking.said")
    assert entry.after == {"person": who.pk, "workshops": 2}
    assert (entry.by_id, entry.reason) == (who.pk, "")


def test_the_school_fills_it_in_with_a_reason_that_history_keeps(study_day: StudyDay) -> None:
    round_, who, educator = study_day.open(), study_day.mentors[0], study_day.cast.school_educator
    say: dict[str, Any] = {
        "person": who,
        "editions": [study_day.morning[1].edition],
        "liked": 1,
        "by": educator,
        "at": NOW,
    }
    with pytest.raises(actions.ReasonNeeded):
        actions.rank(round_, reason="  ", **say)
    actions.rank(round_, reason="Zei het aan de telefoon", **say)
    row = Ranking.objects.get(person=who)
    assert (row.by, row.reason) == (educator, "Zei het aan de telefoon")
    assert Entry.objects.get(verb="ranking.said_on_behalf").reason == "Zei het aan de telefoon"


@pytest.mark.parametrize("days", [-1, 8])
def test_outside_its_days_nothing_is_kept(study_day: StudyDay, days: int) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    with pytest.raises(actions.RankingClosed):
        actions.rank(round_, person=who, editions=[], by=who, at=NOW + timedelta(days=days))
    assert not Ranking.objects.exists()


def test_the_last_day_belongs_to_the_round(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    actions.rank(round_, person=who, editions=[], by=who, at=NOW + timedelta(days=7))
    assert Ranking.objects.get().person == who


def test_who_is_exempt_or_of_another_school_is_not_asked(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    plan = SchoolPlan.objects.get()
    RuleMember.objects.create(plan=plan, person=who, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    for person in (who, builders.mentors(study_day.cast.other_school, 1)[0]):
        with pytest.raises(actions.NotAsked):
            actions.rank(round_, person=person, editions=[], by=person, at=NOW)


def test_where_taking_part_is_voluntary_everybody_may_rank(study_day: StudyDay) -> None:
    SchoolPlan.objects.update(rule_count=0)
    round_ = study_day.open()
    study_day.rank(round_, study_day.mentors[0], 1, liked=1)
    assert len(said(round_)) == 1


def test_what_the_round_does_not_offer_is_refused(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    editions = [session.edition for session in study_day.morning]
    strange = builders.edition(study_day.cast.year)
    elsewhere = builders.session(editions[2], study_day.cast.school, day=date(2016, 10, 4))
    builders.enrolment(who, elsewhere)
    wrong: list[dict[str, Any]] = [
        {"editions": [strange]},
        {"editions": [editions[0], editions[0]]},
        {"editions": editions[:1], "liked": 2},
        {"editions": editions[:1], "liked": -1},
        {"editions": [], "blocked": [(study_day.day, "ev")]},
        {"editions": [editions[2]]},  # taken already this year
    ]
    for given in wrong:
        with pytest.raises(actions.NotInRound):
            actions.rank(round_, person=who, by=who, at=NOW, **given)
    assert not Ranking.objects.exists()


def test_a_workshop_or_a_number_stands_once_in_a_ranking(study_day: StudyDay) -> None:
    round_ = study_day.open()
    study_day.rank(round_, study_day.mentors[0], 0, 1, liked=1)
    row = Ranking.objects.get()
    for edition, position in ((study_day.morning[0].edition, 3), (study_day.morning[2].edition, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            RankedWorkshop.objects.create(ranking=row, edition=edition, position=position)


# From state to state ------------------------------------------------------------------------------------------------

Verb = Callable[[StudyDay, RankingRound], object]
VERBS: dict[str, tuple[RoundState, Verb]] = {
    "close": (RoundState.CLOSED, lambda day, r: actions.close_round(r, by=day.cast.school_educator, at=LATER)),
    "change": (
        RoundState.OPEN,
        lambda day, r: actions.change_round(
            r, opens=TODAY, closes=date(2016, 10, 1), places=1, by=day.cast.school_educator, at=LATER
        ),
    ),
    "keep": (
        RoundState.PLACED,
        lambda day, r: actions.keep_placement(r, found(day, r), by=day.cast.school_educator, at=LATER),
    ),
    "discard": (
        RoundState.CLOSED,
        lambda day, r: actions.discard_placement(Placement.objects.get(round=r), by=day.cast.school_educator, at=LATER),
    ),
    "publish": (
        RoundState.PUBLISHED,
        lambda day, r: actions.publish_placement(
            made := Placement.objects.get(round=r), revision=made.revision, by=day.cast.school_educator, at=LATER
        ),
    ),
    "withdraw": (
        RoundState.WITHDRAWN,
        lambda day, r: actions.withdraw_round(r, reason="Toch niet", by=day.cast.school_educator, at=LATER),
    ),
}
# What can be done in each state. Placing a round that is open but over closes it on the way.
POSSIBLE = {
    RoundState.OPEN: {"close", "change", "withdraw"},
    RoundState.CLOSED: {"change", "keep", "withdraw"},
    RoundState.PLACED: {"keep", "discard", "publish", "withdraw"},
    RoundState.PUBLISHED: set[str](),
    RoundState.WITHDRAWN: set[str](),
}


def found(study_day: StudyDay, round_: RankingRound) -> placement.Found:
    problem = placement.problem_of(queries.round_facts(round_, LATER))
    return placement.place(problem, seed=1, seconds=10)


def brought_to(study_day: StudyDay, state: RoundState) -> RankingRound:
    round_ = study_day.open()
    way = {
        RoundState.OPEN: (), RoundState.CLOSED: ("close",), RoundState.PLACED: ("close", "keep"),
        RoundState.PUBLISHED: ("close", "keep", "publish"), RoundState.WITHDRAWN: ("withdraw",),
    }[state]  # fmt: skip
    for verb in way:
        VERBS[verb][1](study_day, round_)
    round_.refresh_from_db()
    assert round_.state == state
    return round_


@pytest.mark.parametrize("state", RoundState)
def test_each_state_allows_its_own_moves_and_no_other(study_day: StudyDay, state: RoundState) -> None:
    round_ = brought_to(study_day, state)
    Placement.objects.exists() or Placement.objects.create(  # something to discard or publish, in every state
        round=round_, made_at=NOW, asked_by=study_day.cast.school_educator, engine="x", version="1", seed=1, problem={},
        plan={"placements": {}, "goals": []}, reasons={"wishes": {}, "closed": {}}, seats={},
    )  # fmt: skip
    done = set()
    for name, (to, verb) in VERBS.items():
        try:
            with transaction.atomic():
                verb(study_day, round_)
                round_.refresh_from_db()
                assert round_.state == to
                assert to in ROUND_MOVES[state] or to == state
                done.add(name)
                transaction.set_rollback(True)
        except actions.WrongState:
            continue
        round_.refresh_from_db()
    assert done == POSSIBLE[state]


def test_a_round_that_was_withdrawn_forgets_what_was_said_and_says_why(study_day: StudyDay) -> None:
    round_ = study_day.open()
    study_day.rank(round_, study_day.mentors[0], 0, liked=1)
    with pytest.raises(actions.ReasonNeeded):
        actions.withdraw_round(round_, reason=" ", by=study_day.cast.school_educator, at=NOW)
    actions.withdraw_round(round_, reason="Studiedag verzet", by=study_day.cast.school_educator, at=NOW)
    assert not Ranking.objects.exists()
    assert not RankedWorkshop.objects.exists()
    assert Entry.objects.get(verb="ranking_round.withdrawn").reason == "Studiedag verzet"


def test_mentors_who_may_still_rank_are_not_placed(study_day: StudyDay) -> None:
    round_ = study_day.open()
    with pytest.raises(actions.StillOpen):
        actions.ask_placement(round_, by=study_day.cast.school_educator, at=NOW + timedelta(days=7))
    assert rules.ranking_is_over(round_.state, TODAY + timedelta(days=8), closes=round_.closes)


def test_asking_twice_is_one_job(study_day: StudyDay) -> None:
    round_ = study_day.open()
    first = actions.ask_placement(round_, by=study_day.cast.school_educator, at=LATER)
    again = actions.ask_placement(round_, by=study_day.cast.programme_lead, at=LATER)
    assert first == again
    assert Entry.objects.filter(verb="placement.asked").count() == 1
    round_.refresh_from_db()
    assert round_.state == RoundState.CLOSED


def test_a_published_round_says_by_whom(study_day: StudyDay) -> None:
    round_ = study_day.open()
    with pytest.raises(IntegrityError), transaction.atomic():
        RankingRound.objects.filter(pk=round_.pk).update(state=RoundState.PUBLISHED)


def test_a_session_that_planning_cancelled_is_not_offered(study_day: StudyDay) -> None:
    round_ = study_day.open()
    for session in (study_day.morning[2], study_day.afternoon[2]):
        planning.cancel_session(session, reason="Trainer ziek", by=study_day.cast.programme_lead, at=NOW)
    offered = queries.offered(round_, NOW)
    assert [edition.pk for edition in offered] == [s.edition_id for s in study_day.morning[:2]]
    assert Session.objects.filter(state="cancelled").count() == 2
