"""Who may see and who may take the attendance of which session. The door asks for the role; here it is about whose it is."""

from collections.abc import Collection

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Role


def may_take(member: Member, school_id: int, trainers: Collection[int]) -> bool:
    """The programme lead, the school educator of that school, and the trainers (ids of people) who give the session."""
    if member.has(Role.PROGRAMME_LEAD) or member.person.pk in trainers:
        return True
    return any(school.pk == school_id for school in member.schools_as(Role.SCHOOL_EDUCATOR))


def may_see(member: Member, school_id: int, trainers: Collection[int]) -> bool:
    """Whoever may take it, and the head and the HR officer of that school."""
    own = member.schools_as(Role.HEAD, Role.HR_OFFICER)
    return may_take(member, school_id, trainers) or any(school.pk == school_id for school in own)


def schools_seen(member: Member) -> frozenset[int] | None:
    """The schools of which every session is seen; None means all. A trainer sees the own sessions besides."""
    if member.has(Role.PROGRAMME_LEAD):
        return None
    own = member.schools_as(Role.SCHOOL_EDUCATOR, Role.HEAD, Role.HR_OFFICER)
    return frozenset(school.pk for school in own)
