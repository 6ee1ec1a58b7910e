"""Instruments: made ready, put into own words, opened and closed; and what they found, handed to the trainers step."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.actions.sets import LABELS, SETS, Line
from dagdeel.year.evaluation.models import Instrument, Item, Question
from dagdeel.year.evaluation.states import INSTRUMENT_MOVES, Audience, InstrumentState
from dagdeel.year.trainers.actions import record_quality


class AlreadyMade(Exception):
    """This year has its instruments already."""


class NotInOrder(Exception):
    """An instrument is opened from a draft or again after closing, and closed when it is open."""


class NotDraft(Exception):
    """The words of a question change before the instrument opens, not while people answer."""


class WordsMissing(Exception):
    """A question is asked in Dutch and in English."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(*fields)
        self.fields = fields


@transaction.atomic
def make_instruments(year: ProgrammeYear, *, by: Person, at: datetime) -> list[Instrument]:
    """Make the questionnaires that the year does not have yet: last year's in their last words, else the ready-made sets.

    The items behind the questions are the same in every year, so answers can be compared. Raises AlreadyMade.
    """
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    there = set(Instrument.objects.filter(year=year).values_list("audience", flat=True))
    missing = [audience for audience in Audience.values if audience not in there]
    if not missing:
        raise AlreadyMade
    made = [_make(year, audience) for audience in missing]
    record("evaluation.instruments_made", year, by=by, at=at, after={"for": missing})
    return made


def _make(year: ProgrammeYear, audience: str) -> Instrument:
    before = Instrument.objects.filter(audience=audience, year__first_year__lt=year.first_year)
    last = before.order_by("-year__first_year").first()
    lines, introduction = (_lines_of(last), last.introduction) if last else (SETS[audience], "")
    instrument = Instrument.objects.create(year=year, audience=audience, introduction=introduction)
    items = _items(lines)
    Question.objects.bulk_create(
        Question(
            partnership_id=instrument.partnership_id,
            instrument=instrument,
            item=items[line.key],
            position=position,
            kind=line.kind,
            goals=line.goals,
            text_nl=line.nl,
            text_en=line.en,
        )
        for position, line in enumerate(lines, 1)
    )
    return instrument


def _lines_of(instrument: Instrument) -> list[Line]:
    return [
        Line(question.item.key, question.kind, question.text_nl, question.text_en, goals=question.goals)
        for question in instrument.questions.select_related("item")
    ]


def _items(lines: Iterable[Line]) -> dict[str, Item]:
    """The items behind these lines, by key; made where they are new to the partnership."""
    keys = [line.key for line in lines]
    there = {item.key: item for item in Item.objects.filter(key__in=keys)}
    for key in keys:
        if key not in there:
            there[key] = Item.objects.create(key=key, label=LABELS.get(key, key))
    return there


@transaction.atomic
def open_instrument(instrument: Instrument, *, by: Person, at: datetime) -> None:
    """Let people answer; from now on the questions stay as they are. Raises NotInOrder."""
    _move(instrument, InstrumentState.OPEN)
    record("instrument.opened", instrument, by=by, at=at, after={"state": "open"})


@transaction.atomic
def close_instrument(instrument: Instrument, *, by: Person, at: datetime) -> None:
    """Take no more answers. Raises NotInOrder."""
    _move(instrument, InstrumentState.CLOSED)
    record("instrument.closed", instrument, by=by, at=at, after={"state": "closed"})


def _move(instrument: Instrument, to: InstrumentState) -> None:
    instrument.refresh_from_db(from_queryset=Instrument.objects.select_for_update())
    if to not in INSTRUMENT_MOVES[InstrumentState(instrument.state)]:
        raise NotInOrder
    instrument.state = to
    instrument.save(update_fields=["state"])


@transaction.atomic
def edit_question(question: Question, *, text_nl: str, text_en: str, by: Person, at: datetime) -> None:
    """Change the words of a question while its instrument is a draft; the item stays, so the years can be compared.

    Raises NotDraft, WordsMissing.
    """
    texts = {"text_nl": text_nl.strip(), "text_en": text_en.strip()}
    if missing := tuple(name for name, text in texts.items() if not text):
        raise WordsMissing(missing)
    instrument = Instrument.objects.select_for_update().get(pk=question.instrument_id)
    if instrument.state != InstrumentState.DRAFT:
        raise NotDraft
    before = {"text_nl": question.text_nl, "text_en": question.text_en}
    question.text_nl, question.text_en = texts["text_nl"], texts["text_en"]
    question.save(update_fields=["text_nl", "text_en"])
    record("question.edited", question, by=by, at=at, before=before, after=texts)


def hand_over_quality(year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Give the trainers step what participants said of each trainer, as far as it may be shown; returns how many were kept.

    `record_quality` is the verb that writes, and tells it in history.
    """
    return record_quality(year, qualities=queries.quality(year), by=by, at=at)
