"""The meetings of the bodies: what is before them, what they decided, and the minutes."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.files import stored_file
from dagdeel.year.catalogue import rules as files
from dagdeel.year.decisions import actions, permissions, queries
from dagdeel.year.decisions.documents import agenda_pdf, register_pdf
from dagdeel.year.decisions.forms import MinutesForm
from dagdeel.year.decisions.models import Decision, Minutes
from dagdeel.year.decisions.queries import Chain, Filters, Meeting
from dagdeel.year.decisions.states import DecisionState
from dagdeel.year.decisions.views.chains import consequence_words, evidence_words, outcome_words

DECISIONS = 25  # on one page; the papers have them all


@require_safe
@requires(Permission.DECISIONS_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """All meetings of the year."""
    context: dict[str, object] = {
        "meetings": queries.meetings(request.year),
        "today": request.now.date(),
        "edits": permissions.may_edit(request.member),
    }
    return page(request, "decisions/meetings.html", context)


@require_safe
@requires(Permission.DECISIONS_VIEW)
def meeting(request: YearRequest, body: str, day: str) -> HttpResponse:
    """One meeting."""
    return _show(request, _meeting(request, body, day))


@require_safe
@requires(Permission.DECISIONS_VIEW)
def agenda(request: YearRequest, body: str, day: str) -> HttpResponse:
    """What is before the body, on paper."""
    found = _meeting(request, body, day)
    items = [
        (chain, evidence_words(chain.finding.evidence), _changes(chain))
        for chain in queries.chains(_rows(request, found, DecisionState.PROPOSED))
    ]
    name = f"{_('agenda')}-{found.body}-{found.day}"
    return pdf_response(agenda_pdf(request.year, found, items), name)


def _changes(chain: Chain) -> list[str]:
    return [f"{item.description} ({consequence_words(item, told=True)})" for item in chain.consequences]


@require_safe
@requires(Permission.DECISIONS_VIEW)
def list_of_decisions(request: YearRequest, body: str, day: str) -> HttpResponse:
    """What the body decided, on paper."""
    found = _meeting(request, body, day)
    filters = Filters(body=found.body, day=found.day)
    rows = [row for row in queries.register(request.year, filters) if row.state != DecisionState.PROPOSED]
    content = register_pdf(request.year, filters, [(row, outcome_words(row)) for row in rows])
    return pdf_response(content, f"{_('decisions')}-{found.body}-{found.day}")


@require_safe
@requires(Permission.DECISIONS_VIEW)
def minutes(request: YearRequest, body: str, day: str) -> HttpResponseBase:
    """The minutes as a file."""
    found = get_object_or_404(Minutes, year=request.year, body=body, day=_day(day))
    return stored_file(
        found.file, found.content_type, f"{pgettext('of a meeting', 'minutes')}-{found.body}-{found.day}"
    )


@require_POST
@requires(Permission.DECISIONS_EDIT)
def keep(request: YearRequest, body: str, day: str) -> HttpResponse:
    """Keep the minutes of a meeting."""
    found = _meeting(request, body, day)
    form = MinutesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.keep_minutes(
                request.year, body=found.body, day=found.day, **form.cleaned_data, by=request.user, at=request.now
            )
        except (files.TooLarge, files.KindRefused, files.NotWhatItSays, files.ZipBomb) as no:
            form.add_error("file", _refusal(no))
        else:
            messages.success(request, _("The minutes are kept."))
            return redirect("decisions:meeting", request.partnership.slug, request.year, body, day)
    return _show(request, found, form=form, status=422)


def _refusal(no: Exception) -> str:
    match no:
        case files.TooLarge():
            return _("This file is too large: at most %(limit)s.") % {"limit": filesizeformat(settings.UPLOAD_LIMIT)}
        case files.KindRefused():
            return _("We do not take this kind of file. Choose PDF, Word or text.")
        case files.ZipBomb():
            return _("This file is far larger inside than it looks, and was refused for safety.")
    return _("What is in this file is not what its name says. Save it again as the right kind, without macros.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        raise Http404 from no


def _meeting(request: YearRequest, body: str, day: str) -> Meeting:
    found = [row for row in queries.meetings(request.year) if (row.body, row.day) == (body, _day(day))]
    if not found:
        raise Http404
    return found[0]


def _rows(request: YearRequest, found: Meeting, state: str = "") -> QuerySet[Decision]:
    rows = queries.register(request.year, Filters(body=found.body, day=found.day, state=state)).order_by("pk")
    return rows.exclude(state=DecisionState.WITHDRAWN)


def _show(
    request: YearRequest, found: Meeting, *, form: MinutesForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    listing = Paginator(_rows(request, found), DECISIONS).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "meeting": found,
        "day": found.day.isoformat(),
        "decisions": [
            (chain.decision, outcome_words(chain.decision), evidence_words(chain.finding.evidence), _changes(chain))
            for chain in queries.chains(listing.object_list)
        ],
        "listing": listing,
        "form": form or MinutesForm(),
        "edits": permissions.may_edit(request.member),
    }
    return page(request, "decisions/meeting.html", context, status=status)
