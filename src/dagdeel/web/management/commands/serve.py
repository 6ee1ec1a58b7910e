"""`dagdeel serve`: gunicorn with threads, on 127.0.0.1 unless told otherwise."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Serve the pages."""

    help = "Serve the pages with gunicorn (threads; no preloading, because rendering hangs in a forked child)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where and with how many."""
        parser.add_argument("--bind", default=f"127.0.0.1:{os.environ.get('DAGDEEL_PORT', '8000')}")
        parser.add_argument("--workers", type=int, default=int(os.environ.get("DAGDEEL_WORKERS", "2")))
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect the static files and become gunicorn."""
        call_command("collectstatic", interactive=False, verbosity=0)
        words = gunicorn(options["bind"], options["workers"], options["threads"])
        os.execv(sys.executable, words)  # noqa: S606 - our own interpreter, arguments without a shell


def gunicorn(bind: str, workers: int, threads: int) -> list[str]:
    """The command line of the server. It tells every request when DAGDEEL_ACCESS_LOG is set."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "dagdeel.web.wsgi:application",
        f"--bind={bind}",
        f"--workers={workers}",
        "--worker-class=gthread",
        f"--threads={threads}",
        "--access-logfile=-" if os.environ.get("DAGDEEL_ACCESS_LOG") else "--log-level=warning",
    ]
