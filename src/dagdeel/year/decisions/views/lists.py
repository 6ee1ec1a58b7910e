"""The lists of this step as a file."""

from typing import Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.decisions import queries
from dagdeel.year.decisions.views.chains import evidence_words


@require_safe
@requires(Permission.DECISIONS_VIEW)
def findings(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The findings of a year with what each ended in."""
    columns = (
        Column(_("Finding")), Column(_("Workshop")), Column(_("What people said")), Column(_("State")),
        Column(_("Decisions")), Column(_("No action, because")),
    )  # fmt: skip
    rows = [
        (
            row.title, str(row.workshop or ""), evidence_words(row.evidence) or row.text, row.get_state_display(),
            "; ".join(decision.title for decision in row.decisions.all()), row.no_action_reason,
        )
        for row in queries.findings_of(request.year)
    ]  # fmt: skip
    title = _("Findings %(year)s") % {"year": request.year}
    return sheet_response(Sheet(title, columns, rows), kind, title)
