"""Pure rules of the outbox: when to try again, and what identifies a mail."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LEASE = timedelta(minutes=30)  # longer than one run can take: LIMIT mails of at most 20 seconds each
LIMIT = 50
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
PERMANENT = range(500, 600)  # RFC 5321: the server will not take this mail, now or later


def next_try(attempts: int, at: datetime, code: int | None = None) -> datetime | None:
    """When to try again after so many attempts; None: never. `code` is the answer of the mail server, if there was one."""
    if attempts > len(WAITS) or (code is not None and code in PERMANENT):
        return None
    return at + WAITS[attempts - 1]


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
