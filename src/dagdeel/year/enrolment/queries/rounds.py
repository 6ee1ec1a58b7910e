"""Rounds in which mentors rank: what they are about, who said what, and where each mentor stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment, Placement, RankedWorkshop, Ranking, RankingRound
from dagdeel.year.enrolment.queries.lines import held_places
from dagdeel.year.enrolment.queries.participation import (
    STANDING,
    Standing,
    participation,
    plans,
    sessions_of,
    starts_at,
)
from dagdeel.year.enrolment.states import EnrolmentState, RoundState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


def rounds_of(year: ProgrammeYear, schools: Iterable[School] | None = None) -> QuerySet[RankingRound]:
    """The rounds of a year, the oldest first."""
    rows = RankingRound.objects.filter(year=year).select_related("school", "year__partnership", "published_by")
    return rows if schools is None else rows.filter(school__in=list(schools))


@dataclass(frozen=True, slots=True)
class Rounds:
    """Which round a session belongs to, of those that were not withdrawn."""

    by_day: Mapping[tuple[int, date | None], RankingRound]

    def of(self, session: Session) -> RankingRound | None:
        """The round about the study day of this session, else the one about the other sessions of its school."""
        on_day = self.by_day.get((session.school_id, session.day)) if session.day else None
        return on_day or self.by_day.get((session.school_id, None))


@asked_once
def live_rounds(year: ProgrammeYear, schools: tuple[School | int, ...] | None = None) -> Rounds:
    """The rounds that were not withdrawn: one query."""
    rows = RankingRound.objects.filter(year=year).exclude(state=RoundState.WITHDRAWN)
    if schools is not None:
        rows = rows.filter(school__in=schools)
    return Rounds({(row.school_id, row.study_day): row for row in rows})


def by_preference(plan: SchoolPlan | None, round_: RankingRound | None) -> bool:
    """Whether a mentor cannot enrol yet: the round about the session is not published, or the rule says that there comes one."""
    if round_ is not None:
        return round_.state != RoundState.PUBLISHED
    return plan is not None and plan.rule_choice == RuleChoice.RANKED


def placements_of(round_: RankingRound) -> QuerySet[Placement]:
    """The placement of a round, or nothing."""
    return Placement.objects.filter(round=round_).select_related(
        "round__year__partnership", "round__school", "asked_by"
    )


def sessions_in(round_: RankingRound) -> QuerySet[Session]:
    """The sessions that a round is about, by date; the cancelled ones too."""
    rows = sessions_of(round_.year).filter(
        school=round_.school_id, state__in=(*STANDING, SessionState.CANCELLED), day__isnull=False
    )
    if round_.study_day is not None:
        rows = rows.filter(day=round_.study_day)
    else:
        apart = RankingRound.objects.filter(year=round_.year_id, school=round_.school_id, study_day__isnull=False)
        rows = rows.exclude(day__in=apart.exclude(state=RoundState.WITHDRAWN).values("study_day"))
    return rows.order_by("day", "starts", "edition__position", "pk")


def offered(round_: RankingRound, at: datetime) -> tuple[Edition, ...]:
    """The workshops that a round offers at this moment, in the order of the brochure. One query."""
    return _in_brochure(s for s in sessions_in(round_) if s.state == SessionState.PUBLISHED and _comes(s, at))


def _in_brochure(sessions: Iterable[Session]) -> tuple[Edition, ...]:
    found = {session.edition_id: session.edition for session in sessions}
    return tuple(sorted(found.values(), key=lambda edition: (edition.position, edition.pk)))


def study_days(year: ProgrammeYear, school: School, at: datetime) -> list[date]:
    """The days to come on which a school gives more than one session side by side."""
    rows = Session.objects.filter(year=year, school=school, state=SessionState.PUBLISHED, day__gt=at.date())
    counted = rows.order_by().values_list("day").annotate(number=Count("pk")).filter(number__gt=1)
    return sorted(day for day, _number in counted if day is not None)


@dataclass(frozen=True, slots=True)
class Said:
    """What one mentor said: editions in order, how many from the top are welcome, and when he cannot come."""

    ranking: Ranking
    order: tuple[int, ...]
    blocked: frozenset[tuple[date, str]]

    @property
    def liked(self) -> tuple[int, ...]:
        """The editions that would be welcome."""
        return self.order[: self.ranking.liked]


def said_in(rounds: Collection[RankingRound], people: Collection[int] | None = None) -> dict[tuple[int, int], Said]:
    """What was said in these rounds, by round and person: three queries."""
    rows = Ranking.objects.filter(round__in=rounds).select_related("person", "by")
    rows = rows.prefetch_related("workshops", "blocked")
    if people is not None:
        rows = rows.filter(person_id__in=people)
    return {
        (row.round_id, row.person_id): Said(
            row,
            tuple(wish.edition_id for wish in row.workshops.all()),
            frozenset((away.day, away.half_day) for away in row.blocked.all()),
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier years say of people: workshops done (ids, by person), and who comes first when it is a draw."""

    done: Mapping[int, frozenset[int]]
    lost: frozenset[int]

    def goes_first(self, person: int) -> bool:
        """Somebody who never took part, or who last year got nothing that was wished for."""
        return person not in self.done or person in self.lost


