"""Rounds in which mentors rank: opened and closed by the school, and what each mentor says in one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.actions.enrolments import ReasonNeeded
from dagdeel.year.enrolment.models import BlockedHalfDay, RankedWorkshop, Ranking, RankingRound
from dagdeel.year.enrolment.states import ROUND_MOVES, RoundState


class NoAgreedRule(Exception):
    """The school has no agreed participation rule yet, so nobody knows of whom the round asks what."""


class NotByPreference(Exception):
    """The rule of the school says otherwise: without that, a round is about one study day."""


class RoundExists(Exception):
    """There is a round about these sessions already."""


class DatesReversed(Exception):
    """A round opens before it closes."""


class ClosesTooLate(Exception):
    """A round closes before the study day that it is about, and within the year."""


class ClosesInThePast(Exception):
    """The last day of a round that opens is today or later."""


class NothingToRank(Exception):
    """There is nothing to choose between: fewer than two workshops with a date."""


class TooManyPlaces(Exception):
    """More workshops per mentor than there are to choose from: `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class WrongState(Exception):
    """In its present state that cannot be done with the round."""


class RankingClosed(Exception):
    """The round is not open, or not yet."""


class NotAsked(Exception):
    """The school asks nothing of this mentor in this round."""


class NotInRound(Exception):
    """A workshop or half-day that is not in this round, twice the same, or more welcome ones than there are."""


# The round ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_round(
    year: ProgrammeYear,
    school: School,
    *,
    opens: date,
    closes: date,
    places: int,
    study_day: date | None = None,
    by: Person,
    at: datetime,
) -> RankingRound:
    """Let the mentors of a school rank, about one study day or about all other sessions.

    Raises NoAgreedRule, NotByPreference, DatesReversed, ClosesInThePast, ClosesTooLate, NothingToRank, TooManyPlaces, RoundExists.
    """
    plan = queries.plans(year).get(school.pk)
    if plan is None:
        raise NoAgreedRule
    if study_day is None and plan.rule_choice != RuleChoice.RANKED:
        raise NotByPreference
    made = RankingRound(year=year, school=school, study_day=study_day, opens=opens, closes=closes, places=places)
    _check(made, at)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as no:
        raise RoundExists from no
    record("ranking_round.opened", made, by=by, at=at, after=_facts(made))
    return made


@transaction.atomic
def change_round(
    round_: RankingRound, *, opens: date, closes: date, places: int, by: Person, at: datetime
) -> RankingRound:
    """Move the dates or the number of workshops; a closed round whose last day is put off is open again.

    Raises WrongState once it is placed, and what `open_round` raises about dates and places.
    """
    held = locked_round(round_)
    if held.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise WrongState
    before = _facts(held)
    held.opens, held.closes, held.places = opens, closes, places
    _check(held, at)
    held.state = RoundState.OPEN
    held.save(update_fields=["opens", "closes", "places", "state"])
    record("ranking_round.changed", held, by=by, at=at, before=before, after=_facts(held))
    return held


@transaction.atomic
def close_round(round_: RankingRound, *, by: Person, at: datetime) -> RankingRound:
    """End the ranking before its last day; raises WrongState."""
    held = locked_round(round_)
    if held.state != RoundState.OPEN:
        raise WrongState
    move(held, RoundState.CLOSED)
    held.save(update_fields=["state"])
    record("ranking_round.closed", held, by=by, at=at, after=_facts(held))
    return held


@transaction.atomic
def withdraw_round(round_: RankingRound, *, reason: str, by: Person, at: datetime) -> RankingRound:
    """Call a round off before it is published: what was said and placed in it is forgotten. Raises WrongState, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    held = locked_round(round_)
    before = _facts(held)
    move(held, RoundState.WITHDRAWN)
    held.save(update_fields=["state"])
    queries.placements_of(held).delete()
    said, _ = held.rankings.all().delete()
    after = {"state": held.state, "forgotten": said}
    record("ranking_round.withdrawn", held, by=by, at=at, before=before, after=after, reason=reason.strip())
    return held


def locked_round(round_: RankingRound) -> RankingRound:
    """The round as it is now, kept still until the end of the transaction."""
    rows = RankingRound.objects.select_for_update(of=("self",)).select_related("year__partnership", "school")
    return rows.get(pk=round_.pk)


def move(round_: RankingRound, to: RoundState) -> None:
    """Let a locked round go to another state, without saving it; raises WrongState."""
    if to not in ROUND_MOVES[RoundState(round_.state)]:
        raise WrongState
    round_.state = to


def _check(round_: RankingRound, at: datetime) -> None:
    if round_.opens > round_.closes:
        raise DatesReversed
    if round_.closes < at.date():
        raise ClosesInThePast
    last = round_.year.last_day
    if round_.closes > last or (round_.study_day is not None and round_.closes >= round_.study_day):
        raise ClosesTooLate
    offered = queries.offered(round_, at)
    if len(offered) < 2:
        raise NothingToRank
    if not 1 <= round_.places <= len(offered):
        raise TooManyPlaces(len(offered))


def _facts(round_: RankingRound) -> dict[str, object]:
    return {
        "state": round_.state,
        "study_day": round_.study_day,
        "opens": round_.opens,
        "closes": round_.closes,
        "places": round_.places,
    }


# What a mentor says -----------------------------------------------------------------------------------------------


@transaction.atomic
def rank(
    round_: RankingRound,
    *,
    person: Person,
    editions: Sequence[Edition],
    liked: int = 0,
    blocked: Collection[tuple[date, str]] = (),
    reason: str = "",
    by: Person,
    at: datetime,
) -> Ranking:
    """Keep what a mentor prefers, best first; `liked`: so many from the top would be welcome. None at all: no preference.

    It replaces what was said before, until the last day of the round. Somebody else does it with a reason (ReasonNeeded).
    Raises RankingClosed, NotAsked, NotInRound. History tells that it was done and why, not what was preferred.
    """
    if by.pk != person.pk and not reason.strip():
        raise ReasonNeeded
    held = locked_round(round_)
    if not rules.takes_rankings(held.state, at.date(), opens=held.opens, closes=held.closes):
        raise RankingClosed
    facts = queries.round_facts(held, at, people=[person.pk])
    if not facts.asked:
        raise NotAsked
    _check_wishes(facts, person, editions, liked, blocked)
    Ranking.objects.filter(round=held, person=person).delete()
    own = "" if by.pk == person.pk else reason.strip()
    said = Ranking.objects.create(round=held, person=person, liked=liked, said_at=at, by=by, reason=own)
    RankedWorkshop.objects.bulk_create(
        RankedWorkshop(partnership_id=held.partnership_id, ranking=said, edition=edition, position=position)
        for position, edition in enumerate(editions, 1)
    )
    BlockedHalfDay.objects.bulk_create(
        BlockedHalfDay(partnership_id=held.partnership_id, ranking=said, day=day, half_day=half_day)
        for day, half_day in sorted(set(blocked))
    )
    verb = "ranking.said" if by.pk == person.pk else "ranking.said_on_behalf"
    record(verb, held, by=by, at=at, after={"person": person.pk, "workshops": len(editions)}, reason=own)
    return said


def _check_wishes(
    facts: queries.RoundFacts,
    person: Person,
    editions: Sequence[Edition],
    liked: int,
    blocked: Collection[tuple[date, str]],
) -> None:
    offered, chosen = set(facts.open_to(person.pk)), set(editions)
    if len(chosen) < len(editions) or not chosen <= offered or not set(blocked) <= set(facts.half_days):
        raise NotInRound
    if not 0 <= liked <= len(editions):
        raise NotInRound
