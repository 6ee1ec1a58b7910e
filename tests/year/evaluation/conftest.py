"""The stage of the evaluation's tests."""

import pytest

from tests.cast import Cast
from tests.year.evaluation.stage import Stage, make_stage


@pytest.fixture
def stage(inside: Cast) -> Stage:
    """Open instruments; the scope is open."""
    return make_stage(inside)
