"""Personal links: one text, for one person, one purpose, one year; withdrawn at will."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import (
    VALID_AFTER_YEAR,
    LinkExpired,
    LinkInvalid,
    LinkRevoked,
    Purpose,
    open_link,
    revoke,
    serials,
    token,
)
from tests.cast import NOW, Cast, programme_year

PURPOSES = st.sampled_from(Purpose)
shared_cast = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def test_a_link_opens_for_whom_it_was_made(cast: Cast) -> None:
    opened = open_link(cast.link(cast.mentor), Purpose.MENTOR, at=NOW)
    assert (opened.person, opened.year, opened.partnership) == (cast.mentor, cast.year, cast.partnership)


def test_the_same_link_is_made_every_time_so_a_mail_built_twice_carries_one(cast: Cast) -> None:
    assert cast.link(cast.mentor) == cast.link(cast.mentor)
    assert cast.link(cast.mentor) != cast.link(cast.head)


@shared_cast
@given(made_for=PURPOSES, used_for=PURPOSES)
def test_a_link_opens_nothing_but_its_purpose(cast: Cast, made_for: Purpose, used_for: Purpose) -> None:
    text = token(cast.mentor, cast.year, made_for)
    if made_for is used_for:
        assert open_link(text, used_for).purpose is made_for
    else:
        with pytest.raises(LinkInvalid):
            open_link(text, used_for)


@shared_cast
@given(place=st.integers(min_value=0), other=st.characters(), purpose=PURPOSES)
def test_a_link_with_one_sign_changed_opens_nothing(cast: Cast, place: int, other: str, purpose: Purpose) -> None:
    text = token(cast.mentor, cast.year, purpose)
    place %= len(text)
    assume(text[place] != other)
    with pytest.raises(LinkInvalid):
        open_link(text[:place] + other + text[place + 1 :], purpose)


@shared_cast
@given(text=st.text())
def test_a_text_of_anybody_elses_making_opens_nothing(cast: Cast, text: str) -> None:
    with pytest.raises(LinkInvalid):
        open_link(text, Purpose.MENTOR)


def test_a_withdrawn_link_says_so_and_the_next_one_opens(cast: Cast) -> None:
    old = cast.link(cast.mentor)
    serial = revoke(cast.mentor, cast.year, Purpose.MENTOR)
    with pytest.raises(LinkRevoked):
        open_link(old, Purpose.MENTOR)
    fresh = token(cast.mentor, cast.year, Purpose.MENTOR, serial=serial)
    assert open_link(fresh, Purpose.MENTOR).person == cast.mentor
    assert serials(cast.year, Purpose.MENTOR) == {cast.mentor.pk: serial}


def test_withdrawing_leaves_other_people_and_purposes_alone(cast: Cast) -> None:
    revoke(cast.mentor, cast.year, Purpose.MENTOR)
    assert open_link(cast.link(cast.head), Purpose.MENTOR).person == cast.head
    assert open_link(cast.link(cast.mentor, Purpose.CALENDAR), Purpose.CALENDAR).person == cast.mentor


def test_a_link_made_ahead_of_its_serial_does_not_open(cast: Cast) -> None:
    with pytest.raises(LinkRevoked):
        open_link(token(cast.mentor, cast.year, Purpose.MENTOR, serial=2), Purpose.MENTOR)


def test_a_link_ends_three_months_after_its_year(cast: Cast) -> None:
    text, zone = cast.link(cast.mentor), NOW.tzinfo
    last = datetime.combine(cast.year.last_day + VALID_AFTER_YEAR, NOW.time(), tzinfo=zone)
    assert open_link(text, Purpose.MENTOR, at=last).person == cast.mentor
    with pytest.raises(LinkExpired):
        open_link(text, Purpose.MENTOR, at=last + timedelta(days=1))


def test_a_link_into_a_year_that_is_gone_or_of_somebody_who_left_opens_nothing(cast: Cast) -> None:
    with scope.of(cast.partnership):
        gone = programme_year(2018)
        text = token(cast.mentor, gone, Purpose.MENTOR)
        gone.delete()
    with pytest.raises(LinkInvalid):
        open_link(text, Purpose.MENTOR)
    cast.mentor.is_active = False
    cast.mentor.save()
    with pytest.raises(LinkInvalid):
        open_link(cast.link(cast.mentor), Purpose.MENTOR)
