"""Which mails should exist about invitations and enrolments. Asked again and again: the same facts give the same keys."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long, in_words
from dagdeel.outputs.mail.message import Appointment, Follows, Message, sequence
from dagdeel.year.enrolment import documents, queries, rules
from dagdeel.year.enrolment.messages.kinds import KINDS
from dagdeel.year.enrolment.messages.news import News, materials_for, news, turn_for
from dagdeel.year.enrolment.models import Enrolment, Invitation, RankingRound, Verdict
from dagdeel.year.enrolment.states import (
    REMINDED,
    EnrolmentEnd,
    EnrolmentState,
    EnrolmentWay,
    InvitationState,
    Outlook,
    RoundState,
)
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Coming

__all__ = ["KINDS", "coming", "due"]
NOT_IN_A_WEEK = timedelta(days=3)  # so shortly before, "in a week you take part" is not true any more
NOT_AT_ONCE = timedelta(days=1)  # a reminder comes at least so long after what it reminds of


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of a year needs: the year, the moment, the serials of the personal links, and all enrolments by id."""

    year: ProgrammeYear
    at: datetime
    serials: dict[int, int]
    enrolments: Mapping[int, Enrolment] = field(default_factory=dict)

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
    """Every mail that should exist at this moment: a fixed number of queries."""
    if at.date() > year.last_day:
        return
    post = _Post(year, at, links.serials(year, links.Purpose.MENTOR))
    yield from _invitations(post)
    yield from _enrolments(post)
    yield from _rounds(post)


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
    invited: dict[int, list[queries.Standing]] = defaultdict(list)
    for standing in queries.participation(post.year):
        if standing.invitee is not None:
            invited[standing.school.pk].append(standing)
    left = queries.left_at(post.year, post.at)
    nothing = queries.what_is_left((), None, queries.Rounds({}), post.at)
    reminded = [s for found in invited.values() for s in found if s.missing and s.invitee and s.invitee.nudged_at]
    outlooks = queries.outlooks(post.year, reminded, left, post.at) if reminded else {}
    for invitation in invitations:
        here = invitation.school_id
        known = documents.Known(invited[here], left.get(here, nothing), post.serials)
        for standing, letter in zip(invited[here], documents.letters(invitation, post.at, known), strict=True):
            with translation.override(letter.person.language):
                why = _("You get this mail because you guide student teachers at %(school)s.") % {
                    "school": invitation.school.name
                }
                facts = {
                    "subject": letter.subject,
                    "text": letter.text,
                    "text_language": letter.language,
                    "choose": bool(known.left.open),
                }
                yield post.mail("invitation", f"{invitation.pk}-{letter.person.pk}", letter.person, why, facts=facts)
                yield from _new_link(post, letter.person, why)
                outlook = outlooks.get((here, letter.person.pk))
                yield from _nudge(post, standing, outlook, documents.signer(invitation) or _("The head"), why)


def _new_link(post: _Post, person: Person, why: str) -> Iterator[Message]:
    serial = post.serials.get(person.pk, 1)
    if serial > 1:
        yield post.mail("new_link", f"{person.pk}-{serial}", person, why, facts={})


def _nudge(post: _Post, standing: queries.Standing, outlook: Outlook | None, head: str, why: str) -> Iterator[Message]:
    """A reminder is only for who still needs it and can do something about it."""
    if standing.invitee is None or standing.invitee.nudged_at is None or outlook not in REMINDED:
        return
    occasion = f"{standing.invitee.pk}-{standing.invitee.nudged_at:%Y%m%d%H%M%S}"
    facts = {
        "asked": in_words(standing.asked),
        "have": in_words(standing.have),
        "missing": standing.missing,
        "missing_words": in_words(standing.missing),
        "outlook": outlook,
        "school": standing.school.name,
        "head": head,
    }
    yield post.mail("nudge", occasion, standing.person, why, facts=facts)


def _enrolments(post: _Post) -> Iterator[Message]:
    rows = Enrolment.objects.filter(session__year=post.year, person__is_active=True).select_related(
        "person", "by", "session__edition", "session__school", "session__room", "instead_of__session__edition"
    )
    everything = list(rows.order_by("pk"))
    post = replace(post, enrolments={row.pk: row for row in everything})
    known = news(post.year, list({row.session_id: row.session for row in everything}.values()), post.at)
    room = [s for s in queries.standing_sessions(post.year) if s.taken < s.seats]
    moves = queries.moves(post.year)
    for row in everything:
        starts = queries.starts_at(row.session)
        if starts is None:
            continue
        with translation.override(row.person.language):
            if starts > post.at:
                yield from _about(post, row, starts, room, moves.get(row.session_id))
            if row.session.state in queries.STANDING:
                yield from _news(post, row, starts, known)


