"""How the worker is: when it made its rounds, what waits, what went wrong. For a page, `doctor --json` and monitoring.

Two clocks, and no age between them: rounds and dated work have the time of the machine, the mail of a partnership its own time,
which in a demo is another day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.schedule.models import Pulse, Slot
from dagdeel.outputs.mail import queries as outbox
from dagdeel.outputs.mail.models import Breaker

Clock = Callable[..., datetime]
SILENT = timedelta(minutes=15)  # without a round for so long there is no worker
APART = timedelta(minutes=1)  # between two looks at one clock it is never so long
WAITS = timedelta(minutes=30)  # a mail that could go and does not go for so long is a sign


@dataclass(frozen=True, slots=True)
class Post:
    """The mail of one partnership at its own time: how many mails could go now, how long the oldest waits, what was given up."""

    partnership: Partnership
    at: datetime
    due: int
    oldest: timedelta | None
    failed: int
    left_alone: tuple[Breaker, ...]

    @property
    def waits(self) -> int | None:
        """For how many minutes the oldest mail waits that could go."""
        return None if self.oldest is None else int(self.oldest / timedelta(minutes=1))

    @property
    def late(self) -> bool:
        """Whether a mail waits that nothing keeps from going."""
        return self.oldest is not None and self.oldest > WAITS and not self.left_alone


@dataclass(frozen=True, slots=True)
class Health:
    """All of it at one moment."""

    at: datetime
    rounds: tuple[Pulse, ...]
    posts: tuple[Post, ...]
    slots: tuple[Slot, ...]

    @property
    def last_round(self) -> datetime | None:
        """When the beat last ended."""
        return next((pulse.ended_at for pulse in self.rounds if pulse.name == "tick"), None)

    @property
    def silent(self) -> bool:
        """Whether no worker makes its rounds."""
        return self.last_round is None or self.at - self.last_round > SILENT

    @property
    def since_round(self) -> int | None:
        """How many minutes ago the beat last ended."""
        return None if self.last_round is None else max(0, int((self.at - self.last_round) / timedelta(minutes=1)))

    @property
    def apart(self) -> bool:
        """Whether a partnership that is told of lives on another day than the machine."""
        return any(abs(post.at - self.at) > APART for post in self.posts)

    @property
    def problems(self) -> tuple[str, ...]:
        """What somebody has to look at, one sentence each."""
        return tuple(_problems(self))


def post_of(partnership: Partnership, at: datetime) -> Post:
    """How the mail of one partnership stands: four queries."""
    with scope.of(partnership):
        due, oldest = outbox.waiting(at)
        age = max(at - oldest, timedelta()) if oldest else None
        return Post(partnership, at, due, age, outbox.failed().count(), tuple(outbox.servers_left_alone()))


def health(*, clock: Clock = now, only: Partnership | None = None) -> Health:
    """How the worker is; with `only` one partnership's mail is told of."""
    partnerships = [only] if only is not None else list(Partnership.objects.all())
    posts = tuple(post_of(partnership, clock(partnership)) for partnership in partnerships)
    return Health(clock(), tuple(Pulse.objects.all()), posts, _last_slots(only))


def _last_slots(only: Partnership | None) -> tuple[Slot, ...]:
    """The last turn of every piece of dated work, of this partnership and of none."""
    last: dict[str, Slot] = {}
    for slot in Slot.objects.order_by("-begun_at", "-pk")[:200]:
        key = slot.job.partition("-")[2]
        if only is None or not key or key == str(only.pk):
            last.setdefault(slot.job, slot)
    return tuple(last[job] for job in sorted(last))


def _problems(found: Health) -> Iterator[str]:
    if found.last_round is None:
        yield _("The worker has never made a round. Is “dagdeel worker” running?")
    elif found.silent:
        minutes = int((found.at - found.last_round) / timedelta(minutes=1))
        yield _("The worker made no round for %(minutes)d minutes. Is “dagdeel worker” running?") % {"minutes": minutes}
    for pulse in found.rounds:
        if pulse.broken:
            yield ngettext(
                "In its last round %(n)d thing went wrong; the log says where.",
                "In its last round %(n)d things went wrong; the log says where.",
                pulse.broken,
            ) % {"n": pulse.broken}
    for post in found.posts:
        for breaker in post.left_alone:
            yield _("%(partnership)s: the mail server %(server)s refuses and is left alone.") % {
                "partnership": post.partnership.short_name, "server": breaker.server,
            }  # fmt: skip
        if post.late:
            yield _("%(partnership)s: a mail that could go waits for %(minutes)d minutes.") % {
                "partnership": post.partnership.short_name, "minutes": post.waits,
            }  # fmt: skip
    for slot in found.slots:
        if slot.failed:
            yield _("Dated work failed: %(job)s (%(slot)s).") % {"job": slot.job, "slot": slot.slot}


def as_json(found: Health) -> dict[str, Any]:
    """The same for machines; ages in seconds."""
    return {
        "healthy": not found.problems,
        "problems": list(found.problems),
        "last_tick": found.last_round.isoformat() if found.last_round else None,
        "rounds": {p.name: {"seconds": p.seconds, "said": p.said, "broken": p.broken} for p in found.rounds},
        "mail": {
            post.partnership.slug: {
                "at": post.at.isoformat(),
                "due": post.due,
                "oldest_due_seconds": round(post.oldest.total_seconds()) if post.oldest is not None else 0,
                "failed": post.failed,
                "servers_left_alone": [breaker.server for breaker in post.left_alone],
            }
            for post in found.posts
        },
        "dated": {
            slot.job: {"slot": slot.slot, "ended": slot.ended_at is not None, "failed": slot.failed, "said": slot.said}
            for slot in found.slots
        },
    }
