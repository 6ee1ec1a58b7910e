"""Fixtures that every test may ask for."""

from collections.abc import Iterator

import pytest

from dagdeel.base.partnerships import scope
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """One partnership, one person per role, and a stranger; the scope is closed."""
    return make_cast()


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    """The cast with its partnership's scope open, for tests of actions and queries."""
    with scope.of(cast.partnership):
        yield cast
