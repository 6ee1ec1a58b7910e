"""Pages of the outbox, and the mailbox of the demo."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.discretion import without_links
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.components import State
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import actions, queries, rendering, rules
from dagdeel.outputs.mail.forms import AddressForm, SearchForm
from dagdeel.outputs.mail.models import Delivered, Mail
from dagdeel.outputs.mail.states import MAIL_MOVES, MailState

PAGE = 50
PILLS: dict[str, State] = {
    MailState.DRAFT: "idle", MailState.QUEUED: "later", MailState.SENDING: "now", MailState.SENT: "done",
    MailState.FAILED: "late", MailState.CANCELLED: "idle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in the list."""

    mail: Mail
    subject: str
    pill: State
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to see the list."""

    label: str
    url: str
    current: bool
    count: int


@require_safe
@requires(Permission.MAIL_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """All mail of the partnership: what went out, what will, and what waits for somebody."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["to"] if form.is_valid() else ""
    state = request.GET.get("state", "")
    rows = Paginator(queries.outbox(state if state in MailState.values else "", search), PAGE)
    listing = rows.get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "lines": [_line(mail, request) for mail in listing],
        "listing": listing,
        "tabs": _tabs(state),
        "state": state,
        "form": form,
        "search": search,
    }
    return page(request, "mail/index.html", context, part="list")


def _tabs(current: str) -> list[Tab]:
    """One tab per state that has mails, and one for all."""
    counts = queries.state_counts()
    every = Tab(_("all"), "?", not current, sum(count.count for count in counts))
    return [every, *(Tab(c.label, f"?state={c.state}", c.state == current, c.count) for c in counts)] if counts else []


def _line(mail: Mail, request: YearRequest) -> Line:
    url = reverse("mail:mail", args=[request.partnership.slug, request.year, mail.pk])
    return Line(mail, mail.subject or _subject(mail, request.partnership), PILLS[mail.state], url)


def _subject(mail: Mail, partnership: Partnership) -> str:
    try:
        return rendering.subject(mail, partnership)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return _("This mail cannot be made")


def _words(mail: Mail, partnership: Partnership) -> rendering.Rendered:
    """The mail as it was sent, or as it would be sent now; one that cannot be made says so instead of breaking the page.

    The recipient's personal link is left out: who manages the mail does not answer in somebody else's name.
    """
    if mail.state == MailState.SENT:
        words = rendering.Rendered(mail.subject, mail.text, mail.html)
    else:
        try:
            words = rendering.render(mail, partnership)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return rendering.Rendered(_("This mail cannot be made"), "", "")
    return replace(words, text=without_links(words.text, instead=_("(the personal link)")))


@require_safe
@requires(Permission.MAIL_VIEW)
def mail(request: YearRequest, pk: int) -> HttpResponse:
    """One mail: what it says, to whom and why, and what became of it."""
    return _mail_page(request, get_object_or_404(Mail.objects.select_related("person", "cancelled_by"), pk=pk))


def _mail_page(request: YearRequest, found: Mail, *, problem: str = "", status: int = 200) -> HttpResponse:
    moves = MAIL_MOVES[MailState(found.state)] if found.state != MailState.SENDING else frozenset()
    context: dict[str, object] = {
        "mail": found,
        "words": _words(found, request.partnership),
        "pill": PILLS[found.state],
        "may_manage": request.member.may(Permission.MAIL_MANAGE),
        "can": {"retry": MailState.QUEUED in moves, "hold": MailState.DRAFT in moves, "cancel": MailState.CANCELLED in moves},
        "problem": problem,
    }  # fmt: skip
    return page(request, "mail/mail.html", context, status=status)


@require_POST
@requires(Permission.MAIL_MANAGE)
def retry(request: YearRequest, pk: int) -> HttpResponse:
    """Queue a mail that failed, was held back or was cancelled."""
    return _do(request, pk, actions.retry, _("The mail is queued."))


@require_POST
@requires(Permission.MAIL_MANAGE)
def hold(request: YearRequest, pk: int) -> HttpResponse:
    """Keep a mail back until somebody queues it."""
    return _do(request, pk, actions.hold, _("The mail is held back."))


@require_POST
@requires(Permission.MAIL_MANAGE)
def cancel(request: YearRequest, pk: int) -> HttpResponse:
    """This mail must not go out."""
    return _do(request, pk, actions.cancel, _("The mail is cancelled."))


class Verb(Protocol):
    """An action on one mail."""

    def __call__(self, mail: Mail, *, by: Person, at: datetime) -> None: ...


def _do(request: YearRequest, pk: int, verb: Verb, done: str) -> HttpResponse:
    found = get_object_or_404(Mail.objects.select_related("person", "cancelled_by"), pk=pk)
    try:
        verb(found, by=request.user, at=request.now)
    except actions.MoveRefused:
        found.refresh_from_db()
        state = found.get_state_display()
        problem = _("That is no longer possible: the state of this mail is now “%(state)s”.") % {"state": state}
        return _mail_page(request, found, problem=problem, status=422)
    messages.success(request, done)
    return redirect("mail:mail", request.partnership.slug, request.year, pk)


@require_safe
@open_to_all("only in the demo, where every address is invented")
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail that the demo delivered, to everybody."""
    _only_in_the_demo()
    form = AddressForm(request.GET)
    search = form.cleaned_data["to"] if form.is_valid() else ""
    listing = Paginator(queries.mailbox(search), PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {"listing": listing, "form": form, "search": search, "boxes": queries.recipients()}
    return page(request, "mail/mailbox.html", context, part="list")


@require_safe
@open_to_all("only in the demo, where every address is invented")
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know views without arguments only
def delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivered mail, with links that work."""
    _only_in_the_demo()
    return page(request, "mail/delivered.html", {"mail": get_object_or_404(Delivered, pk=pk)})


@require_safe
@open_to_all("only in the demo, where every address is invented")
@xframe_options_sameorigin
def delivered_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as a mail program shows it, for a frame: under a policy of its own, and its links open outside of the frame."""
    _only_in_the_demo()
    html = get_object_or_404(Delivered.objects.exclude(html=""), pk=pk).html
    shown = html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(shown, headers={"Content-Security-Policy": rules.framed_policy(html)})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
