"""Whose certificates somebody may see. The door asks for the role; here it is about the school."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission


def may_see(member: Member, school: School | int) -> bool:
    """The programme lead; the school educator, the head and the HR officer of that school."""
    return member.may_at(Permission.CERTIFICATE_VIEW, school)


def may_manage(member: Member) -> bool:
    """Issue and revoke: the programme lead, in whose name certificates are given."""
    return member.may(Permission.CERTIFICATE_MANAGE)
