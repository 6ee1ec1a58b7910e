"""The `dagdeel` command: Django's own command line, with hyphens allowed in command names."""

import os
import sys


def main() -> None:
    """Run one command: `demo`, `init`, `serve`, `worker`, `migrate`, `doctor`, `demo-links` or any of Django's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dagdeel.settings")
    name, *rest = sys.argv[1:] or ["help"]
    if name == "demo":
        os.environ["DAGDEEL_DEMO"] = "true"
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dagdeel", name.replace("-", "_") if not name.startswith("-") else name, *rest])


if __name__ == "__main__":
    main()
