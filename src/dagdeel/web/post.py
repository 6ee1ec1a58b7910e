"""The worker's third hand: send what is due, in a thread of its own, so that no server that is slow or away holds up the beat."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connections

from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.schedule import actions as schedule
from dagdeel.outputs.mail import actions as mail
from dagdeel.web.tick import Beat, Clock, survived, tick

logger = logging.getLogger(__name__)
REST = 1.0  # seconds between two looks when nothing was due
TELL = 60.0  # seconds between two notes that we are there


def post(*, clock: Clock = now, leaving: Callable[[], bool] = lambda: False) -> Beat:
    """One round: a few mails of every partnership, so that a long queue of one is no wait for another."""
    beat = Beat()
    for partnership in Partnership.objects.all():
        with survived(beat, partnership, "sending"):
            beat.add(mail.send_due(partnership, at=clock(partnership), leaving=leaving))
    return beat


def post_off(*, clock: Clock = now, leaving: Callable[[], bool] = lambda: False) -> Beat:
    """Rounds until nothing more goes."""
    whole = Beat()
    while not leaving():
        beat = post(clock=clock, leaving=leaving)
        whole.add(beat)
        if not beat.sent:
            break
    return whole


def once(*, clock: Clock = now, leaving: Callable[[], bool] = lambda: False) -> Beat:
    """A beat, and everything sent that is due after it."""
    beat = tick(clock=clock)
    beat.add(post_off(clock=clock, leaving=leaving))
    return beat


class Postman(Thread):
    """Sends until it is asked to stop, and then finishes the mail in hand. `say` hears of every round that did something."""

    def __init__(self, stop: Event, say: Callable[[Beat], None]) -> None:
        super().__init__(name="post", daemon=True)
        self._stop_asked, self._say, self._told = stop, say, float("-inf")

    def run(self) -> None:
        """Look, send, rest, look."""
        while not self._stop_asked.is_set():
            close_old_connections()  # the database may have gone away while we rested
            try:
                self._round()
            except Exception:
                logger.exception("the outbox could not be read")
            self._stop_asked.wait(REST)
        connections.close_all()

    def _round(self) -> None:
        began, clocked = now(), monotonic()
        beat = post_off(leaving=self._stop_asked.is_set)
        if beat != Beat():
            self._say(beat)
        if beat != Beat() or clocked >= self._told + TELL:
            self._told, seconds = clocked, monotonic() - clocked
            schedule.pulse("post", began=began, seconds=seconds, said=str(beat), broken=beat.broken, at=now())
