"""Whose money somebody sees: the totals are for every reader, the part of a school for who belongs to it or to none."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Permission


def schools_seen(member: Member) -> tuple[int, ...] | None:
    """The schools (ids) whose own part and actuals this member reads; None means all."""
    allowed = member.schools_where(Permission.BUDGET_VIEW)
    return None if allowed is None else tuple(school.pk for school in allowed)


def may_edit(member: Member) -> bool:
    """The controller and the programme lead keep the books."""
    return member.may(Permission.BUDGET_EDIT)
