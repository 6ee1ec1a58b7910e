"""Everybody at once: real requests over HTTP to a real server, and what happens when a guard is taken away.

The controls show that these tests can see the fault: without the conditional update, or without the lock on the person, seats
and half-days are given twice. SQLite lets one writer in at a time, so there the controls run outside of any transaction.
"""

import http.client
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.actions import holding, reservations
from dagdeel.year.enrolment.models import Enrolment, Reservation
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme

CLIENTS, SEATS = 50, 5


@pytest.fixture
def crowd(transactional_db: None, programme: Programme) -> list[Person]:
    """Fifty mentors and a session of five seats."""
    Session.objects.filter(pk=programme.first.pk).update(seats=SEATS)
    programme.first.refresh_from_db()
    return builders.mentors(programme.cast.school, CLIENTS)


class Visitor:
    """A browser of one mentor: opens the personal link, and presses a button when the barrier opens."""

    def __init__(self, server: LiveServer, token: str) -> None:
        self.host, self.path = urlsplit(server.url).netloc, f"/m/{token}/"
        page, cookies = self._ask("GET", None, {})
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page[1])
        assert found is not None
        self.secret, self.cookie = found[1], cookies
        # The way to the server lies open before the start: what is tried here is our seats, not how many may knock at once.
        self.link = http.client.HTTPConnection(self.host, timeout=120)
        self.link.connect()

    def press(self, verb: str, session: Session, start: Barrier) -> tuple[int, str]:
        """The answer to one button."""
        body = urlencode({"csrfmiddlewaretoken": self.secret, "verb": verb, "session": session.pk})
        head = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        start.wait(timeout=120)
        return self._ask("POST", body, head, self.link)[0]

    def _ask(
        self, method: str, body: str | None, head: dict[str, str], link: http.client.HTTPConnection | None = None
    ) -> tuple[tuple[int, str], str]:
        link = link or http.client.HTTPConnection(self.host, timeout=60)
        link.request(method, self.path, body, head)
        answer = link.getresponse()
        text = answer.read().decode()
        cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        link.close()
        return (answer.status, text), cookie


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread of its own, with a database connection of its own."""

    def closing(job: Callable[[], object]) -> object:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [one.result() for one in [pool.submit(closing, job) for job in jobs]]


def press_together(
    programme: Programme, live_server: LiveServer, wishes: list[tuple[Person, str, Session]]
) -> list[tuple[int, str]]:
    """Every wish in a browser of its own, all at the same moment."""
    visitors = [(Visitor(live_server, programme.cast.link(person)), verb, session) for person, verb, session in wishes]
    start = Barrier(len(visitors))
    jobs: list[Callable[[], object]] = [
        lambda visitor=visitor, verb=verb, session=session: visitor.press(verb, session, start)  # type: ignore[misc]  # mypy does not infer a lambda with defaults
        for visitor, verb, session in visitors
    ]
    return at_once(jobs)  # type: ignore[return-value]  # each job answers with the answer of a press


def test_fifty_people_on_five_seats_at_once(programme: Programme, crowd: list[Person], live_server: LiveServer) -> None:
    answers = press_together(programme, live_server, [(person, "join", programme.first) for person in crowd])
    assert sorted(status for status, _ in answers) == [302] * SEATS + [422] * (CLIENTS - SEATS)
    assert all('value="wait"' in text for status, text in answers if status == 422)
    programme.first.refresh_from_db()
    assert programme.first.taken == SEATS == Enrolment.objects.filter(state=EnrolmentState.ENROLLED).count()
    assert list(queries.broken_promises()) == []


def states(session: Session) -> dict[int, str]:
    """Where everybody stands who did not cancel."""
    rows = Enrolment.objects.filter(session=session).exclude(state=EnrolmentState.CANCELLED)
    return {row.person_id: row.state for row in rows}


def test_everybody_joins_the_waiting_list_at_once_and_each_has_one_place(
    programme: Programme, crowd: list[Person], live_server: LiveServer
) -> None:
    answers = press_together(programme, live_server, [(person, "wait", programme.first) for person in crowd])
    assert [status for status, _ in answers] == [302] * CLIENTS
    found = states(programme.first)
    assert sorted(found.values()) == ["enrolled"] * SEATS + ["waiting"] * (CLIENTS - SEATS)
    lines = queries.session_people(programme.first).line
    assert [entry.position for entry in lines] == list(range(1, CLIENTS - SEATS + 1))
    assert list(queries.broken_promises()) == []


def test_seats_that_come_free_while_everybody_presses_go_to_the_waiting_list(
    programme: Programme, crowd: list[Person], live_server: LiveServer
) -> None:
    seated, waiting, new = crowd[:5], crowd[5:15], crowd[15:50]
    for person in seated:
        actions.enrol(programme.first, person=person, by=person, at=NOW)
    for person in waiting:
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW)
    wishes = [(person, "cancel", programme.first) for person in seated[:3]]
    wishes += [(person, "join", programme.first) for person in new]
    press_together(programme, live_server, wishes)
    offered = {person.pk: "offered" for person in waiting[:3]}
    enrolled = {person.pk: "enrolled" for person in seated[3:]}
    assert states(programme.first) == enrolled | offered | {person.pk: "waiting" for person in waiting[3:]}
    assert list(queries.broken_promises()) == []


def test_offers_are_accepted_and_declined_while_everybody_presses(
    programme: Programme, crowd: list[Person], live_server: LiveServer
) -> None:
    seated, waiting, new = crowd[:5], crowd[5:20], crowd[20:50]
    rows = [actions.enrol(programme.first, person=person, by=person, at=NOW) for person in seated]
    for person in waiting:
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW)
    for row in rows:
        actions.cancel(row, by=row.person, at=NOW)
    wishes = [(person, "accept", programme.first) for person in waiting[:2] * 2]
    wishes += [(person, "decline", programme.first) for person in waiting[2:5] * 2]
    wishes += [(person, "join", programme.first) for person in new]
    press_together(programme, live_server, wishes)
    found = states(programme.first)
    assert {found[person.pk] for person in waiting[:2]} == {"enrolled"}
    assert [found.get(person.pk) for person in waiting[2:8]] == [None] * 3 + ["offered"] * 3
    programme.first.refresh_from_db()
    assert programme.first.taken == SEATS
    assert list(queries.broken_promises()) == []


def test_one_person_cannot_take_two_sessions_of_one_half_day_at_once(
    programme: Programme, crowd: list[Person], live_server: LiveServer
) -> None:
    editions = [builders.edition(programme.cast.year) for _ in range(6)]
    sessions = [builders.session(edition, programme.cast.school) for edition in editions]
    person = programme.cast.mentor
    answers = press_together(programme, live_server, [(person, "join", session) for session in sessions])
    assert sorted(status for status, _ in answers) == [302] + [422] * 5
    assert Enrolment.objects.filter(person=person, state=EnrolmentState.ENROLLED).count() == 1
    assert list(queries.broken_promises()) == []


def test_a_double_click_gives_one_seat(programme: Programme, crowd: list[Person], live_server: LiveServer) -> None:
    answers = press_together(programme, live_server, [(programme.cast.mentor, "join", programme.first)] * 4)
    assert [status for status, _ in answers] == [302] * 4
    assert Enrolment.objects.count() == 1


def reserved_at_once(programme: Programme, times: int) -> list[object]:
    """The same seats reserved so many times at the same moment; what each heard."""
    start, by = Barrier(times), programme.cast.school_educator

    def job() -> object:
        with scope.of(programme.cast.partnership):
            start.wait(timeout=120)
            try:
                until = NOW + timedelta(days=9)
                return actions.reserve(programme.first, number=1, label="Sectie Duits", until=until, by=by, at=NOW)
            except actions.AlreadyReserved as no:
                return no

    return at_once([job] * times)


def test_the_same_seats_reserved_by_many_clicks_at_once_are_kept_once(
    programme: Programme, crowd: list[Person]
) -> None:
    found = reserved_at_once(programme, 5)
    assert sum(isinstance(answer, actions.AlreadyReserved) for answer in found) == 4
    programme.first.refresh_from_db()
    assert (Reservation.objects.count(), programme.first.taken) == (1, 1)
    assert list(queries.broken_promises()) == []


@pytest.mark.postgresql  # on SQLite one writer comes in at a time, whatever is held
def test_control_without_the_lock_on_the_session_the_same_seats_are_reserved_twice(
    programme: Programme, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_looked, claim = Barrier(2), planning.claim_seat

    def not_held(session: Session, *_people: Person) -> Session:
        return Session.objects.select_related("edition", "school", "year", "room").get(pk=session.pk)

    def claimed(session: Session, *, number: int = 1) -> bool:
        both_have_looked.wait(timeout=60)
        return claim(session, number=number)

    monkeypatch.setattr(reservations, "hold", not_held)
    monkeypatch.setattr(planning, "claim_seat", claimed)
    reserved_at_once(programme, 2)
    assert Reservation.objects.count() == 2


# With and without the guards ----------------------------------------------------------------------------------------


def claims(programme: Programme, people: list[Person], claim: Callable[[Session], bool]) -> int:
    """Everybody claims outside of any transaction and lock; how many were told that they have a seat."""

    def job(person: Person) -> bool:
        with scope.of(programme.cast.partnership):
            if claim(programme.first):
                Enrolment.objects.create(session=programme.first, person=person, state="enrolled", since=NOW, by=person)
                return True
            return False

    jobs: list[Callable[[], object]] = [lambda person=person: job(person) for person in people]  # type: ignore[misc]  # mypy does not infer a lambda with defaults
    return sum(bool(answer) for answer in at_once(jobs))


def test_the_conditional_update_alone_keeps_the_seats(programme: Programme, crowd: list[Person]) -> None:
    assert claims(programme, crowd, planning.claim_seat) == SEATS
    assert list(queries.broken_promises()) == []


def test_control_reading_before_writing_gives_a_seat_twice(programme: Programme, crowd: list[Person]) -> None:
    everybody_has_read = Barrier(CLIENTS)

    def read_then_write(session: Session) -> bool:
        row = Session.objects.get(pk=session.pk)
        everybody_has_read.wait(timeout=60)
        if row.taken >= row.seats:
            return False
        Session.objects.filter(pk=session.pk).update(taken=row.taken + 1)
        return True

    assert claims(programme, crowd, read_then_write) > SEATS
    assert list(queries.broken_promises()) != []


def test_the_database_itself_refuses_one_more_than_the_seats(programme: Programme) -> None:
    with pytest.raises(IntegrityError, match="session_taken_within_seats"), transaction.atomic():
        Session.objects.filter(pk=programme.first.pk).update(taken=programme.first.seats + 1)


def test_control_looking_without_a_lock_fills_a_half_day_twice(programme: Programme, crowd: list[Person]) -> None:
    both_have_looked, person = Barrier(2), programme.cast.mentor

    def job(session: Session) -> None:
        with scope.of(programme.cast.partnership):
            holding.refuse_clash(session, person)
            both_have_looked.wait(timeout=60)
            planning.claim_seat(session)
            Enrolment.objects.create(session=session, person=person, state="enrolled", since=NOW, by=person)

    at_once([lambda: job(programme.first), lambda: job(programme.parallel)])
    assert len(list(queries.broken_promises())) == 1


def test_control_offering_by_reading_before_writing_gives_one_seat_to_two(
    programme: Programme, crowd: list[Person]
) -> None:
    for person in crowd[:SEATS]:
        actions.enrol(programme.first, person=person, by=person, at=NOW)
    for person in crowd[SEATS : SEATS + 2]:
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW)
    Session.objects.filter(pk=programme.first.pk).update(seats=SEATS + 1)
    both_have_read, turn = Barrier(2), iter(crowd[SEATS : SEATS + 2])

    def read_then_write(session: Session, *, number: int = 1) -> bool:
        row = Session.objects.get(pk=session.pk)
        both_have_read.wait(timeout=60)
        Session.objects.filter(pk=session.pk).update(taken=row.taken + 1)
        return row.taken < row.seats

    def job(person: Person) -> None:
        with scope.of(programme.cast.partnership):
            if read_then_write(programme.first):
                Enrolment.objects.filter(person=person, session=programme.first).update(
                    state="offered", offer_until=NOW
                )

    at_once([lambda person=person: job(person) for person in turn])  # type: ignore[misc]  # mypy does not infer a lambda with defaults
    assert len(list(queries.broken_promises())) == 1


@pytest.mark.postgresql
def test_control_without_the_lock_on_the_person_the_verb_fills_a_half_day_twice(
    programme: Programme, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_looked, person, look = Barrier(2), programme.cast.mentor, holding.refuse_clash

    def look_and_wait(session: Session, who: Person, *, instead_of: Enrolment | None = None) -> None:
        look(session, who, instead_of=instead_of)
        both_have_looked.wait(timeout=60)

    monkeypatch.setattr(holding, "lock_people", lambda ids: None)
    monkeypatch.setattr(holding, "refuse_clash", look_and_wait)

    def job(session: Session) -> None:
        with scope.of(programme.cast.partnership):
            actions.enrol(session, person=person, by=person, at=NOW)

    at_once([lambda: job(programme.first), lambda: job(programme.parallel)])
    assert len(list(queries.broken_promises())) == 1
