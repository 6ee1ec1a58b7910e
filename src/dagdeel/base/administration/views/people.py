"""Who takes part, in which roles: the list, one person, adding, ending, and withdrawing links."""

from dataclasses import dataclass
from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.administration import actions, queries
from dagdeel.base.administration.forms import AddressForm, EndForm, PersonForm, PersonNameForm, RoleForm, role_choices
from dagdeel.base.administration.views.shared import may
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Membership, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page

A_PAGE = 40
HEADINGS = (
    Heading("name", gettext_lazy("Name"), ("sort_key",), fixed=True),
    Heading("given", gettext_lazy("First name"), ("given_name", "sort_key"), shown=False),
    Heading("roles", gettext_lazy("Roles")),
    Heading("email", gettext_lazy("E-mail address"), ("email",)),
    Heading("language", gettext_lazy("Language"), ("language", "sort_key"), shown=False),
)


def _schools_seen(request: YearRequest) -> tuple[int, ...] | None:
    """The schools (ids) whose people this member sees; None means everybody."""
    allowed = request.member.schools_where(Permission.PEOPLE_VIEW)
    return None if allowed is None else tuple(school.pk for school in allowed)


@require_safe
@requires(Permission.PEOPLE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """Who takes part this year, by name; found by word, role or school."""
    seen = _schools_seen(request)
    schools = School.objects.all() if seen is None else School.objects.filter(pk__in=seen)
    held = queries.memberships(seen).filter(queries.holding(request.year))
    wanted = {name: request.GET.get(name, "") for name in ("q", "role", "school")}
    if wanted["role"] in Role.values:
        held = held.filter(role=wanted["role"])
    if wanted["school"].isascii() and wanted["school"].isdecimal():
        held = held.filter(school__in=[int(wanted["school"])] if len(wanted["school"]) < 10 else [])
    listing = Listing(request.GET, HEADINGS)
    found = listing.ordered(queries.people(held, words=wanted["q"]))
    listed = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "administration/index.html",
        {
            "page": listed,
            "listing": listing,
            "rows": queries.with_roles(listed.object_list, held),
            "wanted": wanted,
            "schools": [(str(school.pk), school.name) for school in schools],
            "roles": role_choices(request.year),
            "own_only": seen is not None,
            **may(request),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PEOPLE_EDIT)
def add(request: YearRequest) -> HttpResponse:
    """Add somebody with a role; a known mail address means that person."""
    form = PersonForm(request.POST if request.method == "POST" else None, year=request.year)
    if request.method == "POST" and form.is_valid():
        known = queries.known_as(form.cleaned_data["email"])
        try:
            made = actions.add_person(**form.cleaned_data, by=request.user, at=request.now)
        except actions.RoleHeldAlready:
            form.add_error("role", _("This person has this role there already."))
        except actions.KnownByAnotherName:
            form.add_error(
                "email", _("This address belongs to somebody with another name. Check the address and the name.")
            )
        else:
            _say_added(request, made, known=known is not None)
            return _to_person(request, made.person_id)
    return page(request, "administration/add_person.html", {"form": form}, status=422 if form.is_bound else 200)


def _say_added(request: YearRequest, made: Membership, *, known: bool) -> None:
    if known:
        sentence = _("This mail address was known: %(name)s. That person has the role now; the name stays as it was.")
    else:
        sentence = _("%(name)s is added.")
    messages.success(request, sentence % {"name": made.person.full_name})


@require_safe
@requires(Permission.PEOPLE_VIEW)
def person(request: YearRequest, person_id: int) -> HttpResponse:
    """One person with the roles of all years."""
    return _person_page(request, _found(request, person_id))


def _found(request: YearRequest, person_id: int) -> Person:
    """Somebody with a role in this partnership, else 404; 403 when none of the roles is at one's own school."""
    known = Membership.objects.filter(person=person_id).values("person")
    found = Person.objects.filter(pk__in=known).first()
    if found is None:
        raise Http404
    if not queries.memberships(_schools_seen(request)).filter(person=found).exists():
        raise PermissionDenied
    return found


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as the page of a person shows it, with the form that ends it; `opened` when that did not hold."""

    pk: int
    label: str
    first: str
    last: str
    state: Literal["now", "later", "ended"]
    form: EndForm
    opened: bool


def _role_row(request: YearRequest, held: Membership, wrong: EndForm | None) -> RoleRow:
    here = request.year.first_year
    state: Literal["now", "later", "ended"] = "later" if held.from_year > here else "now"
    if held.to_year is not None and held.to_year < here:
        state = "ended"
    form = wrong or EndForm(membership=held, year=request.year, prefix=str(held.pk))
    return RoleRow(
        held.pk, queries.in_words(held), _label(held.from_year), _label(held.to_year), state, form, wrong is not None
    )


def _person_page(
    request: YearRequest,
    person: Person,
    *,
    role_form: RoleForm | None = None,
    address_form: AddressForm | None = None,
    name_form: PersonNameForm | None = None,
    end: tuple[Membership, EndForm] | None = None,
) -> HttpResponse:
    """The page of a person; a form that was given did not hold."""
    held = queries.memberships(_schools_seen(request)).filter(person=person).order_by("-from_year", "role", "pk")
    rows = [_role_row(request, row, end[1] if end and end[0] == row else None) for row in held]
    return page(
        request,
        "administration/person.html",
        {
            "person": person,
            "rows": rows,
            "role_form": role_form or RoleForm(year=request.year),
            "address_form": address_form or AddressForm(initial={"email": person.email}),
            "address_open": address_form is not None,
            "name_form": name_form or PersonNameForm(initial=model_to_dict(person)),
            "name_open": name_form is not None,
            **may(request),
        },
        status=422 if role_form or address_form or name_form or end else 200,
    )


@require_POST
@requires(Permission.PEOPLE_EDIT)
def give(request: YearRequest, person_id: int) -> HttpResponse:
    """One more role for somebody we know."""
    person = _found(request, person_id)
    form = RoleForm(request.POST, year=request.year)
    if form.is_valid():
        try:
            actions.give_role(person, **form.cleaned_data, by=request.user, at=request.now)
        except actions.RoleHeldAlready:
            form.add_error("role", _("This person has this role there already."))
        else:
            messages.success(request, _("The role is added."))
            return _to_person(request, person.pk)
    return _person_page(request, person, role_form=form)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def end(request: YearRequest, membership_id: int) -> HttpResponse:
    """Say which school year is the last of a role."""
    membership = get_object_or_404(Membership.objects.select_related("person", "school", "institute"), pk=membership_id)
    form = EndForm(request.POST, membership=membership, year=request.year, prefix=str(membership.pk))
    if form.is_valid():
        try:
            actions.end_role(membership, to_year=form.cleaned_data["to_year"], by=request.user, at=request.now)
        except actions.LastLead:
            form.add_error(
                "to_year", _("Nobody would lead the programme after that. First add another programme lead.")
            )
        else:
            messages.success(request, _("The role ends after %(year)s.") % {"year": _label(membership.to_year)})
            return _to_person(request, membership.person_id)
    return _person_page(request, membership.person, end=(membership, form))


def _label(first_year: int | None) -> str:
    return f"{first_year}-{first_year + 1}" if first_year else ""


@require_POST
@requires(Permission.PEOPLE_EDIT)
def rename(request: YearRequest, person_id: int) -> HttpResponse:
    """Correct the name or the language of somebody."""
    person = _found(request, person_id)
    form = PersonNameForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_person(person, **form.cleaned_data, by=request.user, at=request.now)
        except actions.KnownElsewhere:
            form.add_error(
                "surname",
                _("This person takes part elsewhere as well: only the operator can change name and language."),
            )
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": person.full_name})
            return _to_person(request, person.pk)
    return _person_page(request, person, name_form=form)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def correct(request: YearRequest, person_id: int) -> HttpResponse:
    """Correct the mail address of somebody."""
    person = _found(request, person_id)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_address(person, email=form.cleaned_data["email"], by=request.user, at=request.now)
        except actions.KnownElsewhere:
            form.add_error(
                "email", _("This person takes part elsewhere as well: only the operator can change the address.")
            )
        except actions.AddressTaken:
            form.add_error("email", _("Somebody else has this address."))
        else:
            messages.success(request, _("The address is corrected. Mail that waited for it is sent."))
            return _to_person(request, person.pk)
    return _person_page(request, person, address_form=form)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def revoke(request: YearRequest, person_id: int) -> HttpResponse:
    """Withdraw the personal links of somebody."""
    person = _found(request, person_id)
    actions.revoke_links(person, year=request.year, by=request.user, at=request.now)
    messages.success(request, _("The links that %(name)s was given no longer work.") % {"name": person.full_name})
    return _to_person(request, person.pk)


def _to_person(request: YearRequest, person_id: int) -> HttpResponse:
    return redirect("administration:person", request.partnership.slug, request.year, person_id)
