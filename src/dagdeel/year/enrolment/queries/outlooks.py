"""What somebody who is short of the rule can still do about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.queries.left import Left, what_is_left
from dagdeel.year.enrolment.queries.participation import STANDING, Standing, live, place, plans, sessions_of, starts_at
from dagdeel.year.enrolment.queries.rounds import live_rounds
from dagdeel.year.enrolment.states import EnrolmentState, Outlook
from dagdeel.year.planning.models import Session


def left_at(year: ProgrammeYear, at: datetime, schools: Iterable[School] | None = None) -> dict[int, Left]:
    """What is left at each of these schools (or at all), by its id: three queries."""
    rows, here = sessions_of(year).filter(state__in=STANDING), None if schools is None else tuple(schools)
    if here is not None:
        rows = rows.filter(school__in=here)
    agreed, rounds = plans(year, here), live_rounds(year, here)
    found: dict[int, list[Session]] = {school.pk: [] for school in here or ()}
    for session in rows:
        found.setdefault(session.school_id, []).append(session)
    return {school: what_is_left(sessions, agreed.get(school), rounds, at) for school, sessions in found.items()}


def outlooks(
    year: ProgrammeYear, standings: Iterable[Standing], left: Mapping[int, Left], at: datetime
) -> dict[tuple[int, int], Outlook]:
    """What each of these people can do, by school and person: one query."""
    asked = list(standings)
    rows: dict[int, list[Enrolment]] = defaultdict(list)
    own = live().filter(session__year=year, person__in={s.person.pk for s in asked}).select_related("session")
    for row in own:
        rows[row.person_id].append(row)
    found = {}
    for standing in asked:
        here = left.get(standing.school.pk)
        found[standing.school.pk, standing.person.pk] = _outlook(
            standing, here.open if here else (), rows[standing.person.pk], year, at
        )
    return found


def _outlook(
    standing: Standing, sessions: Collection[Session], rows: list[Enrolment], year: ProgrammeYear, at: datetime
) -> Outlook:
    if standing.offered and not standing.unpromised:
        return Outlook.ANSWER
    held = [place(row.session) for row in rows if row.state != EnrolmentState.WAITING]
    there = {one.session for one in held}
    waits = {row.session_id for row in rows if row.state == EnrolmentState.WAITING}
    suits = [s for s in sessions if s.pk not in there and rules.hindrance(place(s), held) is None]
    if any(s.taken < s.seats for s in suits):
        return Outlook.CHOOSE
    if standing.offered:
        return Outlook.ANSWER
    if any(s.pk not in waits and _still_offered(s, year, at) for s in suits):
        return Outlook.JOIN
    return Outlook.WAITS if any(s.pk in waits for s in suits) else Outlook.NOTHING


def _still_offered(session: Session, year: ProgrammeYear, at: datetime) -> bool:
    """Whether a seat that comes free now still goes to the waiting list."""
    starts = starts_at(session)
    return starts is not None and at < rules.cut_off(starts, year.cancel_days)
