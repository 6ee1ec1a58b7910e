"""The questions of a draft: added, taken from the bank, worded, moved, removed, or read from a file.

An item keeps its identity: other words make another version of it, and what is asked already is taken from the bank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation.actions.instruments import draft
from dagdeel.year.evaluation.actions.lines import new_item, write_lines
from dagdeel.year.evaluation.models import Instrument, Item, Question
from dagdeel.year.evaluation.queries.known import free_key
from dagdeel.year.evaluation.queries.lines import Asked, Line, line_of, lines_of
from dagdeel.year.evaluation.queries.sets import LABELS
from dagdeel.year.evaluation.states import CHOICES, OPTIONS, SCALE, Kind

LONGEST_TEXT, LONGEST_OPTION, LONGEST_KEY = 300, 120, 80
MOST = 40  # questions in one instrument


class Fault(StrEnum):
    """What can be wrong with a question."""

    WORDS_NL = "words_nl"
    WORDS_EN = "words_en"
    TOO_LONG = "too_long"
    KEY = "key"
    KEY_TWICE = "key_twice"
    KIND = "kind"
    OTHER_KIND = "other_kind"
    ASKED_ALREADY = "asked_already"
    GOALS = "goals"
    OPTIONS_FEW = "options_few"
    OPTIONS_MANY = "options_many"
    OPTIONS_WORDS = "options_words"
    PERSON = "person"
    CONDITION = "condition"
    CONDITION_VALUES = "condition_values"
    TOO_MANY = "too_many"


class Unfit(Exception):
    """Questions that cannot be asked like this: what is wrong, by the place of the question (from 1)."""

    def __init__(self, faults: Sequence[tuple[int, Fault]]) -> None:
        super().__init__(*faults)
        self.faults = list(faults)


class InTheWay(Exception):
    """Another question is asked depending on the answer to this one, so it stays, and stays before it."""


@transaction.atomic
def add_question(instrument: Instrument, *, line: Line, by: Person, at: datetime) -> Question:
    """Put a new question at the end of a draft, with a new item. Raises NotDraft, Unfit."""
    found = draft(instrument)
    line = replace(line, key=free_key(line.label or line.nl, Item.objects.values_list("key", flat=True)))
    question = _append(found, line)
    record("question.added", question, by=by, at=at, after={"item": line.key, **_words(line)})
    return question


@transaction.atomic
def take_question(instrument: Instrument, *, line: Line, by: Person, at: datetime) -> Question:
    """Put a question of the bank at the end of a draft: the same item, so that answers can be compared. Raises NotDraft, Unfit."""
    found = draft(instrument)
    question = _append(found, line)
    record("question.added", question, by=by, at=at, after={"item": line.key, **_words(line)})
    return question


def _append(instrument: Instrument, line: Line) -> Question:
    there = lines_of(instrument)
    faults = check_questions([*there, line], about_session=instrument.about_session, of=[len(there) + 1])
    if faults:
        raise Unfit(faults)
    item = Item.objects.filter(key=line.key).first()
    if item is None:
        item = new_item(line, LABELS)
    last = instrument.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(
        partnership_id=instrument.partnership_id,
        instrument=instrument,
        item=item,
        position=last + 1,
        kind=line.kind,
        goals=line.goals,
    )
    _put(question, line)
    question.save()
    return question


@transaction.atomic
def edit_question(question: Question, *, line: Line, by: Person, at: datetime) -> None:
    """Ask the same in other words, with other options, or of others, while the instrument is a draft.

    The item and its kind stay, so the years can be compared; words that nobody was asked yet make the next version.
    Raises NotDraft, Unfit.
    """
    instrument = draft(question.instrument)
    rows = list(instrument.questions.select_related("item", "only_if__item"))
    place = next(n for n, row in enumerate(rows, 1) if row.pk == question.pk)
    before = line_of(rows[place - 1])
    line = replace(line, key=before.key, kind=before.kind, goals=before.goals)
    line = replace(line, label=before.label, about_person=before.about_person)
    lines = [line if row.pk == question.pk else line_of(row) for row in rows]
    faults = check_questions(lines, about_session=instrument.about_session, of=range(place, len(lines) + 1))
    if faults:
        raise Unfit(faults)
    question.instrument = instrument
    _put(question, line)
    question.save(update_fields=["text_nl", "text_en", "options", "version", "only_if", "only_values"])
    record("question.edited", question, by=by, at=at, before=_words(before), after=_words(line))


def _put(question: Question, line: Line) -> None:
    question.text_nl, question.text_en = line.nl, line.en
    question.options = [list(astuple(option)) for option in line.options]
    question.version = Asked(question.instrument).version(line)
    earlier = Question.objects.filter(instrument=question.instrument_id, item__key=line.only_if)
    question.only_if = earlier.get() if line.only_if else None
    question.only_values = sorted(line.only_values) if line.only_if else []


def _words(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"text_nl": line.nl, "text_en": line.en}
    if line.options:
        found["options"] = [option.nl for option in line.options]
    if line.only_if:
        found["only_if"] = line.only_if
    return found


@transaction.atomic
def move_question(question: Question, *, up: bool, by: Person, at: datetime) -> None:
    """Let a question of a draft change places with its neighbour. Raises NotDraft, InTheWay."""
    instrument = draft(question.instrument)
    rows = list(instrument.questions.all())
    place = next(n for n, row in enumerate(rows) if row.pk == question.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    first, second = (rows[other], rows[place]) if up else (rows[place], rows[other])
    if second.only_if_id == first.pk:
        raise InTheWay
    one, two, free = first.position, second.position, rows[-1].position + 1
    for row, position in ((first, free), (second, one), (first, two)):
        Question.objects.filter(pk=row.pk).update(position=position)
    record("question.moved", question, by=by, at=at, before={"place": place + 1}, after={"place": other + 1})


@transaction.atomic
def remove_question(question: Question, *, by: Person, at: datetime) -> None:
    """Ask it no more in this draft; the item stays where it was asked before. Raises NotDraft, InTheWay."""
    draft(question.instrument)
    if question.followed_by.exists():
        raise InTheWay
    record("question.removed", question, by=by, at=at, before={"item": question.item.key})
    item = question.item
    question.delete()
    _forget(item)


def _forget(item: Item) -> None:
    """An item that was never asked, and stands in no draft, is no item."""
    if not item.questions.exists() and item.key not in LABELS:
        item.delete()


@transaction.atomic
def read_questions(instrument: Instrument, *, lines: Sequence[Line], by: Person, at: datetime) -> int:
    """Put the questions of a file in the place of those of a draft; returns how many. Raises NotDraft, Unfit."""
    found = draft(instrument)
    faults = check_questions(lines, about_session=found.about_session, of=range(1, len(lines) + 1))
    if faults:
        raise Unfit(faults)
    items = [row.item for row in found.questions.select_related("item")]
    found.questions.update(only_if=None)
    found.questions.all().delete()
    write_lines(found, lines, LABELS)
    for item in items:
        _forget(item)
    record("instrument.read", found, by=by, at=at, after={"item": [line.key for line in lines]})
    return len(lines)


# What can be asked -------------------------------------------------------------------------------------------------------


def check_questions(lines: Sequence[Line], *, about_session: bool, of: Sequence[int]) -> list[tuple[int, Fault]]:
    """Everything that is wrong with these of the lines (places from 1), in order. Two queries."""
    known, words = _known(lines)
    earlier: dict[str, Line] = {}
    found: list[tuple[int, Fault]] = []
    for place, line in enumerate(lines, 1):
        if place in of:
            faults = [*_words_faults(line), *_options_faults(line), *_condition_faults(line, earlier)]
            faults += _goals_faults(line, earlier, about_session)
            faults += _identity_faults(line, earlier, known, words)
            found += [(place, fault) for fault in faults]
        earlier[line.key] = line
    if len(lines) > MOST:
        found.append((MOST + 1, Fault.TOO_MANY))
    return found


def _known(lines: Sequence[Line]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The kinds in which these items were asked, and of which items these are the very words."""
    kinds: dict[str, set[str]] = {}
    keys = [line.key for line in lines]
    for key, kind in Question.objects.filter(item__key__in=keys).order_by().values_list("item__key", "kind"):
        kinds.setdefault(key, set()).add(kind)
    words: dict[str, set[str]] = {}
    same = Q(text_nl__in=[line.nl for line in lines]) | Q(text_en__in=[line.en for line in lines])
    for key, nl, en in Question.objects.filter(same).order_by().values_list("item__key", "text_nl", "text_en"):
        words.setdefault(nl, set()).add(key)
        words.setdefault(en, set()).add(key)
    return kinds, words


