"""A reminder leads somewhere: who can choose, who can only wait, and who can do nothing is known before it goes."""

from datetime import timedelta

import pytest

from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme
from tests.year.enrolment.test_messages import invite, written


def fill(*sessions: Session) -> None:
    """Nobody of the mentors, and all seats taken."""
    for session in sessions:
        for person in builders.mentors(session.school, session.seats):
            actions.enrol(session, person=person, by=person, at=NOW)


def full(programme: Programme) -> None:
    """Every session of the school is full; those who fill them are of no concern here."""
    for session in (programme.first, programme.parallel, programme.later):
        Session.objects.filter(pk=session.pk).update(taken=session.seats)


def outlook(programme: Programme, person: Person) -> str:
    year = programme.cast.year
    standings = queries.participation(year, people=[person.pk])
    found = queries.outlooks(year, standings, queries.left_at(year, NOW, [programme.cast.school]), NOW)
    return found[programme.cast.school.pk, person.pk].value


def nudge(programme: Programme) -> list[Person]:
    cast = programme.cast
    return [row.person for row in actions.nudge(cast.year, cast.school, by=cast.school_educator, at=NOW)]


def nudges(programme: Programme) -> dict[Person, Message]:
    return {m.to: m for m in STEP.messages(programme.cast.year, NOW) if m.kind == "enrolment.nudge"}


def page(programme: Programme) -> str:
    cast = programme.cast
    answer = cast.client("school_educator").get(cast.url(f"enrolment/schools/{cast.school.pk}/"))
    return " ".join(answer.content.decode().split())


def test_whoever_can_only_wait_reads_so_and_not_that_there_is_room(programme: Programme) -> None:
    invite(programme)
    full(programme)
    assert len(nudge(programme)) == 5
    words = written(programme, nudges(programme)[programme.cast.mentor])
    assert words.subject == "Alles is vol: wilt u wachten op een plaats?"
    assert "kunt u op een wachtlijst gaan staan" in words.text
    assert "ziet u waar plaats is" not in words.text


def test_the_school_reads_for_whom_nothing_is_free_and_what_helps_before_it_reminds(programme: Programme) -> None:
    invite(programme)
    assert "is niets vrij" not in page(programme)
    own = programme.cast.mentor
    fill(programme.first, programme.later)
    actions.enrol(programme.parallel, person=own, by=own, at=NOW)
    found = page(programme)  # of nine who are short, three sit in that half-day and find the other session full
    assert "Voor 3 van de 9 is niets vrij" in found
    assert "<strong>3</strong> kan op een wachtlijst: elke sessie die past is vol:" in found
    assert own.full_name in found
    assert "Wat helpt: meer plaatsen in een sessie" in found


def test_whoever_can_do_nothing_gets_no_reminder_and_the_school_reads_why(programme: Programme) -> None:
    invite(programme)
    own, other = programme.mentors[:2]
    actions.enrol(programme.first, person=own, by=own, at=NOW)
    Session.objects.filter(pk=programme.later.pk).update(day=programme.first.day)
    assert (outlook(programme, own), outlook(programme, other)) == ("nothing", "choose")
    assert own not in nudge(programme)
    assert own not in nudges(programme)
    assert f"geen sessie over die past: {own.full_name}. Die krijgt geen herinnering." in page(programme)


def test_who_waits_for_everything_that_suits_is_left_alone(programme: Programme) -> None:
    own = programme.cast.mentor
    for session in (programme.first, programme.parallel, programme.later):
        fill(session)
        actions.join_waiting_list(session, person=own, by=own, at=NOW)
    assert outlook(programme, own) == "waits"


def test_who_is_offered_what_is_missing_is_asked_to_answer(programme: Programme) -> None:
    invite(programme)
    own, other = programme.mentors[:2]
    actions.enrol(programme.later, person=own, by=own, at=NOW)
    held = actions.enrol(programme.first, person=other, by=other, at=NOW)
    fill(programme.parallel)
    Session.objects.filter(pk=programme.first.pk).update(seats=1)
    actions.join_waiting_list(programme.first, person=own, by=own, at=NOW)
    actions.cancel(held, by=other, at=NOW)
    assert outlook(programme, own) == "answer"
    assert own in nudge(programme)
    assert written(programme, nudges(programme)[own]).subject == "Er is u een plaats aangeboden: wilt u die?"


def test_after_the_last_day_for_cancelling_nobody_is_sent_to_a_waiting_list(programme: Programme) -> None:
    invite(programme)
    full(programme)
    late = NOW + timedelta(days=56)
    Session.objects.filter(pk=programme.later.pk).update(day=programme.first.day)
    with pytest.raises(actions.NobodyToRemind):
        actions.nudge(programme.cast.year, programme.cast.school, by=programme.cast.school_educator, at=late)
