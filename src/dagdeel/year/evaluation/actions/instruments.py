"""Instruments: made ready, opened and closed; and what they found, handed to the trainers step."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.actions.lines import write_lines
from dagdeel.year.evaluation.actions.publishing import publish, publish_over_years
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.queries.lines import Line, lines_of
from dagdeel.year.evaluation.queries.sets import LABELS, ready_made
from dagdeel.year.evaluation.states import (
    ASKS,
    INSTRUMENT_MOVES,
    WEEKS,
    WEEKS_DEFAULT,
    Ask,
    InstrumentState,
    Moment,
)
from dagdeel.year.trainers.actions import record_quality


class AlreadyMade(Exception):
    """This year has these instruments already."""


class NotInOrder(Exception):
    """An instrument is opened from a draft or again after closing, and closed when it is open."""


class NotDraft(Exception):
    """The questions change before the instrument opens, not while people answer."""


class NothingAsked(Exception):
    """An instrument without questions is not opened."""


class WeeksOutside(Exception):
    """Participants are asked again after eight to twelve weeks."""


@transaction.atomic
def make_instruments(
    year: ProgrammeYear, *, asks: Collection[Ask] | None = None, by: Person, at: datetime
) -> list[Instrument]:
    """Make the questionnaires that the year does not have yet: last year's in their last words, else the ready-made sets.

    Without `asks`: all that are not optional, and of the optional ones those that an earlier year had. The items behind the
    questions are the same in every year, so answers can be compared. Raises AlreadyMade.
    """
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    rows = Instrument.objects.values_list("audience", "moment", "year")
    there = {(audience, moment) for audience, moment, of in rows if of == year.pk}
    before = {(audience, moment) for audience, moment, of in rows if of != year.pk}
    wanted = asks if asks is not None else [a for a in ASKS if not a.optional or (a.audience, a.moment) in before]
    missing = [ask for ask in wanted if (ask.audience, ask.moment) not in there]
    if not missing:
        raise AlreadyMade
    made = [_make(year, ask) for ask in missing]
    record(
        "evaluation.instruments_made",
        year,
        by=by,
        at=at,
        after={"for": list(dict.fromkeys(ask.audience for ask in missing))},
    )
    return made


def _make(year: ProgrammeYear, ask: Ask) -> Instrument:
    before = Instrument.objects.filter(audience=ask.audience, moment=ask.moment, year__first_year__lt=year.first_year)
    last = before.order_by("-year__first_year").first()
    later = ask.moment == Moment.LATER
    instrument = Instrument.objects.create(
        year=year,
        audience=ask.audience,
        moment=ask.moment,
        introduction=last.introduction if last else "",
        weeks=(last.weeks if last else WEEKS_DEFAULT) if later else None,
    )
    lines: Collection[Line] = lines_of(last) if last else ready_made(ask.audience, ask.moment)
    write_lines(instrument, list(lines), LABELS)
    return instrument


def draft(instrument: Instrument) -> Instrument:
    """The instrument, locked while its questions change; raises NotDraft."""
    found = Instrument.objects.select_for_update(of=("self",)).select_related("year").get(pk=instrument.pk)
    if found.state != InstrumentState.DRAFT:
        raise NotDraft
    return found


@transaction.atomic
def introduce_instrument(
    instrument: Instrument, *, introduction: str, weeks: int | None = None, by: Person, at: datetime
) -> None:
    """Say what stands above the questions of a draft, and after how many weeks it comes. Raises NotDraft, WeeksOutside."""
    found = draft(instrument)
    later = found.moment == Moment.LATER
    if later and weeks not in WEEKS:
        raise WeeksOutside
    before = {"introduction": found.introduction, "weeks": found.weeks}
    found.introduction, found.weeks = introduction.strip(), weeks if later else None
    found.save(update_fields=["introduction", "weeks"])
    after = {"introduction": found.introduction, "weeks": found.weeks}
    record("instrument.introduced", found, by=by, at=at, before=before, after=after)


@transaction.atomic
def drop_instrument(instrument: Instrument, *, by: Person, at: datetime) -> None:
    """Do without a draft this year. Raises NotDraft."""
    found = draft(instrument)
    record("instrument.dropped", found, by=by, at=at, before={"for": [found.audience]})
    found.questions.update(only_if=None)
    found.delete()


@transaction.atomic
def open_instrument(instrument: Instrument, *, by: Person, at: datetime) -> None:
    """Let people answer; from now on the questions stay as they are. Raises NotInOrder, NothingAsked."""
    if not instrument.questions.exists():
        raise NothingAsked
    _move(instrument, InstrumentState.OPEN)
    record("instrument.opened", instrument, by=by, at=at, after={"state": "open"})


@transaction.atomic
def close_instrument(instrument: Instrument, *, by: Person, at: datetime) -> None:
    """Take no more answers, and show all there are that may be shown. Raises NotInOrder."""
    _move(instrument, InstrumentState.CLOSED)
    publish(instrument, by=by, at=at)
    publish_over_years(instrument, by=by, at=at)
    record("instrument.closed", instrument, by=by, at=at, after={"state": "closed"})


def _move(instrument: Instrument, to: InstrumentState) -> None:
    instrument.refresh_from_db(from_queryset=Instrument.objects.select_for_update())
    if to not in INSTRUMENT_MOVES[InstrumentState(instrument.state)]:
        raise NotInOrder
    instrument.state = to
    instrument.save(update_fields=["state"])


def hand_over_quality(year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Give the trainers step what participants said of each trainer, as far as it may be shown; returns how many were kept.

    `record_quality` is the verb that writes, and tells it in history.
    """
    return record_quality(year, qualities=queries.quality(year), by=by, at=at)
