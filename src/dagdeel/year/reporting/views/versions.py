"""Which version a page shows: the one in the address, else the one that stands, else what there is today."""

from django.http import Http404
from django.urls import reverse

from dagdeel.base.partnerships.doors import YearRequest
from dagdeel.base.partnerships.models import School
from dagdeel.year.reporting import queries
from dagdeel.year.reporting.models import ReportVersion
from dagdeel.year.reporting.states import ReportKind


def asked(request: YearRequest, kind: ReportKind, school: School | None = None) -> ReportVersion | None:
    """The version to show; None for the figures of today; 404 for a number that there is not."""
    number = request.GET.get("version")
    if number is None:
        return queries.version_of(request.year, kind, school=school)
    version = (
        queries.version_of(request.year, kind, int(number), school) if number.isdecimal() and len(number) < 5 else None
    )
    if version is None:
        raise Http404
    return version


def told(
    request: YearRequest, kind: ReportKind, version: ReportVersion | None, school: School | None = None
) -> dict[str, object]:
    """What a page says of its version: which it is, which others there are, and what its files are asked with."""
    versions = queries.versions_of(request.year, kind, school)
    return {
        "version": version,
        "versions": versions if len(versions) > 1 or (versions and version is None) else (),
        "latest": versions[0] if versions else None,
        "of_version": f"?version={version.number}" if version is not None else "",
    }


def files(request: YearRequest, version: ReportVersion | None, name: str, *rest: object) -> dict[str, str]:
    """The addresses of a picture and its table as files, of the same version as the page."""
    asked_for = f"?version={version.number}" if version is not None else ""
    where = [request.partnership.slug, request.year, *rest]
    return {kind: reverse(f"reporting:{name}", args=[*where, kind]) + asked_for for kind in ("svg", "xlsx", "csv")}
