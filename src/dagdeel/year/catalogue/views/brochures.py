"""The brochure as a page and on paper, and what changed between two years."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.rules import first_year
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.catalogue import actions, queries
from dagdeel.year.catalogue.documents import brochure_pdf
from dagdeel.year.catalogue.forms import BrochureForm
from dagdeel.year.catalogue.models import Brochure
from dagdeel.year.catalogue.queries.samples import ready_to_publish


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def brochure(request: YearRequest) -> HttpResponse:
    """The brochure, for members."""
    context: dict[str, object] = {
        "brochure": queries.brochure(request.year),
        "may_edit": request.member.may(Permission.CATALOGUE_PUBLISH),
        "may_propose": request.member.may(Permission.PROPOSAL_SUBMIT),
    }
    return page(request, "catalogue/brochure.html", context)


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def brochure_paper(request: YearRequest) -> HttpResponse:
    """The brochure as PDF, for members."""
    return _paper(queries.brochure(request.year))


@require_safe
@open_to_all("the partnership made this brochure public; anything else is not found")
def public_brochure(request: HttpRequest, slug: str, year: str) -> HttpResponse:
    """The brochure, for anyone with the link."""
    found = _public(slug, year)
    with scope.of(found.year.partnership):
        return page(request, "catalogue/public_brochure.html", {"brochure": found})


@require_safe
@open_to_all("the partnership made this brochure public; anything else is not found")
def public_brochure_paper(request: HttpRequest, slug: str, year: str) -> HttpResponse:
    """The brochure as PDF, for anyone with the link."""
    found = _public(slug, year)
    with scope.of(found.year.partnership):
        return _paper(found)


def _public(slug: str, label: str) -> queries.YearBrochure:
    """The brochure that may be read without sign-in; raises Http404, also for one that is not (yet) public."""
    years = ProgrammeYear.everywhere.select_related("partnership")
    year = get_object_or_404(years, partnership__slug=slug, first_year=first_year(label))
    with scope.of(year.partnership):
        found = queries.brochure(year)
    if not found.open_to_all:
        raise Http404
    return found


def _paper(brochure: queries.YearBrochure) -> HttpResponse:
    return pdf_response(brochure_pdf(brochure), f"{_('brochure')}-{brochure.year}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CATALOGUE_PUBLISH)
def settings(request: YearRequest) -> HttpResponse:
    """The introduction, who may read it, and the release."""
    row = Brochure.objects.filter(year=request.year).first()
    form = BrochureForm(request.POST or None, initial=BrochureForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        actions.set_brochure(request.year, **form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("Saved."))
        return redirect("catalogue:brochure_settings", request.partnership.slug, request.year)
    context: dict[str, object] = {
        "form": form,
        "brochure": queries.brochure(request.year),
        "progress": queries.progress(request.year),
        "ready": ready_to_publish(request.year),
    }
    return page(request, "catalogue/brochure_settings.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def release(request: YearRequest) -> HttpResponse:
    """Release the brochure."""
    try:
        actions.release_brochure(request.year, by=request.user, at=request.now)
    except actions.StillInTheMaking as no:
        messages.error(request, _("Not yet: publish or withdraw %(titles)s first.") % {"titles": ", ".join(no.titles)})
    except actions.NothingPublished:
        messages.error(request, _("Not yet: no workshop has been published."))
    else:
        messages.success(request, _("The brochure of %(year)s is released.") % {"year": request.year})
        return redirect("catalogue:brochure", request.partnership.slug, request.year)
    return redirect("catalogue:brochure_settings", request.partnership.slug, request.year)


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def changes(request: YearRequest) -> HttpResponse:
    """What changed between two years, and why. Without a choice: since last year."""
    years = list(ProgrammeYear.objects.select_related("partnership").order_by("first_year"))
    new = _chosen(request, "to", years) or request.year
    earlier = [year for year in years if year.first_year < new.first_year]
    old = _chosen(request, "from", earlier) or (earlier[-1] if earlier else None)
    drafts = request.member.may(Permission.CATALOGUE_DRAFTS)
    context: dict[str, object] = {
        "may_propose": request.member.may(Permission.PROPOSAL_SUBMIT),
        "years": years,
        "old": old,
        "new": new,
        "found": queries.changes_between(old, new, drafts=drafts) if old else None,
    }
    return page(request, "catalogue/changes.html", context, part="changes")


def _chosen(request: HttpRequest, name: str, years: list[ProgrammeYear]) -> ProgrammeYear | None:
    return next((year for year in years if year.label == request.GET.get(name)), None)
