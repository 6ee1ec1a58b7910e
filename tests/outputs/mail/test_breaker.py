"""A mail server that refuses is left alone for a while, and what it did wrong is held against no mail."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.actions import Run, breaking, claiming, send_due, sending
from dagdeel.outputs.mail.models import Breaker, Mail
from dagdeel.outputs.mail.rules import Blame, Rest
from tests.cast import NOW, Cast, make_cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note, run, send, states, the_mail

AWAY = 1  # a port where nobody listens
RESTS = [int(rest / timedelta(minutes=1)) for rest in rules.RESTS]


def ten(cast: Cast) -> None:
    run(cast, *[note(cast.mentor, f"{n}") for n in range(10)])


def test_after_three_faults_the_server_is_left_alone(inside: Cast, settings: Any, postman: Postman) -> None:
    ten(inside)
    settings.EMAIL_PORT = AWAY
    assert send(inside) == Run(again=3, resting=True)
    assert send(inside, 4) == Run(resting=True)
    row = Breaker.objects.get()
    assert (row.server, row.faults, row.opened_at) == ("127.0.0.1:1", 3, NOW)
    assert row.open_until == NOW + timedelta(minutes=5)
    assert "Refused" in row.last_error


def test_after_its_rest_one_mail_is_tried_and_the_rest_grows(inside: Cast, settings: Any, postman: Postman) -> None:
    ten(inside)
    settings.EMAIL_PORT = AWAY
    send(inside)
    minute = RESTS[0]
    for rest in [*RESTS[1:], RESTS[-1]]:
        assert send(inside, minute) == Run(again=1, resting=True)
        assert send(inside, minute + rest - 1) == Run(resting=True)
        minute += rest
    assert Entry.objects.filter(verb="mail.server_left_alone").count() == 1


def test_when_the_one_mail_goes_the_others_follow(inside: Cast, settings: Any, postman: Postman) -> None:
    ten(inside)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, AWAY
    send(inside)
    # it is the same server to us: it came back
    Breaker.objects.update(server=f"127.0.0.1:{there}")
    settings.EMAIL_PORT = there
    assert send(inside, 5) == Run(sent=1)
    assert send(inside, 5) == Run(sent=9)
    row = Breaker.objects.get()
    assert (row.faults, row.rests, row.opened_at, row.open_until) == (0, 0, None, None)
    verbs = Entry.objects.exclude(verb="mail.reconciled").order_by("id").values_list("verb", "reason")
    assert [verb for verb, _ in verbs] == ["mail.server_left_alone", "mail.server_works_again"]


def test_a_weekend_without_a_server_costs_no_mail(inside: Cast, settings: Any, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, AWAY
    for hour in range(72):
        send(inside, 60 * hour)
    assert (the_mail().state, the_mail().attempts) == ("queued", 0)
    settings.EMAIL_PORT = there
    assert send(inside, 72 * 60) == Run(sent=1)


def test_only_one_run_tries_after_the_rest(inside: Cast, settings: Any) -> None:
    ten(inside)
    settings.EMAIL_PORT, settings.EMAIL_BACKEND = AWAY, "django.core.mail.backends.smtp.EmailBackend"
    send(inside)
    later = NOW + timedelta(minutes=5)
    first, second = (breaking.trial(sending.server(), at=later) for _ in range(2))
    assert (first.allowed, first.probe) == (True, True)
    assert not second.allowed
    # the first one died: after its lease another may
    assert breaking.trial(sending.server(), at=later + rules.LEASE).allowed


def test_without_anything_due_nothing_is_tried(inside: Cast, settings: Any, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    settings.EMAIL_PORT = AWAY
    for minute in (0, 1, 2):
        send(inside, minute)
    Mail.objects.update(state="draft")
    before = Breaker.objects.get().open_until
    assert send(inside, 60) == Run()
    assert Breaker.objects.get().open_until == before


def test_a_refused_mail_says_nothing_about_the_server(inside: Cast, postman: Postman) -> None:
    ten(inside)
    postman.answers = ["450 greylisted"] * 5 + ["550 no such mailbox"] * 5
    assert send(inside) == Run(again=5, failed=5)
    assert not Breaker.objects.exists()


def test_a_server_that_closes_the_conversation_is_left_alone(inside: Cast, postman: Postman) -> None:
    ten(inside)
    postman.answers = ["421 too busy"] * 3
    assert send(inside) == Run(again=3, resting=True)
    assert list(Mail.objects.filter(attempts=1).values_list("key", flat=True)) == ["2", "1", "0"]


def test_one_partnership_is_not_punished_for_another(inside: Cast, settings: Any, postman: Postman) -> None:
    other = make_cast()
    ten(inside)
    run(other, note(other.mentor))
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, AWAY
    send(inside)
    settings.EMAIL_PORT = there
    assert send(other) == Run(sent=1)


def test_when_a_demo_goes_back_in_time_its_mail_does_not_wait_for_the_future(
    inside: Cast, settings: Any, postman: Postman
) -> None:
    ten(inside)
    settings.EMAIL_PORT = AWAY
    send(inside)
    earlier = breaking.trial(sending.server(), at=NOW - timedelta(days=30))
    assert earlier.allowed


@pytest.fixture
def silent_server(settings: Any) -> Iterator[None]:
    """It takes calls and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    calls: list[socket.socket] = []

    def listen() -> None:
        while True:
            try:
                calls.append(listener.accept()[0])
            except OSError:
                return

    thread = Thread(target=listen, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", listener.getsockname()[1], 0.1
    yield
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for call in calls:
        call.close()
    thread.join(5)


@pytest.mark.usefixtures("silent_server")
def test_a_server_that_says_nothing_costs_three_waits_and_no_mail(inside: Cast) -> None:
    ten(inside)
    assert send(inside) == Run(again=3, resting=True)
    assert set(states().values()) == {"queued"}
    assert send_due(inside.partnership, at=NOW) == Run(resting=True)


def test_a_mail_that_kills_its_senders_is_given_up(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    at = NOW
    for _ in range(len(rules.WAITS) + 1):
        assert claiming.claim(at, Rest()) != []
        at += rules.LEASE
    assert claiming.claim(at, Rest()) == []
    assert the_mail().state == "failed"


@pytest.mark.parametrize(
    ("no", "connecting", "blame"),
    [
        (ConnectionRefusedError(), True, Blame.SERVER),
        (smtplib.SMTPAuthenticationError(535, b"no"), True, Blame.SERVER),
        (smtplib.SMTPSenderRefused(550, b"not you", "a@b"), False, Blame.SERVER),
        (smtplib.SMTPSenderRefused(452, b"slower", "a@b"), False, Blame.BOTH),
        (smtplib.SMTPSenderRefused(552, b"too large", "a@b"), False, Blame.MAIL),
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"who?")}), False, Blame.MAIL),
        (smtplib.SMTPRecipientsRefused({"a@b": (421, b"bye")}), False, Blame.BOTH),
        (smtplib.SMTPDataError(554, b"spam"), False, Blame.MAIL),
        (smtplib.SMTPDataError(421, b"bye"), False, Blame.BOTH),
        (smtplib.SMTPServerDisconnected("gone"), False, Blame.BOTH),
        (TimeoutError(), False, Blame.BOTH),
        (KeyError("template"), False, Blame.MAIL),
    ],
    ids=lambda value: value.name if isinstance(value, Blame) else None,
)
@pytest.mark.once
def test_whose_fault_it_was(no: Exception, connecting: bool, blame: Blame) -> None:
    assert rules.blame(no, connecting=connecting) is blame
