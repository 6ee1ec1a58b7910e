"""Write the table of all kinds of mail into docs/mails.md, from the kinds that the steps list: `python scripts/mail_table.py`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "mails.md"
BEGIN, END = "<!-- the table: python scripts/mail_table.py -->", "<!-- end of the table -->"


def table() -> str:
    """All kinds, by step: what, to whom, when, and how it is handled. In English; Django must be ready."""
    from django.utils import translation

    from dagdeel.web.kinds import groups

    lines = []
    with translation.override("en"):
        for group in groups():
            lines += [f"### {group.label}", "", "| mail | key | to | when | handling |", "|---|---|---|---|---|"]
            for kind in group.kinds:
                handling = ["can be refused" if kind.topic else "needed"]
                handling += ["at once, at night too"] if kind.urgent else []
                handling += ["may come in the mail of the day"] if kind.daily else []
                cells = (kind.label, f"`{kind.key}`", kind.to, kind.when, ", ".join(handling))
                lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
            lines.append("")
    return "\n".join(lines).strip()


def with_table(text: str) -> str:
    """The document with the table as it is now."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write it."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dagdeel.settings")
    import django

    django.setup()
    DOCUMENT.write_text(with_table(DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
