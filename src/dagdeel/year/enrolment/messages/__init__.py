"""Which mails should exist about invitations and enrolments. Asked again and again: the same facts give the same keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Appointment, Follows, Message, sequence
from dagdeel.year.enrolment import documents, queries, rules
from dagdeel.year.enrolment.messages.kinds import KINDS
from dagdeel.year.enrolment.messages.news import News, materials_for, news, turn_for
from dagdeel.year.enrolment.models import Enrolment, Invitation
from dagdeel.year.enrolment.states import EnrolmentEnd, EnrolmentState, EnrolmentWay, InvitationState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Coming

__all__ = ["KINDS", "coming", "due"]


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of a year needs: the year, the moment, and the serials of the personal links."""

    year: ProgrammeYear
    at: datetime
    serials: dict[int, int]

    def mail(
        self,
        kind: str,
        key: str,
        to: Person,
        why: str,
        *,
        facts: Mapping[str, object],
        due: datetime | None = None,
        entry: Appointment | None = None,
        follows: Follows | None = None,
    ) -> Message:
        """A mail of this step. `key` tells this occasion from every other of its kind."""
        return Message(
            key=f"enrolment-{kind}-{key}",
            to=to,
            template=f"enrolment/mail/{kind}",
            why=why,
            context={"link": documents.personal_link(to, self.year, self.serials), "year": str(self.year), **facts},
            due=due,
            kind=f"enrolment.{kind}",
            appointment=entry,
            follows=follows,
        )


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment: a fixed number of queries per school that invited."""
    if at.date() > year.last_day:
        return
    post = _Post(year, at, links.serials(year, links.Purpose.MENTOR))
    yield from _invitations(post)
    yield from _enrolments(post)


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """Mentors of schools whose head has not signed yet. Two queries."""
    day = year.invitations_due
    if day is None or day < at.date():
        return
    signed = set(Invitation.objects.filter(year=year, state=InvitationState.SENT).values_list("school", flat=True))
    people: dict[str, set[int]] = {}
    for membership in queries.mentors(year).filter(person__is_active=True):
        if membership.school is not None and membership.school_id not in signed:
            people.setdefault(membership.school.name, set()).add(membership.person_id)
    for school, mentors in sorted(people.items()):
        yield Coming("enrolment.invitation", day, tuple(sorted(mentors)), school, _("if the head signs then"))


def _invitations(post: _Post) -> Iterator[Message]:
    sent = Invitation.objects.filter(year=post.year, state=InvitationState.SENT)
    invitations = sent.select_related("school", "signed_by", "year__partnership")
    if not invitations:
        return
    everybody = queries.participation(post.year)
    for invitation in invitations:
        invited = [s for s in everybody if s.school.pk == invitation.school_id and s.invitee is not None]
        for standing, letter in zip(invited, documents.letters(invitation, invited), strict=True):
            with translation.override(letter.person.language):
                why = _("You get this mail because you guide student teachers at %(school)s.") % {
                    "school": invitation.school.name
                }
                facts = {"subject": letter.subject, "text": letter.text}
                yield post.mail("invitation", f"{invitation.pk}-{letter.person.pk}", letter.person, why, facts=facts)
                yield from _new_link(post, letter.person, why)
                yield from _nudge(post, standing, documents.signer(invitation), why)


def _new_link(post: _Post, person: Person, why: str) -> Iterator[Message]:
    serial = post.serials.get(person.pk, 1)
    if serial > 1:
        yield post.mail("new_link", f"{person.pk}-{serial}", person, why, facts={})


def _nudge(post: _Post, standing: queries.Standing, head: str, why: str) -> Iterator[Message]:
    """A reminder is only for who still needs it."""
    if standing.invitee is None or standing.invitee.nudged_at is None or not standing.missing:
        return
    occasion = f"{standing.invitee.pk}-{standing.invitee.nudged_at:%Y%m%d%H%M%S}"
    facts = {
        "asked": documents.in_words(standing.asked),
        "have": documents.in_words(standing.have),
        "missing": standing.missing,
        "school": standing.school.name,
        "head": head,
    }
    yield post.mail("nudge", occasion, standing.person, why, facts=facts)


def _enrolments(post: _Post) -> Iterator[Message]:
    rows = Enrolment.objects.filter(session__year=post.year, person__is_active=True).select_related(
        "person", "by", "session__edition", "session__school", "session__room", "instead_of__session__edition"
    )
    everything = list(rows.order_by("pk"))
    known = news(post.year, list({row.session_id: row.session for row in everything}.values()), post.at)
    room = [s.session for s in queries.seats(post.year) if s.session.taken < s.session.seats]
    for row in everything:
        starts = queries.starts_at(row.session)
        if starts is None:
            continue
        with translation.override(row.person.language):
            if starts > post.at:
                yield from _about(post, row, starts, room)
            if row.session.state in queries.STANDING:
                yield from _news(post, row, starts, known)


def _about(post: _Post, row: Enrolment, starts: datetime, room: Sequence[Session]) -> Iterator[Message]:
    facts: dict[str, object] = {**_facts(row.session), "reason": row.reason, "by": row.by.full_name}
    since = f"{row.pk}-{row.since:%Y%m%d%H%M%S}"
    if row.state == EnrolmentState.CANCELLED:
        yield from _ended(post, row, since, facts)
        return
    why = _why(row)
    news = f"{row.pk}-{row.session.sequence}"
    if row.session.state == SessionState.CANCELLED:
        facts |= {"reason": row.session.cancel_reason, "others": _others(row, room, post.at)}
        gone = _appointment(row, cancelled=True)
        yield post.mail("session_cancelled", news, row.person, why, facts=facts, entry=gone)
    elif row.session.state in queries.STANDING:
        entry = _appointment(row) if row.state == EnrolmentState.ENROLLED else None
        yield post.mail(_occasion(row), since, row.person, why, facts=facts | _offer(row), entry=entry)
        if row.session.sequence > row.told_sequence:
            yield post.mail("session_changed", news, row.person, why, facts=facts, entry=entry)
        remind = rules.remind_at(starts.date())
        # Whoever came in later than the reminder knows; nobody gets the reminder of last week.
        if row.state == EnrolmentState.ENROLLED and row.since < remind:
            key = f"{row.pk}-{row.session.day:%Y%m%d}"
            yield post.mail("reminder", key, row.person, why, facts=facts, due=remind)


def _ended(post: _Post, row: Enrolment, since: str, facts: Mapping[str, object]) -> Iterator[Message]:
    """What is told of an enrolment that ended. What somebody did himself he knows, but his calendar does not."""
    why = _("You get this mail because you were enrolled in this workshop.")
    gone = _appointment(row, cancelled=True)
    if kind := ENDINGS.get(EnrolmentEnd(row.ended)):
        yield post.mail(kind, since, row.person, why, facts=facts, entry=gone)
    elif gone is not None:
        had_it = Follows(uid=gone.uid)
        yield post.mail("given_up", since, row.person, why, facts=facts, entry=gone, follows=had_it)


def _news(post: _Post, row: Enrolment, starts: datetime, known: News) -> Iterator[Message]:
    """Materials that came after the enrolment, and another trainer."""
    facts, why = _facts(row.session), _why(row)
    for due, titles in materials_for(row, known):
        key = f"{row.pk}-{due:%Y%m%d}"
        yield post.mail("materials", key, row.person, why, facts={**facts, "titles": titles}, due=due)
    turn = turn_for(row, known)
    if turn is not None and starts > post.at:
        facts["trainers"] = turn.names
        yield post.mail("trainer_changed", f"{row.pk}-{turn.key}", row.person, why, facts=facts)


def _appointment(row: Enrolment, *, cancelled: bool = False) -> Appointment | None:
    """How the session stands in the calendar of somebody who takes part, or no longer does."""
    starts, ends = queries.starts_at(row.session), queries.ends_at(row.session)
    if starts is None or ends is None:
        return None
    withdrawn = cancelled and row.session.state != SessionState.CANCELLED
    return Appointment(
        uid=f"enrolment-{row.pk}@dagdeel",
        title=row.session.edition.title,
        starts=starts.isoformat(),
        ends=ends.isoformat(),
        place=_facts(row.session)["place"],
        cancelled=cancelled,
        sequence=sequence(row.session.sequence, withdrawn=withdrawn),
    )


# An offer that was let go is told by the page.
ENDINGS: Final = {
    EnrolmentEnd.SCHOOL: "cancelled",
    EnrolmentEnd.LAPSED: "lapsed",
    EnrolmentEnd.SUBSTITUTED: "substituted",
}
OCCASIONS: Final = {EnrolmentWay.SUBSTITUTE: "came_instead", EnrolmentWay.WAITING_LIST: "accepted"}


def _occasion(row: Enrolment) -> str:
    if row.state == EnrolmentState.WAITING:
        return "waiting"
    if row.state == EnrolmentState.OFFERED:
        return "offered"
    return OCCASIONS.get(EnrolmentWay(row.way), "confirmed")


def _others(row: Enrolment, room: Sequence[Session], at: datetime) -> list[str]:
    """Where at the same school there is still room."""
    return [
        f"{one.edition.title}, {day_long(one.day)}"
        for one in room
        if one.school_id == row.session.school_id and (starts := queries.starts_at(one)) and starts > at
    ]


def _offer(row: Enrolment) -> dict[str, str]:
    """Until when an offer stands, and what is given up for it."""
    if row.offer_day is None:
        return {}
    instead = row.instead_of.session.edition.title if row.instead_of else ""
    return {"until": day_long(row.offer_day), "instead": instead}


def _why(row: Enrolment) -> str:
    if row.state in {EnrolmentState.WAITING, EnrolmentState.OFFERED}:
        return _("You get this mail because you are on the waiting list of this workshop.")
    return _("You get this mail because you are enrolled in this workshop.")


def _facts(session: Session) -> dict[str, str]:
    """What a mail says of a session, in the language that is active."""
    return {
        "title": session.edition.title,
        "day": day_long(session.day),
        "time": clock_range(session.starts, session.ends),
        "place": ", ".join(part for part in (session.room.name if session.room else "", session.school.name) if part),
    }
