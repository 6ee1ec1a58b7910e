"""The personal record over all years: with the personal link, or signed in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import Show, through_link
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.certificates import documents, queries
from dagdeel.year.certificates.models import Certificate


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate with the address of its paper."""

    certificate: Certificate
    url: str


@require_safe
@requires(Permission.CERTIFICATE_OWN)
def mine(request: YearRequest) -> HttpResponse:
    """The record of the person who is signed in."""
    where = [request.partnership.slug, request.year]
    return _show(
        request, request.user, request.partnership, lambda code: reverse("certificates:my_paper", args=[*where, code])
    )


@require_safe
@requires(Permission.CERTIFICATE_OWN)
def my_paper(request: YearRequest, code: str) -> HttpResponse:
    """One's own certificate as PDF."""
    return _paper(request.user, request.partnership, code)


@require_safe
@open_to_all("a signed personal link, for one person and one purpose, that can be revoked")
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The record of the person whose link this is."""
    return _with_link(
        request,
        token,
        lambda link, at: _show(
            request,
            link.person,
            link.partnership,
            lambda code: reverse("certificates_open:paper", args=[token, code]),
            workshops=_workshops(token),
        ),
    )


@require_safe
@open_to_all("a signed personal link; opens the person's own certificates only")
def paper_by_link(request: HttpRequest, token: str, code: str) -> HttpResponseBase:
    """One certificate of the person whose link this is, as PDF."""
    return _with_link(request, token, lambda link, at: _paper(link.person, link.partnership, code))


def _workshops(token: str) -> str:
    return reverse("enrolment_open:mine", args=[token])


def _show(
    request: HttpRequest, person: Person, partnership: Partnership, paper: Callable[[str], str], *, workshops: str = ""
) -> HttpResponse:
    found = queries.record(person)
    context: dict[str, object] = {
        "record": found,
        "years": [(year, [Shown(row, paper(row.code)) for row in year.certificates]) for year in found.years],
        "partnership": partnership,
        "person": person,
        "hours": found.hours * 60,
        "workshops": workshops,
        "layout": "ui/plain.html" if workshops else "ui/layout.html",
    }
    return page(request, "certificates/record.html", context)


def _paper(person: Person, partnership: Partnership, code: str) -> HttpResponse:
    found = get_object_or_404(queries.valid().filter(person=person), code=code)
    return pdf_response(documents.certificate_pdf(found, partnership.name), f"{_('certificate')}-{found.title}")


def _with_link(request: HttpRequest, token: str, show: Show) -> HttpResponseBase:
    return through_link(request, token, show, purposes=(links.Purpose.MENTOR,), closed="certificates/link_closed.html")
