"""Which versions there are of a report, and the one that stands or was asked for."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.reporting.models import AnnualReport, ReportVersion
from dagdeel.year.reporting.states import ReportKind


@asked_once
def versions_of(year: ProgrammeYear, kind: ReportKind, school: School | None = None) -> list[ReportVersion]:
    """Newest first, without their figures. One query."""
    found = ReportVersion.objects.filter(year=year, kind=kind, school=school)
    return list(found.defer("figures", "words").order_by("-number"))


def version_of(
    year: ProgrammeYear, kind: ReportKind, number: int | None = None, school: School | None = None
) -> ReportVersion | None:
    """The version with this number; without one the version that stands. None when there is none. One query."""
    found = ReportVersion.objects.filter(year=year, kind=kind, school=school)
    found = found.filter(reopened_at__isnull=True) if number is None else found.filter(number=number)
    return found.first()


def torn() -> Iterable[int]:
    """Reports (ids) of any partnership that are published without a version that stands, or the other way round. One query."""
    stands = ReportVersion.everywhere.filter(year=OuterRef("year"), kind=ReportKind.ANNUAL, reopened_at__isnull=True)
    rows = AnnualReport.everywhere.annotate(stands=Exists(stands)).order_by("pk")
    return [pk for pk, at, there in rows.values_list("pk", "published_at", "stands") if (at is not None) != there]
