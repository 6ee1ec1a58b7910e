"""What a mentor wishes on the one page: each wish answers with what is the matter, or with nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day, day_short
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wishes something about which session; `instead`: the session that is given up for it."""

    person: Person
    at: datetime
    session: Session
    instead: Session | None = None

    @property
    def title(self) -> dict[str, str]:
        """What a sentence says of the session."""
        return {"title": self.session.edition.title, "day": day(self.session.day)}

    def row(self, session: Session | None = None) -> Enrolment | None:
        """Where the person stands in the session."""
        rows = Enrolment.objects.filter(session=session or self.session, person=self.person)
        return rows.select_related("person", "session").exclude(state=EnrolmentState.CANCELLED).first()


def _join(request: HttpRequest, wish: Wish) -> str:
    try:
        actions.enrol(wish.session, person=wish.person, by=wish.person, at=wish.at)
    except actions.SessionFull:
        return _("This session has just filled up. You can join the waiting list.")
    except actions.AlreadyEnrolled as no:
        if no.enrolment.state == EnrolmentState.OFFERED:
            return _accept(request, wish)
        messages.info(request, _("You are already taking part in %(title)s.") % wish.title)
        return ""
    except REFUSALS as no:
        return refusal(no)
    messages.success(request, _("You are taking part in %(title)s on %(day)s. We confirm it by mail.") % wish.title)
    return ""


def _wait(request: HttpRequest, wish: Wish) -> str:
    try:
        made = actions.join_waiting_list(wish.session, person=wish.person, by=wish.person, at=wish.at)
    except actions.AlreadyWaiting:
        messages.info(request, _("You are already on the waiting list of %(title)s.") % wish.title)
        return ""
    except actions.AlreadyEnrolled:
        messages.info(request, _("You are already taking part in %(title)s.") % wish.title)
        return ""
    except REFUSALS as no:
        return refusal(no)
    if made.state == EnrolmentState.WAITING:
        said = _(
            "You are on the waiting list of %(title)s. We confirm it by mail, and write as soon as there is a seat."
        )
    else:
        said = _("A seat was free after all: you are taking part in %(title)s.")
    messages.success(request, said % wish.title)
    return ""


def _cancel(request: HttpRequest, wish: Wish) -> str:
    said = _("You are no longer enrolled in %(title)s.") % wish.title
    found = wish.row()
    try:
        if found is not None:
            actions.cancel(found, by=wish.person, at=wish.at)
    except actions.AlreadyCancelled:
        messages.info(request, said)
    except actions.CancelTooLate:
        return _("The last day for cancelling has passed. Ask your school educator.")
    else:
        messages.success(request, said)
    return ""


def _accept(request: HttpRequest, wish: Wish) -> str:
    found = wish.row()
    try:
        if found is None or found.state == EnrolmentState.WAITING:
            raise actions.NothingOffered
        if found.state == EnrolmentState.OFFERED:
            actions.accept_offer(found, by=wish.person, at=wish.at)
    except actions.NothingOffered:
        return _("No seat is offered to you here any more.")
    except actions.OfferLapsed:
        return _("The offer was open until %(day)s. The seat goes to the next one.") % {
            "day": day_short(found.offer_until if found else None)
        }
    except REFUSALS as no:
        return refusal(no)
    messages.success(request, _("You are taking part in %(title)s on %(day)s. We confirm it by mail.") % wish.title)
    return ""


def _decline(request: HttpRequest, wish: Wish) -> str:
    found = wish.row()
    said = _("You let the seat in %(title)s go; it is offered to the next one.") % wish.title
    try:
        if found is not None:
            actions.decline_offer(found, by=wish.person, at=wish.at)
    except actions.NothingOffered:
        return _("No seat is offered to you here any more.")
    messages.success(request, said)
    return ""


def _swap(request: HttpRequest, wish: Wish) -> str:
    held = wish.row(wish.instead)
    try:
        if held is None:
            raise actions.NothingToSwap
        made = actions.swap(held, to=wish.session, by=wish.person, at=wish.at)
    except actions.NothingToSwap:
        return _("You no longer have the seat that you want to give up. Choose again.")
    except actions.CancelTooLate:
        return _("The last day for giving up that seat has passed. Ask your school educator.")
    except actions.AlreadyEnrolled:
        messages.info(request, _("You are already taking part in %(title)s, or on its waiting list.") % wish.title)
        return ""
    except REFUSALS as no:
        return refusal(no)
    old = {"old": held.session.edition.title, **wish.title}
    if made.state == EnrolmentState.WAITING:
        said = _(
            "You are on the waiting list of %(title)s. You keep your seat in %(old)s until the new one is certain."
        )
    else:
        said = _("You changed from %(old)s to %(title)s on %(day)s. We confirm it by mail.")
    messages.success(request, said % old)
    return ""


def send_colleague(seat: Enrolment, colleague: Person, *, by: Person, at: datetime) -> str:
    """Let a colleague come instead; what is the matter, or nothing."""
    name = {"name": colleague.full_name}
    try:
        actions.send_substitute(seat, person=colleague, by=by, at=at)
    except actions.AlreadyEnrolled:
        return _("%(name)s already has a seat here.") % name
    except actions.HalfDayTaken as no:
        facts = {**name, "title": no.other.edition.title, "day": day(no.other.day)}
        return _("%(name)s already takes part in %(title)s on %(day)s.") % facts
    except (actions.NoSubstitute, actions.NotYourSchool):
        return _("%(name)s cannot come in your place.") % name
    except actions.CancelTooLate:
        return _("The session has begun; the roster tells who came.")
    except (actions.NothingToSwap, actions.EnrolmentClosed):
        return _("You no longer have a seat in this session.")
    return ""


WISHES: dict[str, Callable[[HttpRequest, Wish], str]] = {
    "join": _join,
    "wait": _wait,
    "cancel": _cancel,
    "accept": _accept,
    "decline": _decline,
    "swap": _swap,
}
REFUSALS = (
    actions.HalfDayTaken,
    actions.EnrolmentClosed,
    actions.NotYourSchool,
    actions.AssignedBySchool,
    actions.ByPreference,
)


def refusal(no: Exception) -> str:
    """What is the matter, in a sentence for the mentor."""
    if isinstance(no, actions.HalfDayTaken):
        facts = {"title": no.other.edition.title, "day": day(no.other.day)}
        if isinstance(no, actions.SameHalfDay):
            return _("You have %(title)s in that half-day, on %(day)s. Cancel it first if you want to change.") % facts
        return _("You already take this workshop, on %(day)s. Cancel it first if you want to change.") % facts
    if isinstance(no, actions.NotYourSchool):
        return _("This session is given at another school than yours.")
    if isinstance(no, actions.AssignedBySchool):
        return _("Your school decides who takes which workshop. Ask your school educator.")
    if isinstance(no, actions.ByPreference):
        return _(
            "Your school divides the seats by preference. As soon as everybody is placed you can enrol where there is room."
        )
    return _("You can no longer enrol in this session.")
