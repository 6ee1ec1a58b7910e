"""Pure decisions: what an edition needs, which goals stay the same, what differs between years, who may have a file when."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import PurePath
from typing import IO, Literal, TypeVar
from zipfile import BadZipFile, ZipFile

# What a reader of the brochure reads, in that order: kept in every version, compared between years.
FIELDS = (
    "title", "summary", "audience", "level", "prior_knowledge", "content", "methods", "preparation", "minutes", "minimum",
    "maximum", "certificate_hours", "competence", "equipment", "language",
)  # fmt: skip
# What the makers may change: the text, its place in the brochure, and how it follows from last year.
EDITABLE = (*FIELDS, "position", "change", "change_reason")
REQUIRED = ("title", "summary", "audience", "content")
FEWEST_GOALS, MOST_GOALS = 2, 5
SHORTEST, LONGEST = 30, 600  # minutes
# A value that equals the setting of its own year follows the setting of the next year.
FOLLOWS_YEAR = {
    "minutes": "session_minutes", "certificate_hours": "session_hours", "minimum": "group_minimum", "maximum": "group_maximum",
}  # fmt: skip
SETTINGS = (
    "workshops_per_school", "session_minutes", "group_minimum", "group_maximum", "threshold", "cancel_days", "offer_days",
    "decide_days",
)  # fmt: skip
SAME_GOAL = 0.6  # share of the text that must be the same for a goal to be a reworded one

MARKS = re.compile(r"[*`]+|^#+ ", re.MULTILINE)  # of Markdown: emphasis, code, headings

Key = TypeVar("Key")
Value = TypeVar("Value")


# What an edition needs --------------------------------------------------------------------------------------------


def missing(values: Mapping[str, object]) -> tuple[str, ...]:
    """The required fields that are still empty."""
    return tuple(name for name in REQUIRED if not str(values.get(name) or "").strip())


def enough_goals(number: int) -> bool:
    """Two to five goals: fewer say too little, more cannot be asked about in three minutes."""
    return FEWEST_GOALS <= number <= MOST_GOALS


def needs_reason(change: str) -> bool:
    """Whether readers are owed a reason: what is new speaks for itself, what stays needs none."""
    return change in {"changed", "merged", "dropped"}


def wrong_number(values: Mapping[str, int]) -> str:
    """The field whose number cannot be, or an empty text: length in minutes, smallest and largest group."""
    if not SHORTEST <= values["minutes"] <= LONGEST:
        return "minutes"
    if values["minimum"] < 1:
        return "minimum"
    return "maximum" if values["maximum"] < values["minimum"] else ""


# Goals ------------------------------------------------------------------------------------------------------------


def match_goals(old: Sequence[tuple[Key, str]], new: Sequence[str]) -> list[tuple[Key | None, str]]:
    """Give each new goal the key of the old goal that it is, or None for one that was not there before.

    The same words are the same goal wherever they stand. What is left is a reworded goal when at least `SAME_GOAL` of
    the text is the same (ratio of difflib's SequenceMatcher), best pairs first: its figures over the years stay together.
    """
    left = dict(enumerate(old))
    keys: dict[int, Key] = {}
    for place, text in enumerate(new):
        same = next((i for i, (_, was) in left.items() if was == text), None)
        if same is not None:
            keys[place] = left.pop(same)[0]
    alike = sorted(
        (
            (SequenceMatcher(None, was.casefold(), text.casefold()).ratio(), -place, -i)
            for place, text in enumerate(new)
            if place not in keys
            for i, (_, was) in left.items()
        ),
        reverse=True,
    )
    for ratio, place, i in alike:
        if ratio >= SAME_GOAL and -place not in keys and -i in left:
            keys[-place] = left.pop(-i)[0]
    return [(keys.get(place), text) for place, text in enumerate(new)]


# From year to year --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not what it was."""

    name: str
    old: object
    new: object


def differences(old: Mapping[str, object], new: Mapping[str, object], names: Iterable[str]) -> tuple[Difference, ...]:
    """The fields that differ, in the order of `names`."""
    return tuple(Difference(name, old[name], new[name]) for name in names if old[name] != new[name])


def follow_year(
    values: Mapping[str, Value], old_year: Mapping[str, Value], new_year: Mapping[str, Value]
) -> dict[str, Value]:
    """The values with which an edition goes to the next year: where it followed a setting, it follows the new one."""
    return {
        name: new_year[FOLLOWS_YEAR[name]] if name in FOLLOWS_YEAR and value == old_year[FOLLOWS_YEAR[name]] else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went, or came."""

    kind: Literal["same", "gone", "came"]
    text: str


def compare_items(old: Sequence[str], new: Sequence[str]) -> tuple[Piece, ...]:
    """Two lists as one, item for item."""
    pieces: list[Piece] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            pieces += [Piece("same", item) for item in old[a:b]]
            continue
        pieces += [Piece("gone", item) for item in old[a:b]]
        pieces += [Piece("came", item) for item in new[c:d]]
    return tuple(pieces)


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one, word for word without the signs of Markdown: a reader sees the change in its sentence."""
    words = compare_items(MARKS.sub("", old).split(), MARKS.sub("", new).split())
    return tuple(
        Piece(kind, " ".join(word.text for word in run)) for kind, run in groupby(words, lambda word: word.kind)
    )


# Materials ------------------------------------------------------------------------------------------------------------


def is_open(visible_from: date | None, visible_until: date | None, today: date) -> bool:
    """Whether today falls in the window; both days count, and a missing one leaves that side open."""
    return (visible_from is None or visible_from <= today) and (visible_until is None or today <= visible_until)


class TooLarge(Exception):
    """The file is larger than the limit."""


class KindRefused(Exception):
    """The name ends in something that we do not take."""


class NotWhatItSays(Exception):
    """What is in the file is not what its name says."""


class ZipBomb(Exception):
    """Unpacked, the file would be far larger than it looks."""


OPENXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    ".pdf": "application/pdf",
    ".docx": f"{OPENXML}wordprocessingml.document",
    ".pptx": f"{OPENXML}presentationml.presentation",
    ".xlsx": f"{OPENXML}spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}
BEGINS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
OFFICE_PART = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml", ".xlsx": "xl/workbook.xml"}
UNPACKED_TIMES, UNPACKED_BYTES, UNPACKED_FILES = 100, 200 * 1024 * 1024, 5000


def inspect_upload(name: str, size: int, stream: IO[bytes], limit: int) -> str:
    """The content type of an uploaded file, found in its content; the stream is left at its beginning.

    `size` and `limit` are in bytes. Raises TooLarge, KindRefused, NotWhatItSays or ZipBomb.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise KindRefused(ending)
    if size > limit:
        raise TooLarge(size)
    stream.seek(0)
    if ending in OFFICE_PART:
        _inspect_office(stream, OFFICE_PART[ending], size)
    elif ending in BEGINS:
        if not stream.read(8).startswith(BEGINS[ending]):
            raise NotWhatItSays(ending)
    elif not _is_text(stream.read()):
        raise NotWhatItSays(ending)
    stream.seek(0)
    return KINDS[ending]


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _inspect_office(stream: IO[bytes], part: str, size: int) -> None:
    try:
        with ZipFile(stream) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > UNPACKED_FILES or unpacked > min(UNPACKED_BYTES, max(size, 1024) * UNPACKED_TIMES):
                raise ZipBomb(unpacked)
            names = {entry.filename for entry in entries}
            # the sizes said above may lie: reading it all is bounded now, and fails where they do
            sound = archive.testzip() is None
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as no:
        raise NotWhatItSays(part) from no
    has_macros = any(entry.lower().endswith("vbaproject.bin") for entry in names)
    if not sound or has_macros or not {"[Content_Types].xml", part} <= names:
        raise NotWhatItSays(part)
