"""Pure rules of the outbox: when a mail may go, when to try again, whose fault it was, and what identifies a mail."""

import base64
import hashlib
import json
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")

LIMIT = 10  # mails in one run
LEASE = timedelta(
    minutes=20
)  # longer than one run can take: LIMIT mails, each a handful of exchanges of at most 20 seconds
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
PERMANENT = range(500, 600)  # RFC 5321: the server will not take this mail, now or later
CLOSING = 421  # RFC 5321: the server ends the conversation, whatever it was about
TOO_LARGE = 552  # said to a sender's address, it is still about the mail

NO_SUCH_ADDRESS = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1)\b")

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


def bad_address(no: Exception) -> str:
    """The code with which a server says that the address of the recipient does not work (RFC 3463), or an empty text."""
    if not isinstance(no, smtplib.SMTPRecipientsRefused):
        return ""
    answers = (answer for code, answer in no.recipients.values() if code in PERMANENT)
    found = (NO_SUCH_ADDRESS.search(text.decode(errors="replace")) for text in answers)
    return next((match[0] for match in found if match), "")


def next_try(attempts: int, at: datetime, code: int | None = None) -> datetime | None:
    """When to try again after so many attempts; None: never. `code` is the answer of the mail server, if there was one."""
    if attempts > len(WAITS) or (code is not None and code in PERMANENT):
        return None
    return at + WAITS[attempts - 1]


def rest(times: int) -> timedelta:
    """How long a server is left alone that was left alone so many times before, without a mail going out in between."""
    return RESTS[min(times, len(RESTS) - 1)]


# When a mail may go -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rest:
    """When the mail of a partnership rests. `quiet`: from and until which hour; `daily_at`: the hour of the mail of the day."""

    quiet: tuple[int, int] | None = None
    weekends: bool = False
    holidays: bool = False
    daily_at: int | None = None


Closed = Callable[[date], bool]
"""Whether the recipient has a holiday on this day."""


def is_quiet(at: datetime, rest: Rest) -> bool:
    """Whether this is an hour at which people are left alone; from 20 until 7 goes through midnight."""
    if rest.quiet is None:
        return False
    first, last, hour = *rest.quiet, at.astimezone(ZONE).hour
    return first <= hour < last if first <= last else hour >= first or hour < last


def is_resting(at: datetime, rest: Rest, closed: Closed) -> bool:
    """Whether what is not urgent waits: at night, at the weekend, in the holidays of the recipient."""
    day = at.astimezone(ZONE).date()
    return is_quiet(at, rest) or (rest.weekends and day.weekday() >= 5) or (rest.holidays and closed(day))


def last_daily(at: datetime, hour: int) -> datetime:
    """The last moment of the mail of the day until now, now included."""
    today = at.astimezone(ZONE).date()
    moment = datetime.combine(today, time(hour), tzinfo=ZONE)
    return moment if moment <= at else datetime.combine(today - timedelta(days=1), time(hour), tzinfo=ZONE)


def goes_at(due: datetime, rest: Rest, closed: Closed, *, urgent: bool, daily: bool) -> datetime:
    """When a mail that is due then will go, with the mail of the day and the rests as they stand now."""
    moment = due
    if daily and rest.daily_at is not None:
        day = due.astimezone(ZONE).date()
        moment = datetime.combine(day, time(rest.daily_at), tzinfo=ZONE)
        if moment < due:
            moment = datetime.combine(day + timedelta(days=1), time(rest.daily_at), tzinfo=ZONE)
    hours = 0
    while not urgent and is_resting(moment, rest, closed) and hours < LONGEST_REST:
        moment, hours = _next_hour(moment), hours + 1
    return moment


LONGEST_REST = 24 * 100  # hours; no summer holiday is longer


def _next_hour(moment: datetime) -> datetime:
    """The next full hour on the clock at school."""
    full = moment.astimezone(ZoneInfo("UTC")).replace(minute=0, second=0, microsecond=0)
    return (full + timedelta(hours=1)).astimezone(ZONE)


# What identifies a mail ---------------------------------------------------------------------------------------------


def message_id(partnership: int, key: str, host: str) -> str:
    """The same mail has the same Message-ID at every attempt, so a mail program shows a repeated one once."""
    digest = hashlib.sha256(f"{partnership}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{host}>"


def host_of(message_id: str) -> str:
    """The name of the site in a Message-ID."""
    return message_id.rpartition("@")[2].rstrip(">")


def fingerprint(*content: Any) -> str:
    """Changes when the content of a mail changes, how it is handled, or the moment before which it must not go."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


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
