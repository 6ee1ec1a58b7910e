"""The enrolment step's face to the year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.jobs.desk import Task
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long, day_short, in_words
from dagdeel.outputs.mail.message import Message
from dagdeel.year.enrolment import actions, messages, placement, queries, rules, tasks
from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee, Ranking
from dagdeel.year.enrolment.states import EnrolmentState, InvitationState, RoundState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Coming, Deadline, DiaryItem, Found, Standing, State, Step, Todo

IN_DIARY: Final = (*queries.STANDING, SessionState.CANCELLED)


class EnrolmentStep(Step):
    """What the year may ask of the enrolment step."""

    key = "enrolment"
    label = gettext_lazy("Enrolment")
    home = "enrolment:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """When the invitations are out, and until when mentors choose."""
        url = _url("index", year)
        if year.invitations_due:
            yield Deadline(year.invitations_due, _("The heads have sent the invitations"), url, "invitations_due")
        if year.enrolment_due:
            yield Deadline(year.enrolment_due, _("Mentors have chosen their workshops"), url, "enrolment_due")
        for round_ in queries.rounds_of(year).exclude(state=RoundState.WITHDRAWN):
            title = _("Mentors of %(school)s have said what they prefer")
            if round_.study_day is not None:
                title = _("Mentors of %(school)s have said what they prefer for the study day of %(day)s")
            told = {"school": round_.school.name, "day": day_long(round_.study_day) if round_.study_day else ""}
            yield Deadline(round_.closes, title % told, url, school=round_.school_id, reads=Permission.ENROLMENT_VIEW)

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Choose (mentor); sign (head); write, invite, remind (school educator)."""
        if at.date() > year.last_day:
            return
        if member.has(Role.MENTOR):
            yield from _for_mentor(year, member, at)
        for school in member.schools_as(Role.HEAD):
            yield from _for_head(year, school)
            yield from _short(year, school, at, queries.counts(year, [school])[school.pk].short, _("Look"))
        for school in member.schools_as(Role.SCHOOL_EDUCATOR):
            yield from _for_school_educator(year, school, at)
            yield from _rounds_to_place(year, school, at)

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Offers lapse, reserved seats come free, and what stands free is offered to who waits."""
        return actions.release_lapsed(year, at=at) + actions.serve_waiting_lists(year, at=at)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Invitations, confirmations, changes and reminders."""
        return messages.due(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """Invitations that the head still has to sign."""
        return messages.coming(year, at)

    def diary(self, year: ProgrammeYear, member: Member) -> Iterable[DiaryItem]:
        """The sessions in which the member takes part; cancelled ones stay for a while, marked so."""
        own = Enrolment.objects.filter(person=member.person, session__year=year).order_by("session__day")
        rows = {row.pk: row for row in own.select_related("session__edition", "session__school", "session__room")}
        for row in rows.values():
            if row.state != EnrolmentState.ENROLLED or row.session.state not in IN_DIARY:
                continue
            entry, starts, ends = (
                queries.entry_of(row, rows),
                queries.starts_at(row.session),
                queries.ends_at(row.session),
            )
            if starts is None or ends is None:
                continue
            room = f"{row.session.room.name}, " if row.session.room else ""
            yield DiaryItem(
                uid=entry.uid,
                title=row.session.edition.title,
                starts=starts,
                ends=ends,
                place=f"{room}{row.session.school.name}",
                cancelled=row.session.state == SessionState.CANCELLED,
                sequence=entry.changes,
            )

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Mentors by name at the schools of a member who has no page about people: the list that they are in. One query."""
        if member.may(Permission.PEOPLE_VIEW):
            return
        for held in queries.mentors_called(year, words, member.schools_where(Permission.ENROLMENT_VIEW)):
            yield Found(str(held.person), _url("school", year, held.school_id), str(held.school))

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """Invitations to the person, enrolments of the person, and what the person did for others."""
        received = Invitee.objects.filter(person=person).values("invitation__school__name", "invited_at", "nudged_at")
        signed = Invitation.objects.filter(signed_by=person).values("school__name", "sent_at")
        own = Enrolment.objects.filter(person=person)
        taken = own.values("session__edition__title", "session__day", "state", "since", "way", "ended", "reason")
        said = Ranking.objects.filter(person=person).prefetch_related("workshops__edition", "blocked")
        others = Enrolment.objects.filter(by=person).exclude(person=person).values("session__day", "state", "since")
        return {
            "invitations": [dict(row) for row in received],
            "invitations_signed": [dict(row) for row in signed],
            "signatures": [{"school": paper.school.name} for paper in queries.signed_by(person)],
            "enrolments": [dict(row) for row in taken],
            "rankings": [_ranking(row) for row in said.select_related("round__school")],
            "placements": queries.placed_data(person),
            "enrolments_for_others": [dict(row) for row in others],
        }

    def merge_people(self, keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
        """Two seats of one person in one session become one."""
        actions.merge_enrolments(keep, gone, by=by, at=at)

    def let_go(self, person: Person, *, reason: str, by: Person, at: datetime) -> None:
        """Give up the seats and places in waiting lists that are still to come; a signature goes with who signed."""
        actions.give_up_all(person, reason=reason, by=by, at=at)
        for paper in queries.signed_by(person):
            actions.remove_signature(paper, by=by, at=at)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many mentors have a seat somewhere, of how many."""
        if year.invitations_due and at.date() < year.invitations_due:
            return Standing(_("opens %(day)s") % {"day": day_short(year.invitations_due)}, "later")
        taking_part, everybody = queries.taking_part(year)
        figure = _("%(number)s of %(whole)s") % {"number": taking_part, "whole": everybody}
        if not everybody:
            return Standing("", "idle")
        return Standing(figure, _state(taking_part == everybody, year, at))

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """How many mentors of each school have what the rule asks."""
        found = {}
        for row in queries.overview(year, shown):
            if not row.sessions or not row.mentors:
                found[row.school.pk] = Standing("", "later")
                continue
            enough = row.mentors - row.short
            words = ngettext("%(number)s of %(whole)s has enough", "%(number)s of %(whole)s have enough", enough)
            figure = words % {"number": enough, "whole": row.mentors}
            found[row.school.pk] = Standing(
                figure, _state(not row.short, year, at), _url("school", year, row.school.pk)
            )
        return found

    def invariants(self) -> Iterable[str]:
        """Seats, half-days and placements that do not hold."""
        yield from queries.broken_promises()
        yield from placement.broken_placements()

    def tasks(self) -> Mapping[str, Task]:
        """Placing a round."""
        return {actions.KIND: tasks.place_round}


def _url(name: str, year: ProgrammeYear, *rest: object) -> str:
    return reverse(f"enrolment:{name}", args=[year.partnership.slug, year, *rest])


def _state(complete: bool, year: ProgrammeYear, at: datetime) -> State:
    if complete:
        return "done"
    return "late" if year.enrolment_due and at.date() > year.enrolment_due else "now"


def _ranking(row: Ranking) -> dict[str, Any]:
    return {
        "round": str(row.round),
        "said_at": row.said_at,
        "workshops": [wish.edition.title for wish in row.workshops.all()],
        "welcome": row.liked,
        "cannot": [f"{away.day} {away.half_day}" for away in row.blocked.all()],
        "reason": row.reason,
    }


def _for_mentor(year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
    own = queries.participation(year, people=[member.person.pk])
    for mine in queries.my_rounds(year, member.person, at.date(), own):
        if mine.open and mine.said is None:
            url = _url("my_ranking", year, mine.round.pk)
            yield Todo(_("Say which workshops you prefer"), url, _("Give my preference"), mine.round.closes)
    if offered := max((s.offered for s in own), default=0):
        title = ngettext(
            "Accept or decline the seat that is offered to you",
            "Accept or decline the %(number)s seats that are offered to you",
            offered,
        )
        yield Todo(title % {"number": in_words(offered)}, _url("mine", year), _("Answer"))
    missing = max((s.unpromised for s in own), default=0)
    if missing and queries.can_choose(year, [s.school for s in own], at):
        title = ngettext("Choose %(number)s workshop", "Choose %(number)s workshops", missing) % {
            "number": in_words(missing)
        }
        yield Todo(title, _url("mine", year), _("Choose"), year.enrolment_due)


def _has_sessions(year: ProgrammeYear, school: School) -> bool:
    return Session.objects.filter(year=year, school=school, state__in=queries.STANDING).exists()


def _for_head(year: ProgrammeYear, school: School) -> Iterable[Todo]:
    draft = Invitation.objects.filter(year=year, school=school, state=InvitationState.DRAFT)
    if draft.exists() and _has_sessions(year, school):
        yield Todo(
            _("Sign the invitation to your mentors"),
            _url("invitation", year, school.pk),
            _("Read and sign"),
            year.invitations_due,
            _("It goes out in your name, with a personal link for each mentor."),
        )


def _for_school_educator(year: ProgrammeYear, school: School, at: datetime) -> Iterable[Todo]:
    if not _has_sessions(year, school):
        return
    yield from _to_decide(year, school, at)
    invitation = Invitation.objects.filter(year=year, school=school).first()
    if invitation is None:
        title = _("Write the invitation to the mentors of %(school)s") % {"school": school.name}
        yield Todo(title, _url("invitation", year, school.pk), _("Write"), year.invitations_due)
        return
    if invitation.state != InvitationState.SENT:
        return
    found = queries.counts(year, [school])[school.pk]
    yield from _short(year, school, at, found.short, _("Look and remind"))
    if new := found.mentors - found.invited:
        title = ngettext("Invite %(number)s new mentor", "Invite %(number)s new mentors", new) % {"number": new}
        yield Todo(title, _url("invitation", year, school.pk), _("Invite"))


def _short(year: ProgrammeYear, school: School, at: datetime, number: int, action: str) -> Iterable[Todo]:
    """Mentors who are short of the rule when the time for choosing is over, as long as there is something to choose."""
    late = year.enrolment_due is not None and at.date() > year.enrolment_due
    if number and late and queries.can_choose(year, [school], at):
        title = ngettext(
            "%(number)s mentor has fewer workshops than the school asks",
            "%(number)s mentors have fewer workshops than the school asks",
            number,
        ) % {"number": number}
        yield Todo(title, _url("school", year, school.pk), action)


def _to_decide(year: ProgrammeYear, school: School, at: datetime) -> Iterable[Todo]:
    for session in queries.doubtful(year, at, [school.pk]):
        title = _("Does %(title)s go on?") % {"title": session.edition.title}
        facts = {"taken": session.taken, "minimum": session.minimum, "day": day_short(session.day)}
        detail = _("%(taken)s of at least %(minimum)s people, on %(day)s") % facts
        due = rules.decide_on(session.day, year.decide_days) if session.day else None
        yield Todo(title, _url("verdict", year, session.pk), _("Decide"), due, detail)


def _rounds_to_place(year: ProgrammeYear, school: School, at: datetime) -> Iterable[Todo]:
    for round_ in queries.rounds_of(year, [school]):
        about = {"about": day_short(round_.study_day) if round_.study_day else str(year)}
        if round_.state == RoundState.PLACED:
            title = _("Look at the placement of %(about)s and publish it") % about
            yield Todo(title, _url("round", year, round_.pk), _("Look"))
        elif rules.ranking_is_over(round_.state, at.date(), closes=round_.closes):
            title = _("Everybody said what they prefer: place the round of %(about)s") % about
            yield Todo(title, _url("round", year, round_.pk), _("Place"))


STEP = EnrolmentStep()
