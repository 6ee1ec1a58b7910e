"""The verbs of certificates. They follow from attendance and from nothing else; each is atomic and locks the session."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.rules import length
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.certificates import queries, rules
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


class NotHeld(Exception):
    """The list of the session is not closed: who took part is not certain yet."""


class ReasonMissing(Exception):
    """Whoever held the certificate will ask why."""


class AlreadyRevoked(Exception):
    """It was revoked before."""


class NotRevoked(Exception):
    """It is valid: there is nothing to issue again."""


class NotDeserved(Exception):
    """The attendance does not bear it out."""


@transaction.atomic
def issue_certificates(session: Session, *, by: Person, at: datetime) -> list[Certificate]:
    """A certificate for everybody who took part and has none yet; returns the new ones, none the second time.

    Does not depend on an evaluation. What a person revoked stays revoked. Raises NotHeld.
    """
    held = _lock(session)
    made = _issue(held, queries.missing().filter(session=held), at)
    record("certificates.issued", held, by=by, at=at, after={"codes": [row.code for row in made]})
    return made


@transaction.atomic
def issue_all(year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Bring the certificates of every held session of a year in line with its attendance; returns how many were made."""
    return sum(len(_bring_in_line(item.session, by=by, at=at)[0]) for item in queries.owed(year))


@transaction.atomic
def follow_by_itself(year: ProgrammeYear, *, by: Person | None, at: datetime) -> int:
    """What needs nobody: a correction follows where certificates were issued before, and a week after its list was closed
    a session gets those that nobody issued. Returns how many were made or taken back; a second time none.
    """
    changed = 0
    owed = queries.owed(year)
    begun = queries.certified([item.session for item in owed])
    for item in owed:
        if item.session.pk in begun or (item.due is not None and at.date() > item.due):
            made, revoked = _bring_in_line(item.session, by=by, at=at)
            changed += len(made) + len(revoked)
    return changed


@transaction.atomic
def follow_attendance(session: Session, *, reason: str = "", by: Person, at: datetime) -> list[Certificate]:
    """After a correction: issue what is missing now and revoke what is no longer deserved, or for other hours.

    The holder reads the reason; without one it says that the attendance was corrected. Returns the new ones. Raises NotHeld.
    """
    held = _lock(session)
    revoked = _revoke_undeserved(held, reason.strip() or _corrected(), at)
    made = _issue(held, queries.missing().filter(session=held), at)
    _tell_followed(held, made, revoked, by=by, at=at)
    return made


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: Person, at: datetime) -> Certificate:
    """Take a certificate back; whoever checks its code sees that and when. Raises ReasonMissing, AlreadyRevoked."""
    if not reason.strip():
        raise ReasonMissing
    _lock(certificate.session)
    fresh = Certificate.objects.select_related("session").get(pk=certificate.pk)
    if not fresh.is_valid:
        raise AlreadyRevoked
    fresh.revoked_at, fresh.revoked_reason, fresh.revoked_by_hand = at, reason.strip(), True
    fresh.save(update_fields=["revoked_at", "revoked_reason", "revoked_by_hand"])
    record(
        "certificate.revoked",
        fresh,
        by=by,
        at=at,
        before={"valid": True},
        after={"valid": False},
        reason=reason.strip(),
    )
    return fresh


@transaction.atomic
def merge_certificates(keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
    """Of two people who are one, and both got a certificate of a session, the one who stays keeps it."""
    valid = Certificate.objects.filter(revoked_at__isnull=True)
    own = valid.filter(person=keep).values("session")
    for spare in valid.filter(person=gone, session__in=own).select_related("session"):
        revoke(spare, reason=_("Issued twice to the same person"), by=by, at=at)


@transaction.atomic
def issue_again(certificate: Certificate, *, by: Person, at: datetime) -> Certificate:
    """A new certificate, with a new code and the person's present name, for one that was revoked.

    Raises NotRevoked (a valid one exists), NotDeserved, NotHeld.
    """
    held = _lock(certificate.session)
    if queries.valid().filter(session=held, person=certificate.person_id).exists():
        raise NotRevoked
    made = _issue(held, queries.deserved().filter(session=held, person=certificate.person_id), at)
    if not made:
        raise NotDeserved
    record(
        "certificate.issued_again",
        made[0],
        by=by,
        at=at,
        before={"code": certificate.code},
        after={"code": made[0].code},
    )
    return made[0]


def _bring_in_line(session: Session, *, by: Person | None, at: datetime) -> tuple[list[Certificate], list[Certificate]]:
    """The certificates of a held session as its attendance asks: which were made, and which were taken back."""
    held = _lock(session)
    revoked = _revoke_undeserved(held, _corrected(), at)
    made = _issue(held, queries.missing().filter(session=held), at)
    _tell_followed(held, made, revoked, by=by, at=at)
    return made, revoked


# What they share ------------------------------------------------------------------------------------------------------


def _lock(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("edition", "school")
    held = rows.get(pk=session.pk)
    if held.state != SessionState.HELD:
        raise NotHeld
    return held


def _issue(session: Session, presences: QuerySet[Presence], at: datetime) -> list[Certificate]:
    """A new certificate for each of these, with the words of this moment: two queries, however many people."""
    assert session.day is not None  # a constraint: what was held has a day
    edition = session.edition
    goals = list(Goal.objects.filter(edition=edition).values_list("text", flat=True))
    full, whole = edition.certificate_hours, length(session.starts, session.ends, edition.minutes)
    return Certificate.objects.bulk_create(
        Certificate(
            partnership_id=session.partnership_id,
            session=session,
            person=presence.person,
            code=rules.new_code(),
            name=presence.person.full_name,
            title=edition.title,
            school=session.school.name,
            goals=goals,
            day=session.day,
            minutes=presence.minutes,
            hours=rules.hours(full, presence.minutes, whole),
            issued_at=at,
        )
        for presence in presences.select_related("person").order_by("person__sort_key", "pk")
    )


def _revoke_undeserved(session: Session, reason: str, at: datetime) -> list[Certificate]:
    found = list(queries.undeserved().filter(session=session))
    for row in found:
        row.revoked_at, row.revoked_reason = at, reason
    Certificate.objects.bulk_update(found, ["revoked_at", "revoked_reason"])
    return found


def _corrected() -> str:
    return _("The attendance was corrected.")


def _tell_followed(
    session: Session, made: list[Certificate], revoked: list[Certificate], *, by: Person | None, at: datetime
) -> None:
    told = {"issued": [row.code for row in made], "revoked": [row.code for row in revoked]}
    record("certificates.followed", session, by=by, at=at, after=told)