def _about(
    post: _Post, row: Enrolment, starts: datetime, room: Sequence[Session], moved: Verdict | None
) -> Iterator[Message]:
    facts: dict[str, object] = {**_facts(row.session), "reason": row.reason, "by": row.by.full_name}
    since = f"{row.pk}-{row.since:%Y%m%d%H%M%S}"
    if row.state == EnrolmentState.CANCELLED:
        yield from _ended(post, row, since, facts)
        return
    why = _why(row)
    news = f"{row.pk}-{row.session.sequence}"
    if row.session.state == SessionState.CANCELLED:
        facts |= {"reason": row.session.cancel_reason, "others": _others(row, room, post.at)}
        gone = _appointment(post, row, cancelled=True)
        yield post.mail("session_cancelled", news, row.person, why, facts=facts, entry=gone)
    elif row.session.state in queries.STANDING:
        entry = _appointment(post, row) if row.state == EnrolmentState.ENROLLED else None
        # whoever was placed hears of all seats of the round at once, and gets an appointment for each
        placed = row.way == EnrolmentWay.PLACED
        yield post.mail(
            "appointment" if placed else _occasion(row), since, row.person, why, facts=facts | _offer(row), entry=entry
        )
        if row.session.sequence > row.told_sequence:
            yield post.mail(
                "session_changed", news, row.person, why, facts=facts | _choice(post, row, moved, room), entry=entry
            )
        remind = rules.remind_at(starts.date())
        # Whoever came in later than the reminder knows; nobody gets the reminder of last week.
        if row.state == EnrolmentState.ENROLLED and row.since < remind and starts - post.at > NOT_IN_A_WEEK:
            key = f"{row.pk}-{row.session.day:%Y%m%d}"
            yield post.mail("reminder", key, row.person, why, facts=facts, due=remind)


def _ended(post: _Post, row: Enrolment, since: str, facts: Mapping[str, object]) -> Iterator[Message]:
    """What is told of an enrolment that ended. What somebody did himself he knows, but his calendar does not.

    Whoever changed to another session hears of it once, with that one.
    """
    if row.ended == EnrolmentEnd.SWAPPED:
        return
    why = _("You get this mail because you were enrolled in this workshop.")
    gone = _appointment(post, row, cancelled=True)
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


