"""The list of a year's editions, and the page of one: read, write, review, publish."""

from typing import Literal

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.catalogue import actions, permissions, queries
from dagdeel.year.catalogue.forms import (
    EditionForm,
    MaterialForm,
    PublishForm,
    RemarkForm,
    StartForm,
    initial_of,
)
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.catalogue.step import STEP


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The offer of the year: what is asked, where it stands, the editions."""
    drafts = request.member.may(Permission.CATALOGUE_DRAFTS)
    return page(
        request,
        "catalogue/index.html",
        {
            "lines": queries.edition_lines(request.year, drafts=drafts),
            "progress": queries.progress(request.year),
            "todos": tuple(STEP.todo(request.year, request.member, request.now)),
            "today": request.now.date(),
            "may_edit": request.member.may(Permission.CATALOGUE_EDIT),
            "may_propose": request.member.may(Permission.PROPOSAL_SUBMIT),
            "sees_drafts": drafts,
        },
    )


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def export(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The list of editions as a file."""
    lines = queries.edition_lines(request.year, drafts=request.member.may(Permission.CATALOGUE_DRAFTS))
    columns = (
        Column(_("Place in the brochure"), "integer"), Column(_("Workshop")), Column(_("Title")), Column(_("State")),
        Column(_("Kind of change")), Column(_("Reason of the change")), Column(_("Length in minutes"), "integer"),
        Column(_("Smallest group"), "integer"), Column(_("Largest group"), "integer"), Column(_("Goals"), "integer"),
    )  # fmt: skip
    rows = (
        (
            line.edition.position, line.edition.workshop.name, line.edition.title, line.edition.get_state_display(),
            line.edition.get_change_display(), line.edition.change_reason, line.edition.minutes, line.edition.minimum,
            line.edition.maximum, line.goals,
        )
        for line in lines
    )  # fmt: skip
    sheet = Sheet(_("Offer %(year)s") % {"year": request.year}, columns, rows)
    return sheet_response(sheet, kind, f"{_('offer')}-{request.year}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CATALOGUE_EDIT)
def start(request: YearRequest) -> HttpResponse:
    """Begin an edition: a new workshop, or one of an earlier year."""
    form = StartForm(request.POST or None, year=request.year)
    if request.method == "POST" and form.is_valid():
        try:
            edition = _begin(request, form)
        except actions.AlreadyInYear:
            form.add_error("title", _("This workshop is in this year's brochure already."))
        else:
            messages.success(request, _("“%(title)s” is a draft now. Fill in its text.") % {"title": edition.title})
            return _to("edit", request, edition)
    return page(request, "catalogue/start.html", {"form": form}, status=422 if form.is_bound else 200)


def _begin(request: YearRequest, form: StartForm) -> Edition:
    values = form.cleaned_data
    if (last := values["based_on"]) is None:
        return actions.add_edition(request.year, title=values["title"], by=request.user, at=request.now)
    return actions.carry_over_edition(
        last,
        to_year=request.year,
        change=values["change"],
        change_reason=values["change_reason"],
        fields={"title": values["title"] or last.title},
        by=request.user,
        at=request.now,
    )


@require_safe
@requires(Permission.CATALOGUE_VIEW)
def edition(request: YearRequest, edition_id: int) -> HttpResponse:
    """One edition: its text, its state, its versions and its materials."""
    return edition_page(request, _found(request, edition_id))


def edition_page(
    request: YearRequest, edition: Edition, *, status: int = 200, **given: django_forms.Form
) -> HttpResponse:
    """The page of an edition; `given` are forms that were sent and did not hold."""
    makes = request.member.may(Permission.CATALOGUE_EDIT)
    today = request.now.date()
    materials = [m for m in queries.materials_of(edition) if permissions.may_open(request.member, m, today)]
    forms = {
        "publish_form": PublishForm(),
        "send_back_form": RemarkForm(prefix="send_back"),
        "withdraw_form": RemarkForm(prefix="withdraw"),
        "material_form": MaterialForm(prefix="material"),
        **given,
    }
    return page(
        request,
        "catalogue/edition.html",
        {
            "edition": edition,
            "line": queries.line_of(edition),
            "pending": queries.pending_changes(edition) if makes else (),
            "versions": tuple(queries.versions_of(edition)) if makes else (),
            "materials": materials,
            "makes": makes,
            "publishes": request.member.may(Permission.CATALOGUE_PUBLISH),
            "State": EditionState,
            **forms,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CATALOGUE_EDIT)
def edit(request: YearRequest, edition_id: int) -> HttpResponse:
    """Write the text of an edition."""
    edition = _found(request, edition_id)
    if edition.state == EditionState.WITHDRAWN:
        return _to("edition", request, edition)
    form = EditionForm(request.POST or None, edition=edition, initial=initial_of(edition))
    if request.method == "POST" and form.is_valid():
        changelog = form.cleaned_data.get("changelog", "")
        try:
            actions.edit_edition(
                edition, fields=form.edits, goals=form.goals, changelog=changelog, by=request.user, at=request.now
            )
        except REFUSALS as no:
            refuse(form, no)
        else:
            messages.success(request, _saved(edition, changelog))
            return _to("edition", request, edition)
    context: dict[str, object] = {
        "form": form,
        "edition": edition,
        "goals": [form[name] for name in form.fields if name.startswith("goal_")],
    }
    return page(request, "catalogue/edit.html", context, status=422 if form.is_bound else 200)


def _saved(edition: Edition, changelog: str) -> str:
    if changelog:
        return _("Version %(number)d is published.") % {"number": edition.version}
    if edition.pending is not None:
        return _("Saved. Readers see the edits when you publish the next version.")
    return _("Saved.")


@require_POST
@requires(Permission.CATALOGUE_EDIT)
def submit(request: YearRequest, edition_id: int) -> HttpResponse:
    """Ask for review."""
    edition = _found(request, edition_id)
    try:
        actions.submit_for_review(edition, by=request.user, at=request.now)
    except actions.WrongState:
        messages.error(request, WRONG_STATE)
    else:
        messages.success(request, _("Sent for review."))
    return _to("edition", request, edition)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def send_back(request: YearRequest, edition_id: int) -> HttpResponse:
    """Back to its makers with a remark."""
    edition = _found(request, edition_id)
    form = RemarkForm(request.POST, prefix="send_back")
    if form.is_valid():
        try:
            actions.send_back(edition, remark=form.cleaned_data["remark"], by=request.user, at=request.now)
        except actions.WrongState:
            messages.error(request, WRONG_STATE)
        else:
            messages.success(request, _("Sent back with your remark."))
        return _to("edition", request, edition)
    return edition_page(request, edition, status=422, send_back_form=form)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def publish(request: YearRequest, edition_id: int) -> HttpResponse:
    """Publish the first or the next version."""
    edition = _found(request, edition_id)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish_edition(edition, changelog=form.cleaned_data["changelog"], by=request.user, at=request.now)
        except REFUSALS as no:
            refuse(form, no)
        else:
            messages.success(request, _("Version %(number)d is published.") % {"number": edition.version})
            return _to("edition", request, edition)
    return edition_page(request, _found(request, edition_id), status=422, publish_form=form)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def withdraw(request: YearRequest, edition_id: int) -> HttpResponse:
    """Take it out of the brochure."""
    edition = _found(request, edition_id)
    form = RemarkForm(request.POST, prefix="withdraw")
    if form.is_valid():
        try:
            actions.withdraw_edition(edition, reason=form.cleaned_data["remark"], by=request.user, at=request.now)
        except actions.WrongState:
            messages.error(request, WRONG_STATE)
        else:
            messages.success(request, _("“%(title)s” is withdrawn.") % {"title": edition.title})
        return _to("edition", request, edition)
    return edition_page(request, edition, status=422, withdraw_form=form)


@require_POST
@requires(Permission.CATALOGUE_EDIT)
def reopen(request: YearRequest, edition_id: int) -> HttpResponse:
    """A draft again."""
    edition = _found(request, edition_id)
    try:
        actions.reopen_edition(edition, by=request.user, at=request.now)
    except actions.WrongState:
        messages.error(request, WRONG_STATE)
    else:
        messages.success(request, _("It is a draft again."))
    return _to("edition", request, edition)


# How the pages say no -------------------------------------------------------------------------------------------------

REFUSALS = (
    actions.WrongState, actions.NothingChanged, actions.ChangelogMissing, actions.FieldsMissing, actions.GoalsWrong,
    actions.ReasonMissing, actions.SaysUnchanged,
)  # fmt: skip

WRONG_STATE = gettext_lazy("That is not possible any more: somebody changed this meanwhile. This is how it stands now.")
PLAIN = {
    actions.ReasonMissing: (
        "change_reason",
        gettext_lazy("Give the reason of the change: readers see it under “What changed”."),
    ),
    actions.SaysUnchanged: (
        "change",
        gettext_lazy("It says “unchanged”, but it differs from last year. Choose “changed” and give the reason."),
    ),
    actions.ChangelogMissing: ("changelog", gettext_lazy("Say what changed in this version.")),
    actions.NothingChanged: ("", gettext_lazy("Nothing changed since the version that is published.")),
}


def refuse(form: django_forms.Form, no: Exception) -> None:
    """Say it beside the field that it is about, or above the form when the form has no such field."""
    for name, sentence in _sentences(no):
        form.add_error(name if name in form.fields else None, sentence)


def _sentences(no: Exception) -> list[tuple[str, str]]:
    """The field that it is about, and the sentence."""
    match no:
        case actions.FieldsMissing(names=names):
            sentence = _("“%(field)s” is still empty.")
            return [(name, sentence % {"field": queries.label_of(Edition, name)}) for name in names]
        case actions.GoalsWrong(number=number):
            return [("goal_1", _("A workshop has two to five goals; this one has %(number)d.") % {"number": number})]
        case _:
            name, said = PLAIN.get(type(no), ("", WRONG_STATE))
            return [(name, str(said))]


def _found(request: YearRequest, edition_id: int) -> Edition:
    """The edition of this year; 404 when there is none, 403 when it is not for this reader."""
    edition = get_object_or_404(queries.edition_pages(), pk=edition_id, year=request.year)
    if not permissions.may_read(request.member, edition):
        raise PermissionDenied
    return edition


def _to(name: str, request: YearRequest, edition: Edition) -> HttpResponse:
    return redirect(f"catalogue:{name}", request.partnership.slug, request.year, edition.pk)
