"""The annual report to read, to write, on paper and as a workbook."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.sheets.http import workbook_response
from dagdeel.year.reporting import actions, queries
from dagdeel.year.reporting.documents import answers_drawn, money_drawn, report_pdf, tables
from dagdeel.year.reporting.forms import ReasonForm, ReportForm
from dagdeel.year.reporting.queries.report import WORDS, row_of
from dagdeel.year.reporting.states import ReportKind
from dagdeel.year.reporting.views.versions import asked, files, told

SCHOOLS, DECISIONS = 40, 12  # on one page; the paper has them all
NAMES = {
    "foreword": gettext_lazy("the foreword"),
    "looking_back": gettext_lazy("the look back"),
    "obligations": gettext_lazy("the obligations"),
}


@require_safe
@requires(Permission.REPORTING_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The report, with its figures."""
    return _show(request)


def _show(request: YearRequest, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
    version = asked(request, ReportKind.ANNUAL)
    report = queries.report_of(request.year, version)
    context: dict[str, object] = {
        "report": report,
        **told(request, ReportKind.ANNUAL, version),
        "figures": report.figures,
        "schools": Paginator(report.figures["schools"], SCHOOLS).get_page(request.GET.get("page")),
        **{
            name: Paginator(report.figures[name], DECISIONS).get_page(request.GET.get(name))
            for name in ("decisions", "brought")
        },
        "answers": [
            (group, shown(answers_drawn(group)), files(request, version, "answers_file", group["audience"]))
            for group in report.figures["results"]
        ],
        "money_picture": shown(money_drawn(report.figures)),
        "money_files": files(request, version, "money_file"),
        "missing": [NAMES[name] for name in report.missing],
        "form": form or ReasonForm(),
        "mine": _own_schools(request),
        "edits": request.member.may(Permission.REPORTING_EDIT),
    }
    return page(request, "reporting/index.html", context, status=status)


def _own_schools(request: YearRequest) -> tuple[School, ...]:
    """The schools whose own report this member reads, when those are not all."""
    return request.member.schools_where(Permission.REPORTING_VIEW) or ()


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTING_EDIT)
def write(request: YearRequest) -> HttpResponse:
    """The words around the figures."""
    row = row_of(request.year)
    initial = {name: getattr(row, name) for name in WORDS} if row else {}
    form = ReportForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.write_report(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.AlreadyPublished:
            form.add_error(None, _("This report was published. Open it again before you change it."))
        else:
            messages.success(request, _("Saved."))
            return _to(request)
    context: dict[str, object] = {"form": form, "published": row is not None and row.published_at is not None}
    return page(request, "reporting/write.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.REPORTING_EDIT)
def publish(request: YearRequest) -> HttpResponse:
    """Freeze the figures."""
    try:
        actions.publish_report(request.year, by=request.user, at=request.now)
    except actions.AlreadyPublished:
        messages.error(request, _("This report was published already."))
    except actions.WordsMissing as no:
        texts = ", ".join(str(NAMES[name]) for name in no.names)
        messages.error(request, _("Not yet: write %(texts)s first.") % {"texts": texts})
    else:
        messages.success(request, _("The report is published. Its figures stay as they are today."))
    return _to(request)


@require_POST
@requires(Permission.REPORTING_EDIT)
def reopen(request: YearRequest) -> HttpResponse:
    """Take it back to correct it."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen_report(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.ReasonMissing:
            form.add_error("reason", _("Give the reason: somebody may have read it."))
        except actions.NotPublished:
            messages.error(request, _("This report was not published."))
            return _to(request)
        else:
            messages.success(request, _("The report is open again; its figures are those of today."))
            return _to(request)
    return _show(request, form=form, status=422)


@require_safe
@requires(Permission.REPORTING_VIEW)
def paper(request: YearRequest) -> HttpResponse:
    """The report as PDF."""
    return pdf_response(report_pdf(_asked(request)), f"{_('annual-report')}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def sheet(request: YearRequest) -> HttpResponse:
    """All tables of the report as a workbook."""
    return workbook_response(tables(_asked(request)), f"{_('annual-report')}-{request.year}")


def _asked(request: YearRequest) -> queries.Report:
    return queries.report_of(request.year, asked(request, ReportKind.ANNUAL))


def _to(request: YearRequest) -> HttpResponse:
    return redirect("reporting:index", request.partnership.slug, request.year)
