"""Which school years a partnership has."""

from typing import Any

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once


@asked_once
def first_years() -> list[int]:
    """In which calendar years the school years of the partnership begin, the newest first. One query."""
    return [first for (first,) in _first_years()]


@prepared
def _first_years() -> QuerySet[Any, Any]:
    return ProgrammeYear.objects.order_by("-first_year").values_list("first_year")
