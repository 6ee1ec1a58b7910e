"""Who may see and change which part of the plan."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from dagdeel.year.planning.models import Assignment, Session


def may_edit(member: Member) -> bool:
    """Trainers, versions and proposals are the programme lead's."""
    return member.may(Permission.PLANNING_EDIT)


def may_arrange(member: Member, school: School | int) -> bool:
    """When and where a session is: the programme lead, and the school educator of that school."""
    return member.may_at(Permission.PLANNING_SCHOOL, school) or member.may_at(Permission.PLANNING_EDIT, school)


def schools_arranged(member: Member) -> tuple[School, ...] | None:
    """The schools for which `may_arrange` holds; None means every school."""
    found = [member.schools_where(permission) for permission in (Permission.PLANNING_SCHOOL, Permission.PLANNING_EDIT)]
    if None in found:
        return None
    return tuple({school.pk: school for schools in found for school in schools or ()}.values())


def may_open(member: Member, session: Session, *, gives_it: bool) -> bool:
    """A session's own page: people with a role for all schools or for this one, and the trainers who give it."""
    return gives_it or any(
        Permission.PLANNING_VIEW in ROLE_TABLE[Role(held.role)]
        and held.role != Role.TRAINER
        and held.school_id in {None, session.school_id}
        for held in member.memberships
    )


def may_know_trainers(member: Member) -> bool:
    """What trainers said of their half-days, and why they declined."""
    return member.may(Permission.TRAINERS_MANAGE)


def may_answer(member: Member, assignment: Assignment) -> bool:
    """A trainer answers for herself, nobody else."""
    return assignment.person_id == member.person.pk
