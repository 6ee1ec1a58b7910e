"""The figures against a second reckoning: SciPy's own, or by counting out every possible outcome."""

from collections.abc import Iterator, Sequence
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from scipy import optimize, stats

from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.rules import Counts

FIVE = 5
# how a whole group might answer from 1 to 5: mild, keen, flat, torn in two, and all but one the same
WORLDS = {
    "mild": (0.02, 0.05, 0.13, 0.45, 0.35),
    "keen": (0.01, 0.01, 0.03, 0.25, 0.70),
    "flat": (0.2, 0.2, 0.2, 0.2, 0.2),
    "torn": (0.4, 0.1, 0.0, 0.1, 0.4),
    "split": (0.2, 0.0, 0.0, 0.0, 0.8),
    "peaked": (0.05, 0.2, 0.5, 0.2, 0.05),
    "nearly all": (0.0, 0.0, 0.0, 0.1, 0.9),
    "one in twenty": (0.05, 0.0, 0.0, 0.0, 0.95),
}


def padded(answers: Sequence[int], not_applicable: int = 0) -> Counts:
    """How often 1, 2, 3 … were answered, as the tables have it."""
    return (not_applicable, *answers, *(0,) * (rules.VALUES - 1 - len(answers)))


def every_outcome(number: int, values: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many people can answer."""
    if values == 1:
        yield (number,)
        return
    for first in range(number + 1):
        yield from ((first, *rest) for rest in every_outcome(number - first, values - 1))


tables = some.lists(some.integers(0, 30), min_size=FIVE, max_size=FIVE).filter(any)


@given(tables, some.integers(0, 9))
def test_mean_and_squares_are_those_of_the_answers_one_by_one(answers: list[int], not_applicable: int) -> None:
    said, one_by_one = padded(answers, not_applicable), np.repeat(np.arange(1, 6), answers)
    assert rules.given(said) == len(one_by_one)
    assert rules.mean(said) == pytest.approx(one_by_one.mean())
    assert rules.squares(said) == pytest.approx(one_by_one.var() * len(one_by_one), abs=1e-9)
    assert rules.share_agree(said) == pytest.approx((one_by_one >= 4).mean())


@given(some.integers(1, 400), some.data())
def test_a_wilson_interval_is_that_of_scipy(number: int, data: some.DataObject) -> None:
    agreeing = data.draw(some.integers(0, number))
    ours, theirs = rules.wilson(agreeing, number), stats.binomtest(agreeing, number).proportion_ci(method="wilson")
    assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(some.integers(1, 200), some.data())
def test_on_a_scale_of_two_points_the_interval_of_the_mean_is_wilsons(number: int, data: some.DataObject) -> None:
    twos = data.draw(some.integers(0, number))
    theirs = stats.binomtest(twos, number).proportion_ci(method="wilson")
    ours = rules.interval(padded([number - twos, twos]), 2)
    assert ours == pytest.approx((1 + theirs.low, 1 + theirs.high), abs=1e-4)


def most_likely(answers: Sequence[int], middle: float) -> np.ndarray | None:
    """The most likely distribution with this mean, by SciPy's general optimiser (None when it gives up), without our formula."""
    values, counts = np.arange(1, len(answers) + 1), np.array(answers)
    asked = counts > 0
    found = optimize.minimize(
        lambda chances: -(counts[asked] * np.log(np.maximum(chances[asked], 1e-300))).sum() / counts.sum(),
        np.full(len(answers), 1 / len(answers)),
        bounds=[(1e-12, 1)] * len(answers),
        constraints=[
            {"type": "eq", "fun": lambda chances: chances.sum() - 1},
            {"type": "eq", "fun": lambda chances: chances @ values - middle},
        ],
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 2000},
    )
    return np.asarray(found.x) if found.success else None


@settings(deadline=None, max_examples=60)
@given(some.lists(some.integers(0, 12), min_size=FIVE, max_size=FIVE).filter(lambda answers: sum(answers) >= 3))
def test_an_end_of_the_interval_is_where_the_answers_begin_to_contradict_the_mean(answers: list[int]) -> None:
    middle, ends = rules.mean(padded(answers)), rules.interval(padded(answers), FIVE)
    assert middle is not None
    assert ends is not None
    values = np.arange(1, 6)
    for end in ends:
        if 1.02 < end < 4.98:
            likely = most_likely(answers, end)
            assume(likely is not None)
            assert likely is not None
            variance = likely @ (values - end) ** 2
            assert sum(answers) * (middle - end) ** 2 / variance == pytest.approx(rules.Z**2, rel=0.01)


@given(tables)
def test_an_interval_holds_its_mean_and_stays_on_the_scale(answers: list[int]) -> None:
    middle, ends = rules.mean(padded(answers)), rules.interval(padded(answers), FIVE)
    assert middle is not None
    assert ends is not None
    assert 1 <= ends[0] <= middle <= ends[1] <= FIVE
    assert ends[1] - ends[0] > 0.05


