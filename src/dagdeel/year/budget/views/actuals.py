"""What was spent: the list, the form to book with, and corrections with their reason."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import stored_file
from dagdeel.year.budget import actions, permissions, queries
from dagdeel.year.budget.forms import ActualForm, CorrectionForm, DocumentForm
from dagdeel.year.budget.models import Actual
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.rules import KindRefused, NotWhatItSays, TooLarge, ZipBomb

HEADINGS = (
    Heading("reference", gettext_lazy("Reference"), ("reference",), fixed=True),
    Heading("day", gettext_lazy("Date"), ("day",)),
    Heading("category", gettext_lazy("Category"), ("category", "-day")),
    Heading("school", gettext_lazy("School"), ("school__name", "-day")),
    Heading("amount", gettext_lazy("Amount"), ("amount",), number=True),
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_VIEW)
def actuals(request: YearRequest) -> HttpResponse:
    """What was spent, newest first; a POST books."""
    may_edit = permissions.may_edit(request.member)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    files = request.FILES if request.method == "POST" else None
    typed = request.POST if request.method == "POST" else None
    form = ActualForm(typed, files, initial={"day": request.now.date()})
    if request.method == "POST" and form.is_valid() and _book(request, form):
        messages.success(request, _("Booked: %(reference)s.") % {"reference": form.cleaned_data["reference"]})
        return redirect("budget:actuals", request.partnership.slug, request.year)
    listing = Listing(request.GET, HEADINGS)
    found = queries.actuals(request.year, permissions.schools_seen(request.member))
    if (category := request.GET.get("category", "")) in Category.values:
        found = found.filter(category=category)
    context: dict[str, object] = {
        "listing": listing,
        "actuals": Paginator(listing.ordered(found), 40).get_page(request.GET.get("page")),
        "categories": Category.choices,
        "category": category,
        "form": form if may_edit else None,
        "may_edit": may_edit,
        "only_schools": permissions.schools_seen(request.member) is not None,
    }
    return page(request, "budget/actuals.html", context, status=422 if request.method == "POST" else 200)


def _book(request: YearRequest, form: ActualForm) -> bool:
    """Book what the form says; False when the books refuse it, with the sentence beside the field."""
    try:
        actions.book_actual(request.year, **form.cleaned_data, by=request.user, at=request.now)
    except actions.OutsideYear as no:
        sentence = _("Actuals of %(year)s are dated from %(first)s to %(last)s.")
        form.add_error("day", sentence % {"year": request.year, "first": day_long(no.first), "last": day_long(no.last)})
    except actions.DoubleReference:
        form.add_error("reference", _("This reference was booked already. Was this invoice paid before?"))
    except REFUSED as no:
        form.add_error("document", refused(no))
    return form.is_valid()


REFUSED = (TooLarge, KindRefused, NotWhatItSays, ZipBomb)


def refused(no: Exception) -> str:
    """Why a file is not taken."""
    match no:
        case TooLarge():
            return _("This file is too large: at most %(limit)s.") % {"limit": filesizeformat(settings.UPLOAD_LIMIT)}
        case KindRefused():
            return _("We do not take this kind of file. Choose PDF, Word, PowerPoint, Excel, PNG, JPG or text.")
        case ZipBomb():
            return _("This file is far larger inside than it looks, and was refused for safety.")
        case _:
            return _("What is in this file is not what its name says. Save it again as the right kind, without macros.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_EDIT)
def correct(request: YearRequest, actual_id: int) -> HttpResponse:
    """Change the amount of what was booked, with a reason."""
    actual = get_object_or_404(Actual.objects.select_related("school"), pk=actual_id, year=request.year)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"amount": actual.amount})
    if request.method == "POST" and form.is_valid():
        actions.correct_actual(actual, **form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("Corrected: %(reference)s.") % {"reference": actual.reference})
        return redirect("budget:actuals", request.partnership.slug, request.year)
    return _correction(request, actual, form=form)


def _correction(
    request: YearRequest, actual: Actual, *, form: CorrectionForm | None = None, document: DocumentForm | None = None
) -> HttpResponse:
    """The page of what was booked; a form that is bound did not hold."""
    context: dict[str, object] = {
        "actual": actual,
        "form": form or CorrectionForm(initial={"amount": actual.amount}),
        "document_form": document or DocumentForm(),
    }
    wrong = document is not None or (form is not None and form.is_bound)
    return page(request, "budget/correct.html", context, status=422 if wrong else 200)


@require_POST
@requires(Permission.BUDGET_EDIT)
def attach(request: YearRequest, actual_id: int) -> HttpResponse:
    """Put the invoice beside what was booked."""
    actual = get_object_or_404(Actual.objects.select_related("school"), pk=actual_id, year=request.year)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.attach_document(actual, document=form.cleaned_data["document"], by=request.user, at=request.now)
        except REFUSED as no:
            form.add_error("document", refused(no))
        else:
            messages.success(request, _("The document of %(reference)s is kept.") % {"reference": actual.reference})
            return redirect("budget:actuals", request.partnership.slug, request.year)
    return _correction(request, actual, document=form)


@require_safe
@requires(Permission.BUDGET_EDIT)
def document(request: YearRequest, actual_id: int) -> HttpResponseBase:
    """Download the invoice: for who keeps the books, as people are named in it."""
    actual = get_object_or_404(Actual, pk=actual_id, year=request.year)
    return stored_file(actual.document, actual.content_type, actual.reference)
