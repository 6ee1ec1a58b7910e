"""Which mails should exist about invitations and enrolments. Asked again and again: the same facts give the same keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Message
from dagdeel.year.enrolment import documents, queries, rules
from dagdeel.year.enrolment.models import Enrolment, Invitation, RankingRound
from dagdeel.year.enrolment.states import EnrolmentState, EnrolmentWay, InvitationState, RoundState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of a year needs: the year, the moment, and the serials of the personal links."""

    year: ProgrammeYear
    at: datetime
    serials: dict[int, int]

    def mail(
        self, kind: str, key: str, to: Person, why: str, *, facts: Mapping[str, object], due: datetime | None = None
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
        )


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment: a fixed number of queries per school that invited."""
    if at.date() > year.last_day:
        return
    post = _Post(year, at, links.serials(year, links.Purpose.MENTOR))
    yield from _invitations(post)
    yield from _enrolments(post)
    yield from _rounds(post)


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
                facts = {"subject": letter.subject, "text": letter.text, "text_language": letter.language}
                yield post.mail("invitation", f"{invitation.pk}-{letter.person.pk}", letter.person, why, facts=facts)
                yield from _new_link(post, letter.person, why)
                yield from _nudge(post, standing, documents.signer(invitation) or _("The head"), why)


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
        "person", "by", "session__edition", "session__school", "session__room"
    )
    for row in rows.order_by("pk"):
        starts = queries.starts_at(row.session)
        if starts is not None and starts > post.at:
            with translation.override(row.person.language):
                yield from _about(post, row, starts)


def _about(post: _Post, row: Enrolment, starts: datetime) -> Iterator[Message]:
    facts = {**_facts(row.session), "reason": row.reason, "by": row.by.full_name}
    since = f"{row.pk}-{row.since:%Y%m%d%H%M%S}"
    news = f"{row.pk}-{row.session.sequence}"
    if row.state == EnrolmentState.CANCELLED:
        if row.by_id != row.person_id:
            why = _("You get this mail because you were enrolled in this workshop.")
            yield post.mail("cancelled", since, row.person, why, facts=facts)
        return
    why = _why(row)
    if row.session.state == SessionState.CANCELLED:
        yield post.mail(
            "session_cancelled", news, row.person, why, facts={**facts, "reason": row.session.cancel_reason}
        )
    elif row.session.state in queries.STANDING:
        if row.way != EnrolmentWay.PLACED:  # whoever was placed hears of all seats of the round at once
            yield post.mail(_occasion(row), since, row.person, why, facts=facts)
        if row.session.sequence > row.told_sequence:
            yield post.mail("session_changed", news, row.person, why, facts=facts)
        remind = rules.remind_at(starts.date())
        # Whoever came in later than the reminder knows; nobody gets the reminder of last week.
        if row.state == EnrolmentState.ENROLLED and row.since < remind:
            key = f"{row.pk}-{row.session.day:%Y%m%d}"
            yield post.mail("reminder", key, row.person, why, facts=facts, due=remind)


def _occasion(row: Enrolment) -> str:
    if row.state == EnrolmentState.WAITING:
        return "waiting"
    return "moved_up" if row.way == EnrolmentWay.WAITING_LIST else "confirmed"


def _why(row: Enrolment) -> str:
    if row.state == EnrolmentState.WAITING:
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
            if is_open:
                yield post.mail("round_open", f"{round_.pk}-{person.pk}", person, why, facts=told)
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
                yield post.mail("ranking_reminder", f"{round_.pk}-{person.pk}", person, why, facts=told, due=due)


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
                    {"title": wish.edition.title, "why": " ".join(wish.why)} for wish in row.wishes if not wish.given
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
