"""The mailbox of the demo."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import open_to_all
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import queries, rules
from dagdeel.outputs.mail.forms import AddressForm
from dagdeel.outputs.mail.models import Delivered

PAGE = 50


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
    mail = get_object_or_404(Delivered, pk=pk)
    meant_for = Person.objects.filter(email__iexact=mail.to, is_active=True).first()
    context: dict[str, object] = {
        "mail": mail,
        "meant_for": meant_for,
        "theirs": meant_for is not None and meant_for != request.user,
    }
    return page(request, "mail/delivered.html", context)


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
