"""The stage of the tests about decisions."""

import pytest

from tests.cast import Cast
from tests.year.decisions.stage import Stage, make_stage


@pytest.fixture
def stage(inside: Cast) -> Stage:
    """A brochure of three workshops; the scope is open."""
    return make_stage(inside)
