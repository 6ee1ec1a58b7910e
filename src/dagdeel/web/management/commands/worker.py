"""`dagdeel worker`: keep the outbox in line with the data and send what is due."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from dagdeel.web.tick import tick


class Command(BaseCommand):
    """One beat every so many seconds, until the process is asked to stop."""

    help = "Ask every step which mails should exist, and send what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` for a cron job or a test, `--every` for how long to rest between two beats."""
        parser.add_argument("--once", action="store_true", help="one beat, then stop")
        parser.add_argument("--every", type=float, default=30.0, metavar="SECONDS", help="rest between beats (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Beat, rest, beat. SIGTERM and Ctrl-C let the beat end first."""
        stop = Event()

        def asked_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, asked_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._beat(quiet=False)
            while not options["once"] and not stop.wait(options["every"]):
                close_old_connections()  # the database may have gone away while we rested
                self._beat(quiet=options["verbosity"] < 2)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write("The worker has stopped.")

    def _beat(self, *, quiet: bool) -> None:
        beat = tick()
        said = str(beat)
        if not quiet or said != "nothing to do":
            self.stdout.write(said)
            self.stdout.flush()
