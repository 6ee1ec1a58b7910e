"""`dagdeel demo [--reset]`: play two years when there are none, then serve them with the worker beside it."""

import os
import shutil
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils import translation

from dagdeel.base.partnerships.models import Partnership
from dagdeel.demo import facts
from dagdeel.demo.play import play

STOP_AFTER = 10  # seconds that a child gets to stop by itself


class Command(BaseCommand):
    """The demo: one command from nothing to a browser."""

    help = "Play two years of the booklet's partnership and serve them on 127.0.0.1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--reset` begins anew, `--no-serve` only plays."""
        parser.add_argument("--reset", action="store_true", help="begin anew")
        parser.add_argument("--no-serve", action="store_false", dest="serve", help="play, but do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, play when needed, print the links, serve until Ctrl-C."""
        if options["reset"]:
            self._reset()
        settings.VAR.mkdir(parents=True, exist_ok=True)
        (settings.VAR / "demo").touch()
        call_command("migrate", verbosity=0, interactive=False)
        found = Partnership.objects.filter(slug=facts.SLUG).first()
        if found is not None and found.demo_day is None:
            self.stdout.write("De vorige keer is het spel niet afgemaakt; het begint opnieuw.")
            self._reset()
            call_command("migrate", verbosity=0, interactive=False)
            found = None
        if found is None:
            with translation.override("nl"):
                play(self._progress)
        if options["serve"]:
            self._serve()

    def _progress(self, done: int, total: int, title: str, seconds: float) -> None:
        self.stdout.write(f"[{done:>2}/{total}] {seconds:5.1f} s  {title}")
        self.stdout.flush()

    def _reset(self) -> None:
        """Remove the database and files of an earlier demo; never of anything else."""
        if connection.vendor != "sqlite":
            raise CommandError("Only a demo on SQLite can begin anew by itself: drop and create the database yourself.")
        database = Path(settings.DATABASES["default"]["NAME"])
        if database.exists() and not (settings.VAR / "demo").exists():
            raise CommandError(f"{database} was not made by the demo, so it stays.")
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    def _serve(self) -> None:
        """Server and worker as children; both stop when we do, and we stop when one of them does."""
        port = os.environ.get("DAGDEEL_PORT", "8000")
        environment = {**os.environ, "DAGDEEL_DEMO": "true", "DAGDEEL_URL": settings.SITE_URL}
        self._print_links(port)
        connections.close_all()
        children = [
            subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
                [sys.executable, "-m", "dagdeel", *words], env=environment, start_new_session=True
            )
            for words in (["serve", f"--bind=127.0.0.1:{port}"], ["worker"])
        ]
        for ending in (signal.SIGINT, signal.SIGTERM):  # also when whoever started us had SIGINT ignored
            signal.signal(ending, signal.default_int_handler)
        try:
            while all(child.poll() is None for child in children):
                _wait(children[0])
            raise CommandError("The server or the worker stopped by itself; the lines above say why.")
        except KeyboardInterrupt:
            self.stdout.write("\nTot ziens.")
        finally:
            _stop(children)

    def _print_links(self, port: str) -> None:
        self.stdout.write(
            f"\nDagdeel staat klaar: {settings.SITE_URL}/demo/\n\nAanmelden met één klik (elke link werkt één keer):\n"
        )
        with translation.override("nl"):
            call_command("demo_links", stdout=self.stdout)
        self.stdout.write(f"\nMail: {settings.SITE_URL}/demo/mailbox/ · stoppen met Ctrl-C (poort {port})\n")
        self.stdout.flush()


def _wait(child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return


def _stop(children: "list[subprocess.Popen[bytes]]") -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=STOP_AFTER)
        except subprocess.TimeoutExpired:
            child.kill()
