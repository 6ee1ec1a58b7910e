"""What is known of a person, two people who are one, and forgetting somebody: the pages, for whoever keeps the list of people."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.administration import queries as administration
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import made_file
from dagdeel.web import actions, queries
from dagdeel.web.forms import FindForm, ForgetForm, MergeForm

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One of two people beside each other: the roles in words, and how much there is of the person by table."""

    person: Person
    roles: tuple[str, ...]
    rows: tuple[str, ...]


def _found(person_id: int) -> Person:
    """Somebody with a role in this partnership, else 404."""
    ours = Membership.objects.values("person")
    found = Person.objects.filter(pk=person_id, pk__in=ours).first()
    if found is None:
        raise Http404
    return found


def _shown(person: Person) -> Shown:
    held = administration.memberships(None)
    (row,) = administration.with_roles([person], held)
    return Shown(person, row.roles, queries.rows_about(person))


@require_safe
@requires(Permission.PEOPLE_EDIT)
def same(request: YearRequest, person_id: int) -> HttpResponse:
    """Look for the same person among the others: who is called the same, or has an address that is typed."""
    person = _found(person_id)
    form = FindForm(request.GET if "email" in request.GET else None)
    if form.is_valid():
        other = administration.known_as(form.cleaned_data["email"])
        if other is not None and other != person:
            return redirect("merge_people", request.partnership.slug, request.year, person.pk, other.pk)
        form.add_error(
            "email", _("This is the address of this very person.") if other else _("Nobody here has this address.")
        )
    context: dict[str, object] = {"person": person, "form": form, "alike": administration.namesakes(person)}
    return page(request, "web/same_person.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@requires(Permission.PEOPLE_EDIT)
def merge(request: YearRequest, person_id: int, other_id: int) -> HttpResponse:
    """The two beside each other; a POST makes them one."""
    person, other = _found(person_id), _found(other_id)
    if person == other:
        raise Http404
    form = MergeForm(request.POST or None, people=(person, other), initial={"keep": person.pk})
    if form.is_valid() and (kept := _merge(request, form, person, other)) is not None:
        messages.success(request, _("What was of two is now of %(name)s.") % {"name": kept.full_name})
        return redirect("administration:person", request.partnership.slug, request.year, kept.pk)
    context: dict[str, object] = {"person": person, "both": [_shown(person), _shown(other)], "form": form}
    return page(request, "web/merge_people.html", context, status=422 if form.is_bound else 200)


def _merge(request: YearRequest, form: MergeForm, person: Person, other: Person) -> Person | None:
    keep, gone = (person, other) if form.cleaned_data["keep"] == person.pk else (other, person)
    try:
        actions.merge_people(keep, gone, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
    except actions.KnownElsewhere:
        form.add_error("keep", _("Who should go takes part in another partnership as well. Let that address stay."))
    except actions.BothHave as both:
        text = _("Both have something that one person cannot have twice: %(what)s. First settle that; nothing changed.")
        form.add_error(None, text % {"what": both.what})
    else:
        return keep
    return None


@require_http_methods(GET_OR_POST)
@requires(Permission.PEOPLE_EDIT)
def forget(request: YearRequest, person_id: int) -> HttpResponse:
    """What goes and what stays; a POST forgets."""
    person = _found(person_id)
    form = ForgetForm(request.POST or None, person=person)
    if form.is_valid() and _forget(request, form, person):
        messages.success(request, _("The person is forgotten. What was done stays, without the name."))
        return redirect("administration:index", request.partnership.slug, request.year)
    context: dict[str, object] = {
        "person": person,
        "form": form,
        "shown": _shown(person),
        "reasons": queries.still_needed(person, request.now),
        "own": person == request.user,
    }
    return page(request, "web/forget_person.html", context, status=422 if form.is_bound else 200)


def _forget(request: YearRequest, form: ForgetForm, person: Person) -> bool:
    if person == request.user:
        form.add_error(None, _("You cannot forget yourself. Ask another programme lead."))
        return False
    try:
        actions.erase_person(person, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
    except actions.LastLead:
        form.add_error(None, _("Nobody would lead the programme after that. First add another programme lead."))
    except actions.StillNeeded as needed:
        form.add_error(None, _("This person %(why)s. First hand that over.") % {"why": "; ".join(needed.reasons)})
    else:
        return True
    return False


@require_safe
@requires(Permission.PEOPLE_EDIT)
def data(request: YearRequest, person_id: int) -> HttpResponse:
    """Everything that is known of a person in this partnership, as a file to hand over."""
    person = _found(person_id)
    told: dict[str, Any] = queries.personal_data(person)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return made_file(text, "application/json; charset=utf-8", f"person-{person.pk}", "json")