def past_of(year: ProgrammeYear, people: Collection[int]) -> Past:
    """What these people did before this year, by enrolment's own rows: four queries."""
    before = Enrolment.objects.filter(person__in=people, session__year__first_year__lt=year.first_year)
    before = before.filter(session__state__in=STANDING)
    done: dict[int, set[int]] = defaultdict(set)
    seats = before.filter(state=EnrolmentState.ENROLLED).order_by()
    last: dict[int, set[int]] = defaultdict(set)  # editions of last year, by person
    for person, workshop, edition, first in seats.values_list(
        "person_id", "session__edition__workshop_id", "session__edition_id", "session__year__first_year"
    ):
        done[person].add(workshop)
        if first == year.first_year - 1:
            last[person].add(edition)
    waited = before.filter(state=EnrolmentState.WAITING, session__year__first_year=year.first_year - 1)
    in_vain = {
        person
        for person, edition in waited.values_list("person_id", "session__edition_id")
        if edition not in last[person]
    }
    return Past(
        {person: frozenset(found) for person, found in done.items()},
        frozenset(in_vain | _ranked_in_vain(year, people, last)),
    )


def _ranked_in_vain(year: ProgrammeYear, people: Collection[int], seats: Mapping[int, set[int]]) -> set[int]:
    """Who ranked in a published round of last year, and took part in nothing that would have been welcome."""
    rows = RankedWorkshop.objects.filter(
        ranking__person__in=people,
        ranking__round__state=RoundState.PUBLISHED,
        ranking__round__year__first_year=year.first_year - 1,
    )
    liked: dict[int, set[int]] = defaultdict(set)
    for person, edition, position, most in rows.values_list(
        "ranking__person_id", "edition_id", "position", "ranking__liked"
    ):
        if position <= most:
            liked[person].add(edition)
    return {person for person, editions in liked.items() if not editions & seats.get(person, set())}