def test_five_people_who_say_the_same_prove_no_more_than_wilson_allows() -> None:
    """With Student's t the interval of five equal answers has no length at all."""
    assert rules.interval(padded([0, 0, 0, 0, 5]), FIVE) == pytest.approx((3.2621, 5), abs=1e-3)
    assert rules.interval(padded([0, 0, 0, 5, 0]), FIVE) == pytest.approx((2.6966, 4.4345), abs=1e-3)


def covered(number: int, world: Sequence[float]) -> tuple[float, float]:
    """How often our interval and Student's t hold the true mean, over every possible outcome with its chance."""
    true, ours, students = float(np.dot(range(1, 6), world)), 0.0, 0.0
    outcomes = list(every_outcome(number, FIVE))
    chances = stats.multinomial(number, world).pmf(outcomes)
    quantile = float(stats.t.ppf(0.975, number - 1))
    for answers, chance in zip(outcomes, chances, strict=True):
        said = padded(answers)
        middle, ends = rules.mean(said), rules.interval(said, FIVE)
        assert middle is not None
        assert ends is not None
        half = quantile * sqrt(rules.squares(said) / (number - 1) / number)
        ours += chance * (ends[0] - 1e-4 <= true <= ends[1] + 1e-4)
        students += chance * (abs(true - middle) <= half + 1e-9)
    return ours, students


@pytest.mark.parametrize(("number", "at_least"), [(3, 0.85), (5, 0.91), (8, 0.94)])
def test_the_interval_holds_the_true_mean_where_students_t_does_not(number: int, at_least: float) -> None:
    found = {name: covered(number, world) for name, world in WORLDS.items()}
    assert {name: ours for name, (ours, _students) in found.items() if ours < at_least} == {}
    assert min(students for _ours, students in found.values()) < 0.45


def test_three_goals_each_are_no_more_people() -> None:
    """Everybody answered about three goals: the interval is as wide as with one."""
    once, thrice = padded([0, 1, 2, 5, 4]), padded([0, 3, 6, 15, 12])
    assert rules.interval(thrice, FIVE, 12) == pytest.approx(rules.interval(once, FIVE), abs=1e-4)
    found = [rules.Block(frozenset({1}), goal, 12, once) for goal in "abc"]
    found += [rules.Block(frozenset({1}), "a", 5, padded([0, 0, 0, 5, 0]))]  # who answered later
    shown = rules.shown(found, {1}, {1})
    assert shown is not None
    assert (rules.given(shown.counts), shown.people) == (41, 17)


# Small samples, pulled ------------------------------------------------------------------------------------------------


groups = some.lists(tables, min_size=2, max_size=8)


@given(groups)
def test_a_pulled_mean_is_the_one_reckoned_with_answers_one_by_one(asked: list[list[int]]) -> None:
    """Bühlmann and Straub's estimate in another way: from sums over all answers, with SciPy's analysis of variance for the rest."""
    one_by_one = [np.repeat(np.arange(1.0, 6), answers) for answers in asked]
    everything = np.concatenate(one_by_one)
    assume(len(everything) > len(asked))
    assume(any(group.std() > 0 for group in one_by_one))
    number = np.array([len(group) for group in one_by_one])
    ratio = stats.f_oneway(*one_by_one).statistic if min(number) > 0 else inf
    within = sum(((group - group.mean()) ** 2).sum() for group in one_by_one) / (len(everything) - len(asked))
    size = (len(everything) - (number**2).sum() / len(everything)) / (len(asked) - 1)
    between = max(0.0, (ratio - 1) * within / size)  # the mean square between is ratio * within
    weight = number / (number + within / between) if between else np.zeros(len(asked))
    expected = everything.mean() + weight * (np.array([group.mean() for group in one_by_one]) - everything.mean())
    assert pulled(asked) == pytest.approx(list(expected), abs=1e-6)


def pulled(asked: Sequence[Sequence[int]]) -> list[float]:
    tables = [padded(answers) for answers in asked]
    return rules.pulled([(rules.mean(said) or 0.0, rules.given(said), rules.squares(said)) for said in tables])


@given(groups)
def test_a_pulled_mean_lies_between_its_own_and_that_of_all(asked: list[list[int]]) -> None:
    everything = rules.mean(rules.total(padded(answers) for answers in asked))
    assert everything is not None
    for answers, found in zip(asked, pulled(asked), strict=True):
        own = rules.mean(padded(answers))
        assert own is not None
        assert min(own, everything) - 1e-9 <= found <= max(own, everything) + 1e-9


def test_few_answers_are_pulled_further_than_many_with_the_same_mean() -> None:
    few, many, _other = pulled([[0, 0, 0, 0, 5], [0, 0, 0, 0, 80], [10, 20, 40, 20, 10]])
    everything = rules.mean(padded([10, 20, 40, 20, 95]))
    assert everything is not None
    assert everything < few < many <= 5


def test_a_difference_that_chance_explains_leaves_everybody_at_the_mean_of_all() -> None:
    assert pulled([[1, 1, 1, 1, 1], [1, 1, 2, 1, 1]]) == pytest.approx([3.0, 3.0])
    assert pulled([[0, 0, 0, 2, 3]]) == pytest.approx([4.6])
    assert rules.pulled([]) == []
