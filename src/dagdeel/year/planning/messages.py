"""The mails of this step: trainers are asked, reminded, and told of what changed; schools and leads hear what touches them.

The same facts give the same keys.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Appointment, Follows, Kind, Message, sequence
from dagdeel.outputs.mail.states import Topic
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.step import Coming

REMIND_AFTER = timedelta(days=7)
NEWS = timedelta(days=14)  # so long a published plan is news for whoever becomes a school educator meanwhile
ANSWERS = (AssignmentState.ASKED, AssignmentState.CONFIRMED)


def _example() -> Mapping[str, object]:
    fact = {
        "title": _("Giving feedback that helps"), "day": day_long(date(2016, 11, 8)),
        "time": clock_range(time(13, 30), time(17)), "place": "School A, Aula",
    }  # fmt: skip
    more = {
        "reason": _("The trainer is ill."),
        "school": "School A",
        "who": "Anna van der Spek",
        "link": settings.SITE_URL,
    }
    return {"sessions": [fact], "day": fact["day"], "title": fact["title"], **more}


_GIVES = gettext_lazy("You get this mail because you give workshops in this programme.")
_TRAINER = gettext_lazy("the trainer")
KINDS = (
    Kind(
        key="planning.asked",
        label=gettext_lazy("Do you give this session?"),
        to=_TRAINER,
        when=gettext_lazy(
            "when the plan is published, or when a session gets another moment; one mail for all that is asked at once"
        ),
        why=_GIVES,
        template="planning/mail/asked",
        example=_example,
    ),
    Kind(
        key="planning.reminder",
        label=gettext_lazy("Reminder to answer"),
        to=gettext_lazy("a trainer who did not answer"),
        when=gettext_lazy("a week after we asked, once"),
        why=_GIVES,
        template="planning/mail/reminder",
        example=_example,
        daily=True,
    ),
    Kind(
        key="planning.confirmed",
        label=gettext_lazy("Appointment of a trainer"),
        to=_TRAINER,
        when=gettext_lazy("when the trainer has said yes; carries the appointment for the calendar"),
        why=_GIVES,
        template="planning/mail/confirmed",
        example=_example,
        topic=Topic.CALENDAR,
        urgent=True,
    ),
    Kind(
        key="planning.changed",
        label=gettext_lazy("A session has another room"),
        to=_TRAINER,
        when=gettext_lazy("when something changed since the trainer answered"),
        why=_GIVES,
        template="planning/mail/changed",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="planning.cancelled",
        label=gettext_lazy("A session of a trainer is cancelled"),
        to=_TRAINER,
        when=gettext_lazy("as soon as it is cancelled"),
        why=_GIVES,
        template="planning/mail/cancelled",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="planning.withdrawn",
        label=gettext_lazy("A trainer is no longer needed"),
        to=_TRAINER,
        when=gettext_lazy("as soon as somebody else gives it"),
        why=_GIVES,
        template="planning/mail/withdrawn",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="planning.given_back",
        label=gettext_lazy("A trainer gave a session back"),
        to=_TRAINER,
        when=gettext_lazy("when a trainer who had said yes says no; takes the appointment out of the calendar"),
        why=_GIVES,
        template="planning/mail/given_back",
        example=_example,
        topic=Topic.CALENDAR,
        urgent=True,
    ),
    Kind(
        key="planning.declined",
        label=gettext_lazy("A trainer cannot come"),
        to=gettext_lazy("the programme lead"),
        when=gettext_lazy("when a trainer says no and nobody else gives the session"),
        why=gettext_lazy("You get this mail because you lead this programme."),
        template="planning/mail/declined",
        example=_example,
        daily=True,
    ),
    Kind(
        key="planning.published",
        label=gettext_lazy("The sessions at a school"),
        to=gettext_lazy("the school educators of the school"),
        when=gettext_lazy("when a plan is published that changes something at the school"),
        why=gettext_lazy("You get this mail because you organise the workshops at your school."),
        template="planning/mail/published",
        example=_example,
        daily=True,
    ),
)


def mails(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist now about sessions that are still to come: at most six queries."""
    rows = (
        Assignment.objects.filter(session__year=year, session__day__gte=timezone.localdate(at))
        .exclude(state=AssignmentState.PROPOSED)
        .select_related("person", "session__edition", "session__school", "session__room")
        .order_by("person_id", "asked_at", "session__day", "session__half_day", "id")
    )
    assignments = list(rows)
    published = [a for a in assignments if a.live and a.session.state == SessionState.PUBLISHED]
    yield from _asked(year, [a for a in published if a.state == AssignmentState.ASKED])
    turns = _turns(assignments)
    for assignment in assignments:
        yield from _about(year, assignment, turns[assignment.pk])
    yield from _declined(year, assignments)
    yield from _published(year, at)


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """Trainers who stand in the plan are asked when it is published. One query."""
    if year.plan_due is None or year.plan_due < timezone.localdate(at):
        return
    proposed = Assignment.objects.filter(session__year=year, state=AssignmentState.PROPOSED, live=True)
    people = tuple(sorted(set(proposed.values_list("person", flat=True))))
    yield Coming("planning.asked", year.plan_due, people, provided=_("if the plan is published then"))


