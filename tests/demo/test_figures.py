"""The figures of the played year, held against SciPy: the mean, both intervals, and what adds up to what."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.demo.play import play
from dagdeel.year.evaluation import queries, rules
from dagdeel.year.evaluation.queries import Figures, Results, Row
from dagdeel.year.evaluation.states import Audience, Kind
from tests.year.evaluation.test_figures import most_likely

pytestmark = pytest.mark.once


@pytest.fixture
def year(db: None) -> Iterator[ProgrammeYear]:
    """The first year of the demo, with everything that was answered about it."""
    stage = play(lambda *_told: None, until="2016-2017: volgt uit de besluiten")
    with scope.of(stage.partnership):
        yield ProgrammeYear.objects.get(first_year=2015)


def everything_shown(year: ProgrammeYear) -> list[Row]:
    """Every row of every view: each audience, over the year, per workshop, school and session."""
    said: list[object] = []
    for audience in Audience:
        found = queries.load(year, audience)
        if found is None:
            continue
        sessions = found.sessions.values()
        views = [found.everything(), *({pk} for pk in found.sessions)]
        views += [found.view(workshop=pk) for pk in {session.workshop_id for session in sessions}]
        views += [found.view(school=pk) for pk in {session.school_id for session in sessions}]
        said += [found.results(view, personal=True) for view in views]
    return [row for one in said if isinstance(one, Results) for row in one.rows if row.figures]


def agrees(row: Row, found: Figures) -> bool:
    """Whether SciPy and NumPy find the same; the ends of the interval of the mean by its own optimiser."""
    values = np.arange(1, len(found.counts) + 1)
    one_by_one = np.repeat(values, found.counts)
    assert found.n == len(one_by_one)
    assert found.mean == pytest.approx(one_by_one.mean())
    if row.key.startswith("goals") and not row.goal:
        return False  # several answers of one person: the intervals are wider, which is tested with the rules
    if row.kind == Kind.AGREE:
        theirs = stats.binomtest(int((one_by_one >= 4).sum()), found.n).proportion_ci(method="wilson")
        assert (found.agree_low, found.agree_high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    for end in (found.low, found.high):
        if 1.05 < end < values[-1] - 0.05:
            likely = most_likely(found.counts, end)
            if likely is None:
                return False
            variance = likely @ (values - end) ** 2
            assert found.n * (found.mean - end) ** 2 / variance == pytest.approx(rules.Z**2, rel=0.02)
    return True


def test_what_is_shown_of_the_demo_is_what_scipy_finds_and_parts_never_exceed_the_whole(year: ProgrammeYear) -> None:
    rows = everything_shown(year)
    checked = [agrees(row, row.figures) for row in rows if row.figures]
    assert len(checked) > 400
    assert sum(checked) > 390
    _parts_stay_within_the_whole(year)


def _parts_stay_within_the_whole(year: ProgrammeYear) -> None:
    found = queries.load(year, Audience.PARTICIPANT)
    assert found is not None
    for question in found.questions:
        whole = found.counts(question, found.everything())
        for pick in ("workshop", "school"):
            keys = {s.workshop_id if pick == "workshop" else s.school_id for s in found.sessions.values()}
            parts = rules.total(
                found.counts(question, found.view(**{pick: key})) or (0,) * rules.VALUES for key in keys
            )
            assert whole is None or all(part <= all_of_it for part, all_of_it in zip(parts, whole, strict=True))
