"""`dagdeel migrate`: Django's, and the table of the cache with it."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Bring the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then make the table in which attempts to sign in are counted."""
        super().handle(*args, **options)
        call_command("createcachetable", database=options["database"], verbosity=0)
