"""Sessions seen from people: a trainer's own, the rooms of a school, who could give a session, what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.planning.models import Absence, Assignment, Room, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import DiaryItem
from dagdeel.year.trainers.models import Availability, Competence, Trainer

VERBS: Final[Mapping[str, Any]] = {
    "session.added": _("Added by hand"),
    "session.scheduled": _("Date, time, room or seats changed"),
    "session.moved": _("Moved on the board"),
    "session.move_undone": _("The move was taken back"),
    "session.seats_changed": _("Number of seats changed"),
    "session.trainer_assigned": _("Trainer chosen"),
    "session.trainer_removed": _("Trainer taken off"),
    "session.trainer_confirmed": _("Trainer confirmed"),
    "session.trainer_declined": _("Trainer declined"),
    "session.cancelled": _("Cancelled"),
    "session.restored": _("Restored"),
    "session.pinned": _("Fixed or made free for proposals"),
    "session.held": _("Held"),
}


def assignments_of_trainer(year: ProgrammeYear, person: Person) -> QuerySet[Assignment]:
    """What a trainer gives, is asked or declined in a year, in the order of time; not what is only a draft."""
    return (
        Assignment.objects.filter(session__year=year, person=person)
        .exclude(state="proposed")
        .select_related("session__edition", "session__school", "session__room")
        .order_by("session__day", "session__half_day", "id")
    )


def absences_of(trainer: Trainer, year: ProgrammeYear) -> QuerySet[Absence]:
    """The days of this year on which a trainer falls out."""
    return trainer.absences.filter(last__gte=year.first_day, first__lte=year.last_day)


def coming_of(trainer: Trainer, year: ProgrammeYear, today: date) -> list[Session]:
    """What a trainer still gives after today, in the order of time: one query."""
    given = Session.objects.filter(year=year, assignments__trainer=trainer, assignments__live=True, day__gt=today)
    rows = given.filter(state__in=[SessionState.DRAFT, SessionState.PUBLISHED]).select_related("edition", "school")
    return list(rows.order_by("day", "half_day", "id"))


def gone(session: Session) -> QuerySet[Assignment]:
    """Trainers who declined a session or were taken off it."""
    return session.assignments.filter(live=False, state__in=["declined", "withdrawn"]).select_related("trainer__person")


def assignments_of_person(person: Person) -> QuerySet[Assignment]:
    """Every assignment of a person in the partnership, for export and erasure."""
    return Assignment.objects.filter(person=person).select_related("session__edition", "session__school").order_by("id")


def rooms_of(school: School) -> QuerySet[Room]:
    """The rooms of a school, each with its number of coming sessions."""
    busy = Count("sessions", filter=Q(sessions__state__in=["draft", "published"]))
    return Room.objects.filter(school=school).annotate(planned=busy).order_by("name")


def schools_with_rooms(schools: tuple[School, ...] | None) -> QuerySet[School]:
    """These schools (None: all), each with its rooms and their number of coming sessions: two queries."""
    rows = School.objects.all() if schools is None else School.objects.filter(pk__in=[s.pk for s in schools])
    busy = Count("sessions", filter=Q(sessions__state__in=["draft", "published"]))
    return rows.prefetch_related(Prefetch("rooms", Room.objects.annotate(planned=busy).order_by("name")))


@dataclass(frozen=True)
class TrainerChoice:
    """A trainer who can give a session: what was said of that half-day, how much is planned, how far it is."""

    trainer: Trainer
    suits: str
    busy: bool
    sessions: int
    km: int | None


def trainer_choices(session: Session) -> tuple[TrainerChoice, ...]:
    """Who can give the workshop, those whom the half-day suits first: five queries.

    `busy` counts every partnership: the database would refuse this trainer on that half-day.
    """
    able = Competence.objects.filter(workshop_id=session.edition.workshop_id).values("trainer_id")
    trainers = list(
        Trainer.objects.filter(pk__in=able, active=True)
        .exclude(pk__in=[a.trainer_id for a in session.assignments.all() if a.live])
        .select_related("person", "institute")
        .prefetch_related("travel")
        .annotate(
            given=Count("assignments", filter=Q(assignments__live=True, assignments__session__year=session.year_id))
        )
    )
    people = [trainer.person_id for trainer in trainers]
    busy, suits = set[int](), dict[int, str]()
    if session.day:
        spot = {"day": session.day, "half_day": session.half_day}
        busy = set(
            Assignment.everywhere.filter(person__in=people, live=True, **spot).values_list("person_id", flat=True)
        )
        suits = dict(Availability.objects.filter(trainer__in=trainers, **spot).values_list("trainer_id", "suits"))
    found = [
        TrainerChoice(
            trainer=trainer,
            suits=suits.get(trainer.pk, ""),
            busy=trainer.person_id in busy,
            sessions=trainer.given,
            km=next((t.km for t in trainer.travel.all() if t.school_id == session.school_id), None),
        )
        for trainer in trainers
    ]
    order = {"can": 0, "": 1, "rather_not": 2, "cannot": 3}
    return tuple(sorted(found, key=lambda c: (c.busy, order[c.suits], c.sessions, c.trainer.person.sort_key)))


def diary_item(session: Session) -> DiaryItem | None:
    """How a session stands in a calendar; None while it has no moment. The uid is the same for everybody and for ever."""
    if session.day is None or session.starts is None or session.ends is None:
        return None
    place = f"{session.room}, {session.school}" if session.room else str(session.school)
    return DiaryItem(
        uid=f"session-{session.pk}@dagdeel",
        title=session.edition.title,
        starts=timezone.make_aware(datetime.combine(session.day, session.starts)),  # time of the school's clock
        ends=timezone.make_aware(datetime.combine(session.day, session.ends)),
        place=place,
        cancelled=session.state == SessionState.CANCELLED,
        sequence=session.sequence,
    )


@dataclass(frozen=True)
class Told:
    """One line of a session's history."""

    at: datetime
    who: str
    what: str
    reason: str


def history_of(session: Session, *, limit: int = 30) -> tuple[Told, ...]:
    """What the plan did to a session, the newest first; later steps tell their own. One query."""
    rows = Entry.objects.filter(object_type=session._meta.label_lower, object_id=str(session.pk), verb__in=VERBS)
    return tuple(Told(row.at, row.by_name, str(VERBS[row.verb]), row.reason) for row in rows[:limit])
