"""Refresh the third-party files the pages load: fonts and htmx, straight from their npm packages.

    python scripts/vendor.py

Each package is fetched with `npm pack` at the version below, the files named here are taken out of it, and its
licence goes beside them. Nothing is built or changed on the way. Raise a version here, run, look at the pages.
"""

import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src/dagdeel/base/ui/static/ui/vendor"


@dataclass(frozen=True)
class Package:
    """One npm package, and which of its files we serve."""

    folder: str
    name: str
    version: str
    licence: str
    files: tuple[str, ...]
    use: str


PACKAGES = (
    Package(
        "literata",
        "@fontsource-variable/literata",
        "5.3.0",
        "OFL-1.1",
        ("files/literata-latin-wght-normal.woff2", "files/literata-latin-ext-wght-normal.woff2"),
        "headings",
    ),
    Package(
        "atkinson-hyperlegible-next",
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "OFL-1.1",
        (
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
            "files/atkinson-hyperlegible-next-latin-wght-italic.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-italic.woff2",
        ),
        "text",
    ),
    Package("htmx", "htmx.org", "2.0.11", "0BSD", ("dist/htmx.min.js",), "saves reloads; every page works without"),
)


def fetch(package: Package, to: Path) -> Path:
    """Download one package into the folder `to`; returns the archive."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=to,
        check=True,
        capture_output=True,
        text=True,
    )
    return to / done.stdout.split()[-1]


def unpack(package: Package, archive: Path) -> None:
    """Write the wanted files and the licence to their folder under `vendor`, and nothing else."""
    folder = VENDOR / package.folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    with tarfile.open(archive) as tar:
        for name in (*package.files, "LICENSE"):
            member = tar.extractfile(f"package/{name}")
            if member is None:
                raise FileNotFoundError(f"{package.name} {package.version} has no {name}")
            (folder / Path(name).name).write_bytes(member.read())


def readme() -> str:
    """The list of what stands here, for people who check licences."""
    rows = "\n".join(
        f"| `{p.folder}/` | `{p.name}` | {p.version} | {p.licence} (`{p.folder}/LICENSE`) | {p.use} |" for p in PACKAGES
    )
    return (
        "# Third-party files\n\n"
        "Unchanged files from npm packages, refreshed by `scripts/vendor.py`. Do not edit them here.\n\n"
        f"| folder | npm package | version | licence | used for |\n|---|---|---|---|---|\n{rows}\n"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            unpack(package, fetch(package, Path(folder)))
            print(f"{package.name} {package.version}")
    (VENDOR / "README.md").write_text(readme())


if __name__ == "__main__":
    main()
