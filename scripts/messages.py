"""The Dutch of Dagdeel: every app carries its own `locale/nl/LC_MESSAGES/django.po`.

python scripts/messages.py compile          every .po to .mo, where that is older (needs no gettext)
python scripts/messages.py extract [APP]    collect the strings of one app, or all, into its .po (gettext)
python scripts/messages.py check            is every string translated, well formed, in both forms of address, English at its
                                            source and still used? (gettext)
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dagdeel"
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
# Django translates the names of languages itself; the settings only mark them.
NO_APP = "settings.py"
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|(?<!\{)\{\w*(?:![rsa])?(?::[^{}]*)?\}")

# Words that every Dutch sentence has and no English one: where one stands in a source text, the English page speaks Dutch.
DUTCH = re.compile(
    r"\b(?:het|een|niet|voor|wordt|worden|deze|zijn|naar|uw|ook|maar|geen|wij|zij|dat|bij|nog)\b", re.IGNORECASE
)

# The words that have to stand in a mark, the formal ones on its first side and the others on its second.
FORMAL = re.compile(r"\b(?:u|uw|uwe|uzelf)\b", re.IGNORECASE)
FAMILIAR = re.compile(r"\b(?:je|jij|jou|jouw|jouwe|jezelf|jullie)\b", re.IGNORECASE)
# Dutch texts of the product beside the catalogues, which speak to people as well
BESIDE = ("handbooks/nl/*.md", "samples/nl.toml", "text/*.txt")

Key = tuple[str | None, str, str]


def apps(package: Path = PACKAGE) -> list[Path]:
    """The folders of the Django apps: what lies in them has its strings in their own catalogue."""
    return sorted(file.parent for file in package.rglob("apps.py"))


def compile_messages(package: Path = PACKAGE) -> list[Path]:
    """Write the .mo beside every .po that is newer than it; gives the files written."""
    written = []
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


def _makemessages(folder: Path) -> None:
    """Run Django's collector in a folder; raises RuntimeError with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-obsolete", "--no-location"],
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"makemessages failed in {folder}:\n{done.stderr}")


def extract(name: str | None) -> None:
    """Collect the strings of the app with that folder name, or of all, into their .po files."""
    chosen = [app for app in apps() if name in (None, app.name)]
    if not chosen:
        raise SystemExit(f"There is no app {name}. Apps: {', '.join(app.name for app in apps())}.")
    for app in chosen:
        (app / "locale").mkdir(exist_ok=True)
        _makemessages(app)


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _used(package: Path, folder: Path) -> dict[Path, set[Key]]:
    """The strings the source uses, per catalogue (path below the package); those outside any app under `CATALOGUE`."""
    copy = folder / "dagdeel"
    shutil.copytree(
        package, copy, ignore=shutil.ignore_patterns("locale", "__pycache__", "static", "migrations", NO_APP)
    )
    for place in [copy, *apps(copy)]:
        (place / "locale").mkdir()
    _makemessages(copy)
    return {
        file.relative_to(copy): {_key(entry) for entry in polib.pofile(str(file))} for file in copy.rglob("django.po")
    }


