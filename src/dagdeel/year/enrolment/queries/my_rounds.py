"""The rounds of one mentor, and what placements know of somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Placement, RankingRound
from dagdeel.year.enrolment.queries.participation import Standing, plans, sessions_of
from dagdeel.year.enrolment.queries.placed import Wish, when, wishes
from dagdeel.year.enrolment.queries.rounds import Said, live_rounds, rounds_of, said_in
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class MyRound:
    """A round as one mentor sees it: what she said, and when it was published what she got and why."""

    round: RankingRound
    open: bool
    said: Said | None
    outcome: list[Wish]
    seats: list[Session]
    by_hand: str
    published: bool


def my_rounds(year: ProgrammeYear, person: Person, day: date, standings: Iterable[Standing]) -> list[MyRound]:
    """The rounds in which this mentor ranks or was placed; of a placement her own part only. Seven queries, and one where no
    school has a round.
    """
    schools = {s.school.pk: s for s in standings}
    if not any(row.school_id in schools for row in live_rounds(year).by_day.values()):
        return []
    rounds = [row for row in rounds_of(year, [s.school for s in schools.values()]) if row.state != RoundState.WITHDRAWN]
    voluntary = {pk for pk, plan in plans(year).items() if plan.rule_count == 0}
    said = said_in(rounds, [person.pk])
    name = rules.person_id(person.pk)
    own = (f"seats__{name}", f"reasons__wishes__{name}", f"reasons__by_hand__{name}")
    published = Placement.objects.filter(round__in=rounds, round__state=RoundState.PUBLISHED)
    placed = {row[0]: row[1:] for row in published.values_list("round_id", *own)}
    sessions = {s.pk: s for s in sessions_of(year).filter(school__in=list(schools))}
    editions = {s.edition_id: s.edition for s in sessions.values()}
    found = []
    for row in rounds:
        standing = schools[row.school_id]
        seats, reasons, by_hand = placed.get(row.pk, (None, None, None))
        asks = not standing.exempt and (standing.asked > 0 or row.school_id in voluntary)
        told = row.state == RoundState.PUBLISHED
        if seats is None and (told or not asks):  # came after it was published; or nothing is asked
            continue
        got = [sessions[rules.key_of(seat)] for seat in seats or () if rules.key_of(seat) in sessions]
        mine = said.get((row.pk, person.pk))
        found.append(
            MyRound(
                round=row,
                open=rules.takes_rankings(row.state, day, opens=row.opens, closes=row.closes),
                said=mine,
                outcome=wishes(mine, editions, {s.edition_id for s in got}, reasons or {}, sessions),
                seats=sorted(got, key=when),
                by_hand=by_hand or "",
                published=told,
            )
        )
    return found


def placed_data(person: Person) -> list[dict[str, Any]]:
    """What placements know of somebody: the seats and the reasons. One query."""
    name = rules.person_id(person.pk)
    rows = Placement.objects.filter(seats__has_key=name).order_by("pk")
    own = rows.values_list("round__school__name", "made_at", f"seats__{name}", f"reasons__wishes__{name}")
    return [
        {"school": school, "made_at": made_at, "sessions": seats, "reasons": reasons or {}}
        for school, made_at, seats, reasons in own
    ]
