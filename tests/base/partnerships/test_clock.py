"""What time it is: the real one, and in demo mode the partnership's own day."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dagdeel.base.partnerships import clock
from dagdeel.base.partnerships.models import Partnership

HOUR = timedelta(hours=1)


@pytest.fixture
def on_tuesday() -> Partnership:
    """A partnership that lives on a day in the past."""
    return Partnership(name="Demo", slug="demo", demo_day=date(2017, 1, 24))


def test_in_demo_mode_a_partnership_lives_on_its_own_day_at_the_real_time_of_day(on_tuesday: Partnership) -> None:
    there, here = clock.now(on_tuesday), timezone.localtime()
    assert there.date() == date(2017, 1, 24)
    assert abs(datetime.combine(here.date(), there.time()) - here.replace(tzinfo=None)) < HOUR
    assert there.tzinfo == ZoneInfo("Europe/Amsterdam")


def test_outside_the_demo_a_day_of_its_own_means_nothing(on_tuesday: Partnership, settings: Any) -> None:
    settings.DEMO = False
    assert abs(clock.now(on_tuesday) - timezone.now()) < HOUR


def test_without_a_day_of_its_own_it_is_now() -> None:
    assert abs(clock.now(Partnership(name="Echt", slug="echt")) - timezone.now()) < HOUR
    assert abs(clock.now() - timezone.now()) < HOUR
