"""Who may do what with whose plan. The door asks for the role; here it is about the school."""

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import PlanState


def can_see(member: Member, plan: SchoolPlan) -> bool:
    """One's own school; whoever has no school sees every plan."""
    return member.may_at(Permission.CHOICES_VIEW, plan.school_id)


def can_propose(member: Member, plan: SchoolPlan) -> bool:
    """The educators of the school, those of the institutes, and the programme lead."""
    return member.may_at(Permission.CHOICES_PROPOSE, plan.school_id)


def can_agree(member: Member, plan: SchoolPlan) -> bool:
    """Only the management of the school itself agrees: nobody can do that for a school."""
    return any(school.pk == plan.school_id for school in member.schools_as(Role.HEAD))


def can_send_back(member: Member, plan: SchoolPlan) -> bool:
    """The head sends a proposal back; the programme lead may also reopen what was agreed."""
    if member.has(Role.PROGRAMME_LEAD):
        return plan.state in {PlanState.PROPOSED, PlanState.AGREED}
    return plan.state == PlanState.PROPOSED and can_agree(member, plan)


def can_see_mentors(member: Member, plan: SchoolPlan) -> bool:
    """Who is named or exempt, and why, stays within the school (and with the programme lead)."""
    own = member.schools_as(Role.HEAD, Role.SCHOOL_EDUCATOR)
    return member.has(Role.PROGRAMME_LEAD) or any(school.pk == plan.school_id for school in own)


def can_exempt(member: Member, plan: SchoolPlan) -> bool:
    """The school's own educators and the programme lead."""
    return can_see_mentors(member, plan) and can_propose(member, plan)


def leads(person: Person, year: ProgrammeYear) -> bool:
    """Whether this person leads the programme in this year. One query."""
    member = memberships_of(person, year.partnership, year)
    return member is not None and member.has(Role.PROGRAMME_LEAD)
