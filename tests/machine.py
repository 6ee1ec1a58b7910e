"""What the machine has to have for the whole suite, and what is skipped, and counted, where it does not."""

import os
import shutil
from pathlib import Path

from scripts.with_postgresql import programs

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CI = os.environ.get("CI") == "true"


def chromium() -> str | None:
    """The path of Debian's chromium."""
    return shutil.which("chromium")


def missing() -> dict[str, str]:
    """A sentence per part that this machine lacks."""
    parts = {
        "postgresql": (programs() is not None, "PostgreSQL is missing, so the suite ran on SQLite only."),
        "chromium": (chromium() is not None, "Chromium is missing, so the browser journeys did not run."),
        "axe-core": (AXE.exists(), "axe-core is missing (npm ci), so no page was checked for accessibility."),
        "hunspell": (shutil.which("hunspell") is not None, "hunspell is missing, so the Dutch was not spelled."),
        "gettext": (shutil.which("xgettext") is not None, "gettext is missing, so the Dutch strings were not checked."),
    }
    return {part: sentence for part, (there, sentence) in parts.items() if not there}
