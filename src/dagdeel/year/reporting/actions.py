"""Annual report and evidence file: written, published with the figures of that day, and opened again when that was wrong.

A version that was published stays as it was and stays readable; opening it again makes room for the next one.
"""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.reporting.models import AnnualReport, ReportVersion
from dagdeel.year.reporting.queries.evidence import evidence_figures
from dagdeel.year.reporting.queries.report import WORDS, snapshot_of
from dagdeel.year.reporting.queries.school import school_figures
from dagdeel.year.reporting.states import ReportKind

NEEDED = ("foreword", "looking_back", "obligations")


class AlreadyPublished(Exception):
    """What was published stays as it is."""


class NotPublished(Exception):
    """There is nothing to open again."""


class WordsMissing(Exception):
    """A report is more than figures; `names` are the texts that are still empty."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class ReasonMissing(Exception):
    """Readers of the published report are owed a reason."""


@transaction.atomic
def write_report(
    year: ProgrammeYear,
    *,
    foreword: str,
    looking_back: str,
    obligations: str,
    practice: str = "",
    by: Person,
    at: datetime,
) -> AnnualReport:
    """Write the words around the figures, and those of the practice sheet (`practice`); raises AlreadyPublished."""
    report = _lock(year)
    if report.published_at is not None:
        raise AlreadyPublished
    before = {name: getattr(report, name) for name in WORDS}
    after = {
        "foreword": foreword.strip(),
        "looking_back": looking_back.strip(),
        "obligations": obligations.strip(),
        "practice": practice.strip(),
    }
    for name, text in after.items():
        setattr(report, name, text)
    report.save(update_fields=WORDS)
    changed = [name for name in WORDS if before[name] != after[name]]
    record(
        "report.written", report, by=by, at=at,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    return report


@transaction.atomic
def publish_report(year: ProgrammeYear, *, by: Person, at: datetime) -> AnnualReport:
    """Freeze the report and the page of each school as the next version; raises AlreadyPublished or WordsMissing."""
    report = _lock(year)
    if report.published_at is not None:
        raise AlreadyPublished
    if empty := tuple(name for name in NEEDED if not getattr(report, name)):
        raise WordsMissing(empty)
    report.published_at = at
    report.save(update_fields=["published_at"])
    version = _next(year, ReportKind.ANNUAL, at)
    version.words, version.figures = {name: getattr(report, name) for name in WORDS}, snapshot_of(year)
    version.save()
    schools = list(School.objects.all())
    figures = school_figures(year, schools)
    ReportVersion.objects.bulk_create(
        ReportVersion(
            partnership=year.partnership, year=year, kind=ReportKind.SCHOOL, school=school, number=version.number,
            published_at=at, figures=figures[school.pk],
        )
        for school in schools
    )  # fmt: skip
    record("report.published", report, by=by, at=at, after={"published_at": at, "version": version.number})
    return report


@transaction.atomic
def reopen_report(year: ProgrammeYear, *, reason: str, by: Person, at: datetime) -> AnnualReport:
    """Take a published report back to correct it, and those of the schools with it; raises ReasonMissing or NotPublished."""
    if not reason.strip():
        raise ReasonMissing
    report = _lock(year)
    if report.published_at is None:
        raise NotPublished
    before = {"published_at": report.published_at}
    report.published_at = None
    report.save(update_fields=["published_at"])
    _open_again(year, (ReportKind.ANNUAL, ReportKind.SCHOOL), reason.strip(), at)
    record("report.reopened", report, by=by, at=at, before=before, reason=reason.strip())
    return report


@transaction.atomic
def publish_evidence(year: ProgrammeYear, *, by: Person, at: datetime) -> ReportVersion:
    """Freeze the evidence file of now as its next version; raises AlreadyPublished."""
    _lock(year)
    if _standing(year, ReportKind.EVIDENCE) is not None:
        raise AlreadyPublished
    version = _next(year, ReportKind.EVIDENCE, at)
    version.figures = evidence_figures(year, at.date())
    version.save()
    record("evidence.published", version, by=by, at=at, after={"published_at": at, "version": version.number})
    return version


@transaction.atomic
def reopen_evidence(year: ProgrammeYear, *, reason: str, by: Person, at: datetime) -> ReportVersion:
    """Let the evidence file show what there is now, until it is published again; raises ReasonMissing or NotPublished."""
    if not reason.strip():
        raise ReasonMissing
    _lock(year)
    version = _standing(year, ReportKind.EVIDENCE)
    if version is None:
        raise NotPublished
    _open_again(year, (ReportKind.EVIDENCE,), reason.strip(), at)
    record(
        "evidence.reopened", version, by=by, at=at, before={"published_at": version.published_at}, reason=reason.strip()
    )
    return version


def _lock(year: ProgrammeYear) -> AnnualReport:
    return AnnualReport.objects.select_for_update().get_or_create(year=year)[0]


def _standing(year: ProgrammeYear, kind: ReportKind) -> ReportVersion | None:
    return ReportVersion.objects.filter(year=year, kind=kind, reopened_at__isnull=True).first()


def _next(year: ProgrammeYear, kind: ReportKind, at: datetime) -> ReportVersion:
    """Not saved yet. The lock of the year is held, so that no two get the same number."""
    number = ReportVersion.objects.filter(year=year, kind=kind).count() + 1
    return ReportVersion(partnership=year.partnership, year=year, kind=kind, number=number, published_at=at)


def _open_again(year: ProgrammeYear, kinds: tuple[ReportKind, ...], reason: str, at: datetime) -> None:
    standing = ReportVersion.objects.filter(year=year, kind__in=kinds, reopened_at__isnull=True)
    standing.update(reopened_at=at, reason=reason)