def _words_faults(line: Line) -> list[Fault]:
    found = [fault for text, fault in ((line.nl, Fault.WORDS_NL), (line.en, Fault.WORDS_EN)) if not text.strip()]
    if max(len(line.nl), len(line.en)) > LONGEST_TEXT:
        found.append(Fault.TOO_LONG)
    if line.about_person and (line.kind == Kind.TEXT or line.goals):
        found.append(Fault.PERSON)
    return found


def _options_faults(line: Line) -> list[Fault]:
    if line.kind not in CHOICES:
        return [Fault.OPTIONS_MANY] if line.options else []
    if len(line.options) < 2:
        return [Fault.OPTIONS_FEW]
    numbers = [option.number for option in line.options]
    if len(set(numbers)) < len(numbers) or not {*numbers} <= {*OPTIONS}:
        return [Fault.OPTIONS_MANY]
    said = [text.strip() for option in line.options for text in (option.nl, option.en)]
    if not all(said) or max(map(len, said)) > LONGEST_OPTION:
        return [Fault.OPTIONS_WORDS]
    return []


def _condition_faults(line: Line, earlier: Mapping[str, Line]) -> list[Fault]:
    if not line.only_if:
        return []
    on = earlier.get(line.only_if)
    if on is None or on.goals or on.kind == Kind.TEXT or line.goals:
        return [Fault.CONDITION]
    numbers = [option.number for option in on.options] if on.kind in CHOICES else [*SCALE.get(on.kind, ())]
    return [] if line.only_values and {*line.only_values} <= {*numbers} else [Fault.CONDITION_VALUES]


def _goals_faults(line: Line, earlier: Mapping[str, Line], about_session: bool) -> list[Fault]:
    if not line.goals:
        return []
    fits = about_session and line.kind == Kind.AGREE and not any(other.goals for other in earlier.values())
    return [] if fits else [Fault.GOALS]


def _identity_faults(
    line: Line, earlier: Mapping[str, Line], kinds: Mapping[str, set[str]], words: Mapping[str, set[str]]
) -> list[Fault]:
    """An item is asked once, in the kind in which it was always asked; words that are another item's are that item."""
    found = []
    if not line.key or slugify(line.key) != line.key.lower().strip() or len(line.key) > LONGEST_KEY:
        found.append(Fault.KEY)
    if line.key in earlier:
        found.append(Fault.KEY_TWICE)
    if line.kind not in Kind.values:
        found.append(Fault.KIND)
    elif kinds.get(line.key, {line.kind}) != {line.kind}:
        found.append(Fault.OTHER_KIND)
    known = line.key in kinds or line.key in LABELS
    if not known and (words.get(line.nl) or words.get(line.en)):
        found.append(Fault.ASKED_ALREADY)
    return found
