"""Who may read what of the catalogue, beyond the permission at the door."""

from datetime import date

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.models import Edition, Material
from dagdeel.year.catalogue.states import EditionState


def may_read(member: Member, edition: Edition) -> bool:
    """What is published is for everybody in the partnership; the rest for those who make it."""
    return edition.state == EditionState.PUBLISHED or member.may(Permission.CATALOGUE_DRAFTS)


def may_open(member: Member, material: Material, today: date) -> bool:
    """Makers and trainers prepare with it; everybody else sees it within its window, once the edition is published."""
    if member.may(Permission.CATALOGUE_DRAFTS):
        return True
    if material.edition.state != EditionState.PUBLISHED:
        return False
    return member.has(Role.TRAINER) or rules.is_open(material.visible_from, material.visible_until, today)
