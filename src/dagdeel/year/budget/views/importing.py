"""The controller's workbook: looked at first, with a word per cell that does not hold; then all of it is booked, or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.reading import NotReadable, TooManyRows, first_sheet
from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.forms import ImportForm
from dagdeel.year.budget.rules.importing import NAMES, Booking, Reading, Why, read
from dagdeel.year.budget.states import Category
from dagdeel.year.budget.views.actuals import REFUSED, refused
from dagdeel.year.catalogue.rules import KindRefused, TooLarge, inspect_upload

ROWS, COLUMNS, BYTES = 1000, 40, 1024 * 1024
HOURS = 12  # so long the preview can be booked
FIELDS = {
    "day": gettext_lazy("Date"), "category": gettext_lazy("Category"), "amount": gettext_lazy("Amount"),
    "reference": gettext_lazy("Reference"), "description": gettext_lazy("Description"), "school": gettext_lazy("School"),
}  # fmt: skip
WHY = {
    Why.EMPTY: gettext_lazy("Nothing is filled in here."),
    Why.NO_DAY: gettext_lazy("This is no date. Write it like 31-12-2016."),
    Why.OUTSIDE_YEAR: gettext_lazy("This date does not belong to this year."),
    Why.UNKNOWN_CATEGORY: gettext_lazy("There is no such category. Use the names of the budget."),
    Why.UNKNOWN_SCHOOL: gettext_lazy("There is no such school in this partnership."),
    Why.NO_AMOUNT: gettext_lazy("This is no amount. Write it like 1234.50."),
    Why.NOT_POSITIVE: gettext_lazy("An amount must be more than 0. Correct an earlier booking instead."),
    Why.TOO_LONG: gettext_lazy("This text is too long."),
    Why.TWICE: gettext_lazy("This reference stands in the file twice."),
    Why.BOOKED_DIFFERENTLY: gettext_lazy("This reference was booked with another date, amount, category or school."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_EDIT)
def upload(request: YearRequest) -> HttpResponse:
    """Choose the workbook; a POST looks at it and books nothing."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    reading = _read(request, form) if form.is_bound and form.is_valid() else None
    context: dict[str, object] = {
        "form": form,
        "heads": [(label, ", ".join(NAMES[field][:3])) for field, label in FIELDS.items()],
        "categories": [category.label for category in Category],
        "rows": ROWS,
    }
    if reading is not None:
        context |= _preview(request, reading)
    bad = form.is_bound and (reading is None or not reading.holds)
    return page(request, "budget/import.html", context, status=422 if bad else 200)


def _read(request: YearRequest, form: ImportForm) -> Reading | None:
    """What stands in the file; None with the sentence beside the field when it cannot be read."""
    file = form.cleaned_data["file"]
    try:
        if not (file.name or "").lower().endswith(".xlsx"):
            raise KindRefused(file.name)
        inspect_upload(file.name, file.size, file.open("rb"), BYTES)
        return read(first_sheet(file, rows=ROWS, columns=COLUMNS), queries.known(request.year))
    except KindRefused:
        form.add_error("file", _("Choose an Excel file that ends in .xlsx."))
    except TooLarge:
        form.add_error("file", _("This file is too large: at most 1 MB."))
    except REFUSED as no:
        form.add_error("file", refused(no))
    except NotReadable:
        form.add_error("file", _("This workbook cannot be read. Save it again in Excel as .xlsx."))
    except TooManyRows:
        form.add_error("file", _("This sheet has more than %(rows)s rows. Hand it in in parts.") % {"rows": ROWS})
    return None


def _preview(request: YearRequest, reading: Reading) -> dict[str, object]:
    """What would be booked, or what does not hold; the bookings travel with the page, signed for this year and person."""
    schools = dict(School.objects.values_list("pk", "name"))
    return {
        "reading": reading,
        "recognised": [(head, FIELDS[field]) for field, head in reading.columns.items()],
        "missing": [FIELDS[field] for field in reading.missing],
        "wrong": [(no.row, FIELDS[no.field], no.value, WHY[no.why]) for no in reading.wrong],
        "bookings": [(one, one.category.label, schools.get(one.school or 0, "")) for one in reading.bookings],
        "payload": signing.dumps([_plain(one) for one in reading.bookings], salt=_salt(request), compress=True)
        if reading.holds and reading.bookings
        else "",
    }


def _salt(request: YearRequest) -> str:
    return f"budget.import:{request.year.pk}:{request.user.pk}"


def _plain(one: Booking) -> list[Any]:
    return [
        one.row,
        one.category.value,
        str(one.amount),
        one.day.isoformat(),
        one.reference,
        one.description,
        one.school,
    ]


def _booking(plain: list[Any]) -> Booking:
    row, category, amount, day, reference, description, school = plain
    return Booking(row, Category(category), Decimal(amount), date.fromisoformat(day), reference, description, school)


@require_POST
@requires(Permission.BUDGET_EDIT)
def book(request: YearRequest) -> HttpResponse:
    """Book what was looked at, all of it or nothing."""
    try:
        plain = signing.loads(request.POST.get("payload", ""), salt=_salt(request), max_age=HOURS * 3600)
        number = actions.import_actuals(request.year, [_booking(one) for one in plain], by=request.user, at=request.now)
    except signing.BadSignature:
        messages.error(request, _("Nothing was booked: choose the file again."))
        return redirect("budget:import", request.partnership.slug, request.year)
    except (actions.DoubleReference, actions.OutsideYear, actions.UnknownSchool):
        messages.error(request, _("Nothing was booked: the books changed meanwhile. Choose the file again."))
        return redirect("budget:import", request.partnership.slug, request.year)
    if number:
        sentence = ngettext("%(n)s payment was booked.", "%(n)s payments were booked.", number)
        messages.success(request, sentence % {"n": number})
    else:
        messages.success(request, _("Everything in this file was booked already."))
    return redirect("budget:actuals", request.partnership.slug, request.year)
