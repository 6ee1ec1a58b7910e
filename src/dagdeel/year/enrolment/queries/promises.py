"""What must always hold, looked up over all partnerships."""

from collections.abc import Iterable

from django.db.models import Count, F, Q

from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee
from dagdeel.year.enrolment.queries.participation import STANDING
from dagdeel.year.enrolment.queries.rounds import broken_rounds
from dagdeel.year.enrolment.states import HOLDS_SEAT
from dagdeel.year.planning.models import Session


def broken_promises() -> Iterable[str]:
    """Seats and half-days that do not hold, over all partnerships."""
    held = Count("enrolments", filter=Q(enrolments__state__in=HOLDS_SEAT))
    counted = Session.everywhere.order_by().annotate(number=held).exclude(number=F("taken"))
    for pk, taken, number in counted.values_list("pk", "taken", "number"):
        yield f"Session {pk}: {taken} seats counted as taken, {number} people hold one."
    for pk, taken, seats in Session.everywhere.filter(taken__gt=F("seats")).values_list("pk", "taken", "seats"):
        yield f"Session {pk}: {taken} seats taken of {seats}."
    twice = (
        Enrolment.everywhere.filter(state__in=HOLDS_SEAT, session__state__in=STANDING)
        .order_by()
        .values("partnership_id", "person_id", "session__day", "session__half_day")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    for row in twice:
        yield f"Person {row['person_id']}: {row['number']} sessions on {row['session__day']} ({row['session__half_day']})."
    yield from broken_rounds()
    parts = (
        ("Enrolment", Enrolment.everywhere.exclude(partnership_id=F("session__partnership_id"))),
        ("Invitee", Invitee.everywhere.exclude(partnership_id=F("invitation__partnership_id"))),
        ("Invitation", Invitation.everywhere.exclude(partnership_id=F("school__partnership_id"))),
    )
    for name, wrong in parts:
        for pk in wrong.values_list("pk", flat=True):
            yield f"{name} {pk} belongs to another partnership than what it is about."
