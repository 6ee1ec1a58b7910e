"""The report of a year as it is read: its words, and the figures of now or of the day on which it was published."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.reporting.models import AnnualReport, ReportVersion
from dagdeel.year.reporting.queries.factors import factors_of
from dagdeel.year.reporting.queries.figures import figures_of
from dagdeel.year.reporting.queries.versions import version_of
from dagdeel.year.reporting.queries.words import in_words
from dagdeel.year.reporting.states import ReportKind

WORDS = ("foreword", "looking_back", "obligations", "practice")


@dataclass(frozen=True, slots=True)
class Report:
    """What page and PDF are made from."""

    year: ProgrammeYear
    foreword: str
    looking_back: str
    obligations: str
    published_at: datetime | None
    figures: dict[str, Any]
    practice: str = ""
    version: ReportVersion | None = None  # None: the figures are those of now

    @property
    def is_published(self) -> bool:
        """Whether the figures are frozen."""
        return self.published_at is not None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the texts that are still empty."""
        return tuple(name for name in ("foreword", "looking_back", "obligations") if not getattr(self, name))


class Written(NamedTuple):
    """How far the report is."""

    published_at: datetime | None
    complete: bool


@asked_once
def written(year: ProgrammeYear) -> Written | None:
    """How far the report is, when somebody began. One query."""
    return next((Written(at, all(words)) for at, *words in _written(year.pk)), None)


@prepared
def _written(year: int) -> QuerySet[Any, Any]:
    rows = AnnualReport.objects.filter(year=year).order_by()
    return rows.values_list("published_at", "foreword", "looking_back", "obligations")


def row_of(year: ProgrammeYear) -> AnnualReport | None:
    """The words and the snapshot, when somebody began. One query."""
    return AnnualReport.objects.filter(year=year).first()


def report_of(year: ProgrammeYear, version: ReportVersion | None = None) -> Report:
    """The report of a year, or a version of it. Two queries when it is published, else those of `snapshot_of` as well."""
    if version is None:
        version = version_of(year, ReportKind.ANNUAL)
    row = row_of(year) if version is None else None
    words = version.words if version is not None else {name: getattr(row, name, "") for name in WORDS}
    return Report(
        year=year,
        foreword=words["foreword"],
        looking_back=words["looking_back"],
        obligations=words["obligations"],
        published_at=version.published_at if version else None,
        figures=in_words(version.figures if version else snapshot_of(year)),
        practice=words["practice"],
        version=version,
    )


def snapshot_of(year: ProgrammeYear) -> dict[str, Any]:
    """The figures of now with the six factors, as plain values: what publishing freezes."""
    return {**asdict(figures_of(year)), "factors": asdict(factors_of(year))}
