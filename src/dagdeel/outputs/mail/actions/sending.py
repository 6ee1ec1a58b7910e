"""What goes out: one mail at a time, each claimed with a lease, and a server that refuses is left alone for a while."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail import rendering, rules
from dagdeel.outputs.mail.actions import bouncing, breaking
from dagdeel.outputs.mail.actions.claiming import claim, settle
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.queries import due
from dagdeel.outputs.mail.readers import rest_of, settings_of
from dagdeel.outputs.mail.rendering import Rendered, Sheet
from dagdeel.outputs.mail.rules import Blame, Rest
from dagdeel.outputs.mail.states import MailState


@dataclass(frozen=True, slots=True)
class Run:
    """How many mails were sent, will be tried again, and were given up; `resting`: the server is left alone."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    resting: bool = False


def send_due(
    partnership: Partnership, *, at: datetime, limit: int = rules.LIMIT, leaving: Callable[[], bool] = lambda: False
) -> Run:
    """Send what is due, at most `limit` mails, and say what became of them; ends after the present mail when `leaving` says so.

    Each mail is claimed with a lease before it goes out: two senders never take the same one, and when a sender dies the mail
    is sent again after its lease, under the same Message-ID. Failures are tried again ever later, then given up. What the
    server is to blame for costs a mail nothing; a server with too many faults is left alone.
    """
    with scope.of(partnership):
        own = settings_of()
        rest = rest_of(own)
        if not due(at, rest).exists():  # looking costs no write lock
            return Run()
        trial = breaking.trial(server(), at=at)
        if not trial.allowed:
            return Run(resting=True)
        post = _Post(Sheet(partnership, own), rest, trial, at)
        return post.run(1 if trial.probe else limit, leaving)


def server() -> str:
    """The name under which the faults of our mail server are counted."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    name: str = settings.EMAIL_BACKEND
    return name


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail in words; in the mail of the day only what is said of it there."""

    mail: Mail
    words: Rendered


@dataclass(slots=True)
class _Post:
    """One run: on which paper, when the partnership rests, how the server behaves, and what became of the mails."""

    sheet: Sheet
    rest: Rest
    trial: breaking.Trial
    at: datetime
    connection: BaseEmailBackend = field(default_factory=get_connection)
    counts: dict[MailState, int] = field(default_factory=lambda: dict.fromkeys(MailState, 0))

    def run(self, limit: int, leaving: Callable[[], bool]) -> Run:
        """Claim, send, settle, until there is no more, the limit is reached or the server has to be left alone."""
        resting = False
        try:
            while sum(self.counts.values()) < limit and not resting and not leaving():
                mails = claim(self.at, self.rest)
                if not mails:
                    break
                fault = self._send(mails)
                resting = breaking.note(self.trial, fault, at=self.at)
        finally:
            _hang_up(self.connection)
        told = self.counts
        return Run(told[MailState.SENT], told[MailState.QUEUED], told[MailState.FAILED], resting)

    def _send(self, mails: list[Mail]) -> str:
        """Send what was claimed, one mail or the mail of the day, and keep what became of it; gives the fault of the server."""
        letters = [letter for mail in mails if (letter := self._letter(mail, alone=len(mails) == 1)) is not None]
        if not letters:
            return ""
        connecting = True
        try:
            self.connection.open()
            connecting = False
            message = self._wire(letters)
            message.send()
        except Exception as no:
            _hang_up(self.connection)  # after a refusal the conversation with the server may be in any state
            return "".join(
                {self._failed(letter.mail, no, rules.blame(no, connecting=connecting)) for letter in letters}
            )
        with transaction.atomic():
            for letter in letters:
                self._sent(letter, message.extra_headers["Message-ID"])
        return ""

    def _letter(self, mail: Mail, *, alone: bool) -> _Letter | None:
        """The mail in words; None for one that cannot be made, which must not hold up the others."""
        try:
            if alone:
                return _Letter(mail, rendering.render(mail, self.sheet.partnership, self.sheet.own))
            return _Letter(mail, Rendered(*rendering.item(mail, self.sheet), ""))
        except Exception as no:
            self._failed(mail, no, Blame.MAIL)
            return None

    def _wire(self, letters: list[_Letter]) -> EmailMultiAlternatives:
        """What goes over the wire. The mail of the day has an id of what is in it: never that of another one."""
        first = letters[0].mail
        if len(letters) == 1 and letters[0].words.html:
            return rendering.email(first, letters[0].words, self.sheet, self.connection, first.message_id, at=self.at)
        key = "+".join(sorted(letter.mail.key for letter in letters))
        message_id = rules.message_id(self.sheet.partnership.pk, key, rules.host_of(first.message_id))
        words = rendering.day([letter.words for letter in letters], first.person, self.sheet)
        return rendering.email(first, words, self.sheet, self.connection, message_id, at=self.at, stop=False)

    def _sent(self, letter: _Letter, sent_as: str) -> None:
        words = letter.words
        as_sent = {"subject": words.subject, "text": words.text, "html": words.html, "sent_as": sent_as}
        settle(letter.mail, MailState.SENT, sent_at=self.at, last_error="", **as_sent)
        self.counts[MailState.SENT] += 1

    def _failed(self, mail: Mail, no: Exception, blame: Blame) -> str:
        """Put the mail back for a later attempt, or give it up; gives the fault of the server, if it was one."""
        error = f"{type(no).__name__}: {no}"[:300]
        again: datetime | None
        if blame is Blame.SERVER:
            counted, again = mail.attempts - 1, self.at + rules.WAITS[0]
        else:
            counted, again = mail.attempts, rules.next_try(mail.attempts, self.at, rules.code(no))
        if again is None:
            status = rules.bad_address(no)
            if status:
                bouncing.mark(mail.address, status=status, reason=error, at=self.at)
            settle(mail, MailState.FAILED, last_error=error, bounced_at=self.at if status else None)
            self.counts[MailState.FAILED] += 1
        else:
            settle(mail, MailState.QUEUED, last_error=error, attempts=counted, next_try=again)
            self.counts[MailState.QUEUED] += 1
        return "" if blame is Blame.MAIL else error


def _hang_up(connection: BaseEmailBackend) -> None:
    """Leave the server politely when it listens, and at once when it does not: a goodbye must not cost another wait."""
    conversation = getattr(connection, "connection", None)
    if isinstance(conversation, smtplib.SMTP) and conversation.sock is not None:
        conversation.sock.settimeout(1)
    try:
        connection.close()
    except OSError:  # every error of SMTP is one
        if isinstance(conversation, smtplib.SMTP):
            conversation.close()
        connection.connection = None  # type: ignore[attr-defined]  # what Django does after a polite goodbye
