"""`dagdeel worker`: keep the outbox in line with the data, send what is due, and do the long work that people asked for."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from dagdeel.web.jobs import Hand, work_off
from dagdeel.web.tick import tick

LEAVE = 10.0  # seconds in which a job hands back its work; after that its lease runs out and another worker begins anew


class Command(BaseCommand):
    """One beat every so many seconds and the queue of jobs beside it, until the process is asked to stop."""

    help = "Ask every step which mails should exist, send what is due, and do the jobs that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` for a cron job or a test, `--every` for how long to rest between two beats."""
        parser.add_argument("--once", action="store_true", help="one beat and the jobs that wait, then stop")
        parser.add_argument("--every", type=float, default=30.0, metavar="SECONDS", help="rest between beats (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Beat, rest, beat. SIGTERM and Ctrl-C let the beat end first, and give an unfinished job back."""
        stop = Event()

        def asked_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, asked_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if options["once"]:
                self._beat(quiet=False)
                work_off(leaving=stop.is_set)
            else:
                self._stay(stop, options["every"], quiet=options["verbosity"] < 2)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write("The worker has stopped.")

    def _stay(self, stop: Event, every: float, *, quiet: bool) -> None:
        hand = Hand(stop)
        hand.start()
        self._beat(quiet=False)
        while not stop.wait(every):
            close_old_connections()  # the database may have gone away while we rested
            self._beat(quiet=quiet)
        hand.join(LEAVE)

    def _beat(self, *, quiet: bool) -> None:
        beat = tick()
        said = str(beat)
        if not quiet or said != "nothing to do":
            self.stdout.write(said)
            self.stdout.flush()
