"""Reading a workbook of questions that somebody changed: what it says, or a sentence for each cell that does not hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl.utils import get_column_letter

from dagdeel.base.people.rules import folded
from dagdeel.outputs.sheets import table
from dagdeel.outputs.sheets.table import Remark, Row, Unreadable, Why
from dagdeel.year.evaluation.documents.files import BadFile
from dagdeel.year.evaluation.documents.workbook import HEADS
from dagdeel.year.evaluation.models import Option
from dagdeel.year.evaluation.queries import Known, Line
from dagdeel.year.evaluation.states import CHOICES, OPTIONS, Kind

HEAD_WITHIN, SECOND_HEAD = (
    20,
    4,
)  # rows to look for the names in; so many names in a later row make it one of names as well
LONGEST_OPTION = 120
OF_QUESTION: Final = ("key", "label", "kind", "nl", "en", "only_if", "only_values", "goals", "about_person")
OF_OPTION: Final = ("number", "option_nl", "option_en")
YES: Final = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "waar"})
NO: Final = frozenset({"", "nee", "n", "no", "0", "false", "onwaar"})
PARTING: Final = re.compile(r"[;,/.\s]+")  # 1,2 becomes a number with decimals in a spreadsheet
UNREADABLE: Final[Mapping[Why, Any]] = {
    Why.EMPTY: gettext_lazy("There is nothing in this file. Are the questions on its first sheet?"),
    Why.TOO_LARGE: gettext_lazy("This file is too large. A questionnaire is at most 200 kB."),
    Why.TOO_MANY_ROWS: gettext_lazy("This file is too large. A questionnaire is at most 200 kB."),
    Why.PASSWORD: gettext_lazy("This file is locked with a password. Take the password off in Excel and hand it in again."),
    Why.OLD_EXCEL: gettext_lazy("This is a file of an old kind of Excel. Save it in Excel as “Excel-werkmap (.xlsx)”."),
    Why.OPEN_DOCUMENT: gettext_lazy("This is a file of LibreOffice. Save it there as .xlsx and hand that in."),
}  # fmt: skip
REMARKS: Final[Mapping[Remark, Any]] = {
    Remark.MACROS: gettext_lazy(
        "There are macros in this file. They are not run and not kept: only the cells are read."
    ),
    Remark.MORE_SHEETS: gettext_lazy("There are more sheets in this workbook. Only the first one is read."),
}


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that does not hold: where, what stands there, and what to do."""

    row: int
    where: str
    head: str
    value: str
    why: str


