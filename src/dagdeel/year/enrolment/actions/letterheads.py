"""The paper on which a school writes, and the signature of its head."""

from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import permissions
from dagdeel.year.enrolment.actions.invitations import NotTheHead
from dagdeel.year.enrolment.models import Letterhead
from dagdeel.year.enrolment.rules import inspect_picture
from dagdeel.year.enrolment.states import Window


@transaction.atomic
def set_letterhead(
    school: School,
    *,
    contact: str,
    window: Window,
    by: Person,
    at: datetime,
    logo: "File[bytes] | None" = None,
    without_logo: bool = False,
) -> Letterhead:
    """Say how the letters of a school look. Without a new logo the old one stays, unless it is to go.

    Raises for a logo what `rules.inspect_picture` raises.
    """
    if logo is not None:
        inspect_picture(logo.name or "", logo.size, logo.open("rb"))
    paper = _paper(school)
    before = {"contact": paper.contact, "window": paper.window, "logo": bool(paper.logo)}
    paper.contact, paper.window = contact.strip(), window
    if logo is not None or without_logo:
        _replace(paper.logo, None if without_logo else logo)
    paper.save()
    after = {"contact": paper.contact, "window": paper.window, "logo": bool(paper.logo)}
    record("letterhead.set", paper, by=by, at=at, before=before, after=after)
    return paper


@transaction.atomic
def set_signature(
    year: ProgrammeYear, school: School, *, picture: "File[bytes]", by: Person, at: datetime
) -> Letterhead:
    """Keep the signature of the head, which stands under letters that this head signed and under no others.

    Raises NotTheHead, and what `rules.inspect_picture` raises.
    """
    member = memberships_of(by, year.partnership, year)
    if member is None or not permissions.may_sign(member, school):
        raise NotTheHead
    inspect_picture(picture.name or "", picture.size, picture.open("rb"))
    paper = _paper(school)
    _replace(paper.signature, picture)
    paper.signature_of = by
    paper.save()
    record("letterhead.signature_set", paper, by=by, at=at)
    return paper


@transaction.atomic
def remove_signature(paper: Letterhead, *, by: Person, at: datetime) -> None:
    """Letters go without a signature again."""
    paper.refresh_from_db(from_queryset=Letterhead.objects.select_for_update())
    _replace(paper.signature, None)
    paper.signature_of = None
    paper.save()
    record("letterhead.signature_removed", paper, by=by, at=at)


def _paper(school: School) -> Letterhead:
    """The one letterhead of the school, held until we are done."""
    Letterhead.objects.get_or_create(school=school, defaults={"partnership_id": school.partnership_id})
    return Letterhead.objects.select_for_update().get(school=school)


def _replace(there: FieldFile, new: "File[bytes] | None") -> None:
    """Put another file, or none, in its place; the old one goes when the change is certain."""
    if there.name:
        transaction.on_commit(partial(there.storage.delete, there.name))
    if new is None:
        setattr(there.instance, there.field.name, "")
    else:
        setattr(there.instance, there.field.name, new)
