"""What must always hold, looked up over all partnerships."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee, Reservation
from dagdeel.year.enrolment.queries.participation import STANDING
from dagdeel.year.enrolment.queries.rounds import broken_rounds
from dagdeel.year.enrolment.states import HOLDS_SEAT
from dagdeel.year.planning.models import Session


def broken_promises() -> Iterable[str]:
    """Seats and half-days that do not hold, over all partnerships."""
    yield from _seats()
    yield from _half_days()
    yield from broken_rounds()
    parts = (
        ("Enrolment", Enrolment.everywhere.exclude(partnership_id=F("session__partnership_id"))),
        ("Reservation", Reservation.everywhere.exclude(partnership_id=F("session__partnership_id"))),
        ("Invitee", Invitee.everywhere.exclude(partnership_id=F("invitation__partnership_id"))),
        ("Invitation", Invitation.everywhere.exclude(partnership_id=F("school__partnership_id"))),
    )
    for name, wrong in parts:
        for pk in wrong.values_list("pk", flat=True):
            yield f"{name} {pk} belongs to another partnership than what it is about."


def _seats() -> Iterator[str]:
    """Every seat that is counted is somebody's, or is kept for a team; and there are no more than there are."""
    kept = Reservation.everywhere.order_by().filter(session=OuterRef("pk")).values("session")
    counted = Session.everywhere.order_by().annotate(
        held=Count("enrolments", filter=Q(enrolments__state__in=HOLDS_SEAT)),
        kept=Coalesce(Subquery(kept.annotate(number=Sum("seats")).values("number"), output_field=IntegerField()), 0),
    )
    wrong = counted.exclude(taken=F("held") + F("kept"))
    for pk, taken, held, reserved in wrong.values_list("pk", "taken", "held", "kept"):
        yield f"Session {pk}: {taken} seats counted as taken, {held} people hold one, {reserved} are reserved."
    for pk, taken, seats in Session.everywhere.filter(taken__gt=F("seats")).values_list("pk", "taken", "seats"):
        yield f"Session {pk}: {taken} seats taken of {seats}."


def _half_days() -> Iterator[str]:
    """Nobody takes two seats in one half-day.

    Two things are no fault. A seat that is offered instead of the other one; and a session that was moved after the person had
    the seat: then planning made the clash, and the person is asked to choose.
    """
    rows = Enrolment.everywhere.filter(state__in=HOLDS_SEAT, session__state__in=STANDING).order_by()
    busy = (
        rows.values("partnership_id", "person_id", "session__day", "session__half_day")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    spots = {(r["partnership_id"], r["person_id"], r["session__day"], r["session__half_day"]) for r in busy}
    if not spots:
        return
    there: dict[tuple[Any, ...], list[Enrolment]] = defaultdict(list)
    people = {spot[1] for spot in spots}
    for row in rows.filter(person_id__in=people).select_related("session").order_by("pk"):
        spot = (row.partnership_id, row.person_id, row.session.day, row.session.half_day)
        if spot in spots:
            there[spot].append(row)
    for (_, person, day, half_day), held in sorted(there.items(), key=str):
        wrong = [pair for pair in combinations(held, 2) if not _explained(*pair)]
        if wrong:
            yield f"Person {person}: {len(held)} sessions on {day} ({half_day})."


def _explained(one: Enrolment, other: Enrolment) -> bool:
    if other.pk == one.instead_of_id or one.pk == other.instead_of_id:
        return True
    return any(row.told_sequence < row.session.sequence for row in (one, other))
