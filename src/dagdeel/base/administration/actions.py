"""What the programme lead sets up: partnership, schools, institutes, years, people and their roles.

These verbs stand above `history`, because each of them writes it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from dagdeel.base.administration import queries, rules
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.models import Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.people import rules as people
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pronouns import Pronoun

# What the settings page and a decision may change; everything else of a year follows from its steps.
NUMBERS = (
    "workshops_per_school", "group_minimum", "group_maximum", "session_minutes", "threshold", "cancel_days", "offer_days",
    "decide_days",
)  # fmt: skip
DEADLINES = (
    "brochure_due",
    "choices_due",
    "availability_due",
    "plan_due",
    "invitations_due",
    "enrolment_due",
    "evaluation_due",
    "decisions_due",
    "report_due",
)


class RoleNeedsPlace(Exception):
    """This role is held at a school or at an institute, and none was given."""


class RoleHeldAlready(Exception):
    """The person has this role there from this year on."""


class ChangedMeanwhile(Exception):
    """A deadline no longer has the day from which it was shifted."""


class DeadlinesWrong(Exception):
    """A deadline comes before what it waits for, or lies outside the year."""


class NothingToUndo(Exception):
    """No deadline was shifted, or they were changed since."""


class LastLead(Exception):
    """Without this role nobody would lead the programme any more."""


class KnownByAnotherName(Exception):
    """With this mail address somebody is known outside of the partnership, under a name that was not typed here."""


class KnownElsewhere(Exception):
    """The person takes part in another partnership as well, whose mail and sign-in would change too."""


class AddressTaken(Exception):
    """Somebody else has this address."""


class UnknownSetting(Exception):
    """The year has no such setting."""


@transaction.atomic
def found_partnership(*, name: str, short_name: str, slug: str, reply_to: str, by: Person, at: datetime) -> Partnership:
    """Begin a partnership; who founds it leads its programme."""
    partnership = Partnership.objects.create(name=name, short_name=short_name, slug=slug, reply_to=reply_to)
    with scope.of(partnership):
        Membership.objects.create(person=by, role=Role.PROGRAMME_LEAD, from_year=at.year - 1)
        record("partnership.founded", partnership, by=by, at=at, after={"name": name})
    return partnership


@transaction.atomic
def choose_pronoun(partnership: Partnership, *, pronoun: Pronoun, by: Person, at: datetime) -> None:
    """From now on everything says this to people in Dutch; what they wrote themselves stays as it is."""
    before, partnership.pronoun = partnership.pronoun, pronoun
    partnership.save(update_fields=["pronoun"])
    record(
        "partnership.pronoun_chosen", partnership, by=by, at=at, before={"pronoun": before}, after={"pronoun": pronoun}
    )


@transaction.atomic
def name_roles(partnership: Partnership, *, labels: Mapping[str, str], by: Person, at: datetime) -> None:
    """What this partnership calls its roles, by role; one that is left out keeps its usual name."""
    before, partnership.role_labels = partnership.role_labels, dict(labels)
    if before != partnership.role_labels:
        partnership.save(update_fields=["role_labels"])
        after = partnership.role_labels
        record(
            "partnership.roles_named",
            partnership,
            by=by,
            at=at,
            before={"role_labels": before},
            after={"role_labels": after},
        )


@transaction.atomic
def add_school(*, name: str, by: Person, at: datetime, **details: str) -> School:
    """Add a school with its BRIN, address and holiday region; raises ValidationError for a BRIN that is none."""
    school = School(partnership_id=scope.current(), name=name, **details)
    school.full_clean()
    school.save()
    record("school.added", school, by=by, at=at, after={"name": name, **details})
    return school


@transaction.atomic
def add_institute(*, name: str, by: Person, at: datetime) -> Institute:
    """Add a teacher education institute."""
    institute = Institute.objects.create(name=name)
    record("institute.added", institute, by=by, at=at, after={"name": name})
    return institute


@transaction.atomic
def begin_year(*, first_year: int, by: Person, at: datetime, **settings: Any) -> ProgrammeYear:
    """Begin a programme year with its numbers and deadlines; raises UnknownSetting, ValidationError."""
    _check(settings)
    year = ProgrammeYear(partnership_id=scope.current(), first_year=first_year, **settings)
    year.full_clean()
    year.save()
    record("year.begun", year, by=by, at=at, after=settings)
    return year


@transaction.atomic
def change_settings(year: ProgrammeYear, *, settings: Mapping[str, Any], by: Person, at: datetime) -> ProgrammeYear:
    """Change numbers or deadlines of a year; raises UnknownSetting, or ValidationError when the numbers contradict."""
    _check(settings)
    before = {name: getattr(year, name) for name in settings}
    for name, value in settings.items():
        setattr(year, name, value)
    year.full_clean()
    year.save()
    changed = {name: value for name, value in settings.items() if before[name] != value}
    record("year.changed", year, by=by, at=at, before={n: before[n] for n in changed}, after=changed)
    return year


@transaction.atomic
def shift_deadlines(
    year: ProgrammeYear, *, days: Mapping[str, date], seen: Mapping[str, date | None], by: Person, at: datetime
) -> ProgrammeYear:
    """Give deadlines of a year other days, all at once. `seen`: the days from which they were shifted.

    Raises UnknownSetting, ChangedMeanwhile, and DeadlinesWrong when one comes before what it waits for or lies outside the year.
    """
    fresh = _hold_deadlines(year, days)
    before = {name: getattr(fresh, name) for name in days}
    if before != {name: seen.get(name) for name in days}:
        raise ChangedMeanwhile
    _lay(fresh, days)
    record("year.shifted", fresh, by=by, at=at, before=before, after=dict(days))
    return fresh


@transaction.atomic
def undo_shift(year: ProgrammeYear, *, by: Person, at: datetime) -> ProgrammeYear:
    """Give the deadlines that were shifted last their old days back; raises NothingToUndo or DeadlinesWrong."""
    fresh = _hold_deadlines(year, ())
    entry = queries.last_shift(fresh)
    if entry is None:
        raise NothingToUndo
    before = {name: getattr(fresh, name) for name in entry.before}
    _lay(fresh, {name: day and date.fromisoformat(day) for name, day in entry.before.items()})
    after = {name: getattr(fresh, name) for name in entry.before}
    record("year.shift_undone", fresh, by=by, at=at, before=before, after=after)
    return fresh


def _hold_deadlines(year: ProgrammeYear, names: Iterable[str]) -> ProgrammeYear:
    if unknown := [name for name in names if name not in DEADLINES]:
        raise UnknownSetting(unknown[0])
    return ProgrammeYear.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=year.pk)


def _lay(year: ProgrammeYear, days: Mapping[str, date | None]) -> None:
    """Write days that contradict nothing to a year that is held."""
    for name, day in days.items():
        setattr(year, name, day)
    first, last = rules.window(year.first_year)
    order = rules.out_of_order({name: getattr(year, name) for name in DEADLINES})
    if any(day and not first <= day <= last for day in days.values()) or set(days) & {*order, *order.values()}:
        raise DeadlinesWrong
    year.save(update_fields=[*days])


def _check(settings: Mapping[str, Any]) -> None:
    for name in settings:
        if name not in NUMBERS + DEADLINES:
            raise UnknownSetting(name)


@transaction.atomic
def move_year_on(year: ProgrammeYear, *, state: ProgrammeYear.State, by: Person, at: datetime) -> None:
    """Let a year run, or close it."""
    before, year.state = year.state, state
    year.save(update_fields=["state"])
    record("year.moved_on", year, by=by, at=at, before={"state": before}, after={"state": state})


@transaction.atomic
def put_guide_aside(year: ProgrammeYear, *, by: Person, at: datetime) -> None:
    """Take the guided start from the home page."""
    _set_guide(year, aside=True)
    record("guide.put_aside", year, by=by, at=at)


@transaction.atomic
def take_guide_up(year: ProgrammeYear, *, by: Person, at: datetime) -> None:
    """Put the guided start back on the home page."""
    _set_guide(year, aside=False)
    record("guide.taken_up", year, by=by, at=at)


def _set_guide(year: ProgrammeYear, *, aside: bool) -> None:
    year.guide_aside = aside
    year.save(update_fields=["guide_aside"])


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
    if Membership.everywhere.filter(person=person).exclude(partnership_id=scope.current()).exists():
        raise KnownElsewhere
    if Person.objects.filter(email__iexact=email.strip()).exclude(pk=person.pk).exists():
        raise AddressTaken
    before, person.email = person.email, email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
    record("person.address_corrected", person, by=by, at=at, before={"email": before}, after={"email": person.email})


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


@transaction.atomic
def live_on(partnership: Partnership, *, day: date | None, by: Person | None, at: datetime) -> None:
    """Demo only: the day on which this partnership lives; None is the real today."""
    before, partnership.demo_day = partnership.demo_day, day
    partnership.save(update_fields=["demo_day"])
    with scope.of(partnership):
        record("demo.day", partnership, by=by, at=at, before={"day": before}, after={"day": day})
