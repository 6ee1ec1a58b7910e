"""What somebody may do in one year of one partnership, worked out once per request."""

from dataclasses import dataclass

from dagdeel.base.partnerships.models import Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from dagdeel.base.partnerships.rules import Span
from dagdeel.base.people.models import Person


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the roles that she holds in one programme year."""

    person: Person
    memberships: tuple[Membership, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, at whatever school or institute."""
        return frozenset(Role(m.role) for m in self.memberships)

    @property
    def role_label(self) -> str:
        """The roles in words, with the names that the partnership gives them."""
        names = {held.role: held.role_name for held in self.memberships}
        return ", ".join(names[role.value] for role in Role if role.value in names)

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    def may(self, permission: Permission) -> bool:
        """Whether some role allows it, wherever."""
        return any(permission in ROLE_TABLE[role] for role in self.roles)

    def may_in(self, permission: Permission, year: ProgrammeYear) -> bool:
        """Whether some role of now allowed it in another year as well."""
        return any(
            permission in ROLE_TABLE[Role(m.role)] and Span(m.from_year, m.to_year).holds_in(year.first_year)
            for m in self.memberships
        )

    def may_at(self, permission: Permission, school: School | int) -> bool:
        """Whether it is allowed for this school: by a role at that school, or by a role that has no school."""
        school_id = school if isinstance(school, int) else school.pk
        return any(
            permission in ROLE_TABLE[Role(m.role)] and m.school_id in {None, school_id} for m in self.memberships
        )

    def schools_where(self, permission: Permission) -> tuple[School, ...] | None:
        """The schools for which this is allowed; None means every school."""
        allowed = [m for m in self.memberships if permission in ROLE_TABLE[Role(m.role)]]
        if any(m.school_id is None for m in allowed):
            return None
        return tuple({m.school_id: m.school for m in allowed if m.school is not None}.values())

    def schools_as(self, *roles: Role) -> tuple[School, ...]:
        """The schools at which one of these roles is held."""
        found = {m.school_id: m.school for m in self.memberships if m.role in roles and m.school is not None}
        return tuple(found.values())

    def institutes(self) -> tuple[Institute, ...]:
        """The institutes at which a role is held."""
        found = {m.institute_id: m.institute for m in self.memberships if m.institute is not None}
        return tuple(found.values())


def memberships_of(person: Person, partnership: Partnership, year: ProgrammeYear) -> Member | None:
    """The member that this person is in this year; None for a stranger."""
    rows = Membership.everywhere.filter(person=person, partnership=partnership).select_related(
        "school", "institute", "partnership"
    )
    held = tuple(m for m in rows if Span(m.from_year, m.to_year).holds_in(year.first_year))
    return Member(person, held) if held else None
