"""Check the documents: every link to a file or heading of the house leads somewhere, every dependency is explained."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub and Forgejo make them."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(FENCE.sub("", text)))
    return {heading.strip().replace(" ", "-") for heading in plain}


def _broken_links(document: Path) -> list[str]:
    text = document.read_text()
    broken = []
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file.read_text())):
            broken.append(f"{document.relative_to(ROOT)}: {target} leads nowhere")
    return broken


def _unexplained() -> list[str]:
    """Dependencies that docs/dependencies.md does not name in backquotes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    text = (ROOT / "docs" / "dependencies.md").read_text()
    names = (re.split(r"[\[<>=~! ]", requirement)[0] for requirement in wanted)
    return [f"docs/dependencies.md does not tell why {name} is there" for name in names if f"`{name}`" not in text]


def main() -> int:
    """Print what is wrong; 1 when there is something."""
    found = [line for document in _documents() for line in _broken_links(document)] + _unexplained()
    print("\n".join(found) or "Every link leads somewhere; every dependency is explained.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
