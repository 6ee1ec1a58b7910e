"""Better, worse or not to be told; the weeks of next year; what contradicts."""

from datetime import date
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.decisions import rules
from dagdeel.year.decisions.rules import Clash, Planned
from dagdeel.year.decisions.states import Verdict

COUNTS = st.lists(st.integers(0, 30), min_size=5, max_size=5)


def test_a_clear_rise_is_better_and_a_clear_fall_is_worse() -> None:
    low, high = (20, 25, 10, 5, 2), (1, 3, 10, 30, 20)

    up, down = rules.difference(low, high), rules.difference(high, low)

    assert up is not None
    assert down is not None
    assert (up.verdict, down.verdict) == (Verdict.BETTER, Verdict.WORSE)


def test_the_interval_is_that_of_welch() -> None:
    """Worked out by hand: means 2 and 3, variances 1 and 1, n 3 and 3; t for 4 degrees of freedom is 2.776."""
    found = rules.difference((1, 1, 1, 0, 0), (0, 1, 1, 1, 0))

    assert found is not None
    half = 2.776 * (1 / 3 + 1 / 3) ** 0.5
    assert (found.points, found.low, found.high) == pytest.approx((1, 1 - half, 1 + half))
    assert found.verdict == Verdict.UNDECIDED


def test_a_small_rise_of_few_answers_cannot_be_told() -> None:
    found = rules.difference((0, 2, 2, 1, 0), (0, 1, 2, 2, 0))

    assert found is not None
    assert found.verdict == Verdict.UNDECIDED


def test_one_answer_gives_no_difference() -> None:
    assert rules.difference((0, 0, 0, 1, 0), (0, 0, 3, 4, 0)) is None


def test_where_everybody_moved_the_order_tells_what_the_interval_cannot() -> None:
    """With five and five the chance is 2 of 252; with three and three it is 2 of 20."""
    five, three = rules.difference((5, 0, 0, 0, 0), (0, 0, 0, 0, 5)), rules.difference((3, 0, 0, 0, 0), (0, 0, 0, 0, 3))

    assert five is not None
    assert three is not None
    assert five.chance == pytest.approx(2 / 252)
    assert (five.verdict, three.verdict) == (Verdict.BETTER, Verdict.UNDECIDED)


def test_the_interval_alone_is_not_enough() -> None:
    """One far outlier fewer: the means part, the order of the answers hardly does."""
    found = rules.Difference(points=0.5, low=0.1, high=0.9, chance=0.06)

    assert found.verdict == Verdict.UNDECIDED


def by_counting(old: list[int], new: list[int]) -> float:
    """The exact permutation test by its definition: every way to say which of all answers are the new ones."""
    values = [v for counts in (old, new) for v, times in enumerate(counts) for _ in range(times)]
    rank = {v: 2 * sum(w < v for w in values) + values.count(v) + 1 for v in values}
    n, middle = sum(new), sum(new) * (len(values) + 1)
    seen = abs(sum(rank[v] * times for v, times in enumerate(new) if times) - middle)
    drawn = [abs(sum(rank[v] for v in some) - middle) for some in combinations(values, n)]
    return sum(far >= seen for far in drawn) / len(drawn)


FEW = st.lists(st.integers(0, 3), min_size=5, max_size=5).filter(lambda counts: 0 < sum(counts) <= 7)


@given(FEW, FEW)
def test_the_chance_is_that_of_every_possibility_counted(old: list[int], new: list[int]) -> None:
    assert rules.chance_of(tuple(old), tuple(new)) == pytest.approx(by_counting(old, new))


def by_the_curve(old: tuple[int, ...], new: tuple[int, ...], draws: int, chance: Random) -> float:
    """The same test by drawing at random."""
    values = [v for counts in (old, new) for v, times in enumerate(counts) for _ in range(times)]
    rank = {v: 2 * sum(w < v for w in values) + values.count(v) + 1 for v in values}
    n, middle = sum(new), sum(new) * (len(values) + 1)
    seen = abs(sum(rank[v] * times for v, times in enumerate(new) if times) - middle)
    far = sum(abs(sum(rank[v] for v in chance.sample(values, n)) - middle) >= seen for _ in range(draws))
    return far / draws


