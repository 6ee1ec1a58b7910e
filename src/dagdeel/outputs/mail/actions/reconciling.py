"""What should exist: the outbox follows what the steps ask for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.readers import Readers
from dagdeel.outputs.mail.readers import readers as readers_of
from dagdeel.outputs.mail.states import OPEN, MailState

CONTENT = (
    "source", "kind", "person_id", "address", "template", "context", "appointment", "uid", "why", "year_id", "topic", "urgent",
    "daily", "region", "fingerprint", "due", "next_try",
)  # fmt: skip


ANY = Kind(key="", label="", to="", when="", why="", template="")  # what no step lists


class KeyTwice(Exception):
    """Two of the mails that should exist have the same key."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many mails were asked for, changed and withdrawn."""

    created: int = 0
    updated: int = 0
    cancelled: int = 0

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.cancelled)


def reconcile(
    partnership: Partnership,
    messages: Iterable[Message],
    *,
    at: datetime,
    source: str = "",
    kinds: Iterable[Kind] = (),
    readers: Readers | None = None,
    years: Collection[int] | None = None,
) -> Reconciled:
    """Make the outbox hold exactly what should exist, of what this source asks for; raises KeyTwice.

    What is missing is queued, what has not gone out yet follows its data, what is no longer asked for is cancelled, and what
    was sent or cancelled by a person stays as it is. Asked for again after the data withdrew it, a mail is queued again; one that
    came back goes to the new address. A second run writes nothing; two runs at once make one row per key. `readers`: how recipients
    want their mail, when the caller knows already; `years`: the ids of the years that are asked about (None: all).
    """
    with scope.of(partnership):
        desk = _Desk(partnership, at, source, {kind.key: kind for kind in kinds}, readers or readers_of(at))
        rows = Mail.objects.filter(source=source)
        if years is not None:
            rows = rows.filter(Q(year__in=years) | Q(year=None) | Q(state__in=OPEN))
        fields = ("key", "state", "fingerprint", "cancelled_by", "address", "sent_at", "bounced_at")
        there = {mail.key: mail for mail in rows.only(*fields)}
        wanted = desk.wanted(messages, there)
        strange = [key for key in wanted if key not in there]
        there |= {mail.key: mail for mail in Mail.objects.filter(key__in=strange).only(*fields)} if strange else {}
        new = [mail for key, mail in wanted.items() if key not in there]
        changed = [
            _take_over(there[key], mail) for key, mail in wanted.items() if key in there and _differs(there[key], mail)
        ]
        gone = [mail.pk for mail in there.values() if mail.key not in wanted and mail.state in OPEN]
        if not (new or changed or gone):
            return Reconciled()
        return _write(partnership, new, changed, gone, at)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where messages become rows."""

    partnership: Partnership
    at: datetime
    source: str
    kinds: Mapping[str, Kind]
    readers: Readers

    def wanted(self, messages: Iterable[Message], there: Mapping[str, Mail]) -> dict[str, Mail]:
        """The rows as they should be, by key; nothing for people who left or who said no to it."""
        wanted: dict[str, Mail] = {}
        asked = list(messages)
        brought = _brought({message.follows.uid for message in asked if message.follows and message.follows.uid})
        for message in asked:
            if message.key in wanted:
                raise KeyTwice(message.key)
            kind = self.kinds.get(message.kind, ANY)
            if not message.to.is_active or (kind.topic and (message.to.pk, kind.topic.value) in self.readers.declined):
                continue
            due = message.due
            if message.follows is not None:
                first = there.get(message.follows.key)
                went = first.sent_at if first else brought.get((message.to.pk, message.follows.uid))
                if went is None:
                    continue
                due = max(due or went, went + message.follows.after)
            wanted[message.key] = self.row(message, kind, due)
        return wanted

    def row(self, message: Message, kind: Kind, due: datetime | None) -> Mail:
        """One mail as a row. Lazy words are settled in the language of their reader."""
        to = message.to
        with translation.override(to.language):
            why, context = str(message.why), _plain(message.context)
        appointment = asdict(message.appointment) if message.appointment else None
        daily = kind.daily and not appointment and to.pk in self.readers.daily
        region = "" if kind.urgent else self.readers.regions.get(to.pk, "")
        return Mail(
            partnership=self.partnership,
            key=message.key,
            source=self.source,
            kind=message.kind,
            person=to,
            address=to.email,
            template=message.template,
            context=context,
            appointment=appointment,
            uid=message.appointment.uid if message.appointment else "",
            why=why,
            year_id=message.year,
            topic=kind.topic,
            urgent=kind.urgent,
            daily=daily,
            region=region,
            fingerprint=rules.fingerprint(
                message.template, to.email, why, context, due, appointment, kind.topic, kind.urgent, daily, region
            ),
            created_at=self.at,
            due=due or self.at,
            next_try=due or self.at,
            message_id=rules.message_id(self.partnership.pk, message.key, host()),
        )


def _brought(uids: set[str]) -> dict[tuple[int, str], datetime]:
    """When whose calendar got these appointments. At most one query."""
    if not uids:
        return {}
    rows = Mail.objects.filter(uid__in=uids, sent_at__isnull=False, appointment__cancelled=False)
    return {(person, uid): at for person, uid, at in rows.values_list("person_id", "uid", "sent_at") if at}


def host() -> str:
    """The name of our site, which stands in every Message-ID."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _plain(value: Any) -> Any:
    """JSON values with every lazy text settled."""
    match value:
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _differs(there: Mail, wanted: Mail) -> bool:
    """Whether the row must follow the data: its content changed, or it was withdrawn by the data and is wanted again."""
    if there.state == MailState.CANCELLED:
        return there.cancelled_by_id is None
    return there.state in OPEN and there.fingerprint != wanted.fingerprint


def _take_over(there: Mail, wanted: Mail) -> Mail:
    """The wanted row in the place of the one that is there; `bounced_at` tells whether it came back from another address."""
    wanted.pk, wanted.state = there.pk, there.state
    wanted.bounced_at = there.bounced_at if there.address != wanted.address else None
    return wanted


@transaction.atomic
def _write(
    partnership: Partnership, new: list[Mail], changed: list[Mail], gone: Collection[int], at: datetime
) -> Reconciled:
    """Write what differs, only to rows that did not move meanwhile, and tell it once."""
    # Another run may have made the same rows a moment ago: the constraint keeps one, and that one is as good as ours.
    made = Mail.objects.bulk_create(new, ignore_conflicts=True, batch_size=200)
    updated = 0
    for mail in changed:
        values = {name: getattr(mail, name) for name in CONTENT}
        if mail.state == MailState.CANCELLED or mail.bounced_at is not None:
            values |= {"state": MailState.QUEUED, "attempts": 0, "last_error": "", "bounced_at": None}
        updated += Mail.objects.filter(pk=mail.pk, state=mail.state, cancelled_by=None).update(**values)
    cancelled = Mail.objects.filter(pk__in=list(gone), state__in=OPEN).update(state=MailState.CANCELLED)
    done = Reconciled(len(made), updated, cancelled)
    counts = {"created": done.created, "updated": done.updated, "cancelled": done.cancelled}
    history.record("mail.reconciled", partnership, by=None, at=at, after=counts)
    return done
