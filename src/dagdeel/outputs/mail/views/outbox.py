"""The pages of the outbox: the list, one mail and what can be done with it, and what could not be delivered."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.discretion import without_links
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.components import State
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import actions, queries, rendering, rules
from dagdeel.outputs.mail.forms import SearchForm
from dagdeel.outputs.mail.frame import framed
from dagdeel.outputs.mail.models import Mail, MailSettings
from dagdeel.outputs.mail.readers import closed as closed_in
from dagdeel.outputs.mail.readers import rest_of, settings_of
from dagdeel.outputs.mail.rendering import Rendered
from dagdeel.outputs.mail.states import MAIL_MOVES, MailState, Topic

PAGE = 50
HEADINGS = (
    Heading("subject", gettext_lazy("Subject"), fixed=True),
    Heading("to", pgettext_lazy("mail", "To"), ("person__sort_key",)),
    Heading("when", gettext_lazy("When"), ("moment",)),
    Heading("state", gettext_lazy("State"), ("state", "moment")),
)
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
    when: datetime
    waits: bool  # for an address that works


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to see the list."""

    label: str
    url: str
    current: bool
    count: int | None = None


@require_safe
@requires(Permission.MAIL_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """All mail of the partnership: what went out, what will, and what waits for somebody."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["to"] if form.is_valid() else ""
    state = request.GET.get("state", "")
    when = request.GET.get("when", "")
    state, when = state if state in MailState.values else "", when if when in queries.PERIODS else ""
    looked = Listing(request.GET, HEADINGS)
    rows = looked.ordered(queries.outbox(request.now, state, search, when))
    listing = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    own = settings_of()
    bad = queries.bad_addresses(mail.address for mail in listing)
    context: dict[str, object] = {
        "lines": [_line(mail, own, bad, request) for mail in listing],
        "listing": listing,
        "looked": looked,
        "query": request.GET.urlencode(),
        "tabs": _tabs(state, when),
        "periods": _periods(state, when),
        "state": state,
        "when": when,
        "form": form,
        "search": search,
        "troubles": queries.servers_left_alone(),
        "may_manage": request.member.may(Permission.MAIL_MANAGE),
    }
    return page(request, "mail/index.html", context, part="list")


def _tabs(current: str, when: str) -> list[Tab]:
    """One tab per state that has mails, and one for all."""
    counts = queries.state_counts()
    every = Tab(_("all"), f"?when={when}", not current, sum(count.count for count in counts))
    found = [Tab(c.label, f"?state={c.state}&when={when}", c.state == current, c.count) for c in counts]
    return [every, *found] if counts else []


def _periods(state: str, current: str) -> list[Tab]:
    """Whenever, today, or the week that begins today."""
    labels = {"": _("always"), "today": _("today"), "week": _("the next seven days")}
    return [Tab(label, f"?state={state}&when={when}", when == current) for when, label in labels.items()]


def _line(mail: Mail, own: MailSettings | None, bad: Collection[str], request: YearRequest) -> Line:
    url = reverse("mail:mail", args=[request.partnership.slug, request.year, mail.pk])
    subject = mail.subject or _subject(mail, request.partnership, own)
    waits = mail.state == MailState.QUEUED and mail.address in bad
    return Line(mail, subject, PILLS[mail.state], url, _when(mail, own), waits)


def _subject(mail: Mail, partnership: Partnership, own: MailSettings | None) -> str:
    try:
        return rendering.subject(mail, rendering.Sheet(partnership, own))
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return _("This mail cannot be made")


def _when(mail: Mail, own: MailSettings | None) -> datetime:
    """When it went, or will go with the rests as they are now."""
    if mail.sent_at is not None:
        return mail.sent_at
    rest, closed = rest_of(own), closed_in(mail.region)
    return rules.goes_at(mail.next_try, rest, closed, urgent=mail.urgent, daily=mail.daily)


def _words(mail: Mail, partnership: Partnership, own: MailSettings | None) -> Rendered:
    """The mail as it was sent, or as it would be sent now; one that cannot be made says so instead of breaking the page.

    The recipient's personal links are left out: who manages the mail does not answer in somebody else's name.
    """
    if mail.state == MailState.SENT:
        words = Rendered(mail.subject, mail.text, mail.html)
    else:
        try:
            words = rendering.render(mail, partnership, own)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return Rendered(_("This mail cannot be made"), "", "")
    hidden = without_links(words.text, instead=_("(the personal link)"))
    return replace(words, text=hidden, html=without_links(words.html, instead="#"))


@require_safe
@requires(Permission.MAIL_VIEW)
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know views without arguments only
def mail(request: YearRequest, pk: int) -> HttpResponse:
    """One mail: what it says, to whom and why, and what became of it."""
    return _mail_page(request, get_object_or_404(Mail.objects.select_related("person", "cancelled_by"), pk=pk))


def _mail_page(request: YearRequest, found: Mail, *, problem: str = "", status: int = 200) -> HttpResponse:
    still = found.state not in {MailState.SENDING, MailState.SENT}
    moves = MAIL_MOVES[MailState(found.state)] if still else frozenset()
    own = settings_of()
    context: dict[str, object] = {
        "mail": found,
        "words": _words(found, request.partnership, own),
        "pill": PILLS[found.state],
        "when": _when(found, own),
        "waits": found.state == MailState.QUEUED and bool(queries.bad_addresses([found.address])),
        "topic": Topic(found.topic).label if found.topic else "",
        "may_manage": request.member.may(Permission.MAIL_MANAGE),
        "can": {"retry": MailState.QUEUED in moves, "hold": MailState.DRAFT in moves, "cancel": MailState.CANCELLED in moves},
        "problem": problem,
    }  # fmt: skip
    return page(request, "mail/mail.html", context, status=status)


@require_safe
@requires(Permission.MAIL_VIEW)
def html(request: YearRequest, pk: int) -> HttpResponse:
    """The mail as a mail program shows it, for the frame in its page."""
    found = get_object_or_404(Mail.objects.select_related("person"), pk=pk)
    return framed(_words(found, request.partnership, settings_of()).html)


@require_safe
@requires(Permission.MAIL_VIEW)
def failed(request: YearRequest) -> HttpResponse:
    """What could not be delivered, by reason, and the addresses that do not work."""
    own = settings_of()
    groups = [
        (reason, [_line(mail, own, (), request) for mail in mails]) for reason, mails in queries.failed_by_reason(PAGE)
    ]
    context: dict[str, object] = {
        "groups": groups,
        "number": queries.failed().count(),
        "again": queries.failed_but_reachable().count(),
        "bad": queries.people_with_bad_addresses(),
        "troubles": queries.servers_left_alone(),
        "may_manage": request.member.may(Permission.MAIL_MANAGE),
        "may_edit_people": request.member.may(Permission.PEOPLE_EDIT),
    }
    return page(request, "mail/failed.html", context)


@require_POST
@requires(Permission.MAIL_MANAGE)
def retry_all(request: YearRequest) -> HttpResponse:
    """Queue everything that failed."""
    number = actions.retry_all(request.partnership, by=request.user, at=request.now)
    said = ngettext("%(n)s mail is queued again.", "%(n)s mails are queued again.", number) % {"n": number}
    messages.success(request, said)
    return redirect("mail:failed", request.partnership.slug, request.year)


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


@require_POST
@requires(Permission.MAIL_MANAGE)
def selected(request: YearRequest) -> HttpResponse:
    """Hold back, or queue, every mail that was ticked; those for which that is over stay as they are, and that is said."""
    verbs: dict[str, Verb] = {"hold": actions.hold, "retry": actions.retry}
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        return HttpResponseBadRequest()
    ticked = [int(key) for key in request.POST.getlist("mail") if key.isascii() and key.isdecimal() and len(key) < 10]
    done = over = 0
    for mail in Mail.objects.filter(pk__in=ticked):
        try:
            verb(mail, by=request.user, at=request.now)
            done += 1
        except actions.MoveRefused:
            over += 1
    if done:
        said = ngettext("%(n)s mail is changed.", "%(n)s mails are changed.", done) % {"n": done}
        messages.success(request, said)
    if over:
        said = ngettext(
            "%(n)s mail could not be changed: it went, or it is like that already.",
            "%(n)s mails could not be changed: they went, or they are like that already.", over,
        )  # fmt: skip
        messages.warning(request, said % {"n": over})
    if not done and not over:
        messages.warning(request, _("Tick the mails first."))
    query = f"?{request.POST.get('query', '')}".rstrip("?")
    return HttpResponseRedirect(reverse("mail:index", args=[request.partnership.slug, request.year]) + query)


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
