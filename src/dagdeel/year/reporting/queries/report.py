"""The report of a year as it is read: its words, and the figures of now or of the day on which it was published."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.reporting.models import AnnualReport
from dagdeel.year.reporting.queries.factors import factors_of
from dagdeel.year.reporting.queries.figures import figures_of
from dagdeel.year.reporting.queries.words import in_words


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


def report_of(year: ProgrammeYear) -> Report:
    """The report of a year. One query when it is published, else those of `snapshot_of` as well."""
    row = row_of(year)
    snapshot = row.snapshot if row is not None else None
    return Report(
        year=year,
        foreword=row.foreword if row else "",
        looking_back=row.looking_back if row else "",
        obligations=row.obligations if row else "",
        published_at=row.published_at if row else None,
        figures=in_words(snapshot if snapshot is not None else snapshot_of(year)),
        practice=row.practice if row else "",
    )


def snapshot_of(year: ProgrammeYear) -> dict[str, Any]:
    """The figures of now with the six factors, as plain values: what publishing freezes."""
    return {**asdict(figures_of(year)), "factors": asdict(factors_of(year))}