def _appointment(post: _Post, row: Enrolment, *, cancelled: bool = False) -> Appointment | None:
    """How the session stands in the calendar of somebody who takes part, or no longer does."""
    starts, ends = queries.starts_at(row.session), queries.ends_at(row.session)
    if starts is None or ends is None:
        return None
    entry = queries.entry_of(row, post.enrolments)
    withdrawn = cancelled and row.session.state != SessionState.CANCELLED
    return Appointment(
        uid=entry.uid,
        title=row.session.edition.title,
        starts=starts.isoformat(),
        ends=ends.isoformat(),
        place=_facts(row.session)["place"],
        cancelled=cancelled,
        sequence=sequence(entry.changes, withdrawn=withdrawn),
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
    if row.instead_of is not None and row.instead_of.ended == EnrolmentEnd.SWAPPED:
        return "swapped"
    return OCCASIONS.get(EnrolmentWay(row.way), "confirmed")


def _others(row: Enrolment, room: Sequence[Session], at: datetime) -> list[str]:
    """Where at the same school there is still room."""
    return [
        f"{one.edition.title}, {day_long(one.day)}"
        for one in room
        if one.school_id == row.session.school_id and (starts := queries.starts_at(one)) and starts > at
    ]


def _choice(post: _Post, row: Enrolment, moved: Verdict | None, room: Sequence[Session]) -> dict[str, object]:
    """Why a session was moved, and what whoever takes part can do: stay, change or leave."""
    others = _others(row, [one for one in room if one.pk != row.session_id], post.at)
    return {"reason": moved.reason if moved else "", "others": others, "seated": row.state == EnrolmentState.ENROLLED}


def _offer(row: Enrolment) -> dict[str, str]:
    """What was or will be given up for a seat, and until when it is offered."""
    old = row.instead_of.session if row.instead_of else None
    left = {"instead": old.edition.title, "instead_day": day_long(old.day)} if old else {"instead": ""}
    return left if row.offer_day is None else {**left, "until": day_long(row.offer_day)}


def _why(row: Enrolment) -> str:
    if row.state in {EnrolmentState.WAITING, EnrolmentState.OFFERED}:
        return _("You get this mail because you are on the waiting list of this workshop.")
    return _("You get this mail because you are enrolled in this workshop.")


def _rounds(post: _Post) -> Iterator[Message]:
    """A fixed number of queries per round that was not withdrawn."""
    for round_ in queries.rounds_of(post.year).exclude(state=RoundState.WITHDRAWN):
        if round_.state == RoundState.PUBLISHED:
            yield from _placed(post, round_)
        elif round_.opens <= post.at.date():
            yield from _ranking(post, round_)


def _ranking(post: _Post, round_: RankingRound) -> Iterator[Message]:
    """Say what you prefer; a reminder to whoever did not; and what was kept."""
    facts = queries.round_facts(round_, post.at)
    is_open = rules.takes_rankings(round_.state, post.at.date(), opens=round_.opens, closes=round_.closes)
    remind = rules.remind_to_rank(round_.opens, round_.closes)
    for standing in facts.asked:
        person, said = standing.person, facts.said.get(standing.person.pk)
        with translation.override(person.language):
            why = _("You get this mail because you guide student teachers at %(school)s.") % {
                "school": round_.school.name
            }
            told = _round_facts(post, round_, person)
            opened = post.mail("round_open", f"{round_.pk}-{person.pk}", person, why, facts=told)
            if is_open:
                yield opened
            if said is not None:
                ranked = [facts.editions[pk].title for pk in said.order if pk in facts.editions]
                own = {"order": ranked, "by": said.ranking.by.full_name, "reason": said.ranking.reason}
                yield post.mail(
                    "ranking_kept",
                    f"{said.ranking.pk}-{said.ranking.said_at:%Y%m%d%H%M%S}",
                    person,
                    why,
                    facts={**told, **own},
                )
            elif is_open and remind is not None:
                due = rules.moment(remind, rules.REMIND_AT)
                after = Follows(opened.key, NOT_AT_ONCE)
                key = f"{round_.pk}-{person.pk}"
                yield post.mail("ranking_reminder", key, person, why, facts=told, due=due, follows=after)


def _placed(post: _Post, round_: RankingRound) -> Iterator[Message]:
    """Where somebody was placed, with the own reason, until the sessions have been."""
    facts = queries.round_facts(round_, post.at)
    if all(post.at >= starts for session in facts.sessions if (starts := queries.starts_at(session))):
        return
    review = queries.review(facts, queries.placements_of(round_).get(), faults=(), values=None)
    for row in review.people:
        person = row.standing.person
        with translation.override(person.language):
            told = {
                **_round_facts(post, round_, person),
                "seats": [_facts(seat.session) for seat in row.seats],
                "wishes": [
                    {"title": wish.edition.title, "why": " ".join(wish.why)}
                    for wish in row.wishes
                    if wish.why and not wish.given
                ],
                "by_hand": row.by_hand,
                "ranked": row.ranked,
            }
            why = _("You get this mail because everybody at %(school)s was placed at once.") % {
                "school": round_.school.name
            }
            yield post.mail("placed", f"{round_.pk}-{person.pk}", person, why, facts=told)


def _round_facts(post: _Post, round_: RankingRound, person: Person) -> dict[str, object]:
    """What a mail says of a round, in the language that is active."""
    own_page = documents.personal_link(person, post.year, post.serials)
    return {
        "about": day_long(round_.study_day) if round_.study_day else "",
        "until": day_long(round_.closes),
        "places": round_.places,
        "school": round_.school.name,
        "ranking_link": f"{own_page}rounds/{round_.pk}/",
    }


def _facts(session: Session) -> dict[str, str]:
    """What a mail says of a session, in the language that is active."""
    return {
        "title": session.edition.title,
        "day": day_long(session.day),
        "time": clock_range(session.starts, session.ends),
        "place": ", ".join(part for part in (session.room.name if session.room else "", session.school.name) if part),
    }
