"""Beginning with examples, and publishing what is complete: the quick way to a first brochure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue import actions
from dagdeel.year.catalogue.forms import SamplesForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CATALOGUE_EDIT)
def choose(request: YearRequest) -> HttpResponse:
    """The examples that this year does not have yet, in full; what is ticked becomes a draft."""
    form = SamplesForm(request.POST or None, year=request.year, language=_language(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin_from_samples(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.NothingChosen:
            form.add_error("keys", _("Somebody took these over a moment ago. You find them among the workshops."))
        else:
            said = ngettext("%(count)d example is a draft now.", "%(count)d examples are drafts now.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("catalogue:index", request.partnership.slug, request.year)
    chosen = form["keys"].value() or []
    rows = [(sample, sample.key in chosen) for sample in form.left]
    context: dict[str, object] = {"form": form, "rows": rows, "languages": Person.Language.choices}
    return page(request, "catalogue/samples.html", context, status=422 if form.is_bound else 200)


def _language(request: YearRequest) -> str:
    """The language that was asked for, else that of the reader."""
    asked = request.POST.get("language") or request.GET.get("language")
    return asked if asked in Person.Language.values else (get_language() or "nl")[:2]


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def publish_ready(request: YearRequest) -> HttpResponse:
    """Publish everything that lacks nothing."""
    try:
        made = actions.publish_ready(request.year, by=request.user, at=request.now)
    except actions.SaysUnchanged:
        messages.error(
            request, _("A workshop says “unchanged” and differs from last year. Correct it; then publish again.")
        )
        return redirect("catalogue:index", request.partnership.slug, request.year)
    if made:
        said = ngettext("%(count)d workshop is published.", "%(count)d workshops are published.", len(made))
        messages.success(request, said % {"count": len(made)})
    else:
        messages.info(request, _("No workshop was complete and waiting."))
    return redirect("catalogue:brochure_settings", request.partnership.slug, request.year)
