"""The verbs of the roster. The only writers of its tables; each is atomic and locks the session, which is what two people share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import queries, rules
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.enrolment import rules as enrolment_rules
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


class TooEarly(Exception):
    """Before the day of the session, or of a session that was never published: nobody was there yet."""


class RosterClosed(Exception):
    """The list is closed: correct it with a reason."""


class RosterOpen(Exception):
    """The list is still open: change it, there is nothing to correct yet."""


class SessionCancelled(Exception):
    """The session was cancelled: nobody was there."""


class NotComplete(Exception):
    """Somebody who is enrolled has no state yet; `people` says who."""

    def __init__(self, people: list[Person]) -> None:
        super().__init__(len(people))
        self.people = people


class AlreadyOnRoster(Exception):
    """This person stands on the list already."""


class NotOnRoster(Exception):
    """This person is not enrolled and did not walk in."""


class NotAMentor(Exception):
    """Only a mentor of the partnership can walk in."""


class MinutesMissing(Exception):
    """Who was there partly, was there for so many minutes."""


class ChangedMeanwhile(Exception):
    """Somebody else marked this person since the list was shown; `state` is what the list says now."""

    def __init__(self, state: PresenceState | None) -> None:
        super().__init__(str(state))
        self.state = state


class WrongCode(Exception):
    """These digits do not stand on the screen in the room."""


class DoorsClosed(Exception):
    """Checking in is possible around the session only."""


class ReasonMissing(Exception):
    """After closing, every change needs its reason."""


@transaction.atomic
def mark(
    session: Session,
    *,
    person: Person,
    state: PresenceState,
    minutes: int | None = None,
    note: str = "",
    seen: str | None = None,
    by: Person,
    at: datetime,
) -> Presence:
    """Say how somebody on the list was present; `minutes` only count for partly.

    `seen`: the state that the list showed when it was tapped (empty: none). When the list says something else by now, and not
    what is wanted either, nothing changes: a phone that was out of reach does not undo what somebody else did since.
    Raises TooEarly, SessionCancelled, RosterClosed, NotOnRoster, MinutesMissing, ChangedMeanwhile.
    """
    held = _open(session, at)
    found = Presence.objects.filter(session=held, person=person).first()
    if not (found and found.walk_in) and person.pk not in _enrolled(held):
        raise NotOnRoster
    there = found.state if found else ""
    if seen is not None and there not in {seen, state}:
        raise ChangedMeanwhile(PresenceState(there) if there else None)
    before = _facts(found)
    presence = found or Presence(session=held, person=person)
    _set(presence, state=state, minutes=minutes, note=note)
    presence.save()
    record("attendance.marked", held, by=by, at=at, before=before, after=_facts(presence))
    return presence


@transaction.atomic
def mark_all_present(
    session: Session, *, but: Mapping[Person, PresenceState] | None = None, by: Person, at: datetime
) -> list[Presence]:
    """All present, except: everybody without a state becomes present, the people in `but` get theirs.

    What was noted before stands, so the exceptions may come first. Returns the new rows.
    Raises TooEarly, SessionCancelled, RosterClosed, NotOnRoster, MinutesMissing (partly needs `mark`).
    """
    held = _open(session, at)
    exceptions = {person.pk: state for person, state in (but or {}).items()}
    rows = {row.person_id: row for row in Presence.objects.filter(session=held)}
    enrolled = _enrolled(held)
    if not exceptions.keys() <= enrolled | {pk for pk, row in rows.items() if row.walk_in}:
        raise NotOnRoster
    changed = [rows[pk] for pk in sorted(exceptions.keys() & rows.keys())]
    new = [Presence(session=held, person_id=pk) for pk in sorted(enrolled - rows.keys())]
    for row in (*changed, *new):
        _set(row, state=exceptions.get(row.person_id, PresenceState.PRESENT), minutes=None)
    Presence.objects.bulk_update(changed, ["state", "minutes", "note"])
    made = Presence.objects.bulk_create(new)
    told = {str(row.person_id): row.state for row in (*changed, *made)}
    record("attendance.all_present", held, by=by, at=at, after={"states": told})
    return made


@transaction.atomic
def check_in(session: Session, *, person: Person, code: str, by: Person, at: datetime) -> Presence:
    """Somebody who is enrolled says in the room that she is there, with the digits on the screen.

    What a trainer said already stands. Raises NotOnRoster, WrongCode, DoorsClosed, SessionCancelled, TooEarly, RosterClosed.
    """
    held = _open(session, at)
    if person.pk not in _enrolled(held):
        raise NotOnRoster
    opened = queries.moments(held)
    if opened is None or not enrolment_rules.doors_open(*opened, at):
        raise DoorsClosed
    if not rules.code_fits(code, queries.code_key(), held.pk, at):
        raise WrongCode
    found = Presence.objects.filter(session=held, person=person).first()
    if found is not None:
        return found
    made = Presence(session=held, person=person)
    _set(made, state=rules.arrival(opened[0], at), minutes=None)
    made.save()
    record("attendance.checked_in", held, by=by, at=at, after=_facts(made))
    return made


@transaction.atomic
def walk_in(session: Session, *, person: Person, reason: str = "", by: Person, at: datetime) -> Presence:
    """A mentor who was not enrolled came all the same. When the list is closed already, that needs a reason.

    Raises TooEarly, SessionCancelled, RosterClosed (closed, and no reason given), AlreadyOnRoster, NotAMentor.
    """
    held, closed = _lock(session, at)
    if closed and not reason.strip():
        raise RosterClosed
    found = Presence.objects.filter(session=held, person=person).first()
    if person.pk in _enrolled(held) or (found and found.walk_in):
        raise AlreadyOnRoster
    member = memberships_of(person, held.year.partnership, held.year)
    if member is None or not member.has(Role.MENTOR):
        raise NotAMentor
    presence = found or Presence(session=held, person=person)  # one found here was marked, and cancelled later that day
    presence.walk_in = True
    _set(presence, state=PresenceState.PRESENT, minutes=None)
    presence.save()
    record("attendance.walked_in", held, by=by, at=at, after=_facts(presence), reason=reason.strip())
    return presence


@transaction.atomic
def close_roster(session: Session, *, by: Person, at: datetime) -> Roster:
    """The list is complete: the session was held. Certificates and evaluation follow from it.

    Who cancelled after being marked disappears from the list. Raises TooEarly, SessionCancelled, RosterClosed, NotComplete.
    """
    held = _open(session, at)
    enrolled = _enrolled(held)
    rows = Presence.objects.filter(session=held)
    missing = enrolled - set(rows.values_list("person_id", flat=True))
    if missing:
        raise NotComplete(list(Person.objects.filter(pk__in=missing)))
    rows.filter(walk_in=False).exclude(person_id__in=enrolled).delete()
    roster, _ = Roster.objects.update_or_create(session=held, defaults={"closed_at": at, "closed_by": by})
    planning.mark_held(session, by=by, at=at)
    states = rows.values_list("state", flat=True)
    record("attendance.closed", held, by=by, at=at, after={"people": len(states)})
    return roster


@transaction.atomic
def correct(
    presence: Presence,
    *,
    state: PresenceState,
    minutes: int | None = None,
    note: str | None = None,
    reason: str,
    by: Person,
    at: datetime,
) -> Presence:
    """Change what a closed list says of somebody, and say why. Certificates follow by `certificates.follow_attendance`.

    Raises ReasonMissing, RosterOpen, MinutesMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    held, closed = _lock(presence.session, at)
    if not closed:
        raise RosterOpen
    fresh = Presence.objects.get(pk=presence.pk)
    before = _facts(fresh)
    _set(fresh, state=state, minutes=minutes, note=fresh.note if note is None else note)
    fresh.save()
    record("attendance.corrected", held, by=by, at=at, before=before, after=_facts(fresh), reason=reason.strip())
    return fresh


