"""Who sees which trainer. The door asks for the role; here it is about the trainer."""

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.year.trainers.models import Trainer


def is_own(member: Member, trainer: Trainer) -> bool:
    """Whether this is the trainer herself."""
    return member.person.pk == trainer.person_id


def can_see(member: Member, trainer: Trainer) -> bool:
    """The programme lead sees all, an institute educator the trainers of the own institute, a trainer herself."""
    if member.has(Role.PROGRAMME_LEAD) or is_own(member, trainer):
        return True
    return trainer.institute_id in institutes_seen(member)


def institutes_seen(member: Member) -> set[int]:
    """The institutes whose trainers an institute educator sees (by id)."""
    return {
        m.institute_id for m in member.memberships if m.role == Role.INSTITUTE_EDUCATOR and m.institute_id is not None
    }


def can_manage(member: Member) -> bool:
    """Adding, competences, switching off: the programme lead."""
    return member.may(Permission.TRAINERS_MANAGE)


def can_see_quality(member: Member, trainer: Trainer) -> bool:
    """The trainer herself and the programme lead: nobody else, and in no list."""
    return member.has(Role.PROGRAMME_LEAD) or is_own(member, trainer)
