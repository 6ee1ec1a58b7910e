"""Seats under any mix of what people and planning do, in any order, with the doctor as the judge."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.web import actions as people
from dagdeel.web import doctor
from dagdeel.year.enrolment import actions, queries, rules
from dagdeel.year.enrolment.actions import holding, offers, refusals, reservations, swaps
from dagdeel.year.enrolment.models import Enrolment, Reservation
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW

PEOPLE, SESSIONS = 4, 4
person = st.integers(0, PEOPLE - 1)
session = st.integers(0, SESSIONS - 1)
NO = tuple(value for value in vars(refusals).values() if isinstance(value, type) and issubclass(value, Exception))
PLANNING_NO = (
    planning.MinimumAboveSeats, planning.MoveNotAllowed, planning.NothingToPublish, planning.PlanBlocked,
    planning.SeatsBelowTaken, planning.SessionClosed,
)  # fmt: skip


class Seats(RuleBasedStateMachine):
    """A school with four mentors and four small sessions, two of them at once, from autumn until the first one begins."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        cast = builders.make_cast()
        self.scope = scope.of(cast.partnership)
        self.scope.__enter__()
        self.cast, self.at, self.cancelled = cast, NOW, set[int]()
        editions = builders.brochure(cast.year, SESSIONS)
        builders.agreed_plan(cast.year, cast.school, editions, cast.head)
        days = (date(2016, 11, 8), date(2016, 11, 8), date(2016, 12, 6), date(2017, 1, 10))
        self.sessions = [
            builders.session(edition, cast.school, day=day, half_day=HalfDay.AFTERNOON, seats=2, minimum=1)
            for edition, day in zip(editions, days, strict=True)
        ]
        self.people = builders.mentors(cast.school, PEOPLE)

    def teardown(self) -> None:
        told = [line for check in doctor.examine() for line in check.violations]
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        assert told == []

    # What mentors do ------------------------------------------------------------------------------------------------

    @rule(who=person, where=session)
    def enrol(self, who: int, where: int) -> None:
        self._try(lambda p: actions.enrol(self.sessions[where], person=p, by=p, at=self.at), who)

    @rule(who=person, where=session)
    def wait(self, who: int, where: int) -> None:
        self._try(lambda p: actions.join_waiting_list(self.sessions[where], person=p, by=p, at=self.at), who)

    @rule(who=person, where=session)
    def cancel(self, who: int, where: int) -> None:
        if row := self._row(who, where):
            self._try(lambda p: actions.cancel(row, by=p, at=self.at), who)

    @rule(who=person, where=session, yes=st.booleans())
    def answer(self, who: int, where: int, yes: bool) -> None:
        if row := self._row(who, where):
            verb = actions.accept_offer if yes else actions.decline_offer
            self._try(lambda p: verb(row, by=p, at=self.at), who)

    @rule(who=person, here=session, there=session)
    def swap(self, who: int, here: int, there: int) -> None:
        if row := self._row(who, here):
            self._try(lambda p: actions.swap(row, to=self.sessions[there], by=p, at=self.at), who)

    @rule(who=person, colleague=person, where=session)
    def send(self, who: int, colleague: int, where: int) -> None:
        if row := self._row(who, where):
            other = self.people[colleague]
            self._try(lambda p: actions.send_substitute(row, person=other, by=p, at=self.at), who)

    # What the school and planning do ---------------------------------------------------------------------------------

    @rule(where=session, number=st.integers(1, 2))
    def reserve(self, where: int, number: int) -> None:
        until = self.at + timedelta(days=5)
        self._try(
            lambda _: actions.reserve(
                self.sessions[where], number=number, label="Team", until=until, by=self.cast.head, at=self.at
            )
        )

    @precondition(lambda self: Reservation.objects.filter(seats__gt=0).exists())
    @rule(who=person, free=st.booleans())
    def name(self, who: int, free: bool) -> None:
        kept = Reservation.objects.filter(seats__gt=0).select_related("session").latest("pk")
        if free:
            actions.release_reserved(kept, by=self.cast.head, at=self.at)
        else:
            self._try(lambda p: actions.name_reserved(kept, person=p, by=self.cast.head, at=self.at), who)

    @rule(where=session, seats=st.integers(1, 4))
    def change_seats(self, where: int, seats: int) -> None:
        self._plan(lambda s: planning.change_seats(s, seats=seats, by=self.cast.head, at=self.at), where)

    @rule(where=session, to=st.sampled_from([date(2016, 11, 8), date(2016, 12, 6), date(2017, 1, 10)]))
    def move(self, where: int, to: date) -> None:
        self._plan(
            lambda s: planning.schedule(s, day=to, half_day=HalfDay.AFTERNOON, by=self.cast.head, at=self.at), where
        )

    @rule(where=session)
    def call_off_or_restore(self, where: int) -> None:
        current = Session.objects.get(pk=self.sessions[where].pk)
        if current.state == SessionState.CANCELLED:
            self._plan(lambda s: planning.restore_session(s, by=self.cast.head, at=self.at), where)
            self._plan(
                lambda _: planning.publish_plan(self.cast.year, note="", by=self.cast.programme_lead, at=self.at), where
            )
        else:
            self._plan(lambda s: planning.cancel_session(s, reason="Ziek", by=self.cast.head, at=self.at), where)

    @rule(one=person, other=person)
    def merge(self, one: int, other: int) -> None:
        if one != other:
            keep, gone = self.people[one], self.people[other]
            people.merge_people(keep, gone, reason="Eén", by=self.cast.programme_lead, at=self.at)
            self._somebody_new(other)

    @rule(who=person)
    def forget(self, who: int) -> None:
        people.erase_person(self.people[who], reason="Op verzoek", by=self.cast.programme_lead, at=self.at)
        self._somebody_new(who)

    @rule(days=st.sampled_from([1, 4, 20, 40]))
    def time_passes(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), NOW + timedelta(days=160))
        year = ProgrammeYear.objects.get(pk=self.cast.year.pk)
        actions.release_lapsed(year, at=self.at)
        actions.serve_waiting_lists(year, at=self.at)
        assert actions.serve_waiting_lists(year, at=self.at) == 0

    # What always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def the_seats_hold(self) -> None:
        assert list(queries.broken_promises()) == []

    @invariant()
    def nobody_is_offered_a_seat_too_late(self) -> None:
        for row in Enrolment.objects.filter(state=EnrolmentState.OFFERED).select_related("session"):
            starts = queries.starts_at(row.session)
            assert row.offer_until is not None
            assert row.told_sequence < row.session.sequence or (starts is not None and row.offer_until <= starts)

    @invariant()
    def who_cancelled_does_not_come_back(self) -> None:
        ended = set(Enrolment.objects.filter(state=EnrolmentState.CANCELLED).values_list("pk", flat=True))
        assert self.cancelled <= ended
        self.cancelled = ended

    # ------------------------------------------------------------------------------------------------------------------

    def _somebody_new(self, who: int) -> None:
        (self.people[who],) = builders.mentors(self.cast.school, 1)

    def _row(self, who: int, where: int) -> Enrolment | None:
        rows = Enrolment.objects.filter(person=self.people[who], session=self.sessions[where])
        return rows.exclude(state=EnrolmentState.CANCELLED).select_related("person", "session", "instead_of").first()

    def _try(self, verb: Callable[[Person], object], who: int = 0) -> None:
        """Do it, or be told why not."""
        with suppress(*NO):
            verb(self.people[who])

    def _plan(self, verb: Callable[[Session], object], where: int) -> None:
        rows = Session.objects.select_related("year", "school", "edition")
        with suppress(*PLANNING_NO):
            verb(rows.get(pk=self.sessions[where].pk))


MIX = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SEEK = settings(
    MIX, max_examples=200, phases=[Phase.generate], derandomize=True
)  # a control need not shrink what it finds


@pytest.mark.usefixtures("db")
def test_seats_hold_under_any_mix_of_what_people_and_planning_do() -> None:
    run_state_machine_as_test(Seats, settings=MIX)


@pytest.mark.usefixtures("db")
def test_control_without_the_release_of_a_seat_the_machine_finds_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "release_seat", lambda session, number=1: True)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Seats, settings=SEEK)


@pytest.mark.usefixtures("db")
def test_control_without_the_look_at_other_sessions_the_machine_finds_the_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (holding, offers, swaps, reservations):
        monkeypatch.setattr(module, "refuse_clash", lambda *_, **__: None)
    monkeypatch.setattr(rules, "hindrance", lambda *_: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Seats, settings=SEEK)
