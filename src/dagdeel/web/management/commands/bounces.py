"""`dagdeel bounces FILE`: read reports of mail that came back, from a mailbox, a folder, a file, or standard input."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dagdeel.base.partnerships.clock import now
from dagdeel.outputs.mail import actions
from dagdeel.outputs.mail.bounces import read, read_file


class Command(BaseCommand):
    """For a mail server that pipes a report into it, and for reading a mailbox by hand."""

    help = "Read reports of mail that came back (RFC 3464): an mbox file, a Maildir, a file with one mail, or - for standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the reports are."""
        parser.add_argument("file", help="mbox file, Maildir, file with one mail, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, mark, and say how many of our mails it was about."""
        source = options["file"]
        if source != "-" and not Path(source).exists():
            raise CommandError(f"{source} is not there.")
        found = read(sys.stdin.buffer.read()) if source == "-" else read_file(Path(source))
        number = sum(actions.bounced(bounce, at=now()) for bounce in found)
        self.stdout.write(f"{number} mail{'' if number == 1 else 's'} of ours came back.")