@pytest.mark.parametrize(
    ("old", "new"),
    [((3, 8, 9, 6, 2), (1, 4, 8, 10, 6)), ((5, 5, 5, 5, 5), (2, 4, 6, 8, 10)), ((0, 2, 10, 20, 8), (0, 1, 8, 14, 12))],
)
def test_with_many_answers_the_normal_curve_is_close(old: tuple[int, ...], new: tuple[int, ...]) -> None:
    assert rules.chance_of(old, new) == pytest.approx(by_the_curve(old, new, 20_000, Random(1)), abs=0.012)


def test_of_many_differences_only_those_beyond_luck_are_kept() -> None:
    """Worked out by hand: 0.01 against 0.05/4, 0.016 against 0.05/3, 0.03 against 0.05/2; the rest falls with it."""
    assert rules.beyond_luck([0.03, 0.01, 0.04, 0.016]) == [False, True, False, True]
    assert rules.beyond_luck([]) == []


@given(COUNTS, COUNTS)
def test_two_years_the_other_way_round_give_the_opposite(old: list[int], new: list[int]) -> None:
    there, back = rules.difference(old, new), rules.difference(new, old)

    if there is None or back is None:
        assert there == back
        return
    assert (there.points, there.low, there.high) == pytest.approx((-back.points, -back.high, -back.low))
    assert there.low <= there.points <= there.high


@given(st.dates(date(2010, 1, 1), date(2060, 12, 31)))
def test_a_year_later_is_the_same_weekday_close_to_the_same_date(day: date) -> None:
    later = rules.year_later(day)

    assert later.weekday() == day.weekday()
    assert (later - day).days in {357, 364, 371}


def test_the_weeks_do_not_drift_over_the_years() -> None:
    day = date(2016, 4, 29)

    for _ in range(30):
        day = rules.year_later(day)

    assert (day.year, day.isocalendar().week, day.isocalendar().weekday) == (2046, 17, 5)


def test_a_fifty_third_week_becomes_the_last_week() -> None:
    assert rules.year_later(date(2020, 12, 30)) == date(2021, 12, 29)


def test_a_deadline_in_a_holiday_moves_to_the_nearest_same_weekday() -> None:
    closed = {date(2017, 4, 25), date(2017, 5, 2)}

    assert rules.nearest_open(date(2017, 4, 25), closed.__contains__) == date(2017, 4, 18)
    assert rules.nearest_open(date(2017, 5, 2), closed.__contains__) == date(2017, 5, 9)
    assert rules.nearest_open(date(2017, 5, 16), closed.__contains__) == date(2017, 5, 16)


CHANGE, DROP, MERGE = ("change", "drop", "merge")


@pytest.mark.parametrize(
    ("planned", "clash"),
    [
        ([Planned(1, DROP, 7), Planned(2, CHANGE, 7)], Clash.GONE),
        ([Planned(1, DROP, 7), Planned(2, "keep", 7)], Clash.GONE),
        ([Planned(1, DROP, 7), Planned(2, MERGE, 8, 7)], Clash.GONE),
        ([Planned(1, MERGE, 7, 8), Planned(2, MERGE, 8, 9)], Clash.GONE),
        ([Planned(1, MERGE, 7, 8), Planned(2, MERGE, 7, 9)], Clash.GONE),
        ([Planned(1, "setting", field="threshold", value="5"), Planned(2, "setting", field="threshold", value="6")],
         Clash.TWO_VALUES),
        ([Planned(1, CHANGE, 7, field="level", value="a"), Planned(2, CHANGE, 7, field="level", value="b")],
         Clash.TWO_VALUES),
        ([Planned(1, "add", value="Nieuw"), Planned(2, "add", value="nieuw")], Clash.TWO_VALUES),
        ([Planned(1, "add", value="zeven")], Clash.THERE_ALREADY),
        ([Planned(1, CHANGE, 99)], Clash.NOT_OFFERED),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_found(planned: list[Planned], clash: Clash) -> None:
    found = list(rules.clashes(planned, [7, 8, 9], ["Zeven"]))

    assert found == [(clash, tuple(item.key for item in planned))]


def test_what_goes_together_is_left_alone() -> None:
    planned = [
        Planned(1, DROP, 7), Planned(2, DROP, 7), Planned(3, CHANGE, 8, field="level", value="a"), Planned(4, CHANGE, 8),
        Planned(5, MERGE, 9, 8), Planned(6, "setting", field="threshold", value="6"), Planned(7, "add", value="Nieuw"),
    ]  # fmt: skip

    assert list(rules.clashes(planned, [7, 8, 9], ["Zeven"])) == []
