"""What there is to show a peer review that comes once in six years: an index of documents per year, each with its address."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.year.budget.models import Actual
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import STANDS
from dagdeel.year.evaluation.models import Respondent
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting.models import ReportVersion
from dagdeel.year.reporting.states import ReportKind

YEARS = 6  # between two reviews


# Who may follow the address: readers of the file need not have every door.
OPENS = {
    "catalogue:brochure_pdf": Permission.CATALOGUE_VIEW,
    "catalogue:changes": Permission.CATALOGUE_VIEW,
    "choices:index": Permission.CHOICES_VIEW,
    "attendance:index": Permission.ATTENDANCE_VIEW,
    "certificates:index": Permission.CERTIFICATE_VIEW,
    "evaluation:index": Permission.EVALUATION_VIEW,
    "decisions:paper": Permission.DECISIONS_VIEW,
    "decisions:said": Permission.CATALOGUE_VIEW,
    "budget:index": Permission.BUDGET_VIEW,
    "reporting:paper": Permission.REPORTING_VIEW,
    "reporting:practice_paper": Permission.REPORTING_VIEW,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A document: what it shows, where it is, and how much is in it; `there` is false while there is nothing to show."""

    title: str
    shows: str
    address: str
    amount: str
    there: bool
    permission: Permission
    due: bool = True

    @property
    def missing(self) -> str:
        """Why there is nothing to show."""
        return _("nothing yet") if self.due else _("not due yet")


@dataclass(frozen=True, slots=True)
class YearFile:
    """The documents of one year, in the order of the year."""

    year: ProgrammeYear
    pieces: tuple[Piece, ...]


def evidence_file(year: ProgrammeYear, today: date, version: ReportVersion | None = None) -> list[YearFile]:
    """This year and the five before it, newest first: of now, or of a version. As many queries for six years as for one."""
    figures = version.figures if version is not None else evidence_figures(year, today)
    years = {row.pk: row for row in _six(year)}
    return [
        YearFile(years[row["year"]], tuple(_pieces(years[row["year"]], row["counts"], row["due"])))
        for row in figures["years"]
    ]


def evidence_figures(year: ProgrammeYear, today: date) -> dict[str, Any]:
    """How much there is of what, and what is due by now, as plain values: what publishing freezes."""
    found = _six(year)
    counted = _counted([row.pk for row in found])
    return {
        "years": [
            {
                "year": row.pk,
                "counts": {name: by.get(row.pk, 0) for name, by in counted.items()},
                "due": [name for name in OPENS if _due(row, name) <= today],
            }
            for row in found
        ]
    }


def _six(year: ProgrammeYear) -> list[ProgrammeYear]:
    first = year.first_year - YEARS + 1
    years = ProgrammeYear.objects.filter(first_year__gte=first, first_year__lte=year.first_year)
    return list(years.select_related("partnership").order_by("-first_year"))


def _counted(years: list[int]) -> dict[str, dict[int, int]]:
    """How much there is of each, by year (id); of the annual report the number of the version that stands. Eight queries."""
    there = Q(year__in=years)
    asked = {
        "editions": Edition.objects.filter(there, state=EditionState.PUBLISHED).values_list("year"),
        "plans": SchoolPlan.objects.filter(there, state=PlanState.AGREED).values_list("year"),
        "held": Session.objects.filter(there, state=SessionState.HELD).values_list("year"),
        "certificates": Certificate.objects.filter(session__year__in=years, revoked_at__isnull=True).values_list("session__year"),
        "respondents": Respondent.objects.filter(instrument__year__in=years).values_list("instrument__year"),
        "decisions": Decision.objects.filter(there, state__in=STANDS).values_list("year"),
        "actuals": Actual.objects.filter(there).values_list("year"),
    }  # fmt: skip
    stand = ReportVersion.objects.filter(there, kind=ReportKind.ANNUAL, reopened_at__isnull=True)
    counted = {name: dict(rows.order_by().annotate(number=Count("pk"))) for name, rows in asked.items()}
    return {**counted, "reports": dict(stand.order_by().values_list("year", "number"))}


def _due(year: ProgrammeYear, name: str) -> date:
    """From when on a document is missed: the deadline of its step, else the last day of the year."""
    days = {
        "catalogue:brochure_pdf": year.brochure_due,
        "catalogue:changes": year.brochure_due,
        "choices:index": year.choices_due,
        "attendance:index": year.evaluation_due,
        "certificates:index": year.evaluation_due,
        "evaluation:index": year.evaluation_due,
        "decisions:paper": year.decisions_due,
        "decisions:said": year.decisions_due,
        "reporting:paper": year.report_due,
    }
    return days.get(name) or year.last_day


def _pieces(year: ProgrammeYear, n: dict[str, int], due: Collection[str]) -> Iterator[Piece]:
    """One line per document."""

    def piece(title: str, shows: str, name: str, count: int, amount: str) -> Piece:
        address = reverse(name, args=[year.partnership.slug, year])
        if name == "reporting:paper" and count:
            address = f"{address}?version={count}"  # the one that stood then
        return Piece(title, shows, address, amount % {"n": count}, count > 0, OPENS[name], name in due)

    yield piece(_("Brochure"), _("what was offered"), "catalogue:brochure_pdf", n["editions"], _("%(n)s workshops"))
    yield piece(
        _("What changed and why"), _("the brochure beside last year's, with reasons"), "catalogue:changes", n["editions"],
        _("%(n)s workshops"),
    )  # fmt: skip
    yield piece(
        _("School choices"), _("agreement of the heads"), "choices:index", n["plans"], _("%(n)s schools agreed")
    )
    yield piece(
        _("Attendance"), _("how often, and with how many"), "attendance:index", n["held"], _("%(n)s sessions held")
    )
    yield piece(
        _("Certificates"), _("what counts in the HR policy"), "certificates:index", n["certificates"],
        _("%(n)s certificates"),
    )  # fmt: skip
    yield piece(
        _("Evaluation"), _("what people said, by every perspective"), "evaluation:index", n["respondents"],
        _("%(n)s questionnaires filled in"),
    )  # fmt: skip
    yield piece(
        _("Register of decisions"),
        _("what was decided and by whom"),
        "decisions:paper",
        n["decisions"],
        _("%(n)s decisions"),
    )
    yield piece(
        _("You said, we did"), _("what became of what was said"), "decisions:said", n["decisions"], _("%(n)s decisions")
    )
    yield piece(
        _("Accounts"), _("planned against realised, and who paid"), "budget:index", n["actuals"], _("%(n)s bookings")
    )
    yield piece(
        _("Annual report"), _("figures as they were frozen, with the look back"), "reporting:paper", n["reports"],
        _("version %(n)s"),
    )  # fmt: skip
    yield piece(
        _("Practice sheet"), _("the practice for other partnerships"), "reporting:practice_paper", n["held"],
        _("%(n)s sessions held"),
    )  # fmt: skip
