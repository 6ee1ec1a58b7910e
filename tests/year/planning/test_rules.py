"""Conflicts as data, times and quality: plain values."""

from datetime import date, time

import pytest

from dagdeel.year.planning.rules import (
    QUALITY_UNKNOWN,
    Code,
    SessionFacts,
    TrainerFacts,
    conflicts,
    default_times,
    quality_points,
)

TUESDAY = date(2016, 11, 8)
GOOD = SessionFacts(
    first_day=date(2016, 8, 1), last_day=date(2017, 7, 31), day=TUESDAY, half_day="pm", starts=time(13, 30), ends=time(17, 0),
    room_seats=24, trainers=(TrainerFacts("Anna"),),
)  # fmt: skip


def codes(**changes: object) -> set[Code]:
    from dataclasses import replace

    return {found.code for found in conflicts(replace(GOOD, **changes))}  # type: ignore[arg-type]  # fields by name


def test_a_session_with_everything_in_order_has_nothing_the_matter() -> None:
    assert conflicts(GOOD) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": None, "half_day": ""}, Code.NO_DATE),
        ({"day": date(2017, 8, 2)}, Code.OUTSIDE_YEAR),
        ({"day": date(2016, 10, 25)}, Code.SCHOOL_HOLIDAY),
        ({"day": date(2017, 4, 27)}, Code.PUBLIC_HOLIDAY),
        ({"day": date(2016, 11, 12)}, Code.WEEKEND),
        ({"impossible": frozenset({(TUESDAY, "pm")})}, Code.IMPOSSIBLE_HALF_DAY),
        ({"possible": frozenset({(TUESDAY, "am")})}, Code.NOT_WISHED),
        ({"others": ((TUESDAY, "pm"),)}, Code.PARALLEL),
        ({"others": ((date(2016, 11, 21), "pm"),)}, Code.TOO_SOON),
        ({"ends": time(15, 30)}, Code.TOO_SHORT),
        ({"starts": time(9, 0), "ends": time(12, 30)}, Code.ODD_HOUR),
        ({"room_seats": None}, Code.NO_ROOM),
        ({"room_seats": 12}, Code.ROOM_SMALL),
        ({"room_is_ours": False}, Code.ROOM_ELSEWHERE),
        ({"edition_open": False}, Code.EDITION_WITHDRAWN),
        ({"trainers": ()}, Code.NO_TRAINER),
        ({"trainers": (TrainerFacts("A", suits="cannot"),)}, Code.TRAINER_CANNOT),
        ({"trainers": (TrainerFacts("A", suits="rather_not"),)}, Code.TRAINER_RATHER_NOT),
        ({"trainers": (TrainerFacts("A", suits=None),)}, Code.TRAINER_UNSAID),
        ({"trainers": (TrainerFacts("A", competent=False),)}, Code.TRAINER_NOT_COMPETENT),
        ({"trainers": (TrainerFacts("A", sessions=7, maximum=6),)}, Code.TRAINER_FULL),
        ({"trainers": (TrainerFacts("A", active=False),)}, Code.TRAINER_INACTIVE),
    ],
)
def test_each_thing_that_can_be_the_matter_has_its_code(changes: dict[str, object], code: Code) -> None:
    assert codes(**changes) == {code}


def test_school_holidays_that_are_not_published_are_said_to_be_unknown() -> None:
    far = {"first_day": date(2035, 8, 1), "last_day": date(2036, 7, 31), "day": date(2035, 11, 6)}
    assert codes(**far) == {Code.HOLIDAYS_UNKNOWN}


def test_on_a_study_day_parallel_sessions_are_meant() -> None:
    assert codes(study_day=TUESDAY, others=((TUESDAY, "pm"),), possible=frozenset({(date(2016, 12, 6), "pm")})) == set()


def test_what_blocks_stands_before_what_warns() -> None:
    found = conflicts(SessionFacts(first_day=GOOD.first_day, last_day=GOOD.last_day, edition_open=False))
    assert [conflict.severity for conflict in found] == ["block", "warn", "warn", "warn"]


def test_usual_times_follow_the_half_day_and_the_length_and_stay_within_the_day() -> None:
    assert default_times("am", 210) == (time(9, 0), time(12, 30))
    assert default_times("pm", 120) == (time(13, 30), time(15, 30))
    assert default_times("ev", 600) == (time(19, 0), time(23, 59))


def test_a_mark_with_too_few_answers_counts_as_unknown() -> None:
    assert quality_points(5.0, 4, 5) == quality_points(None, 0, 5) == QUALITY_UNKNOWN == 31


def test_a_mark_counts_as_the_evaluation_handed_it_over() -> None:
    """From 1 to 5 on a scale from 0 to 50; few answers were drawn to the mean before."""
    assert [quality_points(mark, 5, 5) for mark in (1.0, 3.0, 4.5, 5.0)] == [0, 25, 44, 50]
