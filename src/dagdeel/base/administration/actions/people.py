"""People and their roles: added, given, ended, corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.models import Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.people import rules as people
from dagdeel.base.people.models import Person


class RoleNeedsPlace(Exception):
    """This role is held at a school or at an institute, and none was given."""


class RoleHeldAlready(Exception):
    """The person has this role there from this year on."""


class LastLead(Exception):
    """Without this role nobody would lead the programme any more."""


class KnownByAnotherName(Exception):
    """With this mail address somebody is known outside of the partnership, under a name that was not typed here."""


class KnownElsewhere(Exception):
    """The person takes part in another partnership as well, where mail, sign-in and name would change too."""


class AddressTaken(Exception):
    """Somebody else has this address."""


@transaction.atomic
def add_person(
    *,
    given_name: str,
    surname: str,
    email: str,
    role: Role,
    from_year: int,
    by: Person,
    at: datetime,
    prefix: str = "",
    school: School | None = None,
    institute: Institute | None = None,
    subject: str = "",
) -> Membership:
    """Give a role to the person with this mail address, who is made when unknown.

    Raises RoleNeedsPlace, RoleHeldAlready, KnownByAnotherName.
    """
    person = meet(given_name=given_name, prefix=prefix, surname=surname, email=email)
    return _give(person, role, from_year, school=school, institute=institute, subject=subject, by=by, at=at)


def meet(*, given_name: str, prefix: str, surname: str, email: str) -> Person:
    """The person with this mail address, who is made when unknown; part of an action that writes the history.

    Who is known elsewhere only is met by the name that was typed: nothing of another partnership comes along.
    Raises KnownByAnotherName.
    """
    found = Person.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        return Person.objects.create_person(given_name=given_name, prefix=prefix, surname=surname, email=email)
    names = (found.given_name, found.prefix, found.surname)
    ours = Membership.objects.filter(person=found).exists()
    if not ours and not people.tells_nothing_new(names, (given_name, prefix, surname)):
        raise KnownByAnotherName
    return found


@transaction.atomic
def give_role(
    person: Person,
    *,
    role: Role,
    from_year: int,
    by: Person,
    at: datetime,
    school: School | None = None,
    institute: Institute | None = None,
    subject: str = "",
) -> Membership:
    """One more role for somebody we know; raises RoleNeedsPlace, RoleHeldAlready."""
    return _give(person, role, from_year, school=school, institute=institute, subject=subject, by=by, at=at)


def _give(
    person: Person,
    role: Role,
    from_year: int,
    *,
    school: School | None,
    institute: Institute | None,
    subject: str,
    by: Person,
    at: datetime,
) -> Membership:
    place: dict[str, Any] = {
        "school": school if role in SCHOOL_ROLES else None,
        "institute": institute if role in INSTITUTE_ROLES else None,
    }
    if (role in SCHOOL_ROLES and school is None) or (role in INSTITUTE_ROLES and institute is None):
        raise RoleNeedsPlace(role)
    held = Membership.objects.filter(person=person, role=role, **place)
    if held.filter(Q(to_year__isnull=True) | Q(to_year__gte=from_year) | Q(from_year=from_year)).exists():
        raise RoleHeldAlready(role)
    membership = Membership.objects.create(person=person, role=role, from_year=from_year, subject=subject, **place)
    record("role.given", membership, by=by, at=at, after={"role": role, "from_year": from_year})
    return membership


@transaction.atomic
def end_role(membership: Membership, *, to_year: int, by: Person, at: datetime) -> None:
    """The last school year in which the role is held; raises ValidationError when that is before the first, LastLead."""
    if to_year < membership.from_year:
        raise ValidationError({"to_year": "before from_year"})
    if membership.role == Role.PROGRAMME_LEAD:
        _keep_a_lead(membership, to_year)
    before, membership.to_year = membership.to_year, to_year
    membership.save(update_fields=["to_year"])
    record("role.ended", membership, by=by, at=at, before={"to_year": before}, after={"to_year": to_year})


@transaction.atomic
def end_roles(memberships: Iterable[Membership], *, to_year: int, by: Person, at: datetime) -> int:
    """The same for several roles, all or none; gives their number. Raises ValidationError, LastLead."""
    ended = 0
    for membership in memberships:
        end_role(membership, to_year=to_year, by=by, at=at)
        ended += 1
    return ended


def _keep_a_lead(leaving: Membership, to_year: int) -> None:
    """Somebody else still leads the programme after this year; two who leave at once wait for each other."""
    Partnership.objects.select_for_update().get(pk=leaving.partnership_id)
    others = Membership.objects.filter(role=Role.PROGRAMME_LEAD).exclude(person=leaving.person_id)
    if not others.filter(Q(to_year__isnull=True) | Q(to_year__gt=to_year)).exists():
        raise LastLead


@transaction.atomic
def correct_address(person: Person, *, email: str, by: Person, at: datetime) -> None:
    """The address to which mail and codes to sign in go from now on; the old one opens nothing any more.

    Raises KnownElsewhere for somebody who takes part in another partnership as well (whoever leads here would sign in as that
    person there), and AddressTaken.
    """
    _ours_alone(person)
    if Person.objects.filter(email__iexact=email.strip()).exclude(pk=person.pk).exists():
        raise AddressTaken
    before, person.email = person.email, email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
    record("person.address_corrected", person, by=by, at=at, before={"email": before}, after={"email": person.email})


@transaction.atomic
def correct_person(
    person: Person, *, given_name: str, prefix: str, surname: str, language: str, by: Person, at: datetime
) -> None:
    """What somebody is called, and in which language, from now on; nothing is told when nothing differs.

    Raises KnownElsewhere for somebody who takes part in another partnership as well, which knows that person so.
    """
    _ours_alone(person)
    kept = Person.objects.select_for_update().get(pk=person.pk)
    person.given_name, person.prefix, person.surname, person.language = given_name, prefix, surname, language
    before = {"name": kept.full_name, "language": kept.language}
    after = {"name": person.full_name, "language": language}
    if (kept.given_name, kept.prefix, kept.surname, kept.language) == (given_name, prefix, surname, language):
        return
    person.save(update_fields=["given_name", "prefix", "surname", "language"])
    changed = [fact for fact in after if before[fact] != after[fact]]
    record(
        "person.corrected",
        person,
        by=by,
        at=at,
        before={fact: before[fact] for fact in changed},
        after={fact: after[fact] for fact in changed},
    )


def _ours_alone(person: Person) -> None:
    if Membership.everywhere.filter(person=person).exclude(partnership_id=scope.current()).exists():
        raise KnownElsewhere


@transaction.atomic
def revoke_links(person: Person, *, year: ProgrammeYear, by: Person, at: datetime) -> None:
    """Withdraw every personal link that this person was given; mails sent from now on carry new ones."""
    serials = {purpose.value: links.revoke(person, year, purpose) for purpose in links.Purpose}
    record("links.revoked", person, by=by, at=at, after=serials)


@transaction.atomic
def revoke_calendar(person: Person, *, year: ProgrammeYear, by: Person, at: datetime) -> None:
    """Withdraw every calendar address that this person was given; other links stay."""
    serial = links.revoke(person, year, links.Purpose.CALENDAR)
    record("links.calendar_revoked", person, by=by, at=at, after={"calendar": serial})
