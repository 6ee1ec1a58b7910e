"""What was said and done, the way back from a brochure line, and the start of the next year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.administration.actions import DEADLINES, NUMBERS
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import queries as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import label_of
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.decisions import actions, permissions, queries
from dagdeel.year.decisions.documents import Told, changes_pdf
from dagdeel.year.decisions.forms import BeginForm
from dagdeel.year.decisions.rules import Clash
from dagdeel.year.decisions.views.chains import decision_words, effect_words, evidence_words, links


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def said(request: YearRequest) -> HttpResponse:
    """You said, we did: for everybody in the partnership."""
    told = queries.said_and_done(request.year)
    context: dict[str, object] = {
        "told": told,
        "chains": [(chain, links(chain, request)) for chain in told.decided],
        "opens": request.member.may(Permission.DECISIONS_VIEW),
    }
    return page(request, "decisions/said.html", context)


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def why(request: YearRequest, edition_id: int) -> HttpResponse:
    """The decisions behind a line of the brochure, and what people said; also as a part of other pages."""
    edition = get_object_or_404(Edition.objects.select_related("year__partnership"), pk=edition_id)
    hidden = edition.state in {EditionState.DRAFT, EditionState.REVIEW}
    if hidden and not permissions.may_see_drafts(request.member):
        raise PermissionDenied
    context: dict[str, object] = {
        "edition": edition,
        "chains": [(chain, links(chain, request)) for chain in queries.why(edition)],
    }
    return page(request, "decisions/why.html", context, part="why")


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def why_setting(request: YearRequest, name: str) -> HttpResponse:
    """The decisions behind a number of the year, since last year or the year that is asked; also as a part of other pages."""
    if name not in NUMBERS + DEADLINES:
        raise Http404
    old = _earlier(request) or request.year
    chains = queries.behind(old, request.year).setting(name)
    context: dict[str, object] = {
        "title": label_of(ProgrammeYear, name).capitalize(),
        "chains": [(chain, links(chain, request)) for chain in chains],
    }
    return page(request, "decisions/why_setting.html", context, part="why")


@require_safe
@requires(Permission.BUDGET_VIEW)
def why_budget(request: YearRequest, category: str = "") -> HttpResponse:
    """The decisions of last year behind the amounts of the budget, or that of one category; also as a part of other pages."""
    if category and category not in Category.values:
        raise Http404
    chains = queries.behind_budget(request.year, category)
    context: dict[str, object] = {
        "title": str(Category(category).label).capitalize() if category else _("Budget"),
        "chains": [(chain, links(chain, request)) for chain in chains],
    }
    return page(request, "decisions/why_budget.html", context, part="why")


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def changes_paper(request: YearRequest) -> HttpResponse:
    """What changed since an earlier year, with reason and evidence, on paper; the page says so when there is none."""
    old = _earlier(request)
    if old is None:
        return redirect("catalogue:changes", request.partnership.slug, request.year)
    drafts = permissions.may_see_drafts(request.member)
    found = catalogue.changes_between(old, request.year, drafts=drafts)
    behind = queries.behind(old, request.year)
    content = changes_pdf(
        found, lambda change: _told(behind.setting(change.name)), lambda line: _told(_of(line, behind))
    )
    return pdf_response(content, f"{_('changes')}-{old}-{request.year}")


def _earlier(request: YearRequest) -> ProgrammeYear | None:
    """The earlier year that is asked, or else last year; None when there is none."""
    years = ProgrammeYear.objects.select_related("partnership").filter(first_year__lt=request.year.first_year)
    found = {year.label: year for year in years.order_by("first_year")}
    asked = found.get(request.GET.get("from", ""))
    return asked or (next(reversed(found.values())) if found else None)


def _of(line: catalogue.WorkshopChange, behind: queries.Behind) -> list[queries.Chain]:
    keys = {reason.edition_id for reason in line.reasons} | ({line.edition.pk} if line.edition else set())
    return behind.editions(keys)


def _told(chains: list[queries.Chain]) -> list[Told]:
    return [
        Told(
            finding=chain.finding.title,
            figure=evidence_words(chain.finding.evidence),
            decision=chain.decision.title,
            decided=decision_words(chain.decision),
            effect=effect_words(chain),
        )
        for chain in chains
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DECISIONS_EDIT)
def next_year(request: YearRequest) -> HttpResponse:
    """What the next year will be, with what can be chosen otherwise; and its start."""
    plan = queries.next_year(request.year)
    form = BeginForm(request.POST if request.method == "POST" else None, plan=plan)
    if (form.is_valid() or (form.is_bound and not plan.may_start)) and (began := _begin(request, form)) is not None:
        return redirect("catalogue:changes", request.partnership.slug, began)
    context: dict[str, object] = {
        "plan": plan,
        "form": form,
        "along": queries.along(request.year),
        "contradictions": [(CLASHES[found.clash], found.consequences) for found in plan.contradictions],
        "following": queries.following(request.year),
    }
    return page(request, "decisions/next_year.html", context, status=422 if request.method == "POST" else 200)


def _begin(request: YearRequest, form: BeginForm) -> ProgrammeYear | None:
    try:
        begin = form.begin if form.is_valid() else None  # without a form to fill in the verb says why it cannot be
        began = actions.start_next_year(request.year, begin=begin, by=request.user, at=request.now)
    except actions.YearExists:
        messages.error(request, _("The next year was started already."))
    except (actions.Contradiction, actions.NumbersWrong):
        messages.error(request, _("Not yet: below you see which decisions do not go together."))
    else:
        messages.success(request, _("%(year)s is started. Everything that was decided stands in it.") % {"year": began})
        return began
    return None


CLASHES = {
    Clash.TWO_VALUES: gettext_lazy("These decisions make two different things of the same."),
    Clash.GONE: gettext_lazy("One of these decisions lets a workshop go with which the other one goes on."),
    Clash.NOT_OFFERED: gettext_lazy("This is about a workshop that is not in this year's brochure any more."),
    Clash.THERE_ALREADY: gettext_lazy("A workshop with this title is in the brochure already."),
}