def _turns(assignments: Iterable[Assignment]) -> dict[int, int]:
    """How often the same person was on the session before: an appointment that comes back has to be newer than its end."""
    seen: Counter[tuple[int, int]] = Counter()
    found = {}
    for assignment in sorted(assignments, key=lambda a: a.pk):
        found[assignment.pk] = seen[assignment.person_id, assignment.session_id]
        seen[assignment.person_id, assignment.session_id] += 1
    return found


def _asked(year: ProgrammeYear, asked: Iterable[Assignment]) -> Iterator[Message]:
    """One mail for all that a trainer is asked at the same moment, and one reminder for what stays unanswered of it."""
    for (_person, moment), group in groupby(asked, key=lambda a: (a.person_id, a.asked_at)):
        if moment is None:
            continue
        rows = list(group)
        person, stamp = rows[0].person, int(moment.timestamp())
        first = _mail(year, "asked", person, f"{person.pk}:{stamp}", [a.session for a in rows])
        yield first
        yield _mail(
            year, "reminder", person, f"{person.pk}:{stamp}", [a.session for a in rows],
            due=moment + REMIND_AFTER, follows=Follows(first.key, REMIND_AFTER),
        )  # fmt: skip


def _about(year: ProgrammeYear, assignment: Assignment, turn: int) -> Iterator[Message]:
    """What one trainer hears of one session, with the appointment where there was one."""
    session, state = assignment.session, assignment.state
    key = f"{assignment.pk}:{session.sequence}"
    entry = _appointment(session, turn, cancelled=False)
    gone = _appointment(session, turn, cancelled=True)
    if session.state == SessionState.PUBLISHED and assignment.live and state in ANSWERS:
        if session.sequence > assignment.known:
            said_yes = state == AssignmentState.CONFIRMED
            yield _mail(year, "changed", assignment.person, key, [session], entry=entry if said_yes else None)
        elif state == AssignmentState.CONFIRMED:
            yield _mail(year, "confirmed", assignment.person, key, [session], entry=entry)
    elif session.state == SessionState.CANCELLED and state in ANSWERS:
        yield _mail(year, "cancelled", assignment.person, key, [session], entry=gone)
    elif state == AssignmentState.WITHDRAWN:
        yield _mail(year, "withdrawn", assignment.person, key, [session], entry=gone)
    elif state == AssignmentState.DECLINED and gone is not None:
        had_it = Follows(uid=gone.uid)
        yield _mail(year, "given_back", assignment.person, key, [session], entry=gone, follows=had_it)


