"""Files and links of an edition: add, open, remove."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.outputs.files import stored_file
from dagdeel.year.catalogue import actions, permissions, queries, rules
from dagdeel.year.catalogue.forms import MaterialForm
from dagdeel.year.catalogue.models import Material
from dagdeel.year.catalogue.views.editions import edition_page


@require_POST
@requires(Permission.CATALOGUE_EDIT)
def add(request: YearRequest, edition_id: int) -> HttpResponse:
    """Add a file or a link to an edition."""
    edition = get_object_or_404(queries.edition_pages(), pk=edition_id, year=request.year)
    form = MaterialForm(request.POST, request.FILES, prefix="material")
    if form.is_valid():
        try:
            material = actions.add_material(edition, **form.cleaned_data, by=request.user, at=request.now)
        except (rules.TooLarge, rules.KindRefused, rules.NotWhatItSays, rules.ZipBomb) as no:
            form.add_error("file", _sentence(no))
        else:
            messages.success(request, _("“%(title)s” is added.") % {"title": material.title})
            return redirect("catalogue:edition", request.partnership.slug, request.year, edition.pk)
    return edition_page(request, edition, status=422, material_form=form)


def _sentence(no: Exception) -> str:
    match no:
        case rules.TooLarge():
            return _("This file is too large: at most %(limit)s.") % {"limit": filesizeformat(settings.UPLOAD_LIMIT)}
        case rules.KindRefused():
            return _("We do not take this kind of file. Choose PDF, Word, PowerPoint, Excel, PNG, JPG or text.")
        case rules.ZipBomb():
            return _("This file is far larger inside than it looks, and was refused for safety.")
        case _:
            return _("What is in this file is not what its name says. Save it again as the right kind, without macros.")


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def material(request: YearRequest, material_id: int) -> HttpResponseBase:
    """Open the link, or download the file."""
    found = get_object_or_404(Material.objects.select_related("edition"), pk=material_id, edition__year=request.year)
    if not permissions.may_open(request.member, found, request.now.date()):
        raise PermissionDenied
    if found.url:
        return redirect(found.url)
    return stored_file(found.file, found.content_type, found.title)


@require_POST
@requires(Permission.CATALOGUE_EDIT)
def remove(request: YearRequest, material_id: int) -> HttpResponse:
    """Remove it with its earlier versions."""
    found = get_object_or_404(Material, pk=material_id, edition__year=request.year)
    edition_id = found.edition_id
    actions.remove_material(found, by=request.user, at=request.now)
    messages.success(request, _("“%(title)s” is removed.") % {"title": found.title})
    return redirect("catalogue:edition", request.partnership.slug, request.year, edition_id)
