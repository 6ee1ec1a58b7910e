"""What mail servers report: mails that came back, and what is known of somebody's address."""

import hmac
import json
from json import JSONDecodeError

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import actions
from dagdeel.outputs.mail.bounces import Bounce, read
from dagdeel.outputs.mail.models import BadAddress, Mail

LARGEST = 2 * 1024 * 1024  # bytes of a report


@csrf_exempt  # a mail server has no cookie of ours; it knows the shared secret
@require_POST
@open_to_all("for the mail server that knows the shared secret; without it there is no such page")
def bounces(request: HttpRequest) -> HttpResponse:
    """A report of failure: the mail itself (`message/rfc822`), or its facts as JSON. Says how many of our mails it was about."""
    if not _knows_the_secret(request):
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    if request.content_type == "application/json":
        found = _facts(body)
        if found is None:
            return HttpResponse(status=422)
        reports = [found]
    else:
        reports = read(body)
    return JsonResponse({"bounced": sum(actions.bounced(report, at=now()) for report in reports)})


def _knows_the_secret(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    secret: str = settings.BOUNCE_SECRET
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def _facts(body: bytes) -> Bounce | None:
    """What the JSON says; None when it does not say it."""
    try:
        said = json.loads(body)
    except (JSONDecodeError, UnicodeDecodeError):
        return None
    names = ("message_id", "address", "status", "reason")
    if not isinstance(said, dict) or not all(isinstance(said.get(name, ""), str) for name in names):
        return None
    values = [said.get(name, "").strip() for name in names]
    return Bounce(values[0], values[1].lower(), values[2][:12], values[3][:300]) if values[0] and values[1] else None


@require_safe
@requires(Permission.PEOPLE_VIEW)
def address(request: YearRequest, person: int) -> HttpResponse:
    """Whether mail reaches somebody; stands in the page of that person."""
    found = _seen(request, person)
    context: dict[str, object] = {
        "person": found,
        "bad": BadAddress.objects.filter(address=found.email).first(),
        "last": Mail.objects.filter(person=found, state="sent").order_by("-sent_at").only("sent_at").first(),
        "may_manage": request.member.may(Permission.MAIL_MANAGE),
    }
    return page(request, "mail/address.html", context, part="reach")


@require_POST
@requires(Permission.MAIL_MANAGE)
def works(request: YearRequest, person: int) -> HttpResponse:
    """The address works after all."""
    found = _seen(request, person)
    if actions.works_again(found, by=request.user, at=request.now):
        messages.success(request, _("Mail goes to this address again; what waited is sent."))
    return redirect("administration:person", request.partnership.slug, request.year, found.pk)


def _seen(request: YearRequest, person: int) -> Person:
    """Somebody with a role here, else 404; 403 when no role is at one's own school."""
    held = Membership.objects.filter(person=person).select_related("person")
    first = held.first()
    if first is None:
        raise Http404
    schools = request.member.schools_where(Permission.PEOPLE_VIEW)
    if schools is not None and not held.filter(school__in=schools).exists():
        raise PermissionDenied
    return first.person
