"""The pictures of the reports as files, each with the table that says the same. Frozen where the report is frozen."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.reporting import queries
from dagdeel.year.reporting.documents import (
    answers_drawn,
    answers_table,
    money_drawn,
    money_table,
    said_drawn,
    school_table,
)
from dagdeel.year.reporting.states import ReportKind
from dagdeel.year.reporting.views.shared import school_of
from dagdeel.year.reporting.views.versions import asked


@require_safe
@requires(Permission.REPORTING_VIEW)
def answers_file(request: YearRequest, audience: str, kind: Ending) -> HttpResponse:
    """What one audience answered, as in the report; raises Http404 for an audience that there is not."""
    if audience not in Audience.values:
        raise Http404
    figures = queries.report_of(request.year, asked(request, ReportKind.ANNUAL)).figures
    groups = [one for one in figures["results"] if one["audience"] == audience]
    drawn = answers_drawn(groups[0]) if groups else None
    return listed_or_drawn(answers_table(groups), drawn, kind, f"{Audience(audience).label}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def money_file(request: YearRequest, kind: Ending) -> HttpResponse:
    """Planned and realised, as in the report."""
    figures = queries.report_of(request.year, asked(request, ReportKind.ANNUAL)).figures
    return listed_or_drawn(money_table(figures), money_drawn(figures), kind, f"{_('planned-realised')}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def school_file(request: YearRequest, school_id: int, kind: Ending) -> HttpResponse:
    """What participants at one school said, as in its report."""
    found = school_of(request, school_id)
    report = queries.school_report(request.year, found, asked(request, ReportKind.SCHOOL, found))
    return listed_or_drawn(school_table(report), said_drawn(report), kind, f"{report.school}-{request.year}")
