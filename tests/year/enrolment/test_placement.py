"""From a round to a problem and back: who is placed, what counts as done, who goes first, and that it can be made again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.matching.check import SENTENCES
from dagdeel.matching.explain.sentences_placement import PLACEMENT
from dagdeel.matching.problem import Mentor, PlacementProblem
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import RuleAudience
from dagdeel.year.enrolment import actions, placement, queries, rules
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.enrolment.queries import reasons
from dagdeel.year.enrolment.states import EnrolmentState, RoundState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import StudyDay

LATER = NOW + timedelta(days=8)


def problem(round_: RankingRound, **more: Any) -> PlacementProblem:
    return placement.problem_of(queries.round_facts(round_, LATER), **more)


def mentor(round_: RankingRound, person: Person) -> Mentor:
    return problem(round_).mentor[rules.person_id(person.pk)]


def workshops(study_day: StudyDay, *numbers: int) -> tuple[str, ...]:
    return tuple(rules.workshop_id(study_day.morning[n].edition.workshop_id) for n in numbers)


def last_year(study_day: StudyDay, *, edition_of: Session | None = None, **fields: Any) -> Session:
    """A session that was held last year, of the same workshop when one is given."""
    year = ProgrammeYear.objects.filter(first_year=2015).first() or builders.programme_year(2015)
    workshop = edition_of.edition.workshop if edition_of else None
    edition = builders.edition(year, workshop=workshop)
    held: dict[str, Any] = {"state": SessionState.HELD, "day": date(2015, 11, 10), **fields}
    return builders.session(edition, study_day.cast.school, **held)


# Who and how many --------------------------------------------------------------------------------------------------


def test_everybody_under_the_rule_is_placed_and_nobody_else(study_day: StudyDay) -> None:
    round_, (first, second, *_) = study_day.open(), study_day.mentors
    plan = SchoolPlan.objects.get()
    RuleMember.objects.create(plan=plan, person=first, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    Membership.objects.filter(person=second).update(to_year=2015)
    placed = {int(m.id[1:]) for m in problem(round_).mentors}
    assert placed == {who.pk for who in study_day.mentors[2:]}
    SchoolPlan.objects.update(rule_audience=RuleAudience.NEW)
    assert problem(round_).mentors == ()


def test_on_a_study_day_everybody_gets_one_workshop_in_each_round_whatever_was_taken_before(
    study_day: StudyDay,
) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    builders.enrolment(
        who, builders.session(builders.edition(study_day.cast.year), study_day.cast.school, day=date(2016, 10, 4))
    )
    assert mentor(round_, who).places == 2


def test_in_a_round_of_the_year_a_mentor_gets_what_is_still_missing(study_day: StudyDay) -> None:
    SchoolPlan.objects.update(study_day=None)
    for number, session in enumerate((*study_day.morning, *study_day.afternoon)):
        Session.objects.filter(pk=session.pk).update(day=date(2016, 11, 1) + timedelta(days=7 * number))
    round_, (first, second, *_) = study_day.open(study_day=None), study_day.mentors
    elsewhere = builders.session(
        builders.edition(study_day.cast.year), study_day.cast.other_school, day=date(2016, 10, 4)
    )
    builders.enrolment(first, elsewhere)
    assert (mentor(round_, first).places, mentor(round_, second).places) == (1, 2)


def test_where_taking_part_is_voluntary_only_whoever_ranked_is_placed_and_only_where_was_ranked(
    study_day: StudyDay,
) -> None:
    SchoolPlan.objects.update(rule_count=0)
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 1, liked=1)
    study_day.rank(round_, study_day.mentors[1])
    assert [(m.id, m.places, m.ranking) for m in problem(round_).mentors] == [
        (rules.person_id(who.pk), 2, workshops(study_day, 1))
    ]


def test_what_has_no_number_comes_after_it_and_whoever_gave_none_is_indifferent(study_day: StudyDay) -> None:
    round_, (first, second, *_) = study_day.open(), study_day.mentors
    study_day.rank(round_, first, 2, liked=1)
    one, two = mentor(round_, first), mentor(round_, second)
    assert (one.ranking, one.liked, one.indifferent) == (workshops(study_day, 2, 0, 1), workshops(study_day, 2), False)
    assert (two.ranking, two.liked, two.indifferent) == (workshops(study_day, 0, 1, 2), (), True)


def test_half_days_on_which_somebody_cannot_or_sits_elsewhere_are_blocked(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 0, blocked=[(study_day.day, "am")])
    elsewhere = builders.session(
        builders.edition(study_day.cast.year), study_day.cast.other_school, day=study_day.day, half_day="pm"
    )
    builders.enrolment(who, elsewhere)
    assert mentor(round_, who).blocked == {"2016-11-15/am", "2016-11-15/pm"}


def test_a_workshop_of_an_earlier_year_is_not_given_unless_it_was_ranked(study_day: StudyDay) -> None:
    round_, (first, second, *_) = study_day.open(), study_day.mentors
    held = last_year(study_day, edition_of=study_day.morning[0])
    for who in (first, second):
        builders.enrolment(who, held)
    study_day.rank(round_, second, 0, liked=1)
    assert (mentor(round_, first).done, mentor(round_, second).done) == (
        frozenset(workshops(study_day, 0)),
        frozenset(),
    )


def test_a_workshop_of_this_year_is_not_given_again(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 0, 1, liked=1)
    builders.enrolment(
        who, builders.session(study_day.morning[0].edition, study_day.cast.school, day=date(2016, 10, 4))
    )
    assert mentor(round_, who).done == set(workshops(study_day, 0))


# Seats that are gone or held ---------------------------------------------------------------------------------------


def test_who_has_a_seat_keeps_it_and_who_is_no_part_of_the_round_takes_one_away(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    session = study_day.morning[0]
    builders.enrolment(who, session)
    builders.enrolment(builders.mentors(study_day.cast.other_school, 1)[0], session)
    there = problem(round_)
    assert [(seat.mentor, seat.session) for seat in there.locked] == [
        (rules.person_id(who.pk), rules.session_id(session.pk))
    ]
    planned = there.session[rules.session_id(session.pk)]
    # of four seats one belongs to somebody else; with somebody in it already the session goes on with whoever is there
    assert (planned.min, planned.max) == (1, 3)
    placed = study_day.place(round_)
    assert rules.session_id(session.pk) in placed.seats[rules.person_id(who.pk)]


def test_a_seat_that_is_held_makes_no_round_impossible(study_day: StudyDay) -> None:
    """Somebody sits in a session that can never reach its minimum, at a moment at which she said she could not come."""
    round_, who = study_day.open(), study_day.mentors[0]
    session = study_day.morning[0]
    Session.objects.filter(pk=session.pk).update(minimum=4)
    held = last_year(study_day, edition_of=session)
    for colleague in study_day.mentors:
        builders.enrolment(colleague, held)
    study_day.rank(round_, who, 1, blocked=[(study_day.day, "am")])
    session.refresh_from_db()
    builders.enrolment(who, session)
    placed = study_day.place(round_)
    assert placed.seats[rules.person_id(who.pk)][0] == rules.session_id(session.pk)
    assert placement.faults(problem(round_), placed.seats) == []


def test_a_cancelled_session_is_closed_beforehand(study_day: StudyDay) -> None:
    round_ = study_day.open()
    Session.objects.filter(pk=study_day.morning[2].pk).update(state=SessionState.CANCELLED, cancel_reason="Ziek")
    assert problem(round_).closed == {rules.session_id(study_day.morning[2].pk)}


def test_a_round_without_people_or_sessions_is_refused(study_day: StudyDay) -> None:
    round_ = study_day.open()
    empty = replace(problem(round_), mentors=())
    gone = replace(problem(round_), closed=frozenset(s.id for s in problem(round_).sessions))
    for nothing in (empty, gone):
        with pytest.raises(placement.NobodyToPlace):
            placement.place(nothing, seed=1, seconds=5)


# Who goes first ----------------------------------------------------------------------------------------------------


def goes_first(round_: RankingRound, who: Person) -> bool:
    return mentor(round_, who).first_time


def test_whoever_never_took_part_goes_first(study_day: StudyDay) -> None:
    round_, (new, old, waited, *_) = study_day.open(), study_day.mentors
    held = last_year(study_day)
    builders.enrolment(old, held)
    cancelled = last_year(study_day, state=SessionState.CANCELLED, cancel_reason="Ziek")
    builders.enrolment(new, cancelled)
    builders.enrolment(waited, held, EnrolmentState.CANCELLED)
    assert [goes_first(round_, who) for who in (new, old, waited)] == [True, False, True]


def test_whoever_waited_in_vain_last_year_goes_first(study_day: StudyDay) -> None:
    round_, (vain, got_it, *_) = study_day.open(), study_day.mentors
    wanted, other = last_year(study_day), last_year(study_day, day=date(2016, 1, 12))
    again = builders.session(wanted.edition, study_day.cast.school, day=date(2016, 2, 9), state=SessionState.HELD)
    for who in (vain, got_it):
        builders.enrolment(who, other)
        builders.enrolment(who, wanted, EnrolmentState.WAITING)
    builders.enrolment(got_it, again)
    assert (goes_first(round_, vain), goes_first(round_, got_it)) == (True, False)


def test_whoever_ranked_last_year_and_got_nothing_welcome_goes_first(study_day: StudyDay) -> None:
    round_, (vain, content, easy, *_) = study_day.open(), study_day.mentors
    good, bad = last_year(study_day), last_year(study_day, half_day="am")
    published = RankingRound.objects.create(
        year=good.year, school=study_day.cast.school, opens=date(2015, 9, 1), closes=date(2015, 9, 9),
        state=RoundState.PUBLISHED, published_at=NOW, published_by=study_day.cast.school_educator,
    )  # fmt: skip
    for who, liked, seat in ((vain, 1, bad), (content, 1, good), (easy, 2, bad)):
        row = published.rankings.create(
            person=who, liked=liked, said_at=NOW, by=who, partnership=study_day.cast.partnership
        )
        for position, session in enumerate((good, bad), 1):
            row.workshops.create(edition=session.edition, position=position, partnership=study_day.cast.partnership)
        builders.enrolment(who, seat)
    assert [goes_first(round_, who) for who in (vain, content, easy)] == [True, False, False]
    published.state = RoundState.WITHDRAWN
    published.save()
    assert not goes_first(round_, vain)


# With the real engine ----------------------------------------------------------------------------------------------


def test_every_placement_is_proven_and_the_judge_finds_nothing(study_day: StudyDay) -> None:
    round_ = study_day.open()
    for number, who in enumerate(study_day.mentors[:6]):
        study_day.rank(round_, who, number % 3, (number + 1) % 3, liked=1)
    made = study_day.place(round_)
    assert placement.faults(problem(round_), made.seats) == []
    assert made.plan["proven"]
    assert made.engine == placement.ENGINE


def test_where_it_makes_no_difference_newcomers_have_their_first_wish(study_day: StudyDay) -> None:
    round_ = study_day.open(places=1)
    two = study_day.morning[:2]
    Session.objects.exclude(pk__in=[s.pk for s in two]).update(state=SessionState.CANCELLED, cancel_reason="x")
    held, old = last_year(study_day), study_day.mentors[:4]
    for who in old:
        builders.enrolment(who, held)
    for who in study_day.mentors:
        study_day.rank(round_, who, 0, 1, liked=2)
    made = study_day.place(round_)
    first_wish = {rules.key_of(name) for name, seats in made.seats.items() if seats == [rules.session_id(two[0].pk)]}
    assert first_wish == {who.pk for who in study_day.mentors[4:]}
    assert made.plan["proven"]


def test_a_placement_can_be_made_again_from_what_is_stored(study_day: StudyDay) -> None:
    round_ = study_day.open()
    for number, who in enumerate(study_day.mentors):
        study_day.rank(round_, who, number % 3, liked=1)
    made = study_day.place(round_)
    again = placement.recompute(made, seconds=20)
    assert again.plan["placements"] == made.plan["placements"]
    assert [goal["value"] for goal in again.plan["goals"]] == [goal["value"] for goal in made.plan["goals"]]
    assert again.reasons == made.reasons


def test_everybody_wants_the_same_and_each_reads_why_not(study_day: StudyDay) -> None:
    round_ = study_day.open(places=1)
    for who in study_day.mentors:
        study_day.rank(round_, who, 0, 1, 2, liked=1)
    Session.objects.exclude(pk__in=[s.pk for s in study_day.morning]).update(
        state=SessionState.CANCELLED, cancel_reason="x"
    )
    made = study_day.place(round_)
    facts = queries.round_facts(round_, LATER)
    review = queries.review(facts, made, faults=(), values=None)
    missed = [row for row in review.people if row.missed_out]
    assert len(missed) == 4  # eight people, four seats
    for row in missed:
        assert row.wishes[0].why
        assert all(other.standing.person.full_name not in " ".join(row.wishes[0].why) for other in review.people)


def test_whoever_ranked_goes_before_whoever_did_not(study_day: StudyDay) -> None:
    """One seat too few for everybody: nobody who ranked stays without it."""
    round_ = study_day.open(places=1)
    Session.objects.exclude(pk__in=[s.pk for s in study_day.morning[:2]]).update(
        state=SessionState.CANCELLED, cancel_reason="x"
    )
    Session.objects.filter(pk=study_day.morning[1].pk).update(seats=3)
    silent = study_day.mentors[0]
    for who in study_day.mentors[1:]:
        study_day.rank(round_, who, 0, 1, liked=1)
    made = study_day.place(round_)
    assert [name for name, seats in made.seats.items() if not seats] == [rules.person_id(silent.pk)]


def test_the_problem_costs_as_many_queries_for_many_people_as_for_few(
    study_day: StudyDay, django_assert_max_num_queries: Any
) -> None:
    round_ = study_day.open()
    for who in study_day.mentors:
        study_day.rank(round_, who, 0, 1, liked=1)
    with django_assert_max_num_queries(20) as few:
        problem(round_)
    for who in builders.mentors(study_day.cast.school, 8):
        study_day.rank(round_, who, 2, 1, liked=1)
    with django_assert_max_num_queries(20) as many:
        problem(round_)
    assert len(few) == len(many)


def test_every_reason_and_every_fault_of_a_placement_has_words_of_its_own() -> None:
    # the plan of a round lists exactly the sessions in which nobody is placed as closed, and nothing is locked in it
    not_here = {"unknown_closed", "closed", "locked_closed", "locked_minimum"}
    faults = list(SENTENCES)
    of_placement = set(faults[faults.index("unknown_person") : faults.index("unknown_session")]) - not_here
    assert set(reasons.FAULTS) == of_placement
    assert set(reasons.REASONS) == set(PLACEMENT)


def test_what_another_version_said_differently_is_still_a_sentence() -> None:
    told = [{"kind": "of another age", "facts": {"session": "s1", "left": 3}}, {"kind": "tie", "facts": {}}]
    assert len(queries.sentences(told, {})) == 1
    assert actions.KIND == "enrolment.placement"
