"""The annual report: written, published with the figures of that day, and opened again when it was wrong."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.reporting.models import AnnualReport
from dagdeel.year.reporting.queries.report import snapshot_of

NEEDED = ("foreword", "looking_back", "obligations")
WORDS = (*NEEDED, "practice")


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
    """Freeze the figures of now under the words; raises AlreadyPublished or WordsMissing."""
    report = _lock(year)
    if report.published_at is not None:
        raise AlreadyPublished
    if empty := tuple(name for name in NEEDED if not getattr(report, name)):
        raise WordsMissing(empty)
    report.published_at, report.snapshot = at, snapshot_of(year)
    report.save(update_fields=["published_at", "snapshot"])
    record("report.published", report, by=by, at=at, after={"published_at": at})
    return report


@transaction.atomic
def reopen_report(year: ProgrammeYear, *, reason: str, by: Person, at: datetime) -> AnnualReport:
    """Take a published report back to correct it; raises ReasonMissing or NotPublished."""
    if not reason.strip():
        raise ReasonMissing
    report = _lock(year)
    if report.published_at is None:
        raise NotPublished
    before = {"published_at": report.published_at}
    report.published_at, report.snapshot = None, None
    report.save(update_fields=["published_at", "snapshot"])
    record("report.reopened", report, by=by, at=at, before=before, reason=reason.strip())
    return report


def _lock(year: ProgrammeYear) -> AnnualReport:
    return AnnualReport.objects.select_for_update().get_or_create(year=year)[0]