def _translations(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Pairs of source text and translation; of a plural form the source with the same number."""
    if entry.msgid_plural:
        for number, text in entry.msgstr_plural.items():
            yield (entry.msgid if int(number) == 0 else entry.msgid_plural), text
    else:
        yield entry.msgid, entry.msgstr


def faults_of_address(text: str) -> Iterator[str]:
    """What is wrong with how a Dutch text speaks to people, in words."""
    from dagdeel.base.ui.pronouns import MARK

    outside = MARK.sub(" ", text)
    if "‹" in outside or "›" in outside:
        yield "a mark that is not ‹with u|with je›"
    for pattern in (FORMAL, FAMILIAR):
        if said := pattern.search(outside):
            yield f"“{said[0]}” outside of a mark ‹with u|with je›"
    for formal, familiar in MARK.findall(text):
        if formal == familiar:  # it names the word itself
            continue
        if FAMILIAR.search(formal) or FORMAL.search(familiar):
            yield f"the sides of ‹{formal}|{familiar}› changed places"
        if sorted(PLACEHOLDER.findall(formal)) != sorted(PLACEHOLDER.findall(familiar)):
            yield f"other placeholders on each side of ‹{formal}|{familiar}›"


def _beside(package: Path) -> Iterator[str]:
    """What is wrong with how the texts beside the catalogues speak to people."""
    for file in sorted(found for pattern in BESIDE for found in package.rglob(pattern)):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            yield from (f"{file.relative_to(package)}:{number}: {fault}" for fault in faults_of_address(line))


def _faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation, in words."""
    if entry.fuzzy:
        yield "fuzzy"
    if said := DUTCH.search(f"{entry.msgid} {entry.msgid_plural}"):
        yield f"Dutch in the English text ({said[0]})"
    pairs = list(_translations(entry))
    if any(not text for _, text in pairs) or not pairs:
        yield "not translated"
        return
    for number, (source, marked) in enumerate(pairs):
        yield from faults_of_address(marked)
        text = _formal(marked)
        want, have = sorted(PLACEHOLDER.findall(source)), sorted(PLACEHOLDER.findall(text))
        # "One participant" may become "%(count)s deelnemer", and the other way round.
        spare = sorted(PLACEHOLDER.findall(entry.msgid_plural)) if number == 0 else want
        if have not in (want, spare):
            yield f"placeholders {', '.join(have) or 'none'} instead of {', '.join(want) or 'none'}"
        if source.startswith("\n") != text.startswith("\n") or source.endswith("\n") != text.endswith("\n"):
            yield "begins or ends a line where the source does not"


def _formal(text: str) -> str:
    """The text as it reads with "u"."""
    from dagdeel.base.ui.pronouns import Pronoun, in_words_of

    return in_words_of(Pronoun.U, text)


def _badly_formed(catalogue: Path) -> Iterator[str]:
    """What gettext itself has against a catalogue: its syntax, its plural forms."""
    done = subprocess.run(
        ["msgfmt", "--check-format", "--output-file", "/dev/null", str(catalogue)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        yield from done.stderr.splitlines()


def problems(package: Path = PACKAGE) -> list[str]:
    """Everything wrong with the catalogues below a package, one line each, sorted by file."""
    found = []
    with tempfile.TemporaryDirectory(prefix="dagdeel-messages-") as folder:
        used = _used(package, Path(folder))
    for _, text, _ in sorted(used.pop(CATALOGUE, set()), key=str):
        found.append(f"a string outside every app is never translated: {text!r}")
    known = {file.relative_to(package) for file in package.rglob("locale/nl/LC_MESSAGES/django.po")}
    for path in sorted(known | set(used)):
        entries = polib.pofile(str(package / path)) if path in known else []
        current = {_key(entry): entry for entry in entries if not entry.obsolete}
        wanted = used.get(path, set())
        found += [f"{path}: missing {key[1]!r}" for key in sorted(wanted - set(current), key=str)]
        found += [f"{path}: no longer used {key[1]!r}" for key in sorted(set(current) - wanted, key=str)]
        found += [f"{path}: obsolete {entry.msgid!r}" for entry in entries if entry.obsolete]
        faults = [f"{path}: {fault}: {entry.msgid!r}" for entry in current.values() for fault in _faults(entry)]
        # gettext would say the same once more of a text that is missing or has lost its placeholder
        if not faults and path in known:
            faults = [f"{path}: {line}" for line in _badly_formed(package / path)]
        found += faults
    return [*found, *_said_twice(package), *_beside(package)]


def _said_twice(package: Path) -> list[str]:
    """Texts that two apps translate differently: Django lets one of the two win everywhere, so one has to get a context."""
    said: dict[Key, dict[str, str]] = {}
    for file in sorted(package.rglob("locale/nl/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(file)):
            if not entry.obsolete:
                words = " / ".join(text for _, text in _translations(entry))
                said.setdefault((entry.msgctxt, entry.msgid, ""), {}).setdefault(words, str(file.relative_to(package)))
    return [
        f"translated in two ways: {key[1]!r}: " + ", ".join(f"{words!r} in {path}" for words, path in ways.items())
        for key, ways in said.items()
        if len(ways) > 1
    ]


def main() -> int:
    """The command line; 1 when the check finds something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("compile")
    commands.add_parser("extract").add_argument("app", nargs="?")
    commands.add_parser("check")
    given = parser.parse_args()
    if given.command == "compile":
        compile_messages()
        return 0
    if given.command == "extract":
        extract(given.app)
        return 0
    found = problems()
    print("\n".join(found) or "Every string is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
