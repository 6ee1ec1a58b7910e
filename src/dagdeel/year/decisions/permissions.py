"""Who may see a finding before it is decided, and who writes."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Permission


def may_edit(member: Member) -> bool:
    """The programme lead writes findings and decisions down, also those that a body takes."""
    return member.may(Permission.DECISIONS_EDIT)


def may_see_drafts(member: Member) -> bool:
    """Whether editions that are not published may be told of."""
    return member.may(Permission.CATALOGUE_DRAFTS)
