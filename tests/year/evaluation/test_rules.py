"""What may be shown, on plain numbers; and that no difference of what is shown reveals a small group."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.rules import Block, Waiting

K = 5


def counts(*of: int) -> rules.Counts:
    """So many times 0, 1, 2 …"""
    return (*of, *(0,) * (rules.VALUES - len(of)))


def part(session: int, workshop: int, number: int, *, first: int | None = None, school: int = 1) -> Waiting:
    """A session about which so many people, numbered from `first`, answered; all of it waits."""
    first = session * 100 if first is None else first
    return Waiting(session, workshop, school, number, frozenset(range(first, first + number)))


def divided(*parts: Waiting) -> list[set[int]]:
    """The blocks with a threshold of 5."""
    return [set(block) for block in rules.blocks(parts, K)]


def block(*sessions: int, number: int = 5, goal: str = "") -> Block:
    """A block in which everybody answered 4."""
    return Block(frozenset(sessions), goal, number, counts(0, 0, 0, 0, number))


def test_a_session_with_enough_answers_stands_alone() -> None:
    assert divided(part(1, 1, 5), part(2, 1, 8)) == [{1}, {2}]


def test_small_sessions_of_a_workshop_are_pooled() -> None:
    assert divided(part(1, 1, 3), part(2, 1, 2), part(3, 1, 9)) == [{3}, {1, 2}]


def test_small_workshops_of_a_school_are_pooled() -> None:
    parts = part(1, 1, 9), part(2, 2, 3), part(3, 3, 3), part(4, 4, 4, school=2)
    assert divided(*parts) == [{1}, {2, 3}]


def test_what_a_school_is_too_small_for_is_pooled_over_the_partnership() -> None:
    assert divided(part(1, 1, 9), part(2, 2, 3), part(3, 3, 3, school=2)) == [{1}, {2, 3}]


def test_what_is_told_within_a_workshop_only_waits() -> None:
    assert rules.blocks([part(1, 1, 3), part(2, 2, 3)], K, over_workshops=False) == ()


def test_too_few_altogether_wait() -> None:
    assert divided(part(1, 1, 2), part(2, 2, 2)) == []
    assert divided(part(1, 1, 9), part(2, 2, 2)) == [{1}]


def test_one_person_who_answers_five_times_is_no_group_of_five() -> None:
    parts = [part(n, 1, 1, first=7) for n in range(1, 6)]
    assert rules.size(parts) == 1
    assert divided(*parts) == []


def test_two_people_who_answer_three_times_are_no_group_of_five_whoever_else_was_there() -> None:
    """Of eight people who were asked in three sessions, six answers may be of two."""
    people = frozenset(range(8))
    parts = [Waiting(n, 1, 1, 2, people) for n in (1, 2, 3)]
    assert rules.size(parts) < K
    assert divided(*parts) == []


def test_a_view_shows_what_lies_in_it_and_says_what_it_leaves_out() -> None:
    found = [block(1, 2, number=9), block(3, number=9)]
    answered = {1, 2, 3}
    assert rules.shown(found, {1}, answered) is None
    assert rules.shown(found, {2}, answered) is None
    some_of_it = rules.shown(found, {2, 3}, answered)
    assert some_of_it is not None
    assert (some_of_it.counts[4], some_of_it.left_out) == (9, 1)
    whole = rules.shown(found, {1, 2, 3}, answered)
    assert whole is not None
    assert (whole.counts[4], whole.left_out) == (18, 0)


def test_a_goal_is_told_by_itself_and_with_the_others() -> None:
    found = [block(1, goal="a", number=5), block(1, goal="b", number=6)]
    alone, together = rules.shown(found, {1}, {1}, "a"), rules.shown(found, {1}, {1})
    assert alone is not None
    assert together is not None
    assert (alone.counts[4], together.counts[4]) == (5, 11)


parts_of_a_year = some.lists(
    some.tuples(some.integers(1, 4), some.integers(1, 3), some.integers(0, 8), some.integers(0, 30)),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=300)
@given(parts_of_a_year, some.integers(3, 6))
def test_no_difference_of_published_tables_reveals_a_group_under_the_threshold(
    rows: Sequence[tuple[int, int, int, int]], threshold: int
) -> None:
    """Every view that anybody can ask for: each session, workshop, school, the year; and any other set of sessions.

    Whatever set of sessions follows from published ones by adding and taking away is empty or large enough.
    """
    parts = [
        part(n, workshop, number, first=first, school=school)
        for n, (workshop, school, number, first) in enumerate(rows, 1)
    ]
    found = [Block(sessions, "", 5, counts(0, 5)) for sessions in rules.blocks(parts, threshold)]
    keys = [one.session for one in parts]
    views = [set(view) for size in range(1, len(keys) + 1) for view in combinations(keys, size)]
    published = {shown.sessions for view in views if (shown := rules.shown(found, view, keys))}
    revealed = set(published)
    for one, other in combinations(published, 2):
        revealed |= {one - other, other - one, one & other, one | other}
    by_session = {one.session: one for one in parts}
    for group in revealed - {frozenset()}:
        assert len(frozenset[int]().union(*(by_session[session].people for session in group))) >= threshold


# Figures


def test_the_figures_of_a_distribution() -> None:
    said = counts(2, 1, 0, 1, 4, 4)  # ten answers: 1, 3, 4 x 4, 5 x 4; and two "not applicable"
    assert rules.given(said) == 10
    assert rules.mean(said) == 4.0
    assert rules.share_agree(said) == 0.8
    low, high = rules.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_no_answers_have_no_figures() -> None:
    nothing = counts(3)
    assert (rules.mean(nothing), rules.interval(nothing, 5), rules.share_agree(nothing)) == (None, None, None)
    assert rules.squares(nothing) == 0


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
