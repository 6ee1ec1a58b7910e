"""Waiting lists in their order, with the reason of each place."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import Ids, prepared
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.queries.participation import Standing, live, participation, place
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState, WhyWaiting
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody on a waiting list, with the place and its reason."""

    enrolment: Enrolment
    position: int
    missing: int
    have: int
    hindrance: WhyWaiting | None
    hindered_by: int | None = None


def held_places(year: ProgrammeYear, people: Collection[int]) -> dict[int, list[rules.Place]]:
    """The seats that these people hold in this year, by person."""
    found: dict[int, list[rules.Place]] = defaultdict(list)
    rows = live().filter(session__year=year, person_id__in=people, state__in=HOLDS_SEAT).select_related("session")
    for row in rows:
        found[row.person_id].append(place(row.session))
    return found


def waiting_lists(
    year: ProgrammeYear, sessions: Collection[Session], standings: Iterable[Standing] | None = None
) -> dict[int, list[InLine]]:
    """The waiting list of each of these sessions, in its order: three queries, and six to look up `standings` of who waits."""
    by_session = {s.pk: s for s in sessions}
    if not _waiting_in(tuple(sorted(by_session))):  # the most usual answer, at the least cost
        return {}
    rows = list(
        Enrolment.objects.filter(session__in=by_session, state=EnrolmentState.WAITING)
        .select_related("person", "instead_of")
        .order_by("session_id")
    )
    people = {row.person_id for row in rows}
    held = held_places(year, people)
    if standings is None:
        standings = participation(year, {session.school for session in sessions}, people)
    by_person = {(s.school.pk, s.person.pk): s for s in standings}
    found: dict[int, list[InLine]] = {}
    for key, queue in groupby(rows, key=lambda row: row.session_id):
        found[key] = _in_line(by_session[key], list(queue), by_person, held)
    return found


@prepared
def _waiting_in(sessions: Ids) -> QuerySet[Any, Any]:
    rows = Enrolment.objects.filter(session__in=sessions or (), state=EnrolmentState.WAITING)
    return rows.order_by().values_list("pk")


def _in_line(
    session: Session,
    queue: list[Enrolment],
    standings: dict[tuple[int, int], Standing],
    held: dict[int, list[rules.Place]],
) -> list[InLine]:
    here = place(session)
    waiters, facts = [], {}
    for row in queue:
        standing = standings.get((session.school_id, row.person_id))
        leaving = row.instead_of.session_id if row.instead_of else None
        others = [place for place in held.get(row.person_id, ()) if place.session != leaving]
        why, what = rules.hindrance(here, others) or (None, None)
        if why is None and leaving is None and standing and standing.asked and not standing.unpromised:
            why = WhyWaiting.ENOUGH
        waiters.append(rules.Waiter(row.pk, row.since, standing.unpromised if standing else 0, why))
        facts[row.pk] = (row, standing, what)
    lines = []
    for position, waiter in enumerate(rules.waiting_order(waiters), 1):
        row, standing, what = facts[waiter.key]
        lines.append(
            InLine(
                enrolment=row,
                position=position,
                missing=waiter.missing,
                have=standing.have if standing else 0,
                hindrance=waiter.hindrance,
                hindered_by=what.session if what else None,
            )
        )
    return lines
