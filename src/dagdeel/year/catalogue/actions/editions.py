"""What is done to an edition, from draft to published, and into the next year."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.actions.contents import (
    cleaned,
    fields_of,
    goals_of,
    numbers_of,
    plain,
    snapshot,
    take,
    told,
    with_edits,
    write,
    write_goals,
)
from dagdeel.year.catalogue.models import Edition, EditionVersion, Workshop
from dagdeel.year.catalogue.queries import settings_of
from dagdeel.year.catalogue.states import EDITION_MOVES, ChangeKind, EditionState


class WrongState(Exception):
    """The edition is not in a state from which this can be done."""


class GoalsWrong(Exception):
    """There are not two to five goals; `number` is how many there are."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class FieldsMissing(Exception):
    """Required fields are empty; `names` are theirs."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class ReasonMissing(Exception):
    """Readers are owed a reason, and there is none."""


class SaysUnchanged(Exception):
    """The edition says that it is last year's, unchanged, and it is not; `names` are the fields that differ."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class ChangelogMissing(Exception):
    """A next version must say what changed."""


class NothingChanged(Exception):
    """The next version would be the same as the one before."""


class AlreadyInYear(Exception):
    """The workshop has an edition in that year already."""


class NotALaterYear(Exception):
    """An edition is carried over to a later year only."""


# Making ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_edition(
    year: ProgrammeYear,
    *,
    title: str,
    fields: Mapping[str, Any] | None = None,
    goals: Sequence[str] = (),
    workshop: Workshop | None = None,
    based_on: Edition | None = None,
    change: str = ChangeKind.NEW,
    change_reason: str = "",
    by: Person,
    at: datetime,
) -> Edition:
    """Begin a draft. Without `workshop` the one with this title, or a new one; numbers not given are the year's.

    Raises AlreadyInYear, FieldsMissing (no title), UnknownField or NumberWrong.
    """
    values = {**numbers_of(year), **(fields or {}), "title": title, "change": change, "change_reason": change_reason}
    edition = create(year, workshop=workshop, based_on=based_on, values=values, goals=[(None, text) for text in goals])
    history.record("edition.added", edition, by=by, at=at, after=told(snapshot(edition)))
    return edition


@transaction.atomic
def carry_over_edition(
    edition: Edition,
    *,
    to_year: ProgrammeYear,
    change: str,
    change_reason: str = "",
    fields: Mapping[str, Any] | None = None,
    goals: Sequence[str] | None = None,
    merged_into: Edition | None = None,
    by: Person,
    at: datetime,
) -> Edition:
    """Begin a later year's edition of the same workshop from this one; the keys of the goals stay.

    A workshop that is dropped, or that goes up in another one (`merged_into`), gets a withdrawn line in that year: it keeps
    the reason for "what changed". Raises NotALaterYear, AlreadyInYear, ReasonMissing, UnknownField or NumberWrong.
    """
    ends = change == ChangeKind.DROPPED or merged_into is not None
    if ends and not change_reason.strip():
        raise ReasonMissing
    values = {**(fields or {}), "change": change, "change_reason": change_reason}
    made = continue_edition(edition, to_year, values=values, goals=goals)
    if ends:
        made.state, made.merged_into = EditionState.WITHDRAWN, merged_into
        made.save(update_fields=["state", "merged_into"])
    history.record("edition.carried_over", made, by=by, at=at, after=told(snapshot(made)), reason=change_reason)
    return made


def continue_edition(
    edition: Edition, to_year: ProgrammeYear, *, values: Mapping[str, Any], goals: Sequence[str] | None = None
) -> Edition:
    """The row and goals of the next edition of a workshop; for verbs, which write the history."""
    if to_year.first_year <= edition.year.first_year:
        raise NotALaterYear
    carried = rules.follow_year(fields_of(edition), settings_of(edition.year), settings_of(to_year))
    kept = goals_of(edition)
    return create(
        to_year,
        workshop=edition.workshop,
        based_on=edition,
        values={**carried, "position": edition.position, **values},
        goals=kept if goals is None else rules.match_goals(kept, cleaned(goals)),
    )


def create(
    year: ProgrammeYear,
    *,
    workshop: Workshop | None,
    based_on: Edition | None,
    values: Mapping[str, Any],
    goals: Sequence[tuple[Any, str]],
) -> Edition:
    """The row and goals of a new draft; for verbs, which write the history."""
    if not str(values["title"]).strip():
        raise FieldsMissing(("title",))
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)  # the places in the brochure are given out one by one
    if workshop is None:
        workshop, _ = Workshop.objects.get_or_create(name=str(values["title"]).strip())
    of_year = Edition.objects.filter(year=year)
    if of_year.filter(workshop=workshop).exists():
        raise AlreadyInYear(workshop.name)
    last = of_year.order_by("-position").values_list("position", flat=True).first()
    edition = Edition(year=year, workshop=workshop, based_on=based_on, position=(last or 0) + 1)
    write(edition, values)
    edition.save()
    write_goals(edition, goals)
    return edition


