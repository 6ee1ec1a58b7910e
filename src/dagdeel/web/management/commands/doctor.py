"""`dagdeel doctor [--json]`: does every promise hold? Exit code 0 when it does, 1 when not."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dagdeel.web.doctor import examine
from dagdeel.web.health import as_json, health


class Command(BaseCommand):
    """Check every invariant."""

    help = "Check every invariant: seats, double booking, partnership along every foreign key, orphans, tallies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, say what was found, and leave with the exit code."""
        checks = examine()
        healthy = all(check.holds for check in checks)
        if options["json"]:
            found = {
                "healthy": healthy,
                "checks": {c.name: list(c.violations) for c in checks},
                "worker": as_json(health()),
            }
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            for check in checks:
                self.stdout.write(f"{'ok ' if check.holds else 'NO '} {check.name}")
                for sentence in check.violations:
                    self.stdout.write(f"    {sentence}")
            self.stdout.write("Every promise holds." if healthy else "Some promises do not hold.")
        if not healthy:
            raise SystemExit(1)
