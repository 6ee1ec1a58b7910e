"""What is done with the money of a year, and what the step says of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.models import Actual, BudgetLine, Commitment, Grant, Rate
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.budget.step import STEP
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Travel
from tests.cast import Cast, assignment, edition, person, programme_year, session, trainer

RATES = {
    RateKind.DELIVERY: Decimal(650),
    RateKind.PREPARATION: Decimal(240),
    RateKind.TRAVEL: Decimal("0.19"),
    RateKind.CATERING: Decimal("9.50"),
}


def told(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=f"budget.{verb}"))


def set_rates(cast: Cast, **given: Decimal) -> None:
    for kind, amount in {**RATES, **{RateKind(k): v for k, v in given.items()}}.items():
        actions.set_rate(cast.year, kind=kind, amount=amount, by=cast.controller, at=cast.now)


def grant(cast: Cast, amount: str = "64000", contribution: str = "0", of: Grant | None = None) -> Grant:
    return actions.set_grant(
        cast.year, grant=of, amount=Decimal(amount), name="Subsidie", school_contribution=Decimal(contribution),
        by=cast.controller, at=cast.now,
    )  # fmt: skip


def line(cast: Cast, category: Category, amount: str) -> BudgetLine:
    return actions.set_line(cast.year, category=category, amount=Decimal(amount), by=cast.controller, at=cast.now)


def book(cast: Cast, amount: str = "250", reference: str = "F-1", day: date = date(2016, 12, 20)) -> Actual:
    return actions.book_actual(
        cast.year, category=Category.PRINTING, amount=Decimal(amount), day=day, reference=reference,
        by=cast.controller, at=cast.now,
    )  # fmt: skip


def write_down(cast: Cast) -> int:
    return actions.recompute_commitments(cast.year, by=cast.controller, at=cast.now)


@pytest.fixture
def given(inside: Cast) -> Session:
    """A published session with two trainers, of whom one declined, ten kilometres away, and twelve seats taken."""
    workshop = edition(inside.year)
    made = session(workshop, inside.school, taken=12)
    for who, state, km in ((inside.trainer, AssignmentState.CONFIRMED, 10), (person(), AssignmentState.DECLINED, 90)):
        gives = trainer(who, inside.institute, workshop)
        Travel.objects.create(trainer=gives, school=inside.school, minutes=20, km=km)
        Travel.objects.create(trainer=gives, school=inside.other_school, minutes=20, km=500)
        row = assignment(made, gives, state=AssignmentState.ASKED)
        row.live, row.state = state != AssignmentState.DECLINED, state
        row.save()
    return made


# Setting -----------------------------------------------------------------------------------------------------------


def test_the_grant_is_set_and_set_anew_with_one_entry_each(inside: Cast) -> None:
    made = grant(inside, "58000")
    grant(inside, "64000.005", of=made)
    assert Grant.objects.get().amount == Decimal("64000.01")
    newest, first = told("grant_set")
    assert (first.before, newest.before["amount"], newest.after["amount"]) == ({}, "58000.00", "64000.01")


@pytest.mark.parametrize("amount", ["-1", "NaN", "100000000"])
def test_no_amount_below_zero_or_beyond_the_books_is_kept(inside: Cast, amount: str) -> None:
    with pytest.raises(actions.BadAmount):
        grant(inside, amount)
    with pytest.raises(actions.BadAmount):
        grant(inside, "1", amount)
    with pytest.raises(actions.BadAmount):
        line(inside, Category.TRAVEL, amount)
    with pytest.raises(actions.BadAmount):
        set_rates(inside, travel=Decimal(amount))
    with pytest.raises(actions.BadAmount):
        book(inside, amount)
    assert not Grant.objects.exists()
    assert not BudgetLine.objects.exists()
    assert not Actual.objects.exists()


def test_the_database_itself_refuses_what_is_below_zero(inside: Cast) -> None:
    for refuse in (
        lambda: Grant.objects.create(year=inside.year, name="Min", amount=-1),
        lambda: BudgetLine.objects.create(year=inside.year, category="travel", amount=-1),
        lambda: Rate.objects.create(year=inside.year, kind="travel", amount=-1, from_day=inside.now),
        lambda: Actual.objects.create(year=inside.year, category="travel", amount=-1, day=inside.now, reference="F"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refuse()


def test_a_new_amount_for_a_line_keeps_its_explanation(inside: Cast) -> None:
    made = line(inside, Category.CATERING, "100")
    actions.explain_line(made, explanation=" Meer scholen. ", by=inside.controller, at=inside.now)
    line(inside, Category.CATERING, "200")
    kept = BudgetLine.objects.get()
    assert (kept.amount, kept.explanation) == (Decimal(200), "Meer scholen.")
    assert len(told("line_set")) == 2
    assert len(told("line_explained")) == 1


def test_an_explanation_says_something(inside: Cast) -> None:
    with pytest.raises(actions.ReasonMissing):
        actions.explain_line(line(inside, Category.ROOM, "1"), explanation="  ", by=inside.controller, at=inside.now)
    assert told("line_explained") == []


# Commitments -------------------------------------------------------------------------------------------------------


def test_commitments_follow_from_the_planning(inside: Cast, given: Session) -> None:
    set_rates(inside)
    assert write_down(inside) == 4
    written = {row.category: (row.units, row.amount) for row in Commitment.objects.all()}
    assert written == {
        "delivery": (1, Decimal(650)),
        "preparation": (1, Decimal(240)),
        "travel": (20, Decimal("3.80")),
        "catering": (12, Decimal(114)),
    }


def test_writing_down_again_changes_nothing_and_is_told_once_each_time(inside: Cast, given: Session) -> None:
    set_rates(inside)
    write_down(inside)
    assert write_down(inside) == 0
    assert [entry.after["added"] for entry in told("commitments_written")] == [0, 4]


def test_a_changed_rate_and_a_taken_seat_show_at_once_and_are_written_when_asked(inside: Cast, given: Session) -> None:
    set_rates(inside)
    write_down(inside)
    set_rates(inside, catering=Decimal(10))
    Session.objects.filter(pk=given.pk).update(taken=13)
    assert queries.books(inside.year).difference == Decimal(16)
    assert write_down(inside) == 2  # the row of the old rate goes, that of the new one comes
    assert Commitment.objects.get(category="catering").amount == Decimal(130)
    assert queries.books(inside.year).difference == 0


def test_the_commitments_of_a_cancelled_session_go(inside: Cast, given: Session) -> None:
    set_rates(inside)
    write_down(inside)
    Session.objects.filter(pk=given.pk).update(state=SessionState.CANCELLED, cancel_reason="Te weinig mentoren")
    assert write_down(inside) == 4
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED])
def test_a_session_that_is_not_published_promises_nothing(inside: Cast, given: Session, state: SessionState) -> None:
    set_rates(inside)
    Session.objects.filter(pk=given.pk).update(state=state, cancel_reason="Ziek")
    assert queries.promised(inside.year) == []


def test_a_session_of_another_year_is_not_counted(inside: Cast, given: Session) -> None:
    set_rates(inside)
    other = programme_year(2017)
    assert queries.promised(other) == []
    assert actions.recompute_commitments(other, by=inside.controller, at=inside.now) == 0


def test_what_is_not_known_is_said(inside: Cast, given: Session) -> None:
    session(edition(inside.year), inside.other_school, day=date(2017, 1, 10))
    Travel.objects.filter(school=inside.school).delete()
    actions.set_rate(inside.year, kind=RateKind.TRAVEL, amount=Decimal("0.19"), by=inside.controller, at=inside.now)
    gaps = queries.books(inside.year).gaps
    assert gaps.rates == (RateKind.DELIVERY, RateKind.PREPARATION, RateKind.CATERING)
    assert (gaps.without_trainer, gaps.unknown_distances) == (1, 1)


# Actuals -----------------------------------------------------------------------------------------------------------


def test_what_was_spent_is_booked_once_per_reference(inside: Cast) -> None:
    book(inside)
    with pytest.raises(actions.DoubleReference):
        book(inside, "99", " F-1 ")
    assert Actual.objects.get().amount == Decimal(250)
    assert len(told("actual_booked")) == 1


@pytest.mark.parametrize("day", [date(2016, 1, 31), date(2018, 1, 1)])
def test_a_date_outside_the_year_is_refused_with_the_days_that_hold(inside: Cast, day: date) -> None:
    with pytest.raises(actions.OutsideYear) as no:
        book(inside, day=day)
    assert (no.value.first, no.value.last) == (date(2016, 2, 1), date(2017, 12, 31))


@pytest.mark.parametrize("day", [date(2016, 2, 1), date(2017, 12, 31)])
def test_the_making_and_the_settling_of_a_year_can_be_booked(inside: Cast, day: date) -> None:
    assert book(inside, day=day).day == day


def test_nothing_is_not_booked(inside: Cast) -> None:
    with pytest.raises(actions.NothingSpent):
        book(inside, "0.004")


def test_a_correction_needs_a_reason(inside: Cast) -> None:
    made = book(inside)
    with pytest.raises(actions.ReasonMissing):
        actions.correct_actual(made, amount=Decimal(1), reason=" ", by=inside.controller, at=inside.now)
    with pytest.raises(actions.BadAmount):
        actions.correct_actual(made, amount=Decimal(-1), reason="Fout", by=inside.controller, at=inside.now)
    actions.correct_actual(made, amount=Decimal(0), reason="Dubbel", by=inside.controller, at=inside.now)
    assert Actual.objects.get().amount == 0
    assert [(e.before, e.reason) for e in told("actual_corrected")] == [({"amount": "250.00"}, "Dubbel")]


# The face to the year ----------------------------------------------------------------------------------------------


def todos(cast: Cast, role: str = "controller", days: int = 0) -> list[str]:
    member = memberships_of(cast.people[role], cast.partnership, cast.year)
    assert isinstance(member, Member)
    return [todo.title for todo in STEP.todo(cast.year, member, cast.now + timedelta(days=days))]


def test_the_controller_is_asked_for_grant_rates_and_explanations_in_turn(inside: Cast, given: Session) -> None:
    assert todos(inside) == ["Vul de subsidie van 2016-2017 in"]
    grant(inside)
    assert todos(inside) == ["Vul de tarieven in"]
    set_rates(inside)
    line(inside, Category.DELIVERY, "600")
    line(inside, Category.PREPARATION, "240")
    assert todos(inside) == []
    over = [f"Leg uit waarom {name} boven de begroting ligt" for name in ("workshops geven", "reiskosten", "catering")]
    assert todos(inside, days=180) == over
    made = line(inside, Category.TRAVEL, "1")
    actions.explain_line(made, explanation="Verder weg.", by=inside.controller, at=inside.now)
    assert todos(inside, days=180) == [over[0], over[2]]
    assert todos(inside, "programme_lead", days=180) == []
    assert todos(inside, "head", days=180) == []
    inside.year.state = ProgrammeYear.State.CLOSED
    assert todos(inside, days=180) == []


def test_the_strip_shows_what_is_committed_in_two_queries(inside: Cast, given: Session) -> None:
    assert STEP.standing(inside.year, inside.now).state == "idle"
    set_rates(inside)
    made = grant(inside, "1000")
    with CaptureQueriesContext(connection) as asked:
        standing = STEP.standing(inside.year, inside.now)
    assert len(asked) == 2
    assert (standing.figure, standing.state) == ("€\u00a01.008", "late")
    grant(inside, of=made)
    assert STEP.standing(inside.year, inside.now).state == "now"


def test_the_board_shows_that_each_school_pays_nothing(inside: Cast) -> None:
    assert STEP.schools(inside.year, inside.now) == {}
    made = grant(inside)
    board = STEP.schools(inside.year, inside.now)
    assert {(cell.figure, cell.state) for cell in board.values()} == {("betaalt €\u00a00", "done")}
    assert set(board) == {inside.school.pk, inside.other_school.pk}
    grant(inside, contribution="75", of=made)
    assert STEP.schools(inside.year, inside.now)[inside.school.pk].state == "late"


def test_the_doctor_finds_a_commitment_that_is_not_units_times_rate(cast: Cast) -> None:
    with scope.of(cast.partnership):
        made = session(edition(cast.year), cast.school, taken=12)
        set_rates(cast)
        write_down(cast)
        book(cast)
        assert list(STEP.invariants()) == []
        Commitment.objects.filter(session=made, category="catering").update(amount=1)
        Actual.objects.update(day=date(2019, 1, 1))
    assert [sentence.split(" ")[0] for sentence in STEP.invariants()] == ["Commitment", "Actual"]


def test_the_doctor_finds_a_commitment_of_another_year(cast: Cast) -> None:
    with scope.of(cast.partnership):
        session(edition(cast.year), cast.school, taken=12)
        set_rates(cast)
        write_down(cast)
        Commitment.objects.filter(category="catering").update(year=programme_year(2017))
    assert len(list(STEP.invariants())) == 1


# Rates of an institute, a trainer, a date -----------------------------------------------------------------------------


def test_a_trainers_own_rate_holds_for_the_own_sessions_and_is_written_apart(inside: Cast, given: Session) -> None:
    set_rates(inside)
    second = trainer(person(), inside.institute, given.edition)
    assignment(given, second)
    actions.set_rate(
        inside.year, kind=RateKind.DELIVERY, amount=Decimal(800), trainer=second, by=inside.controller, at=inside.now
    )
    assert queries.overview(inside.year).lines[0].committed == 650 + 800
    assert queries.committed_against_grant(inside.year)[0] == queries.overview(inside.year).committed
    write_down(inside)
    rows = Commitment.objects.filter(category=Category.DELIVERY).order_by("rate").values_list("units", "rate")
    assert list(rows) == [(1, Decimal(650)), (1, Decimal(800))]
    assert list(STEP.invariants()) == []
    assert write_down(inside) == 0
    assert [row["amount"] for row in STEP.personal_data(second.person)["budget.Rate"]] == [Decimal(800)]


def test_a_rate_from_a_date_leaves_earlier_sessions_as_they_were(inside: Cast, given: Session) -> None:
    set_rates(inside)
    assert given.day is not None
    for day, expected in ((given.day + timedelta(days=1), 650), (given.day, 700)):
        actions.set_rate(
            inside.year, kind=RateKind.DELIVERY, amount=Decimal(700), from_day=day, by=inside.controller, at=inside.now
        )
        assert queries.overview(inside.year).lines[0].committed == expected
    actions.remove_rate(Rate.objects.get(from_day=given.day), by=inside.controller, at=inside.now)
    assert queries.overview(inside.year).lines[0].committed == 650


def test_a_rate_is_for_one_or_for_all_and_begins_in_its_year(inside: Cast) -> None:
    gives = trainer(inside.trainer, inside.institute)
    who: dict[str, Any] = {"by": inside.controller, "at": inside.now, "amount": Decimal(1)}
    with pytest.raises(actions.ForOneOnly):
        actions.set_rate(inside.year, kind=RateKind.TRAVEL, trainer=gives, institute=inside.institute, **who)
    with pytest.raises(actions.SameForAll):
        actions.set_rate(inside.year, kind=RateKind.CATERING, institute=inside.institute, **who)
    with pytest.raises(actions.OutsideYear):
        actions.set_rate(inside.year, kind=RateKind.TRAVEL, from_day=date(2017, 8, 1), **who)
    assert not Rate.objects.exists()


def test_a_grant_per_student_is_what_its_rule_comes_to(inside: Cast) -> None:
    made = actions.set_grant(
        inside.year, amount=Decimal(40000), per_student=Decimal("80.50"), students=300, name="Regeling",
        by=inside.controller, at=inside.now,
    )  # fmt: skip
    assert made.amount == 64150
    assert list(STEP.invariants()) == []
    Grant.objects.update(amount=1)
    assert len(list(STEP.invariants())) == 1
