"""The enrolment step's face to the year."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_short
from dagdeel.outputs.mail.message import Message
from dagdeel.year.enrolment import actions, messages, queries
from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee
from dagdeel.year.enrolment.states import HOLDS_SEAT, InvitationState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Deadline, DiaryItem, Standing, State, Step, Todo


class EnrolmentStep(Step):
    """What the year may ask of the enrolment step."""

    key = "enrolment"
    label = gettext_lazy("Enrolment")
    home = "enrolment:index"

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """When the invitations are out, and until when mentors choose."""
        url = _url("index", year)
        if year.invitations_due:
            yield Deadline(year.invitations_due, _("The heads have sent the invitations"), url)
        if year.enrolment_due:
            yield Deadline(year.enrolment_due, _("Mentors have chosen their workshops"), url)

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Choose (mentor); sign (head); write, invite, remind (school educator)."""
        if at.date() > year.last_day:
            return
        if member.has(Role.MENTOR):
            yield from _for_mentor(year, member)
        for school in member.schools_as(Role.HEAD):
            yield from _for_head(year, school)
        for school in member.schools_as(Role.SCHOOL_EDUCATOR):
            yield from _for_school_educator(year, school, at)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Invitations, confirmations, changes and reminders."""
        return messages.due(year, at)

    def diary(self, year: ProgrammeYear, member: Member) -> Iterable[DiaryItem]:
        """The sessions in which the member has a seat; cancelled ones stay for a while, marked so."""
        rows = Enrolment.objects.filter(person=member.person, session__year=year, state__in=HOLDS_SEAT)
        shown = rows.filter(session__state__in=(*queries.STANDING, SessionState.CANCELLED))
        for row in shown.select_related("session__edition", "session__school", "session__room").order_by(
            "session__day"
        ):
            starts, ends = queries.starts_at(row.session), queries.ends_at(row.session)
            if starts is None or ends is None:
                continue
            room = f"{row.session.room.name}, " if row.session.room else ""
            yield DiaryItem(
                uid=f"enrolment-{row.pk}@dagdeel",
                title=row.session.edition.title,
                starts=starts,
                ends=ends,
                place=f"{room}{row.session.school.name}",
                cancelled=row.session.state == SessionState.CANCELLED,
                sequence=row.session.sequence,
            )

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """Invitations to the person, enrolments of the person, and what the person did for others."""
        received = Invitee.objects.filter(person=person).values("invitation__school__name", "invited_at", "nudged_at")
        signed = Invitation.objects.filter(signed_by=person).values("school__name", "sent_at")
        own = Enrolment.objects.filter(person=person)
        taken = own.values("session__edition__title", "session__day", "state", "since", "way", "reason")
        others = Enrolment.objects.filter(by=person).exclude(person=person).values("session__day", "state", "since")
        return {
            "invitations": [dict(row) for row in received],
            "invitations_signed": [dict(row) for row in signed],
            "enrolments": [dict(row) for row in taken],
            "enrolments_for_others": [dict(row) for row in others],
        }

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many mentors have a seat somewhere, of how many."""
        if year.invitations_due and at.date() < year.invitations_due:
            return Standing(_("opens %(day)s") % {"day": day_short(year.invitations_due)}, "later")
        everybody = queries.mentors(year).order_by().values("person").distinct().count()
        seated = queries.live().filter(session__year=year, state__in=HOLDS_SEAT)
        taking_part = seated.aggregate(number=Count("person", distinct=True))["number"]
        figure = _("%(number)s of %(whole)s") % {"number": taking_part, "whole": everybody}
        if not everybody:
            return Standing("", "idle")
        return Standing(figure, _state(taking_part == everybody, year, at))

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Seats that planning added go to the waiting list."""
        return sum(len(actions.move_up(session, by=None, at=at)) for session in queries.with_seats_for_waiters(year))

    def schools(self, year: ProgrammeYear, at: datetime) -> Mapping[int, Standing]:
        """How many mentors of each school have what the rule asks."""
        found = {}
        for row in queries.overview(year):
            if not row.sessions or not row.mentors:
                found[row.school.pk] = Standing("", "later")
                continue
            figure = _("%(number)s of %(whole)s") % {"number": row.mentors - row.short, "whole": row.mentors}
            found[row.school.pk] = Standing(
                figure, _state(not row.short, year, at), _url("school", year, row.school.pk)
            )
        return found

    def invariants(self) -> Iterable[str]:
        """Seats and half-days that do not hold."""
        return queries.broken_promises()


def _url(name: str, year: ProgrammeYear, *rest: object) -> str:
    return reverse(f"enrolment:{name}", args=[year.partnership.slug, year, *rest])


def _state(complete: bool, year: ProgrammeYear, at: datetime) -> State:
    if complete:
        return "done"
    return "late" if year.enrolment_due and at.date() > year.enrolment_due else "now"


def _for_mentor(year: ProgrammeYear, member: Member) -> Iterable[Todo]:
    own = queries.participation(year, people=[member.person.pk])
    missing = max((s.missing for s in own), default=0)
    if missing:
        title = ngettext("Choose %(number)s workshop", "Choose %(number)s workshops", missing) % {"number": missing}
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
    invitation = Invitation.objects.filter(year=year, school=school).first()
    if invitation is None:
        title = _("Write the invitation to the mentors of %(school)s") % {"school": school.name}
        yield Todo(title, _url("invitation", year, school.pk), _("Write"), year.invitations_due)
        return
    if invitation.state != InvitationState.SENT:
        return
    everybody = queries.participation(year, [school])
    short = sum(s.missing > 0 for s in everybody)
    if short and year.enrolment_due and at.date() > year.enrolment_due:
        title = ngettext(
            "%(number)s mentor has fewer workshops than the school asks",
            "%(number)s mentors have fewer workshops than the school asks",
            short,
        ) % {"number": short}
        yield Todo(title, _url("school", year, school.pk), _("Look and remind"))
    new = sum(s.invitee is None for s in everybody)
    if new:
        title = ngettext("Invite %(number)s new mentor", "Invite %(number)s new mentors", new) % {"number": new}
        yield Todo(title, _url("invitation", year, school.pk), _("Invite"))


STEP = EnrolmentStep()