# Changing -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def edit_edition(
    edition: Edition,
    *,
    fields: Mapping[str, Any] | None = None,
    goals: Sequence[str] | None = None,
    changelog: str = "",
    by: Person,
    at: datetime,
) -> Edition:
    """Change what is given. Of a published edition the edits wait for the next version; with `changelog` that is made at once.

    Raises WrongState for a withdrawn edition, UnknownField, NumberWrong, and what `publish_edition` raises.
    """
    lock(edition)
    if edition.state == EditionState.WITHDRAWN:
        raise WrongState(edition.state)
    before = snapshot(edition)
    wanted = with_edits(edition, fields or {}, goals)
    if edition.state != EditionState.PUBLISHED:
        if wanted != plain(before):
            edition.sample = ""
        take(edition, wanted)
        edition.save()
    else:
        edition.pending = wanted if wanted != plain(before) else None
        if changelog:
            _publish(edition, changelog, by, at)
        edition.save()
    changed = [item.name for item in rules.differences(plain(before), wanted, wanted)]
    history.record(
        "edition.edited",
        edition,
        by=by,
        at=at,
        before=told(before, changed),
        after=told(wanted, changed),
        reason=changelog,
    )
    return edition


@transaction.atomic
def submit_for_review(edition: Edition, *, by: Person, at: datetime) -> Edition:
    """Ask the programme lead to look; raises WrongState."""
    return _move(edition, EditionState.REVIEW, "edition.submitted", by=by, at=at)


@transaction.atomic
def send_back(edition: Edition, *, remark: str, by: Person, at: datetime) -> Edition:
    """Back to draft with a remark for its makers; raises ReasonMissing or WrongState."""
    if not remark.strip():
        raise ReasonMissing
    return _move(edition, EditionState.DRAFT, "edition.sent_back", remark=remark.strip(), by=by, at=at)


@transaction.atomic
def withdraw_edition(
    edition: Edition, *, reason: str, merged_into: Edition | None = None, by: Person, at: datetime
) -> Edition:
    """Take it out of the brochure; what rests on it sees that by its state. `merged_into`: where it went up.

    Raises ReasonMissing or WrongState.
    """
    if not reason.strip():
        raise ReasonMissing
    remark = reason.strip()
    return _move(
        edition, EditionState.WITHDRAWN, "edition.withdrawn", remark=remark, merged_into=merged_into, by=by, at=at
    )


@transaction.atomic
def reopen_edition(edition: Edition, *, by: Person, at: datetime) -> Edition:
    """Make a draft again of what was withdrawn; raises WrongState."""
    return _move(edition, EditionState.DRAFT, "edition.reopened", by=by, at=at)


@transaction.atomic
def publish_edition(edition: Edition, *, changelog: str = "", by: Person, at: datetime) -> Edition:
    """Freeze the next version and show it. From the second version on `changelog` says what changed.

    Raises WrongState, NothingChanged, ChangelogMissing, FieldsMissing, GoalsWrong, ReasonMissing or SaysUnchanged.
    """
    lock(edition)
    before = edition.state
    _check_move(edition, EditionState.PUBLISHED)
    _publish(edition, changelog, by, at)
    edition.save()
    history.record(
        "edition.published", edition, by=by, at=at, before={"state": before},
        after={"state": edition.state, "version": edition.version}, reason=changelog,
    )  # fmt: skip
    return edition


def _publish(edition: Edition, changelog: str, by: Person, at: datetime) -> None:
    if edition.state == EditionState.PUBLISHED:
        if edition.pending is None:
            raise NothingChanged
        take(edition, edition.pending)
    if edition.version and not changelog.strip():
        raise ChangelogMissing
    _check_complete(edition)
    edition.state, edition.pending, edition.remark, edition.sample = EditionState.PUBLISHED, None, "", ""
    edition.version += 1
    EditionVersion.objects.create(
        edition=edition,
        number=edition.version,
        snapshot=plain(snapshot(edition)),
        changelog=changelog.strip(),
        published_at=at,
        published_by=by,
    )


def _check_complete(edition: Edition) -> None:
    values = fields_of(edition)
    if empty := rules.missing(values):
        raise FieldsMissing(empty)
    if not rules.enough_goals(number := edition.goals.count()):
        raise GoalsWrong(number)
    if rules.needs_reason(edition.change) and not edition.change_reason:
        raise ReasonMissing
    if edition.change == ChangeKind.UNCHANGED and (differing := _differs_from_last_year(edition, values)):
        raise SaysUnchanged(differing)


def _differs_from_last_year(edition: Edition, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that are not last year's; what follows a setting of the year is not this workshop's own change."""
    last = edition.based_on
    if last is None:
        return ()
    carried = rules.follow_year(fields_of(last), settings_of(last.year), settings_of(edition.year))
    found = tuple(item.name for item in rules.differences(carried, values, rules.FIELDS))
    return found if goals_of(last) == goals_of(edition) else (*found, "goals")


# Shared by the verbs ----------------------------------------------------------------------------------------------------


def lock(edition: Edition) -> None:
    """Lock the row and bring the caller's object up to date with it."""
    edition.refresh_from_db(from_queryset=Edition.objects.select_for_update())


def _check_move(edition: Edition, to: EditionState) -> None:
    if to not in EDITION_MOVES[EditionState(edition.state)]:
        raise WrongState(edition.state)


def _move(
    edition: Edition,
    to: EditionState,
    verb: str,
    *,
    remark: str = "",
    merged_into: Edition | None = None,
    by: Person,
    at: datetime,
) -> Edition:
    """To the next state; a remark stays until the next move."""
    lock(edition)
    _check_move(edition, to)
    before = edition.state
    edition.state, edition.remark, edition.merged_into = to, remark, merged_into
    edition.save(update_fields=["state", "remark", "merged_into"])
    history.record(verb, edition, by=by, at=at, before={"state": before}, after={"state": to}, reason=remark)
    return edition
