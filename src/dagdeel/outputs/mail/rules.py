"""Pure rules of the outbox: when to try again, whose fault it was, when a server gets a rest, and what identifies a mail."""

import base64
import hashlib
import json
import re
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

LIMIT = 10  # mails in one run
LEASE = timedelta(minutes=20)  # longer than one run can take: LIMIT mails, each a handful of exchanges of at most 20 seconds
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
PERMANENT = range(500, 600)  # RFC 5321: the server will not take this mail, now or later
CLOSING = 421  # RFC 5321: the server ends the conversation, whatever it was about
TOO_LARGE = 552  # said to a sender's address, it is still about the mail

FAULTS = 3  # of the server, one after another: then it gets a rest
RESTS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60))


class Blame(Enum):
    """Whose fault it was that a mail did not go out."""

    MAIL = auto()  # this one: the next mail may well go
    SERVER = auto()  # no mail can go now, and this one is not the worse for it
    BOTH = auto()  # it broke off halfway: it may be either


def blame(no: Exception, *, connecting: bool) -> Blame:
    """What an error tells; `connecting`: before the conversation about this mail began."""
    if connecting:
        return Blame.SERVER
    match no:
        case smtplib.SMTPSenderRefused() if no.smtp_code != TOO_LARGE:
            return Blame.SERVER if no.smtp_code in PERMANENT else Blame.BOTH
        case smtplib.SMTPServerDisconnected():
            return Blame.BOTH
        case smtplib.SMTPException():  # an OSError as well
            return Blame.BOTH if code(no) == CLOSING else Blame.MAIL
        case OSError():
            return Blame.BOTH
        case _:
            return Blame.MAIL


def code(no: Exception) -> int | None:
    """The answer of the mail server, if it gave one."""
    match no:
        case smtplib.SMTPRecipientsRefused():
            return max((code for code, _ in no.recipients.values()), default=None)
        case smtplib.SMTPResponseException():
            return no.smtp_code
        case _:
            return None


def next_try(attempts: int, at: datetime, code: int | None = None) -> datetime | None:
    """When to try again after so many attempts; None: never. `code` is the answer of the mail server, if there was one."""
    if attempts > len(WAITS) or (code is not None and code in PERMANENT):
        return None
    return at + WAITS[attempts - 1]


def rest(times: int) -> timedelta:
    """How long a server is left alone that was left alone so many times before, without a mail going out in between."""
    return RESTS[min(times, len(RESTS) - 1)]


def message_id(partnership: int, key: str, host: str) -> str:
    """The same mail has the same Message-ID at every attempt, so a mail program shows a repeated one once."""
    digest = hashlib.sha256(f"{partnership}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{host}>"


def fingerprint(template: str, address: str, why: str, context: Mapping[str, Any], due: datetime | None) -> str:
    """Changes when the content of a mail changes, or the moment before which it must not go."""
    content = json.dumps([template, address, why, context, due], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def framed_policy(html: str) -> str:
    """The security policy under which a mail may be shown in a frame of our own: nothing loads, runs or is sent, and of
    all styles only those work that stand in this mail.
    """
    hashes = (hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes) or "'none'"
    return "; ".join((
        "default-src 'none'",
        f"style-src {styles}",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    ))  # fmt: skip
