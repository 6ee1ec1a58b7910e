"""What every test shares."""

from tests.fixtures import cast, inside

__all__ = ["cast", "inside"]