def _appointment(session: Session, turn: int, *, cancelled: bool) -> Appointment | None:
    """How the session stands in the calendar of one trainer, who gives it for the first time or once more."""
    item = queries.diary_item(session)
    if item is None:
        return None
    return Appointment(
        uid=item.uid,
        title=item.title,
        starts=item.starts.isoformat(),
        ends=item.ends.isoformat(),
        place=item.place,
        cancelled=cancelled,
        sequence=sequence(item.sequence + turn, withdrawn=cancelled and not item.cancelled),
    )


def _declined(year: ProgrammeYear, assignments: list[Assignment]) -> Iterator[Message]:
    """The programme lead, as long as nobody gives the session."""
    given = {a.session_id for a in assignments if a.live}
    open_ = [
        a for a in assignments
        if a.state == AssignmentState.DECLINED and a.session_id not in given and a.session.state == SessionState.PUBLISHED
    ]  # fmt: skip
    if not open_:
        return
    leads = {m.person_id: m.person for m in _held(year, Role.PROGRAMME_LEAD)}
    for assignment in open_:
        for lead in leads.values():
            more = {"who": assignment.person.full_name, "reason": assignment.remark}
            page = reverse("planning:session", args=[year.partnership.slug, year, assignment.session_id])
            why = gettext_lazy("You get this mail because you lead this programme.")
            yield _mail(
                year,
                "declined",
                lead,
                f"{assignment.pk}:{lead.pk}",
                [assignment.session],
                why=why,
                page=page,
                more=more,
            )


def _published(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """The school educators, about the sessions of their school that the last version changed."""
    version = queries.last_version(year)
    if version is None or at > version.published_at + NEWS:
        return
    rows = (
        queries.sessions_of(year)
        .filter(pk__in=queries.told_by(version), state=SessionState.PUBLISHED)
        .order_by("day", "half_day")
    )
    sessions = {session.pk: session for session in rows}
    for membership in _held(year, Role.SCHOOL_EDUCATOR):
        assert membership.school is not None  # constraint membership_has_school
        here = [s for s in sessions.values() if s.school_id == membership.school_id]
        if here:
            why = gettext_lazy("You get this mail because you organise the workshops at your school.")
            page = reverse("planning:index", args=[year.partnership.slug, year]) + f"?school={membership.school_id}"
            more = {"school": membership.school.name}
            key = f"{version.pk}:{membership.school_id}:{membership.person_id}"
            yield _mail(year, "published", membership.person, key, here, why=why, page=page, more=more)


def _held(year: ProgrammeYear, role: Role) -> Iterable[Membership]:
    rows = Membership.objects.filter(role=role, from_year__lte=year.first_year, person__is_active=True)
    rows = rows.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year))
    return rows.select_related("person", "school").order_by("pk")


def _mail(
    year: ProgrammeYear,
    name: str,
    to: Person,
    key: str,
    sessions: list[Session],
    *,
    due: datetime | None = None,
    follows: Follows | None = None,
    entry: Appointment | None = None,
    why: object = _GIVES,
    page: str = "",
    more: Mapping[str, object] | None = None,
) -> Message:
    with translation.override(to.language):
        return Message(
            key=f"planning:{name}:{key}",
            to=to,
            template=f"planning/mail/{name}",
            why=str(why),
            context={
                "sessions": [_facts(session) for session in sessions],
                "link": settings.SITE_URL + (page or reverse("planning:mine", args=[year.partnership.slug, year])),
                "day": day_long(sessions[0].day),
                "title": sessions[0].edition.title,
                "reason": sessions[0].cancel_reason,
                **(more or {}),
            },
            due=due,
            kind=f"planning.{name}",
            follows=follows,
            appointment=entry,
        )


def _facts(session: Session) -> dict[str, str]:
    place = f"{session.school.name}, {session.room.name}" if session.room else session.school.name
    return {
        "title": session.edition.title,
        "day": day_long(session.day),
        "time": clock_range(session.starts, session.ends),
        "place": place,
    }
