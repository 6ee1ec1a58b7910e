"""A placement under people's hands: changed by hand with the judge watching, published once, and looked after by the doctor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from dagdeel.base.history.models import Entry
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.web.jobs import work_off
from dagdeel.year.enrolment import actions, placement, queries, rules
from dagdeel.year.enrolment.models import Enrolment, Placement, Ranking, RankingRound
from dagdeel.year.enrolment.states import EnrolmentState, EnrolmentWay, RoundState
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import StudyDay

LATER = NOW + timedelta(days=8)


@pytest.fixture
def placed(study_day: StudyDay) -> Placement:
    """Six of eight mentors rank, each with another first wish; the round is placed."""
    round_ = study_day.open()
    for number, who in enumerate(study_day.mentors[:6]):
        study_day.rank(round_, who, number % 3, (number + 1) % 3, liked=1)
    return study_day.place(round_)


def of(made: Placement, who: Person) -> list[int]:
    return [rules.key_of(seat) for seat in made.seats.get(rules.person_id(who.pk), ())]


def found(made: Placement) -> list[tuple[str, tuple[int, ...]]]:
    facts = queries.round_facts(made.round, LATER)
    return [(fault.rule, fault.people) for fault in placement.faults(placement.problem_of(facts), made.seats)]


def fresh(made: Placement) -> Placement:
    return Placement.objects.select_related("round__year__partnership", "round__school").get(pk=made.pk)


def adjust(study_day: StudyDay, made: Placement, who: Person, *sessions: Session, **more: Any) -> Placement:
    made = fresh(made)
    given = {"reason": "Met elkaar geruild", "revision": made.revision, **more}
    by = study_day.cast.school_educator
    return actions.adjust_placement(made, person=who, sessions=sessions, **given, by=by, at=LATER)


def publish(study_day: StudyDay, made: Placement) -> Placement:
    made = fresh(made)
    return actions.publish_placement(made, revision=made.revision, by=study_day.cast.school_educator, at=LATER)


# The work ----------------------------------------------------------------------------------------------------------


def test_placing_closes_the_round_and_keeps_what_made_it(study_day: StudyDay, placed: Placement) -> None:
    assert placed.round.state == RoundState.PLACED
    assert (placed.number, placed.seed, placed.asked_by) == (1, 1, study_day.cast.school_educator)
    assert placed.problem["kind"] == "placement"
    assert sum(map(len, placed.seats.values())) == 16
    assert Entry.objects.get(verb="placement.made").after["engine"] == placement.ENGINE


def test_placing_again_keeps_what_is_locked_and_draws_anew(study_day: StudyDay, placed: Placement) -> None:
    who = study_day.mentors[0]
    other = next(s for s in study_day.morning if s.pk not in of(placed, who))
    afternoon = next(s for s in study_day.afternoon if s.edition_id != other.edition_id)
    adjust(study_day, placed, who, other, afternoon, locked=[other, afternoon])
    actions.ask_placement(placed.round, by=study_day.cast.school_educator, at=LATER)
    work_off(clock=lambda _partnership=None: LATER)
    again = fresh(placed)
    assert (again.number, again.seed) == (2, 2)
    assert set(of(again, who)) == {other.pk, afternoon.pk}
    assert {tuple(pair) for pair in again.locked} == {
        (rules.person_id(who.pk), rules.session_id(s.pk)) for s in (other, afternoon)
    }


def test_what_cannot_be_placed_fails_with_a_sentence_and_the_old_placement_stays(
    study_day: StudyDay, placed: Placement
) -> None:
    who = study_day.mentors[0]
    adjust(study_day, placed, who, *study_day.morning[:2], locked=study_day.morning[:2])
    actions.ask_placement(placed.round, by=study_day.cast.school_educator, at=LATER)
    work_off(clock=lambda _partnership=None: LATER)
    job = Job.objects.latest("pk")
    assert job.state == JobState.FAILED
    assert "vastgezet" in job.error["nl"]
    assert fresh(placed).number == 1


def test_a_round_that_is_withdrawn_meanwhile_keeps_nothing(study_day: StudyDay) -> None:
    round_ = study_day.open()
    actions.ask_placement(round_, by=study_day.cast.school_educator, at=LATER)
    actions.withdraw_round(round_, reason="Verzet", by=study_day.cast.school_educator, at=LATER)
    work_off(clock=lambda _partnership=None: LATER)
    assert not Placement.objects.exists()
    assert Job.objects.get().state == JobState.DONE


def test_throwing_a_placement_away_leaves_what_was_said(study_day: StudyDay, placed: Placement) -> None:
    actions.discard_placement(placed, by=study_day.cast.school_educator, at=LATER)
    assert (Placement.objects.count(), Ranking.objects.count()) == (0, 6)
    assert RankingRound.objects.get().state == RoundState.CLOSED


# By hand -----------------------------------------------------------------------------------------------------------


def test_other_seats_need_a_reason_that_stands_with_them(study_day: StudyDay, placed: Placement) -> None:
    who = study_day.mentors[0]
    with pytest.raises(actions.ReasonNeeded):
        adjust(study_day, placed, who, reason=" ")
    adjust(study_day, placed, who, reason="Is die dag op reis")
    made = fresh(placed)
    assert of(made, who) == []
    assert made.reasons["by_hand"] == {rules.person_id(who.pk): "Is die dag op reis"}
    entry = Entry.objects.get(verb="placement.adjusted")
    assert (entry.after["person"], entry.reason) == (who.pk, "Is die dag op reis")
    adjust(study_day, placed, who, *Session.objects.filter(pk__in=of(placed, who)))
    assert fresh(placed).reasons["by_hand"] == {}


def test_who_looked_at_an_older_placement_changes_nothing(study_day: StudyDay, placed: Placement) -> None:
    adjust(study_day, placed, study_day.mentors[0])
    with pytest.raises(actions.PlacementChanged):
        adjust(study_day, placed, study_day.mentors[1], revision=placed.revision)
    with pytest.raises(actions.PlacementChanged):
        actions.publish_placement(placed, revision=placed.revision, by=study_day.cast.school_educator, at=LATER)


def test_a_stranger_and_a_session_of_another_day_do_not_get_in(study_day: StudyDay, placed: Placement) -> None:
    with pytest.raises(actions.NotPlaced):
        adjust(study_day, placed, builders.mentors(study_day.cast.other_school, 1)[0], study_day.morning[0])
    elsewhere = builders.session(study_day.morning[0].edition, study_day.cast.school, day=NOW.date())
    with pytest.raises(actions.NotInRound):
        adjust(study_day, placed, study_day.mentors[0], elsewhere)


def _twice_at_once(day: StudyDay, who: Person) -> list[Session]:
    return day.morning[:2]


def _same_workshop(day: StudyDay, who: Person) -> list[Session]:
    return [day.morning[0], day.afternoon[0]]


def _too_many(day: StudyDay, who: Person) -> list[Session]:
    return [day.morning[0], day.afternoon[1], day.afternoon[2]]


@pytest.mark.parametrize(
    ("seats", "broken"),
    [(_twice_at_once, {"same_slot"}), (_same_workshop, {"same_workshop"}), (_too_many, {"places", "same_slot"})],
)
def test_the_judge_finds_what_is_wrong_beside_the_person_and_blocks_publishing(
    study_day: StudyDay, placed: Placement, seats: Callable[[StudyDay, Person], list[Session]], broken: set[str]
) -> None:
    who = study_day.mentors[0]
    adjust(study_day, placed, who, *seats(study_day, who))
    assert {rule for rule, people in found(fresh(placed)) if people == (who.pk,)} == broken
    with pytest.raises(actions.RulesBroken) as no:
        publish(study_day, placed)
    assert broken <= {fault.rule for fault in no.value.faults}
    assert not Enrolment.objects.exists()
    assert fresh(placed).round.state == RoundState.PLACED


def test_somebody_who_cannot_come_or_did_it_before_is_found(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 0, 1, liked=1, blocked=[(study_day.day, "am")])
    made = study_day.place(round_)
    adjust(study_day, made, who, study_day.morning[0])
    assert ("blocked", (who.pk,)) in found(fresh(made))


def test_a_session_under_its_minimum_is_found_until_it_is_filled_or_empty(
    study_day: StudyDay, placed: Placement
) -> None:
    session = study_day.morning[0]
    there = [who for who in study_day.mentors if session.pk in of(placed, who)]
    for who in there[1:]:
        rest = [s for s in study_day.afternoon if s.pk in of(placed, who)]
        adjust(study_day, placed, who, *rest)
    assert "minimum" in [rule for rule, _people in found(fresh(placed))]
    adjust(study_day, placed, there[0], *[s for s in study_day.afternoon if s.pk in of(placed, there[0])])
    assert "minimum" not in [rule for rule, _people in found(fresh(placed))]


# Publishing --------------------------------------------------------------------------------------------------------


def test_publishing_makes_the_enrolments_through_the_seats(study_day: StudyDay, placed: Placement) -> None:
    publish(study_day, placed)
    made = {(row.person_id, row.session_id) for row in Enrolment.objects.all()}
    assert made == {(who.pk, pk) for who in study_day.mentors for pk in of(placed, who)}
    assert set(Enrolment.objects.values_list("way", "state")) == {(EnrolmentWay.PLACED, EnrolmentState.ENROLLED)}
    for session in Session.objects.all():
        assert session.taken == sum(session.pk == pk for _person, pk in made) <= session.seats
    round_ = RankingRound.objects.get()
    assert (round_.state, round_.published_by) == (RoundState.PUBLISHED, study_day.cast.school_educator)
    assert list(STEP.invariants()) == []


def test_who_had_a_seat_already_keeps_that_one(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    educator = study_day.cast.school_educator
    seat = actions.enrol_on_behalf(study_day.morning[1], person=who, reason="Helpt mee", by=educator, at=NOW)
    made = study_day.place(round_)
    publish(study_day, made)
    there = Enrolment.objects.get(person=who, session=study_day.morning[1])
    assert (there.pk, there.way) == (seat.pk, EnrolmentWay.BEHALF)
    assert Enrolment.objects.count() == sum(map(len, made.seats.values()))


def test_publishing_twice_enrols_nobody_twice(study_day: StudyDay, placed: Placement) -> None:
    publish(study_day, placed)
    with pytest.raises(actions.WrongState):
        publish(study_day, placed)
    assert Enrolment.objects.count() == 16


def test_seats_that_somebody_else_took_meanwhile_stop_it_and_nothing_is_half_done(
    study_day: StudyDay, placed: Placement
) -> None:
    session = next(s for s in study_day.morning if any(s.pk in of(placed, who) for who in study_day.mentors))
    guests = builders.mentors(study_day.cast.school, 4)
    SchoolExempt.exempt(study_day, guests)
    for guest in guests:
        actions.enrol_on_behalf(session, person=guest, reason="Gast", by=study_day.cast.school_educator, at=LATER)
    with pytest.raises(actions.RulesBroken) as no:
        publish(study_day, placed)
    assert ("maximum", (session.pk,)) in [(fault.rule, fault.sessions) for fault in no.value.faults]
    assert Enrolment.objects.count() == 4
    assert Session.objects.filter(taken__gt=F("seats")).count() == 0


class SchoolExempt:
    """Guests of whom the rule asks nothing."""

    @staticmethod
    def exempt(study_day: StudyDay, people: list[Person]) -> None:
        from dagdeel.year.choices.models import RuleMember, SchoolPlan

        plan = SchoolPlan.objects.get(school=study_day.cast.school)
        for who in people:
            RuleMember.objects.create(plan=plan, person=who, kind=RuleMember.Kind.EXEMPT, reason="Gast")


def test_somebody_who_left_meanwhile_stands_in_the_way_until_the_seat_is_taken_away(
    study_day: StudyDay, placed: Placement
) -> None:
    gone = study_day.mentors[3]
    Membership.objects.filter(person=gone).update(to_year=2015)
    with pytest.raises(actions.RulesBroken) as no:
        publish(study_day, placed)
    assert (no.value.faults[0].rule, no.value.faults[0].people) == ("unknown_person", (gone.pk,))
    made = fresh(placed)
    seats = {name: given for name, given in made.seats.items() if name != rules.person_id(gone.pk)}
    Placement.objects.filter(pk=made.pk).update(seats=seats)
    assert [fault for fault in found(fresh(placed)) if fault[0] == "unknown_person"] == []


def test_a_session_that_stays_empty_is_called_off_and_its_trainer_is_free(study_day: StudyDay) -> None:
    round_ = study_day.open()
    for who in study_day.mentors:
        study_day.rank(round_, who, 0, 1, liked=2)
    made = study_day.place(round_)
    for session in (study_day.morning[2], study_day.afternoon[2]):
        for who in study_day.mentors:
            kept = [
                s for s in (*study_day.morning, *study_day.afternoon) if s.pk in of(fresh(made), who) and s != session
            ]
            if len(kept) < len(of(fresh(made), who)):
                adjust(study_day, made, who, *kept)
    publish(study_day, made)
    states = {s.pk: s.state for s in Session.objects.all()}
    used = {row.session_id for row in Enrolment.objects.all()}
    assert {pk for pk, state in states.items() if state == SessionState.CANCELLED} == set(states) - used
    assert Entry.objects.get(verb="placement.published").after["cancelled"] == sorted(set(states) - used)


def test_after_publication_the_usual_rules_hold(study_day: StudyDay, placed: Placement) -> None:
    publish(study_day, placed)
    who = study_day.mentors[0]
    seat = Enrolment.objects.filter(person=who, session__in=study_day.morning).get()
    actions.cancel(seat, by=who, at=LATER)
    other = next(
        s for s in study_day.morning
        if s.pk != seat.session_id and s.edition_id not in {e.session.edition_id for e in Enrolment.objects.filter(person=who)}
    )  # fmt: skip
    other.refresh_from_db()
    if other.taken < other.seats:
        assert actions.enrol(other, person=who, by=who, at=LATER).way == EnrolmentWay.SELF
    else:
        assert actions.join_waiting_list(other, person=who, by=who, at=LATER).state == EnrolmentState.WAITING
    assert list(STEP.invariants()) == []


def test_publishing_forgets_what_was_said_two_years_ago_and_keeps_last_year(
    study_day: StudyDay, placed: Placement
) -> None:
    who = study_day.mentors[0]
    for first_year in (2014, 2015):
        old = RankingRound.objects.create(
            year=builders.programme_year(first_year), school=study_day.cast.school, opens=NOW.date(), closes=NOW.date(),
            state=RoundState.PUBLISHED, published_at=NOW, published_by=study_day.cast.school_educator,
        )  # fmt: skip
        Ranking.objects.create(round=old, person=who, said_at=NOW, by=who)
        kept = {name: getattr(placed, name) for name in ("problem", "plan", "reasons", "seats", "made_at", "asked_by")}
        Placement.objects.create(round=old, engine="x", version="1", seed=1, judged=placed.problem, **kept)
    publish(study_day, placed)
    for rows in (Ranking.objects, Placement.objects):
        assert set(rows.values_list("round__year__first_year", flat=True)) == {2015, 2016}
    assert list(STEP.invariants()) == []
    forgotten = RankingRound.objects.get(year__first_year=2014)
    Membership.objects.update(from_year=2014)
    page = study_day.cast.client("programme_lead").get(
        f"/{forgotten.partnership.slug}/2014-2015/enrolment/rounds/{forgotten.pk}/"
    )
    assert "is vergeten" in page.content.decode()


# The doctor --------------------------------------------------------------------------------------------------------


def test_the_doctor_judges_what_was_published(study_day: StudyDay, placed: Placement) -> None:
    made = publish(study_day, placed)
    assert list(placement.broken_placements()) == []
    who = study_day.mentors[0]
    made.seats[rules.person_id(who.pk)] = [rules.session_id(s.pk) for s in study_day.morning[:2]]
    made.save()
    assert any("two sessions on one half-day" in sentence for sentence in STEP.invariants())
    Placement.objects.update(judged=None)
    assert any("never judged" in sentence for sentence in STEP.invariants())


def test_the_doctor_finds_a_round_whose_state_and_placement_do_not_agree(
    study_day: StudyDay, placed: Placement
) -> None:
    RankingRound.objects.update(state=RoundState.CLOSED)
    assert [s for s in STEP.invariants() if "has a placement and is not placed" in s]
    Placement.objects.all().delete()
    RankingRound.objects.update(state=RoundState.PLACED)
    assert [s for s in STEP.invariants() if "is placed and has no placement" in s]


# What people hear --------------------------------------------------------------------------------------------------


def mails(study_day: StudyDay, at: Any = NOW) -> dict[str, list[Message]]:
    told: dict[str, list[Message]] = {}
    for message in STEP.messages(study_day.cast.year, at):
        told.setdefault(message.kind.removeprefix("enrolment."), []).append(message)
    return told


def test_on_its_first_day_everybody_who_is_asked_gets_a_mail_and_later_a_reminder_if_needed(
    study_day: StudyDay,
) -> None:
    round_ = study_day.open(opens=NOW.date() + timedelta(days=1), closes=NOW.date() + timedelta(days=9))
    assert mails(study_day) == {}
    opened = NOW + timedelta(days=1)
    actions.rank(round_, person=study_day.mentors[0], editions=[], by=study_day.mentors[0], at=opened)
    told = mails(study_day, opened)
    assert {m.to.pk for m in told["round_open"]} == {who.pk for who in study_day.mentors}
    assert {m.to.pk for m in told["ranking_reminder"]} == {who.pk for who in study_day.mentors[1:]}
    assert {m.due.date() for m in told["ranking_reminder"] if m.due} == {NOW.date() + timedelta(days=6)}
    assert [m.to.pk for m in told["ranking_kept"]] == [study_day.mentors[0].pk]
    assert mails(study_day, NOW + timedelta(days=10)).keys() == {"ranking_kept"}


def test_what_was_kept_is_confirmed_each_time_it_changes(study_day: StudyDay) -> None:
    round_, who = study_day.open(), study_day.mentors[0]
    study_day.rank(round_, who, 2, 0, liked=1)
    (first,) = mails(study_day)["ranking_kept"]
    assert first.context["order"] == [study_day.morning[n].edition.title for n in (2, 0)]
    actions.rank(round_, person=who, editions=[], by=who, at=NOW + timedelta(minutes=1))
    (second,) = mails(study_day)["ranking_kept"]
    assert (second.context["order"], second.key == first.key) == ([], False)


def test_each_hears_of_the_own_place_and_reason_and_nobody_of_a_draft(study_day: StudyDay, placed: Placement) -> None:
    assert "placed" not in mails(study_day, LATER)
    publish(study_day, placed)
    told = mails(study_day, LATER)
    assert "confirmed" not in told
    assert {m.to.pk for m in told["placed"]} == {who.pk for who in study_day.mentors}
    for message in told["placed"]:
        titles = [seat["title"] for seat in message.context["seats"]]
        mine = Enrolment.objects.filter(person=message.to).values_list("session__edition__title", flat=True)
        assert sorted(titles) == sorted(mine)
        others = [who.full_name for who in study_day.mentors if who != message.to]
        assert not any(name in str(message.context) for name in others)
    after = NOW + timedelta(days=90)
    assert "placed" not in mails(study_day, after)


# At the same time --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_seat_taken_by_planning_while_the_page_was_open_is_judged_anew(
    study_day: StudyDay, placed: Placement
) -> None:
    session = next(s for s in study_day.morning if sum(s.pk in of(placed, who) for who in study_day.mentors) > 2)
    planning.change_seats(session, seats=2, by=study_day.cast.programme_lead, at=LATER)
    with pytest.raises(actions.RulesBroken):
        publish(study_day, placed)
    assert connection.in_atomic_block is False
    assert Enrolment.objects.count() == 0