@dataclass(slots=True)
class Found:
    """What a file says. Of a workbook also in which row and which columns it stands, and the cells that do not hold."""

    lines: list[Line]
    rows: list[int] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    cells: Sequence[Row] = ()
    wrong: list[WrongCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def say(self, row: int, name: str, why: str) -> None:
        """This cell does not hold."""
        place = self.columns[name]
        value = self.cells[row - 1][place]
        self.wrong.append(WrongCell(row, get_column_letter(place + 1), str(HEADS[name]), value, why))


@dataclass(slots=True)
class _Block:
    """A row with a question, and those below it with its further options."""

    row: int
    says: dict[str, str]
    options: list[tuple[int, dict[str, str]]]


def read_workbook(content: bytes, name: str, known: Known) -> Found:
    """The questions in a workbook; raises BadFile when there is no table of questions in it at all."""
    try:
        read = table.read_file(content, name)
    except Unreadable as no:
        words = UNREADABLE.get(
            no.why, _("This file cannot be read. Open it in Excel, save it as .xlsx and hand that in.")
        )
        raise BadFile(str(words)) from no
    at, columns, unknown = _heading(read.rows)
    found = Found([], columns=columns, cells=read.rows)
    found.remarks = [str(REMARKS[remark]) for remark in read.remarks if remark in REMARKS]
    found.remarks += [
        _("The column “%(head)s” is not known here and is not read.") % {"head": head} for head in unknown
    ]
    blocks = list(_blocks(found, at))
    if not blocks and not found.wrong:
        raise BadFile(_("There are no questions in this file."))
    for block in blocks:
        found.lines.append(_line(found, block, known))
        found.rows.append(block.row)
    _depend(found, blocks)
    found.wrong.sort(key=lambda cell: (cell.row, len(cell.where), cell.where))
    return found


# Rows and columns --------------------------------------------------------------------------------------------------------


def _names(words: Mapping[str, Any]) -> dict[str, str]:
    """What a word is called, in both languages."""
    found: dict[str, str] = {}
    for language in ("nl", "en"):
        with override(language):
            found |= {folded(str(text)): name for name, text in words.items()}
    return found


def _heading(rows: Sequence[Row]) -> tuple[int, dict[str, int], list[str]]:
    """The number of the row with the names of the columns, where each stands, and names that are not known."""
    names = _names(HEADS)
    known = [sum(folded(cell) in names for cell in row) for row in rows[:HEAD_WITHIN]]
    at = max(range(len(known)), key=lambda place: (known[place], -place))
    if known[at] < 2:
        raise BadFile(
            _("There is no row with the names of the columns. Save the questions as a workbook and change that.")
        )
    columns: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(rows[at]):
        name = names.get(folded(cell))
        if name is None:
            unknown += [cell] if cell else []
        elif name in columns:
            raise BadFile(
                _("The column “%(head)s” stands in row %(row)s twice. Take one out.") % {"head": cell, "row": at + 1}
            )
        else:
            columns[name] = place
    if missing := [str(head) for name, head in HEADS.items() if name not in columns]:
        words = _("These columns are missing: %(heads)s. Save the questions as a workbook and change that.")
        raise BadFile(words % {"heads": ", ".join(missing)})
    return at + 1, columns, unknown


def _blocks(found: Found, at: int) -> Iterator[_Block]:
    """The questions under the names of the columns, each with the rows of its options; blank rows are nothing."""
    names = _names(HEADS)
    block: _Block | None = None
    for row, cells in enumerate(found.cells[at:], at + 1):
        says = {name: cells[place] for name, place in found.columns.items()}
        if not any(says.values()):
            continue
        if sum(folded(cell) in names for cell in cells) >= SECOND_HEAD:
            found.say(row, "key", _("This is a second row with names of columns. Take it out."))
            continue
        for name in [name for name, value in says.items() if _is_broken(value)]:
            found.say(row, name, _broken(says[name]))
        # a merged cell says the same in each of its rows
        goes_on = block is not None and all(says[name] in {"", block.says[name]} for name in OF_QUESTION)
        if block is not None and goes_on:
            block.options.append((row, says))
        elif any(says[name] for name in OF_QUESTION):
            if block is not None:
                yield block
            block = _Block(row, says, [(row, says)])
        else:
            found.say(
                row, "option_nl", _("This option stands under no question. Put it below the row of its question.")
            )
    if block is not None:
        yield block


def _is_broken(value: str) -> bool:
    return value == table.UNWORKED or value in table.ERRORS


def _broken(value: str) -> str:
    if value == table.UNWORKED:
        return _("This is a formula without a result. Write the words themselves.")
    return _("The spreadsheet itself found an error in this cell. Write the words themselves.")


# A question --------------------------------------------------------------------------------------------------------------


def _line(found: Found, block: _Block, known: Known) -> Line:
    says, row = block.says, block.row
    key = says["key"]
    kind = {**_names(dict(Kind.choices)), **{str(one): str(one) for one in Kind}}.get(folded(says["kind"]), "")
    if not kind:
        kinds = "; ".join(str(label) for _value, label in Kind.choices)
        found.say(row, "kind", _("This kind of question does not exist. Choose from: %(kinds)s.") % {"kinds": kinds})
    if not says["label"]:
        found.say(row, "label", _("Give a short name; it stands in tables and in the bank."))
    elif len(says["label"]) > LONGEST_OPTION:
        found.say(row, "label", _("A short name is at most 120 characters."))
    about = _yes(found, row, "about_person", says)
    if item := known.items.get(key):
        if folded(says["label"]) != folded(item.label):
            found.say(
                row, "label", _("The short name stays the same over the years: “%(label)s”.") % {"label": item.label}
            )
        if about != item.about_person:
            found.say(row, "about_person", _("This stays as it was when the question was asked first."))
    return Line(
        key=key or _new_key(says["label"] or says["nl"], known, found.lines),
        kind=kind,
        nl=known.as_written(says["nl"]),
        en=known.as_written(says["en"]),
        goals=_yes(found, row, "goals", says),
        options=tuple(_options(found, block, kind, known.numbers.get(key, frozenset()), known)),
        label=item.label if item else says["label"],
        about_person=item.about_person if item else about,
    )


def _new_key(label: str, known: Known, lines: Sequence[Line]) -> str:
    return known.new_key(label, {line.key for line in lines})


def _yes(found: Found, row: int, name: str, says: Mapping[str, str]) -> bool:
    said = folded(says[name])
    if said not in YES and said not in NO:
        found.say(row, name, _("Write yes, or leave this empty."))
    return said in YES


def _options(found: Found, block: _Block, kind: str, had: frozenset[int], known: Known) -> Iterator[Option]:
    """The options in the order of the rows. A new one gets the first number that this item never had."""
    rows = [(row, says) for row, says in block.options if any(says[name] for name in OF_OPTION)]
    if rows and kind and kind not in CHOICES:
        found.say(
            rows[0][0], "option_nl", _("Only a choice has options. Take them out, or choose another kind of question.")
        )
        return
    given = {int(says["number"]) for _row, says in rows if says["number"].isdecimal()}
    free = [number for number in OPTIONS if number not in given | had]
    seen: set[int] = set()
    for row, says in rows:
        number = int(says["number"]) if says["number"].isdecimal() else 0
        if says["number"] and (number not in OPTIONS or number in seen):
            found.say(
                row, "number", _("Each option has a number of its own from 1 to 10. Leave it empty for a new option.")
            )
        elif not says["number"]:
            if not free:
                found.say(
                    row,
                    "number",
                    _("A question has at most ten options, and a number that was used is not given again."),
                )
            number = free.pop(0) if free else 0
        seen.add(number)
        for name in ("option_nl", "option_en"):
            if not says[name]:
                found.say(row, name, _("Give each option in both languages."))
            elif len(says[name]) > LONGEST_OPTION:
                found.say(row, name, _("An option is at most 120 characters."))
        yield Option(number, known.as_written(says["option_nl"]), known.as_written(says["option_en"]))


# Of whom it is asked -----------------------------------------------------------------------------------------------------


def _depend(found: Found, blocks: Sequence[_Block]) -> None:
    """Fill in the conditions, once all questions are known."""
    for place, block in enumerate(blocks):
        after, values = block.says["only_if"], block.says["only_values"]
        if not after:
            if values:
                found.say(block.row, "only_if", _("Say here after which question; its answers are named beside it."))
            continue
        on = _named(found.lines, after)
        if on is None or on >= place:
            later = _("The question “%(name)s” does not come before this one. Put it higher, or choose an earlier one.")
            none = _("There is no question with the key or short name “%(name)s” in this file.")
            found.say(block.row, "only_if", (none if on is None else later) % {"name": after})
            continue
        numbers = _values(found.lines[on], values)
        if numbers is None:
            found.say(block.row, "only_values", _("Write numbers of answers to that question, such as 1; 2."))
        found.lines[place] = replace(found.lines[place], only_if=found.lines[on].key, only_values=numbers or ())


def _named(lines: Sequence[Line], name: str) -> int | None:
    """The place of the question with this key, else with this short name."""
    places = {line.key: place for place, line in enumerate(lines)}
    if name in places:
        return places[name]
    return next((place for place, line in enumerate(lines) if folded(line.label) == folded(name)), None)


def _values(on: Line, said: str) -> tuple[int, ...] | None:
    """The answers that are meant, by number or in the words of an option; None when they are not."""
    numbers = [part for part in PARTING.split(said) if part]
    if all(part.isdecimal() and len(part) < 4 for part in numbers):
        return tuple(sorted({int(part) for part in numbers}))
    words = {folded(text): option.number for option in on.options for text in (option.nl, option.en)}
    named = [words.get(folded(part)) for part in said.split(";") if part.strip()]
    return None if None in named else tuple(sorted({number for number in named if number is not None}))
