"""On which days schools are closed: public holidays, and school holidays per region as far as they have been published.

Autumn and spring weeks are advice of the ministry, so a school may differ; that is why a holiday warns and never blocks.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


def public_holiday(day: date, language: str = "nl") -> str:
    """The name of the public holiday, or an empty text."""
    return _public(day.year, _spoken(language)).get(day, "")


def school_holiday(day: date, region: str, language: str = "nl") -> str:
    """The name of the school holiday in a region (a HolidayRegion), or an empty text: see `school_holidays_known`."""
    return _school(day.year, region, _spoken(language)).get(day, "")


def school_holidays_known(day: date, region: str) -> bool:
    """Whether the school holidays of that school year are published: without that, "no holiday" says nothing."""
    first = day.year if day.month >= 8 else day.year - 1
    autumn = any(found.month in {10, 11} for found in _school(first, region, "nl"))
    return autumn or bool(school_holiday(day, region))


def _spoken(language: str) -> str:
    return "nl" if language.startswith("nl") else "en_US"


@lru_cache(maxsize=64)
def _public(year: int, language: str) -> Mapping[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language=language))


@lru_cache(maxsize=256)
def _school(year: int, region: str, language: str) -> Mapping[date, str]:
    found = holidays.country_holidays("NL", subdiv=region, categories=("school",), years=year, language=language)
    return dict(found)
