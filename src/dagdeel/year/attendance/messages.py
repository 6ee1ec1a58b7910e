"""The mails of this step, to trainers: what comes next week, and a list that was left open. The same facts give the same keys."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.outputs.mail.states import Topic
from dagdeel.year.enrolment.states import HOLDS_SEAT
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import AssignmentState, SessionState

COMES_IN, LEFT_OPEN = timedelta(days=7), timedelta(days=2)
NOT_IN_A_WEEK = timedelta(days=2)  # so shortly before, "next week" is not true any more
MORNING = time(8)


def _example() -> Mapping[str, object]:
    return {
        "title": _("Giving feedback that helps"), "day": day_long(date(2016, 11, 8)), "time": clock_range(time(13, 30), time(17)),
        "place": "School A, Aula", "people": 14, "link": settings.SITE_URL,
    }  # fmt: skip


KINDS = (
    Kind(
        key="attendance.coming",
        label=gettext_lazy("Next week you give a session"),
        to=gettext_lazy("the trainer who said yes"),
        when=gettext_lazy("a week before the session, unless the trainer said yes later than that"),
        why=gettext_lazy("You get this mail because you give this session."),
        template="attendance/mail/coming",
        example=_example,
        topic=Topic.REMINDERS,
        daily=True,
    ),
    Kind(
        key="attendance.left_open",
        label=gettext_lazy("An attendance list is still open"),
        to=gettext_lazy("the trainer who gave the session"),
        when=gettext_lazy("two days after the session, when the list is not closed"),
        why=gettext_lazy("You get this mail because you gave this session."),
        template="attendance/mail/left_open",
        example=_example,
        daily=True,
    ),
)


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment. Two queries."""
    today = timezone.localdate(at)
    near = Q(session__day__gte=today - timedelta(days=60))
    rows = Assignment.objects.filter(
        near, session__year=year, session__state=SessionState.PUBLISHED, live=True, state=AssignmentState.CONFIRMED
    ).select_related("person", "session__edition", "session__school", "session__room")
    seats = Count("enrolments", filter=Q(enrolments__state__in=HOLDS_SEAT))
    taken = dict(Session.objects.filter(year=year).order_by().annotate(people=seats).values_list("pk", "people"))
    for assignment in rows.order_by("pk"):
        if assignment.session.day is None:
            continue
        if assignment.session.day >= today:
            if asked_before(assignment) and assignment.session.day - today > NOT_IN_A_WEEK:
                yield _mail(year, "coming", assignment, taken, assignment.session.day - COMES_IN)
        else:
            yield _mail(year, "left_open", assignment, taken, assignment.session.day + LEFT_OPEN)


def asked_before(assignment: Assignment) -> bool:
    """Whether the trainer was asked longer ago than the reminder: who was asked yesterday knows."""
    assert assignment.session.day is not None
    remind = timezone.make_aware(datetime.combine(assignment.session.day - COMES_IN, MORNING))
    return assignment.asked_at is None or assignment.asked_at < remind


def _mail(year: ProgrammeYear, name: str, assignment: Assignment, taken: Mapping[int, int], day: date) -> Message:
    session, to = assignment.session, assignment.person
    page = reverse("attendance:roster", args=[year.partnership.slug, year, session.pk])
    with translation.override(to.language):
        kind = next(kind for kind in KINDS if kind.key == f"attendance.{name}")
        return Message(
            key=f"attendance:{name}:{assignment.pk}:{session.day}",
            to=to,
            template=f"attendance/mail/{name}",
            why=str(kind.why),
            context={
                "title": session.edition.title,
                "day": day_long(session.day),
                "time": clock_range(session.starts, session.ends),
                "place": f"{session.school.name}, {session.room.name}" if session.room else session.school.name,
                "people": taken.get(session.pk, 0),
                "link": f"{settings.SITE_URL}{page}",
            },
            due=timezone.make_aware(datetime.combine(day, MORNING)),
            kind=f"attendance.{name}",
        )
