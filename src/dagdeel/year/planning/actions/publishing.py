"""Publishing the plan: a version is frozen, and trainers are asked."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import Assignment, PlanVersion, Session
from dagdeel.year.planning.states import AssignmentState, SessionState


class NothingToPublish(Exception):
    """No session has a date and times that nobody was told yet."""


class PlanBlocked(Exception):
    """Sessions with something impossible stand in the way."""

    def __init__(self, sessions: tuple[Session, ...]) -> None:
        super().__init__(", ".join(str(session) for session in sessions))
        self.sessions = sessions


@transaction.atomic
def publish_plan(year: ProgrammeYear, *, note: str = "", by: Person, at: datetime) -> PlanVersion:
    """Publish every session with a date and times, ask their trainers, and freeze what everybody is told.

    Sessions without a moment stay draft. Raises PlanBlocked (nothing is published) or NothingToPublish.
    """
    year = ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    last = queries.last_version(year)
    ready = queries.ready_to_publish(year)
    if blocked := queries.blocked(year, ready):
        raise PlanBlocked(blocked)
    if not ready and not queries.changes_since(last, year):
        raise NothingToPublish
    ids = [session.pk for session in ready]
    Session.objects.filter(pk__in=ids).update(state=SessionState.PUBLISHED)
    for assignment in Assignment.objects.filter(
        session__in=ids, live=True, state=AssignmentState.PROPOSED
    ).select_related("session"):
        assignment.state, assignment.asked_at = AssignmentState.ASKED, at
        assignment.known = assignment.session.sequence
        assignment.save(update_fields=["state", "asked_at", "known"])
    version = PlanVersion.objects.create(
        year=year,
        number=last.number + 1 if last else 1,
        published_at=at,
        published_by=by,
        note=note.strip(),
        snapshot=queries.snapshot(year),
    )
    after = {"number": version.number, "published": len(ids)}
    record("plan.published", version, by=by, at=at, after=after, reason=version.note)
    return version
