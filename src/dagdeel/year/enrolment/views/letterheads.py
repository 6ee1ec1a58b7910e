"""The paper of a school: logo, address, window and signature, and a letter to try it."""

from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.documents.press import RenderingFailed
from dagdeel.year.catalogue.rules import KindRefused, NotWhatItSays, TooLarge
from dagdeel.year.enrolment import actions, documents, permissions, queries, rules
from dagdeel.year.enrolment.forms import LetterheadForm, SignatureForm
from dagdeel.year.enrolment.models import Letterhead
from dagdeel.year.enrolment.states import Window
from dagdeel.year.enrolment.views.school import school_seen

Picture = Literal["logo", "signature"]


def _school(request: YearRequest, school_id: int) -> School:
    found = school_seen(request, school_id)
    if not permissions.may_write(request.member, found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_VIEW)
def letterhead(request: YearRequest, school_id: int) -> HttpResponse:
    """How the letters of this school look."""
    found = _school(request, school_id)
    paper = queries.letterhead(found)
    written = {"contact": paper.contact, "window": paper.window}
    form = LetterheadForm(request.POST if request.method == "POST" else None, request.FILES or None, initial=written)
    if form.is_valid() and _printable(request, paper, form, "logo", "logo"):
        actions.set_letterhead(
            found, contact=form.cleaned_data["contact"], window=Window(form.cleaned_data["window"]),
            logo=form.cleaned_data["logo"], without_logo=form.cleaned_data["without_logo"], by=request.user,
            at=request.now,
        )  # fmt: skip
        messages.success(request, _("The paper of %(school)s is kept.") % {"school": found.name})
        return redirect("enrolment:letterhead", request.partnership.slug, request.year, found.pk)
    return _page(request, found, paper, form, SignatureForm())


def _page(
    request: YearRequest, school: School, paper: Letterhead, form: LetterheadForm, sign: SignatureForm
) -> HttpResponse:
    context = {
        "school": school,
        "paper": paper,
        "form": form,
        "sign": sign if permissions.may_sign(request.member, school) else None,
    }
    return page(request, "enrolment/letterhead.html", context, status=422 if form.is_bound or sign.is_bound else 200)


@require_POST
@requires(Permission.INVITATION_SIGN)
def sign(request: YearRequest, school_id: int) -> HttpResponse:
    """Keep the head's signature."""
    found = _school(request, school_id)
    if not permissions.may_sign(request.member, found):
        raise PermissionDenied
    paper = queries.letterhead(found)
    form = SignatureForm(request.POST, request.FILES)
    if form.is_valid() and _printable(request, paper, form, "picture", "signature"):
        picture = form.cleaned_data["picture"]
        actions.set_signature(request.year, found, picture=picture, by=request.user, at=request.now)
        messages.success(request, _("Your signature stands under the letters that you sign."))
        return redirect("enrolment:letterhead", request.partnership.slug, request.year, found.pk)
    written = {"contact": paper.contact, "window": paper.window}
    return _page(request, found, paper, LetterheadForm(initial=written), form)


@require_POST
@requires(Permission.ENROLMENT_VIEW)
def unsign(request: YearRequest, school_id: int) -> HttpResponse:
    """Take the signature away."""
    found = _school(request, school_id)
    paper = queries.letterhead(found)
    if paper.signature:
        actions.remove_signature(paper, by=request.user, at=request.now)
        messages.success(request, _("Letters go without a signature again."))
    return redirect("enrolment:letterhead", request.partnership.slug, request.year, found.pk)


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def picture(request: YearRequest, school_id: int, which: Picture) -> HttpResponse:
    """The logo or the signature, for its own page only."""
    paper = queries.letterhead(_school(request, school_id))
    content = documents.content_of(paper.logo if which == "logo" else paper.signature)
    if content is None:
        raise Http404
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(
        content, content_type=kind, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def proof(request: YearRequest, school_id: int) -> HttpResponse:
    """A letter to try the paper: to print, fold and put into an envelope."""
    found = _school(request, school_id)
    return pdf_response(documents.proof_pdf(request.year, queries.letterhead(found)), f"{_('paper')}-{found}")


def _printable(request: YearRequest, paper: Letterhead, form: Form, field: str, which: Picture) -> bool:
    """Whether the picture that was given, if any, can be printed; the form says what is wrong with it."""
    given: File[bytes] | None = form.cleaned_data[field]
    if given is None:
        return True
    try:
        rules.inspect_picture(given.name or "", given.size, given.open("rb"))
        content = given.read()
        given.seek(0)
        if which == "logo":
            documents.proof_pdf(request.year, paper, logo=content)
        else:
            documents.proof_pdf(request.year, paper, signature=content)
    except (KindRefused, NotWhatItSays, TooLarge, RenderingFailed) as no:
        form.add_error(field, _sentence(no))
        return False
    return True


def _sentence(no: Exception) -> str:
    match no:
        case TooLarge():
            return _("This picture is too large: at most 1 MB.")
        case KindRefused():
            return _("Choose a picture that ends in .png or .jpg.")
        case _:
            return _("This picture cannot be printed. Save it again as PNG or JPG.")