@dataclass(frozen=True)
class RoundFacts:
    """A round with everything that placing asks: sessions, mentors, what they said, what they have and what they did.

    `sessions`: those that stand and have not begun (of a published round: all that stand). `seats`: who holds which seat in it.
    """

    round: RankingRound
    plan: SchoolPlan | None
    sessions: tuple[Session, ...]
    cancelled: tuple[Session, ...]
    standings: tuple[Standing, ...]
    said: Mapping[int, Said]
    held: Mapping[int, tuple[rules.Place, ...]]
    past: Past
    seats: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def offered(self) -> tuple[Edition, ...]:
        """The workshops to choose from, in the order of the brochure."""
        return _in_brochure(self.sessions)

    @cached_property
    def editions(self) -> Mapping[int, Edition]:
        """Every workshop that is or was in the round, by id."""
        return {session.edition_id: session.edition for session in (*self.sessions, *self.cancelled)}

    @cached_property
    def half_days(self) -> tuple[tuple[date, str], ...]:
        """The half-days in which something is given, in order."""
        return tuple(dict.fromkeys((s.day, s.half_day) for s in self.sessions if s.day is not None))

    @cached_property
    def session(self) -> Mapping[int, Session]:
        """The sessions of the round by id, the cancelled ones too."""
        return {session.pk: session for session in (*self.sessions, *self.cancelled)}

    def open_to(self, person: int) -> tuple[Edition, ...]:
        """The workshops that this mentor can rank: those he takes elsewhere this year are not among them."""
        elsewhere = {place.edition for place in self.held.get(person, ()) if place.session not in self.session}
        return tuple(edition for edition in self.offered if edition.pk not in elsewhere)

    def places(self, standing: Standing) -> int:
        """How many workshops this mentor gets in the round, those she has already included."""
        return rules.places_of(
            standing.asked,
            a_round=self.round.places,
            missing=standing.unpromised,
            here=len(self.seats.get(standing.person.pk, ())),
            study_day=self.round.study_day is not None,
            ranked=bool(self.said[standing.person.pk].order) if standing.person.pk in self.said else False,
            voluntary=self.voluntary,
        )

    @property
    def voluntary(self) -> bool:
        """The rule of the school asks nobody anything."""
        return self.plan is None or self.plan.rule_count == 0

    def may_rank(self, standing: Standing) -> bool:
        """Whether this mentor is asked to rank: the rule asks something of her, or taking part is free."""
        return not standing.exempt and (self.voluntary or standing.asked > 0)

    @cached_property
    def asked(self) -> tuple[Standing, ...]:
        """The mentors who are asked to rank, by name."""
        return tuple(standing for standing in self.standings if self.may_rank(standing))


def round_facts(round_: RankingRound, at: datetime, people: Collection[int] | None = None) -> RoundFacts:
    """Everything about a round (and these people): a fixed number of queries, however many people and sessions."""
    everything = list(sessions_in(round_))
    standings = participation(round_.year, [round_.school], people)
    people = [standing.person.pk for standing in standings]
    if round_.state == RoundState.PUBLISHED:
        sessions = tuple(s for s in everything if s.state in STANDING)
    else:
        sessions = tuple(s for s in everything if s.state == SessionState.PUBLISHED and _comes(s, at))
    held = held_places(round_.year, people)
    here = {session.pk for session in sessions}
    return RoundFacts(
        round=round_,
        plan=plans(round_.year).get(round_.school_id),
        sessions=sessions,
        cancelled=tuple(s for s in everything if s.state == SessionState.CANCELLED),
        standings=tuple(standings),
        said={person: said for (_round, person), said in said_in([round_], people).items()},
        held={person: tuple(places) for person, places in held.items()},
        past=past_of(round_.year, people),
        seats={
            person: frozenset(place.session for place in places if place.session in here)
            for person, places in held.items()
        },
    )


def _comes(session: Session, at: datetime) -> bool:
    starts = starts_at(session)
    return starts is not None and starts > at


def broken_rounds() -> Iterable[str]:
    """Rounds that say they are placed and have no placement, or the other way round: over all partnerships.

    The placement of a published round may be forgotten: years later it decides nothing any more.
    """
    rows = RankingRound.everywhere.order_by("pk")
    for pk in rows.filter(state=RoundState.PLACED, placement__isnull=True).values_list("pk", flat=True):
        yield f"Ranking round {pk} is placed and has no placement."
    not_placed = rows.exclude(state__in=(RoundState.PLACED, RoundState.PUBLISHED))
    for pk in not_placed.filter(placement__isnull=False).values_list("pk", flat=True):
        yield f"Ranking round {pk} has a placement and is not placed."


def can_choose(year: ProgrammeYear, schools: Collection[School], at: datetime) -> bool:
    """Whether one of these schools has a session to come in which a mentor can enrol: three queries."""
    agreed, rounds = plans(year), live_rounds(year, tuple(schools))
    sessions = Session.objects.filter(year=year, school__in=list(schools), state=SessionState.PUBLISHED)
    return any(_comes(s, at) and not by_preference(agreed.get(s.school_id), rounds.of(s)) for s in sessions)
