"""Logs keep what opens somebody's page to themselves."""

import logging

import pytest
from django.test import Client

from dagdeel.base.partnerships.discretion import DiscreetFormatter
from tests.cast import Cast


def test_a_refused_link_does_not_stand_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    token = cast.link(cast.mentor)
    assert Client().get(f"/m/{token}/materials/1/").status_code == 410
    formatter = next(h.formatter for h in logging.getLogger().handlers if isinstance(h.formatter, DiscreetFormatter))
    (line,) = [formatter.format(record) for record in caplog.records]
    assert "/m/(token)/materials/1/" in line
    assert token not in line


def test_what_is_no_token_stays() -> None:
    record = logging.LogRecord(
        "x", logging.WARNING, "x.py", 1, "Not Found: %s at %s", ("/roz/2016-2017/", "10:15:30"), None
    )
    assert DiscreetFormatter().format(record) == "Not Found: /roz/2016-2017/ at 10:15:30"
