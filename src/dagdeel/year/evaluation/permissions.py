"""Who sees which results. The door asks for the role; here it is about the school, the session and the person."""

from collections.abc import Collection

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.year.planning.models import Session


def sees_school(member: Member, school: School | int) -> bool:
    """A head and a school educator see their own school; who has a role for the whole partnership sees every school."""
    return member.may_at(Permission.EVALUATION_VIEW, school)


def sees_session(member: Member, session: Session) -> bool:
    """Who sees the school sees its sessions."""
    return sees_school(member, session.school_id)


def sees_persons(member: Member) -> bool:
    """What is said of one trainer is for the programme lead (and for the trainer, on a page of the own sessions)."""
    return member.has(Role.PROGRAMME_LEAD)


def gave(session: Session, own: Collection[Session]) -> bool:
    """Whether the session is one of the trainer's own."""
    return session.pk in {mine.pk for mine in own}
