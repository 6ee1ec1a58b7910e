"""The Dutch of Dagdeel, spelled: everything that people read, against hunspell's word list and our own.

python scripts/spelling.py [check]     every word that neither list knows, with where it stands (1 when there is one)
python scripts/spelling.py words       the words of our own list that nothing uses any more

Read are the translations of every app (pages, mails, paper), the handbooks, the examples of workshops, the invitation to begin
from, and the Dutch names in the Typst templates. `scripts/dutch-words.txt` holds the words that are right and that no
dictionary knows: the compounds of this product, abbreviations, names. It is sorted, one word a line.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polib

from dagdeel.base.ui.pronouns import Pronoun, in_words_of

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dagdeel"
OWN = Path(__file__).with_name("dutch-words.txt")
DICTIONARY = "nl_NL"
# What is no word: placeholders, tags, links, addresses, code, file names, and what a handbook names by its key.
NO_WORDS = re.compile(
    r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sd%]|\{[^{}]*\}|<[^>]*>|&\w+;|\]\([^)]*\)|\bhttps?://\S+|\S+@\S+|`[^`]*`"
    r"|\b\w+\.(?:json|csv|xlsx|pdf|nl|org|example)\b|\\[nt]"
)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
TYPST = re.compile(r"\bnl: \(([^)]*)\)")  # words by language in a template


def texts(package: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    """Where a Dutch text stands, and the text, in each form of address."""
    for pattern, read in READERS.items():
        for file in sorted(package.rglob(pattern)):
            for text in read(file):
                for said in sorted({in_words_of(pronoun, text) for pronoun in Pronoun}):
                    yield str(file.relative_to(package)), said


def _translations(file: Path) -> Iterator[str]:
    for entry in polib.pofile(str(file)):
        if not entry.obsolete:
            yield from (entry.msgstr, *entry.msgstr_plural.values())


def _whole(file: Path) -> Iterator[str]:
    yield file.read_text(encoding="utf-8")


def _samples(file: Path) -> Iterator[str]:
    for sample in tomllib.loads(file.read_text(encoding="utf-8")).values():
        for told in sample.values():
            yield "\n".join(told) if isinstance(told, list) else told


def _names(file: Path) -> Iterator[str]:
    for match in TYPST.finditer(file.read_text(encoding="utf-8")):
        yield " ".join(re.findall(r'"([^"]*)"', match[1]))


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "locale/nl/LC_MESSAGES/django.po": _translations,
    "handbooks/nl/*.md": _whole,
    "samples/nl.toml": _samples,
    "text/invitation.txt": _whole,
    "*.typ": _names,
}


def words_in(text: str) -> Iterator[str]:
    """The words of a text, with a straight apostrophe as the dictionary has it."""
    for match in WORD.finditer(NO_WORDS.sub(" ", text)):
        yield match[0].replace("’", "'")


def unknown(words: Iterable[str]) -> set[str]:
    """Those of these words that hunspell does not know; raises RuntimeError when it does not run."""
    done = subprocess.run(
        ["hunspell", "-d", DICTIONARY, "-i", "utf-8", "-l"],
        input="\n".join(sorted(set(words))) + "\n",
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    if done.returncode or "error" in done.stderr.lower():
        raise RuntimeError(f"hunspell failed: {done.stderr.strip()}")
    return set(done.stdout.split("\n")) - {""}


def own_words(file: Path = OWN) -> list[str]:
    """The words of our own list, as they stand there."""
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def problems(package: Path = PACKAGE, own: Path = OWN) -> list[str]:
    """What is wrong with the spelling, one line each: unknown words with where they stand, and faults of our own list."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, text in texts(package):
        for word in words_in(text):
            if place not in places[word]:
                places[word].append(place)
    listed = own_words(own)
    known = {word.casefold() for word in listed}
    # hunspell takes a word with a hyphen apart, so it may give back the part
    bad = {word for word in unknown(places) if word.casefold() not in known}
    found = [
        f"{word}: {', '.join(sorted(found for full, at in places.items() if word in (full, *full.split('-')) for found in at)[:3])}"
        for word in sorted(bad, key=str.casefold)
    ]
    if listed != sorted(listed, key=str.casefold):
        found.append(f"{own.name} is not sorted")
    return found + [f"{own.name}: {word} is used nowhere" for word in unused(places, listed)]


def unused(used: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The words of the list that stand in no text."""
    there = {part.casefold() for word in used for part in (word, *word.split("-"))}
    return [word for word in listed if word.casefold() not in there]


def main() -> int:
    """The command line; 1 when the check finds something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=("check", "words"), default="check")
    given = parser.parse_args()
    if given.command == "words":
        print("\n".join(unused((word for _, text in texts() for word in words_in(text)), own_words())))
        return 0
    if shutil.which("hunspell") is None:
        print("hunspell is missing: apt-get install hunspell hunspell-nl", file=sys.stderr)
        return 1
    found = problems()
    print("\n".join(found) or "Every Dutch word is spelled as the lists have it.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
