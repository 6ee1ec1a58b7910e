"""Months, weeks and weekly patterns, without a database."""

from datetime import date

from dagdeel.base.partnerships import halfdays


def test_sessions_are_given_from_october_to_may() -> None:
    assert halfdays.session_period(2016) == (date(2016, 10, 1), date(2017, 5, 31))
    assert [m.month for m in halfdays.session_months(2016)] == [10, 11, 12, 1, 2, 3, 4, 5]


def test_a_leap_february_has_its_last_day() -> None:
    assert halfdays.last_of_month(date(2016, 2, 1)) == date(2016, 2, 29)


def test_the_weeks_of_a_month_show_its_own_working_days_only() -> None:
    weeks = halfdays.weeks(date(2016, 10, 1))  # a Saturday
    assert weeks[0] == [date(2016, 10, n) for n in range(3, 8)]
    assert weeks[-1] == [date(2016, 10, 31), None, None, None, None]


def test_every_tuesday_afternoon_leaves_out_holidays_and_what_was_said() -> None:
    found = halfdays.pattern(
        weekdays=[1],
        half_days=["pm"],
        first=date(2016, 11, 1),
        last=date(2016, 11, 30),
        closed=[date(2016, 11, 15)],
        said={(date(2016, 11, 22), "pm"): "cannot"},
    )
    assert found == [(date(2016, 11, 1), "pm"), (date(2016, 11, 8), "pm"), (date(2016, 11, 29), "pm")]


def test_a_pattern_includes_both_ends() -> None:
    found = halfdays.pattern(weekdays=range(5), half_days=["am"], first=date(2016, 11, 7), last=date(2016, 11, 11))
    assert [day.day for day, _ in found] == [7, 8, 9, 10, 11]


def test_closed_days_tell_whether_all_schools_are_closed_or_some() -> None:
    closed = halfdays.closed_days(date(2017, 2, 1), date(2017, 2, 28), ["Noord", "Zuid"], "nl")
    assert closed.known
    assert closed.everywhere == {}
    assert closed.somewhere[date(2017, 2, 20)] == "Voorjaarsvakantie"
    spring = halfdays.closed_days(date(2017, 4, 24), date(2017, 4, 28), ["Noord", "Zuid"], "nl")
    assert spring.everywhere[date(2017, 4, 27)] == "Koningsdag"


def test_far_away_nothing_is_known_of_school_holidays() -> None:
    assert not halfdays.closed_days(date(2035, 11, 1), date(2035, 11, 30), ["Zuid"], "nl").known
