"""Questions about attendance: the list of a session, all lists of a year, who could walk in, what was corrected."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import Ids, ids, prepared, sums
from dagdeel.base.people import rules as names
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import permissions, rules
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import ATTENDED, PresenceState, RosterState
from dagdeel.year.enrolment import rules as enrolment_rules
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState

# What has a list: a draft has none, and a cancelled session never gets one.
WITH_ROSTER: Final = (SessionState.PUBLISHED, SessionState.HELD)


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list of a session."""

    person: Person
    presence: Presence | None

    @property
    def state(self) -> str:
        """How the person was present; empty while nobody said so."""
        return self.presence.state if self.presence else ""

    @property
    def walk_in(self) -> bool:
        """Whether the person came without being enrolled."""
        return self.presence is not None and self.presence.walk_in


@dataclass(frozen=True, slots=True)
class RosterList:
    """The list of one session: its people in the order of their names, and how far it is."""

    session: Session
    lines: tuple[Line, ...]
    roster: Roster | None
    state: RosterState

    @property
    def closed(self) -> bool:
        """Whether changes need a reason."""
        return self.state == RosterState.CLOSED

    @property
    def open(self) -> bool:
        """Whether attendance can be taken now."""
        return self.state in {RosterState.TODAY, RosterState.LATE}

    @property
    def unmarked(self) -> int:
        """How many people have no state yet."""
        return sum(line.presence is None for line in self.lines)

    @property
    def marked(self) -> int:
        """How many people have a state."""
        return len(self.lines) - self.unmarked

    @property
    def attended(self) -> int:
        """How many people took part."""
        return sum(line.presence is not None and line.presence.attended for line in self.lines)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a list has, by what it says of them."""

    marked: int = 0
    attended: int = 0
    walk_ins: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """One session in the list of a year, with its counts. `may_take`: this member may change it."""

    session: Session
    state: RosterState
    enrolled: int
    counts: Counts
    trainers: tuple[str, ...]
    may_take: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed after closing: who, from what to what, why."""

    at: datetime
    by: str
    name: str
    before: str
    after: str
    reason: str


def sessions_of(year: ProgrammeYear) -> QuerySet[Session]:
    """The sessions of a year that have, or had, a list; with what a page says of them."""
    live = Prefetch("assignments", Assignment.objects.filter(live=True).select_related("person"), to_attr="live")
    rows = Session.objects.filter(year=year).exclude(state=SessionState.DRAFT)
    return rows.select_related("year__partnership", "edition", "school", "room").prefetch_related(live)


def trainers_of(session: Session) -> frozenset[int]:
    """The ids of the people who give a session that came from `sessions_of`; no query."""
    live: list[Assignment] = session.live  # type: ignore[attr-defined]  # prefetched by sessions_of
    return frozenset(assignment.person_id for assignment in live)


def roster(session: Session, today: date) -> RosterList:
    """The list of a session. Three queries."""
    found = Roster.objects.filter(session=session).select_related("closed_by").first()
    closed = session.state == SessionState.HELD or (found is not None and found.closed_at is not None)
    people = {row.person_id: row.person for row in _enrolments(session)}
    rows = {row.person_id: row for row in Presence.objects.filter(session=session).select_related("person")}
    # Once closed, the list itself says who stood on it; before that, who has a seat or walked in.
    shown = {pk: row.person for pk, row in rows.items() if closed or row.walk_in} | ({} if closed else people)
    lines = tuple(Line(who, rows.get(pk)) for pk, who in sorted(shown.items(), key=lambda item: item[1].sort_key))
    state = rules.roster_state(session.day, today, closed=closed, cancelled=session.state == SessionState.CANCELLED)
    return RosterList(session, lines, found, state)


def code_key() -> bytes:
    """The key of the digits in the room: follows from the secret of the installation."""
    return salted_hmac("dagdeel.room-code", "", algorithm="sha256").digest()


def moments(session: Session) -> tuple[datetime, datetime] | None:
    """When a session begins and ends; None while it has no times."""
    if session.day is None or session.starts is None or session.ends is None:
        return None
    zone = timezone.get_default_timezone()
    starts = datetime.combine(session.day, session.starts, tzinfo=zone)
    return starts, datetime.combine(session.day, session.ends, tzinfo=zone)


