"""When schools are closed, as far as anybody knows."""

from datetime import date

import pytest

from dagdeel.base.partnerships.holidays import public_holiday, school_holiday, school_holidays_known


def test_a_public_holiday_has_a_name_in_both_languages() -> None:
    assert public_holiday(date(2017, 4, 27)) == "Koningsdag"
    assert public_holiday(date(2017, 4, 27), "en") == "King's Day"
    assert public_holiday(date(2016, 11, 8)) == ""


def test_regions_have_their_own_weeks() -> None:
    day = date(2017, 2, 22)
    assert school_holiday(day, "Noord") == "Voorjaarsvakantie"
    assert school_holiday(date(2017, 2, 27), "Zuid") == "Voorjaarsvakantie"
    assert school_holiday(day, "Zuid") == ""


@pytest.mark.parametrize("region", ["Noord", "Midden", "Zuid"])
def test_beyond_what_is_published_nothing_is_known(region: str) -> None:
    assert school_holidays_known(date(2016, 11, 8), region)
    assert school_holidays_known(date(2030, 3, 1), region)
    assert not school_holidays_known(date(2030, 11, 8), region)
    assert not school_holidays_known(date(2035, 11, 8), region)