@transaction.atomic
def merge_presences(keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
    """Of two people who are one and stand on the same list, let the better state stay: who was there once, was there."""
    rank = {state: place for place, state in enumerate(PresenceState)}  # from present to absent
    theirs = {presence.session_id: presence for presence in Presence.objects.filter(person=gone)}
    for own in Presence.objects.filter(person=keep, session__in=theirs).select_related("session"):
        other = theirs[own.session_id]
        better, worse = sorted((own, other), key=lambda presence: rank[PresenceState(presence.state)])
        before, after = _facts(worse), _facts(better)
        worse.delete()
        record("attendance.merged", own.session, by=by, at=at, before=before, after=after)


# What they share ------------------------------------------------------------------------------------------------------


def _lock(session: Session, at: datetime) -> tuple[Session, bool]:
    """The session as it is now, locked, and whether its list is closed; raises SessionCancelled, TooEarly."""
    held = Session.objects.select_for_update(of=("self",)).select_related("year__partnership").get(pk=session.pk)
    if held.state == SessionState.CANCELLED:
        raise SessionCancelled
    if held.state == SessionState.DRAFT or not rules.may_take(held.day, timezone.localdate(at)):
        raise TooEarly
    closed = Roster.objects.filter(session=held, closed_at__isnull=False).exists()
    return held, closed or held.state == SessionState.HELD


def _open(session: Session, at: datetime) -> Session:
    """As `_lock`, for changes to a list that is still open; raises RosterClosed."""
    held, closed = _lock(session, at)
    if closed:
        raise RosterClosed
    return held


def _enrolled(session: Session) -> set[int]:
    """The ids of the people who have a seat."""
    rows = Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED)
    return set(rows.values_list("person_id", flat=True))


def _set(presence: Presence, *, state: PresenceState, minutes: int | None, note: str = "") -> None:
    kept = rules.minutes_of(state, minutes)
    if state == PresenceState.PARTLY and kept is None:
        raise MinutesMissing
    presence.state, presence.minutes, presence.note = state, kept, note.strip()


def _facts(presence: Presence | None) -> dict[str, Any]:
    if presence is None:
        return {}
    facts = {"person": presence.person_id, "state": presence.state, "minutes": presence.minutes, "note": presence.note}
    return {name: value for name, value in facts.items() if value not in {None, ""}}
