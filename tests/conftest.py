"""What every test shares: the cast, an empty cache, and a database that is as the marker asks."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from scripts.messages import compile_messages
from tests.fixtures import cast, inside

__all__ = ["cast", "inside"]

# A busy computer may take its time: how long an example takes says nothing about whether it holds.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The pages speak Dutch: compile what is stale, once, before the workers of xdist begin."""
    if not hasattr(config, "workerinput"):
        for written in compile_messages():
            translation_file_changed(None, written)  # what was read before is read again


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Attempts that one test makes are not counted against the next."""
    yield
    cache.clear()


DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for no database says nothing about one, so it runs once. Skip what needs PostgreSQL while the suite runs on
    SQLite; `make test` runs it on both.
    """
    for item in items:
        if isinstance(item, pytest.Function) and item.cls is None and not _asks_a_database(item):
            item.add_marker("once")
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL: run it with scripts/with_postgresql.py")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(skip)


def _asks_a_database(item: pytest.Function) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(item.fixturenames)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many doors the matrix tries, and what the commonest tasks take."""
    from tests.house.addresses import addresses
    from tests.house.test_doors import VISITORS

    doors, visitors = len(addresses()), len(VISITORS)
    terminalreporter.write_line(f"doors: {doors} addresses x {visitors} visitors = {doors * visitors}")
    found = [
        told
        for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
        if report.when == "call"
        for name, told in report.user_properties
        if name == "clicks"
    ]
    for title, role, clicks, fields, most, most_fields in found:
        terminalreporter.write_line(
            f"{title:42}{role:18}{clicks:3} of {most:2} clicks {fields:3} of {most_fields} fields"
        )