def doors_open(session: Session, at: datetime) -> bool:
    """Whether people can check in now."""
    opened = moments(session)
    return opened is not None and enrolment_rules.doors_open(*opened, at)


def doors_open_at(session: Session, at: datetime) -> datetime | None:
    """From when people can check in; None when they can now, when it is over, or when the session has no times."""
    opened = moments(session)
    opens = opened[0] - enrolment_rules.DOORS_OPEN if opened else None
    return opens if opens and at < opens else None


def is_enrolled(session: Session, person: Person) -> bool:
    """Whether this person has a seat in the session."""
    return _enrolments(session).filter(person=person).exists()


def is_present(session: Session, person: Person) -> bool:
    """Whether the list says that this person is, or was, there."""
    return Presence.objects.filter(session=session, person=person, state__in=ATTENDED).exists()


def _enrolments(session: Session) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED).select_related("person")


class Listed(NamedTuple):
    """A list in the order of time, before it is looked into."""

    session: int
    school: int
    state: RosterState


def listed(
    year: ProgrammeYear,
    member: Member,
    today: date,
    order: Callable[[QuerySet[Session]], QuerySet[Session]] = QuerySet.all,
) -> list[Listed]:
    """The lists of a year that this member may see, in order of time or another (which may name `people`). One query."""
    rows = order(_with_people(Session.objects.filter(year=year, state__in=WITH_ROSTER, day__isnull=False)))
    seen = permissions.schools_seen(member)
    if seen is not None:
        given = Assignment.everywhere.filter(session=OuterRef("pk"), person=member.person, live=True)
        rows = rows.filter(Exists(given) | Q(school__in=seen))
    return [
        Listed(pk, school, rules.roster_state(day, today, closed=state == SessionState.HELD))
        for pk, school, day, state in rows.values_list("pk", "school", "day", "state")
    ]


