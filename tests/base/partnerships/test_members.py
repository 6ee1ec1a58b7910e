"""What somebody may do in a year: by role, by school, for as long as the role is held."""

import pytest

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.permissions import Permission, Role
from tests.cast import Cast, membership, person, programme_year


def _member(cast: Cast, who: str) -> Member:
    found = memberships_of(cast.people[who], cast.partnership, cast.year)
    assert found is not None
    return found


def test_a_role_at_a_school_counts_at_that_school_only(inside: Cast) -> None:
    head = _member(inside, "head")
    assert head.may(Permission.CHOICES_AGREE)
    assert head.may_at(Permission.CHOICES_AGREE, inside.school)
    assert not head.may_at(Permission.CHOICES_AGREE, inside.other_school.pk)
    assert head.schools_where(Permission.CHOICES_AGREE) == (inside.school,)


def test_a_role_without_a_school_counts_at_every_school(inside: Cast) -> None:
    for who in ("programme_lead", "institute_educator"):
        member = _member(inside, who)
        assert member.may_at(Permission.CHOICES_PROPOSE, inside.other_school)
        assert member.schools_where(Permission.CHOICES_PROPOSE) is None


def test_what_one_role_allows_at_one_school_is_not_lent_to_another_school(inside: Cast) -> None:
    membership(inside.head, Role.MENTOR, school=inside.other_school)
    head = _member(inside, "head")
    assert head.has(Role.MENTOR, Role.TRAINER)
    assert not head.may_at(Permission.CHOICES_AGREE, inside.other_school)
    assert head.may_at(Permission.ENROLMENT_SELF, inside.other_school)
    assert head.schools_where(Permission.ENROLMENT_SELF) == (inside.other_school,)
    assert head.schools_as(Role.HEAD, Role.MENTOR) == (inside.school, inside.other_school)


def test_what_no_role_allows_is_allowed_nowhere(inside: Cast) -> None:
    mentor = _member(inside, "mentor")
    assert not mentor.may(Permission.BUDGET_VIEW)
    assert mentor.schools_where(Permission.BUDGET_VIEW) == ()


def test_a_trainer_belongs_to_an_institute(inside: Cast) -> None:
    assert _member(inside, "trainer").institutes() == (inside.institute,)


@pytest.mark.parametrize(
    ("start", "end", "held"), [(2016, None, True), (2016, 2016, True), (2015, 2015, False), (2017, None, False)]
)
def test_a_role_holds_in_its_years(start: int, end: int | None, held: bool, inside: Cast) -> None:
    who = person()
    membership(who, Role.MENTOR, school=inside.school, from_year=start, to_year=end)
    assert (memberships_of(who, inside.partnership, inside.year) is not None) is held


def test_somebody_may_hold_other_roles_in_another_year(inside: Cast) -> None:
    later, who = programme_year(2017), person()
    membership(who, Role.MENTOR, school=inside.school, to_year=2016)
    membership(who, Role.HEAD, school=inside.school, from_year=2017)
    now, then = (memberships_of(who, inside.partnership, year) for year in (inside.year, later))
    assert now is not None
    assert then is not None
    assert (now.roles, then.roles) == (frozenset({Role.MENTOR}), frozenset({Role.HEAD}))


def test_a_role_elsewhere_gives_nothing_here(inside: Cast) -> None:
    assert memberships_of(inside.stranger, inside.partnership, inside.year) is None


def test_a_partnership_may_call_its_roles_what_it_likes(inside: Cast) -> None:
    inside.partnership.role_labels = {"mentor": "vakcoach"}
    inside.partnership.save()
    assert _member(inside, "mentor").role_label == "vakcoach"
    assert _member(inside, "head").role_label == str(Role.HEAD.label)
