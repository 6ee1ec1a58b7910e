"""`dagdeel worker`: keep the outbox in line with the data, send what is due, do dated work and the work people asked for."""

import json
import signal
from argparse import ArgumentParser
from threading import Event
from time import monotonic
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from dagdeel.base.partnerships.clock import now
from dagdeel.base.schedule import actions as schedule
from dagdeel.web.health import as_json, health
from dagdeel.web.jobs import Hand, work_off
from dagdeel.web.post import Postman, post_off
from dagdeel.web.schedule import work_through
from dagdeel.web.tick import Beat, tick

LEAVE = 10.0  # seconds in which a job hands back its work; after that its lease runs out and another worker begins anew


class Command(BaseCommand):
    """One beat every so many seconds, the post and the queue of jobs beside it, until the process is asked to stop."""

    help = "Ask every step which mails should exist, send what is due, and do dated work and the jobs that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` for a cron job or a test, `--every` for how long to rest between two beats, `--health` for monitoring."""
        parser.add_argument(
            "--once", action="store_true", help="one beat, what is due and the jobs that wait, then stop"
        )
        parser.add_argument("--every", type=float, default=30.0, metavar="SECONDS", help="rest between beats (30)")
        parser.add_argument(
            "--health", action="store_true", help="do nothing, say in JSON how the worker is; 1 when ill"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Beat, rest, beat. SIGTERM and Ctrl-C let the beat end first, and give an unfinished job back."""
        if options["health"]:
            found = health()
            self.stdout.write(json.dumps(as_json(found), indent=2, ensure_ascii=False))
            raise SystemExit(1 if found.problems else 0)
        stop = Event()

        def asked_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, asked_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if options["once"]:
                beat = self._beat()
                beat.add(post_off(leaving=stop.is_set))
                self._say(beat)
                work_off(leaving=stop.is_set)
            else:
                self._stay(stop, options["every"], quiet=options["verbosity"] < 2)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write("The worker has stopped.")

    def _stay(self, stop: Event, every: float, *, quiet: bool) -> None:
        """The beat in this thread; jobs and mail each in one of their own, so that none waits for another."""
        hands = (Hand(stop), Postman(stop, self._say))
        for hand in hands:
            hand.start()
        self._say(self._beat())
        while not stop.wait(every):
            close_old_connections()  # the database may have gone away while we rested
            beat = self._beat()
            if not quiet or beat != Beat():
                self._say(beat)
        for hand in hands:
            hand.join(LEAVE)

    def _beat(self) -> Beat:
        """The round itself and the dated work of the moment, and a note of when that was."""
        began, clocked = now(), monotonic()
        schedule.begin("tick", at=began)
        beat = tick()
        work_through()
        seconds = monotonic() - clocked
        schedule.pulse("tick", began=began, seconds=seconds, said=str(beat), broken=beat.broken, at=now())
        return beat

    def _say(self, beat: Beat) -> None:
        self.stdout.write(f"{beat}\n")
        self.stdout.flush()