def _with_people(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With `people`: who took part in what was held, else who is enrolled. Costs nothing until somebody asks for it."""
    took_part = Presence.everywhere.filter(session=OuterRef("pk"), state__in=ATTENDED)
    enrolled = Enrolment.everywhere.filter(session=OuterRef("pk"), state=EnrolmentState.ENROLLED)
    number = [
        Coalesce(Subquery(of.order_by().values("session").annotate(n=Count("pk")).values("n"), IntegerField()), 0)
        for of in (took_part, enrolled)
    ]
    return rows.annotate(people=Case(When(state=SessionState.HELD, then=number[0]), default=number[1]))


def overview(
    year: ProgrammeYear, member: Member, today: date, lists: Iterable[Listed] | None = None
) -> tuple[Overview, ...]:
    """The lists of a year that this member may see, or these lists, with their counts, in order of time. Five queries."""
    asked = [line.session for line in (listed(year, member, today) if lists is None else lists)]
    sessions = list(sessions_of(year).filter(pk__in=asked))
    seated = Enrolment.objects.filter(session__in=sessions, state=EnrolmentState.ENROLLED).order_by()
    enrolled = dict(seated.values_list("session").annotate(number=Count("pk")))
    presences = Presence.objects.filter(session__in=sessions).order_by().values_list("session")
    took_part, walked = Count("pk", filter=Q(state__in=ATTENDED)), Count("pk", filter=Q(walk_in=True))
    rows_of = presences.annotate(marked=Count("pk"), took_part=took_part, walked=walked)
    counts = {pk: Counts(marked, took_part, walked) for pk, marked, took_part, walked in rows_of}
    return tuple(_overview(s, member, today, enrolled.get(s.pk, 0), counts.get(s.pk, Counts())) for s in sessions)


def _overview(session: Session, member: Member, today: date, enrolled: int, counts: Counts) -> Overview:
    live: list[Assignment] = session.live  # type: ignore[attr-defined]  # prefetched by sessions_of
    return Overview(
        session=session,
        state=rules.roster_state(session.day, today, closed=session.state == SessionState.HELD),
        enrolled=enrolled,
        counts=counts,
        trainers=tuple(assignment.person.full_name for assignment in live),
        may_take=permissions.may_take(member, session.school_id, trainers_of(session)),
    )


class Tally(NamedTuple):
    """How many lists there are: all, closed, of today, and of days before that are not closed."""

    total: int
    held: int
    due: int
    late: int


def tally(year: ProgrammeYear, today: date) -> Tally:
    """The lists of a year. One query."""
    return Tally(*_tally(year.pk, today)[0])


def tally_by_school(year: ProgrammeYear, today: date, schools: Iterable[School] | None = None) -> dict[int, Tally]:
    """The lists by school (id), of these schools when given. One query."""
    return {school: Tally(*counts) for school, *counts in _tally_by_school(year.pk, today, ids(schools))}


@prepared
def _tally(year: int, today: date) -> QuerySet[Any, Any]:
    return sums(Session.objects.filter(year=year, state__in=WITH_ROSTER), **_counts(today))


@prepared
def _tally_by_school(year: int, today: date, schools: Ids) -> QuerySet[Any, Any]:
    rows = Session.objects.filter(year=year, state__in=WITH_ROSTER).order_by()
    rows = rows if schools is None else rows.filter(school__in=schools)
    return rows.values_list("school").annotate(**_counts(today))


def _counts(today: date) -> dict[str, Count]:
    """The columns of a Tally, in its order."""
    published = Q(state=SessionState.PUBLISHED)
    return {
        "total": Count("pk"),
        "held": Count("pk", filter=Q(state=SessionState.HELD)),
        "due": Count("pk", filter=published & Q(day=today)),
        "late": Count("pk", filter=published & Q(day__lt=today)),
    }


def walk_in_candidates(session: Session, query: str, on_list: Iterable[Person]) -> Sequence[Membership]:
    """The mentors of the session's school whose name fits and who are not on the list, at most ten. One query."""
    sought = names.sort_key("", "", query).split("|")[0].strip()
    if not sought:
        return ()
    taken = {person.pk for person in on_list}
    first = session.year.first_year
    mentors = (
        Membership.objects.filter(role=Role.MENTOR, school=session.school_id, from_year__lte=first)
        .filter(Q(to_year__isnull=True) | Q(to_year__gte=first))
        .exclude(person_id__in=taken)
        .select_related("person")
        .order_by("person__sort_key")
    )
    return [row for row in mentors if rules.matches(sought, row.person.sort_key.replace("|", " "))][:10]


def corrections(session: Session, lines: Iterable[Line]) -> tuple[Correction, ...]:
    """What was changed on the list after it closed, newest first. One query."""
    entries = Entry.objects.filter(
        object_type=session._meta.label_lower, object_id=str(session.pk), verb__startswith="attendance."
    )
    known = {line.person.pk: line.person.full_name for line in lines}
    return tuple(
        Correction(
            entry.at,
            entry.by_name,
            known.get(entry.after.get("person", 0), ""),
            _in_words(entry.before),
            _in_words(entry.after),
            entry.reason,
        )
        for entry in entries.exclude(reason="").order_by("-at", "-id")
    )


def _in_words(facts: dict[str, Any]) -> str:
    state = facts.get("state")
    return str(PresenceState(state).label) if state in PresenceState.values else ""


def waiting_for_roster(year: ProgrammeYear, today: date) -> QuerySet[Session]:
    """Published sessions of which the day has come and the list is not closed, oldest first."""
    rows = Session.objects.filter(year=year, state=SessionState.PUBLISHED, day__lte=today)
    return rows.select_related("edition", "school").order_by("day", "starts", "pk")


def broken_promises() -> Iterable[str]:
    """Over all partnerships: a held session has a closed list and a closed list a held session; nobody is on it by accident."""
    open_lists = Session.everywhere.filter(state=SessionState.HELD).exclude(roster__closed_at__isnull=False)
    for pk in open_lists.values_list("pk", flat=True):
        yield f"Session {pk} was held, but its roster is not closed."
    closed = Roster.everywhere.filter(closed_at__isnull=False).exclude(session__state=SessionState.HELD)
    for pk in closed.values_list("session_id", flat=True):
        yield f"Session {pk} has a closed roster, but was not held."
    enrolled = Enrolment.everywhere.filter(state=EnrolmentState.ENROLLED)
    seated = Presence.everywhere.filter(session__state=SessionState.HELD, walk_in=False).exclude(
        pk__in=Presence.everywhere.filter(
            session__enrolments__person=F("person"), session__enrolments__in=enrolled
        ).values("pk")
    )
    for pk, session in seated.values_list("pk", "session_id"):
        yield f"Presence {pk} at session {session}: not enrolled and no walk-in."
