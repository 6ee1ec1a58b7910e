"""What is done to a person in all steps at once: two who turn out to be one, and somebody who is forgotten."""

from datetime import datetime
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from dagdeel.base.history.actions import record
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.people.rules import NOWHERE
from dagdeel.exchange import actions as archives
from dagdeel.outputs.mail.models import BadAddress, Delivered
from dagdeel.web import queries, ties
from dagdeel.web.ties import BothHave
from dagdeel.year.cycle import CYCLE

__all__ = ["BothHave", "KnownElsewhere", "LastLead", "SamePerson", "StillNeeded", "erase_person", "merge_people"]


class SamePerson(Exception):
    """Nobody can be merged with himself."""


class KnownElsewhere(Exception):
    """Who should go takes part in another partnership as well, which has a say in it."""


class LastLead(Exception):
    """Without this person nobody would lead the programme."""


class StillNeeded(Exception):
    """The person cannot be forgotten yet; `reasons` says why, in sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(len(reasons))
        self.reasons = reasons


@transaction.atomic
def merge_people(keep: Person, gone: Person, *, reason: str, by: Person, at: datetime) -> None:
    """Let everything of `gone` be of `keep`, in every step, and let `gone` go.

    Raises SamePerson, KnownElsewhere, and BothHave for what one person cannot have twice.
    """
    if keep == gone:
        raise SamePerson
    _lock(keep, gone)
    if _elsewhere(gone):
        raise KnownElsewhere
    name, address = gone.full_name, gone.email
    for step in CYCLE:
        step.merge_people(keep, gone, by=by, at=at)
    _join_roles(keep, gone)
    ties.move(gone, keep)
    gone.delete()
    before, after = {"name": name, "email": address}, {"name": keep.full_name, "email": keep.email}
    record("person.merged", keep, by=by, at=at, before=before, after=after, reason=reason)


@transaction.atomic
def erase_person(person: Person, *, reason: str, by: Person, at: datetime) -> None:
    """Forget somebody in the partnership we work for: what was done stays and is of nobody in particular.

    Raises LastLead, and StillNeeded while a step cannot do without. A person who takes part elsewhere stays known there.
    """
    _lock(person)
    _keep_a_lead(person)
    if reasons := queries.still_needed(person, at):
        raise StillNeeded(reasons)
    for step in CYCLE:
        step.let_go(person, reason=reason, by=by, at=at)
    nobody = Person.objects.create_person(email=f"{uuid4().hex}{NOWHERE}", surname=_("(erased)"), is_active=False)
    archives.drop_archives(by=by, at=at)  # the person stands in it
    names = [person.full_name, person.list_name, person.email, *_former_names(person)]
    ties.let_go(person, nobody)
    ties.scrub(names, nobody.surname)
    BadAddress.objects.filter(address__iexact=person.email).delete()
    Delivered.objects.filter(to__iexact=person.email).delete()
    if not Membership.everywhere.filter(person=person).exists():
        EmailAddress.objects.filter(user=person).delete()
        person.delete()
    # by name only when it is somebody else: what is written here stays
    record("person.erased", nobody, by=by, at=at, reason=reason)


def _lock(*people: Person) -> None:
    keys = [person.pk for person in people]
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _former_names(person: Person) -> set[str]:
    """Names and addresses that somebody had until they were corrected: the history still says them."""
    corrected = Entry.objects.filter(object_type=person._meta.label_lower, object_id=str(person.pk))
    facts = corrected.filter(verb__in=("person.corrected", "person.address_corrected")).values_list("before", flat=True)
    return {before[fact] for before in facts for fact in ("name", "email") if fact in before}


def _elsewhere(person: Person) -> bool:
    return Membership.everywhere.filter(person=person).exclude(partnership_id=scope.current()).exists()


def _keep_a_lead(person: Person) -> None:
    leads = Membership.objects.filter(role=Role.PROGRAMME_LEAD, to_year__isnull=True)
    list(Partnership.objects.select_for_update().filter(pk=scope.current()))
    if leads.filter(person=person).exists() and not leads.exclude(person=person).exists():
        raise LastLead


def _join_roles(keep: Person, gone: Person) -> None:
    """A role that both held at one place becomes one, from the first year of either to the last."""
    for lost in Membership.objects.filter(person=gone):
        same = Membership.objects.filter(
            person=keep, role=lost.role, school=lost.school, institute=lost.institute
        ).first()
        if same is None:
            continue
        same.from_year = min(same.from_year, lost.from_year)
        last = [same.to_year, lost.to_year]
        same.to_year = None if None in last else max(year for year in last if year is not None)
        lost.delete()
        same.save(update_fields=["from_year", "to_year"])
