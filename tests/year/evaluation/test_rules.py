"""What may be shown, on plain numbers; and that no difference of what is shown reveals a small group."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.rules import Cell

K = 5


def counts(*of: int) -> rules.Counts:
    """So many times 0, 1, 2 …"""
    return (*of, *(0,) * (rules.VALUES - len(of)))


def cell(session: int, workshop: int, number: int, *, first: int | None = None) -> Cell:
    """A session about which so many people, numbered from `first`, answered 4."""
    first = session * 100 if first is None else first
    return Cell(session, workshop, frozenset(range(first, first + number)), {"": counts(0, 0, 0, 0, number)})


def divided(*cells: Cell) -> list[set[int]]:
    """The blocks with a threshold of 5."""
    return [set(block) for block in rules.blocks(cells, K)]


def test_a_session_with_enough_answers_stands_alone() -> None:
    assert divided(cell(1, 1, 5), cell(2, 1, 8)) == [{1}, {2}]


def test_small_sessions_of_a_workshop_are_pooled() -> None:
    assert divided(cell(1, 1, 3), cell(2, 1, 2), cell(3, 1, 9)) == [{3}, {1, 2}]


def test_a_session_too_small_to_hide_takes_the_smallest_other_along() -> None:
    """Otherwise the workshop minus its other sessions would be the small one."""
    assert divided(cell(1, 1, 3), cell(2, 1, 6), cell(3, 1, 9)) == [{3}, {1, 2}]


def test_workshops_too_small_to_show_are_pooled_over_the_partnership() -> None:
    assert divided(cell(1, 1, 9), cell(2, 2, 3), cell(3, 3, 3)) == [{1}, {2, 3}]
    assert divided(cell(1, 1, 9), cell(2, 1, 6), cell(3, 2, 3)) == [{1}, {2, 3}]


def test_too_few_altogether_shows_nothing() -> None:
    assert divided(cell(1, 1, 2), cell(2, 2, 2)) == []


def test_one_person_who_answers_five_times_is_no_group_of_five() -> None:
    cells = [cell(n, 1, 1, first=7) for n in range(1, 6)]
    assert rules.size(cells) == 1
    assert divided(*cells) == []


def test_not_applicable_is_no_answer() -> None:
    said = Cell(1, 1, frozenset(range(9)), {"": counts(5, 0, 0, 0, 4)})
    assert divided(said) == []


def test_the_goal_with_the_fewest_answers_decides() -> None:
    """Everything minus the other goals would be that goal."""
    said = Cell(1, 1, frozenset(range(9)), {"a": counts(0, 9), "b": counts(0, 4)})
    other = Cell(2, 1, frozenset(range(10, 19)), {"a": counts(0, 9), "b": counts(0, 9)})
    assert divided(said) == []
    assert divided(said, other) == [{1, 2}]


def test_a_view_shows_what_lies_in_it_and_says_what_it_leaves_out() -> None:
    cells = [cell(1, 1, 3), cell(2, 1, 6), cell(3, 1, 9)]
    found = rules.blocks(cells, K)
    assert rules.shown(cells, found, {1}) is None
    assert rules.shown(cells, found, {2}) is None
    part = rules.shown(cells, found, {2, 3})
    assert part is not None
    assert (part.counts[4], part.left_out) == (9, 1)
    whole = rules.shown(cells, found, {1, 2, 3})
    assert whole is not None
    assert (whole.counts[4], whole.left_out) == (18, 0)


cells_of_a_year = some.lists(
    some.tuples(some.integers(1, 4), some.integers(1, 3), some.integers(0, 8), some.integers(0, 30)),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=300)
@given(cells_of_a_year, some.integers(3, 6))
def test_no_difference_of_published_tables_reveals_a_group_under_the_threshold(
    rows: Sequence[tuple[int, int, int, int]], threshold: int
) -> None:
    """Every view that anybody can ask for: each session, workshop, school, the year; and any other set of sessions.

    Whatever set of sessions follows from published ones by adding and taking away is empty or large enough.
    """
    cells = [cell(n, workshop, number, first=first) for n, (workshop, _s, number, first) in enumerate(rows, 1)]
    schools = {n: school for n, (_w, school, _n, _f) in enumerate(rows, 1)}
    found = rules.blocks(cells, threshold)
    views = [set(view) for size in range(1, len(cells) + 1) for view in combinations([c.session for c in cells], size)]
    views += [{c.session for c in cells if schools[c.session] == school} for school in schools.values()]
    published = {shown.sessions for view in views if view and (shown := rules.shown(cells, found, view))}
    revealed = set(published)
    for one, other in combinations(published, 2):
        revealed |= {one - other, other - one, one & other, one | other}
    by_session = {c.session: c for c in cells}
    for group in revealed - {frozenset()}:
        assert rules.size([by_session[session] for session in group]) >= threshold


# Figures


def test_the_figures_of_a_distribution() -> None:
    said = counts(2, 1, 0, 1, 4, 4)  # ten answers: 1, 3, 4 x 4, 5 x 4; and two "not applicable"
    assert rules.given(said) == 10
    assert rules.mean(said) == 4.0
    assert rules.margin(said) == pytest.approx(0.8917, abs=0.001)  # 2.262 * 1.2472 / sqrt(10)
    assert rules.share_agree(said) == 0.8
    low, high = rules.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_no_answers_have_no_figures() -> None:
    nothing = counts(3)
    assert (rules.mean(nothing), rules.margin(nothing), rules.share_agree(nothing)) == (None, None, None)
    assert rules.margin(counts(0, 1)) is None


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(4, 2.776), (30, 2.042), (31, 2.0395), (100, 1.9840), (1000, 1.9623)]
)
def test_students_t_beyond_the_table(freedom: int, quantile: float) -> None:
    assert rules.student(freedom) == pytest.approx(quantile, abs=0.001)


@given(some.integers(1, 400), some.data())
def test_a_wilson_interval_holds_its_share_and_stays_between_none_and_all(number: int, data: some.DataObject) -> None:
    agreeing = data.draw(some.integers(0, number))
    low, high = rules.wilson(agreeing, number)
    assert 0 <= low <= agreeing / number + 1e-12
    assert agreeing / number - 1e-12 <= high <= 1
