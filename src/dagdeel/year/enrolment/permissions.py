"""Who may see and change the enrolments of a school. Roles open the door; this is about whose school it is."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role


def may_manage(member: Member, school: School | int) -> bool:
    """Enrol on behalf, cancel, remind, write the invitation: the school educator of that school, and the programme lead."""
    return member.may_at(Permission.ENROLMENT_MANAGE, school)


def may_see_names(member: Member, school: School | int) -> bool:
    """See who takes part: those who manage, and the head and HR officer of that school. Others see counts only."""
    school_id = school if isinstance(school, int) else school.pk
    own = member.schools_as(Role.HEAD, Role.HR_OFFICER, Role.SCHOOL_EDUCATOR)
    return may_manage(member, school_id) or school_id in {s.pk for s in own}


def may_write(member: Member, school: School | int) -> bool:
    """Write the text of the invitation: whoever manages the school's enrolments, and its head."""
    return may_manage(member, school) or may_sign(member, school)


def may_sign(member: Member, school: School | int) -> bool:
    """Send the invitation in the head's name: the head of that school and nobody else."""
    school_id = school if isinstance(school, int) else school.pk
    return school_id in {s.pk for s in member.schools_as(Role.HEAD)}
