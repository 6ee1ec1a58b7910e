"""What the figures ask for, in words; and from where on they do."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import number, percent
from dagdeel.base.ui.pages import page
from dagdeel.year.decisions import actions, queries
from dagdeel.year.decisions.forms import MarksForm
from dagdeel.year.decisions.queries import Suggestion
from dagdeel.year.decisions.states import ThemeGroup
from dagdeel.year.evaluation.queries import Figures


@dataclass(frozen=True, slots=True)
class Told:
    """A suggestion as the page tells it, with the address that fills the form."""

    title: str
    about: str
    figures: tuple[str, ...]
    signals: tuple[str, ...]
    url: str


def told(suggestion: Suggestion, request: YearRequest) -> Told:
    """The words of a suggestion."""
    signals = tuple(str(signal.label) for signal in suggestion.signals)
    if suggestion.theme is not None:
        name = theme_name(suggestion.theme.name)
        times = theme_words(suggestion.theme.remarks, suggestion.of, suggestion.theme.words)
        title = _("“%(theme)s” comes back in remarks") % {"theme": name}
        return Told(
            name.capitalize(), "", (times,), signals, _note_url(request, theme=suggestion.theme.name, title=title)
        )
    assert suggestion.figures is not None
    about = " · ".join(str(part) for part in (suggestion.audience_label, suggestion.workshop) if part)
    figures = [_figures(suggestion.figures)]
    if suggestion.beside is not None and suggestion.against:
        figures.append(f"{suggestion.against_label or _('last year')}: {_figures(suggestion.beside)}")
    url = _note_url(
        request,
        item_key=suggestion.item_key,
        audience=suggestion.side,
        workshop=str(suggestion.workshop.pk) if suggestion.workshop else "",
        against=suggestion.against,
    )
    return Told(suggestion.text, about, tuple(figures), signals, url)


def _figures(figures: Figures) -> str:
    agree = "" if figures.agree is None else " · " + _("%(share)s agree") % {"share": percent(figures.agree)}
    return f"{number(figures.mean, 1)}{agree} · n = {figures.n}"


def theme_name(name: str) -> str:
    """A group in words; a word of its own is its own name."""
    return str(ThemeGroup(name).label) if name in ThemeGroup.values else name


def theme_words(remarks: int, of: int, words: "tuple[str, ...] | list[str]") -> str:
    """In how many remarks, and with which words."""
    text = ngettext(
        "in %(n)d of %(of)d released remarks: %(words)s", "in %(n)d of %(of)d released remarks: %(words)s", of
    )
    return text % {"n": remarks, "of": of, "words": ", ".join(words[:6])}


def _note_url(request: YearRequest, **values: str) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{reverse('decisions:note', args=[request.partnership.slug, request.year])}?{query}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DECISIONS_EDIT)
def marks(request: YearRequest) -> HttpResponse:
    """From where on the figures ask for a finding."""
    form = MarksForm(request.POST or None, initial=asdict(queries.marks_of(request.year)))
    if form.is_valid():
        try:
            actions.set_marks(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.BadMark as no:
            form.add_error(no.field, _("This lies outside the scale: %(words)s") % {"words": no.words})
        else:
            messages.success(request, _("Saved."))
            return redirect("decisions:index", request.partnership.slug, request.year)
    return page(request, "decisions/marks.html", {"form": form}, status=422 if form.is_bound else 200)
