"""One certificate: issue, paper, revoke, issue again; and the page on which anybody can check a code."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.certificates import actions, documents, permissions, queries, rules
from dagdeel.year.certificates.forms import CodeForm, RevokeForm
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.planning.models import Session


@require_POST
@requires(Permission.CERTIFICATE_MANAGE)
def issue(request: YearRequest, session_id: int) -> HttpResponse:
    """Bring the certificates of one session in line with its attendance."""
    session = get_object_or_404(Session.objects.select_related("edition"), pk=session_id, year=request.year)
    try:
        made = actions.follow_attendance(session, by=request.user, at=request.now)
    except actions.NotHeld:
        messages.error(request, _("The attendance list of this session is not closed yet."))
    else:
        messages.success(request, _issued(len(made)))
    return redirect("certificates:index", request.partnership.slug, request.year)


@require_POST
@requires(Permission.CERTIFICATE_MANAGE)
def issue_all(request: YearRequest) -> HttpResponse:
    """The same for every session that was held."""
    messages.success(request, _issued(actions.issue_all(request.year, by=request.user, at=request.now)))
    return redirect("certificates:index", request.partnership.slug, request.year)


def _issued(number: int) -> str:
    if not number:
        return _("Nothing was missing: certificates and attendance agree.")
    said = ngettext(
        "%(number)d certificate was issued. Its holder gets a mail.",
        "%(number)d certificates were issued. Their holders get a mail.",
        number,
    )
    return said % {"number": number}


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def paper(request: YearRequest, certificate_id: int) -> HttpResponse:
    """The certificate as PDF; a revoked one has none."""
    found = _certificate(request, certificate_id, valid=True)
    return pdf_response(
        documents.certificate_pdf(found, request.partnership.name), f"{_('certificate')}-{found.name}-{found.title}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CERTIFICATE_MANAGE)
def revoke(request: YearRequest, certificate_id: int) -> HttpResponse:
    """Take a certificate back, with a reason."""
    found = _certificate(request, certificate_id)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(found, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
        except actions.AlreadyRevoked:
            messages.info(request, _("This certificate was revoked already."))
        else:
            messages.success(request, _("The certificate of %(name)s is revoked.") % {"name": found.name})
        return redirect("certificates:index", request.partnership.slug, request.year)
    context: dict[str, object] = {"certificate": found, "form": form}
    return page(request, "certificates/revoke.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.CERTIFICATE_MANAGE)
def again(request: YearRequest, certificate_id: int) -> HttpResponse:
    """A new one for one that was revoked."""
    found = _certificate(request, certificate_id)
    try:
        made = actions.issue_again(found, by=request.user, at=request.now)
    except actions.NotRevoked:
        messages.info(request, _("%(name)s has a valid certificate already.") % {"name": found.name})
    except (actions.NotDeserved, actions.NotHeld):
        messages.error(
            request, _("According to the attendance list %(name)s did not take part.") % {"name": found.name}
        )
    else:
        messages.success(request, _("%(name)s has a new certificate.") % {"name": made.name})
    return redirect("certificates:index", request.partnership.slug, request.year)


def _certificate(request: YearRequest, certificate_id: int, *, valid: bool = False) -> Certificate:
    """A certificate of this year whose holder is a mentor of a school that this member may see; 404 or 403 otherwise."""
    rows = Certificate.objects.select_related("session")
    if valid:
        rows = rows.filter(revoked_at__isnull=True)
    found = get_object_or_404(rows, pk=certificate_id, session__year=request.year)
    schools = queries.schools_of(found, request.year)
    if not permissions.may_manage(request.member) and not any(
        permissions.may_see(request.member, pk) for pk in schools if pk
    ):
        raise PermissionDenied
    return found


# The check, open to all -----------------------------------------------------------------------------------------------


@require_safe
@open_to_all("asks for a code and shows nothing else")
def check_form(request: HttpRequest) -> HttpResponse:
    """Type a code."""
    if "code" not in request.GET:
        return page(request, "certificates/check_form.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("certificates_open:check", form.cleaned_data["code"])
    return page(request, "certificates/check_form.html", {"form": form}, status=422)


@require_safe
@open_to_all("whoever holds a certificate may check it; the code cannot be guessed and says no more than the paper")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked, or unknown."""
    own_form = rules.read_code(code)
    if own_form and own_form != code:
        return redirect("certificates_open:check", own_form)
    found = queries.certificate_by_code(own_form)
    if found is None:
        form = CodeForm(initial={"code": code[:40]})
        return page(request, "certificates/unknown.html", {"form": form}, status=404)
    with scope.of(found.partnership):
        response = page(request, "certificates/check.html", {"certificate": found})
    response["X-Robots-Tag"] = "noindex"
    return response
