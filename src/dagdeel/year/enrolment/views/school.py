"""The pages of those who organise: the overview, a school, its invitation and letters, and the people of a session."""

from collections.abc import Collection
from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.enrolment import actions, documents, permissions, queries, rules
from dagdeel.year.enrolment.documents.brochure import school_brochure_pdf
from dagdeel.year.enrolment.forms import InvitationForm
from dagdeel.year.enrolment.models import Invitation
from dagdeel.year.enrolment.states import REMINDED, InvitationState, Outlook

SCHOOLS = 25  # on one page
SESSIONS = 40
PEOPLE = (
    Heading("name", gettext_lazy("Name"), fixed=True, by=lambda one: one.person.sort_key),
    Heading("subject", gettext_lazy("Subject taught"), by=lambda one: one.subject.casefold()),
    Heading("rule", gettext_lazy("Rule"), by=lambda one: (one.have - one.asked, one.have)),
    Heading("workshops", gettext_lazy("Takes part in"), shown=False),
    Heading(
        "invited",
        gettext_lazy("Invited"),
        by=lambda one: (one.invitee is not None, one.invitee and one.invitee.invited_at),
    ),
)
ACTIONS = Heading("actions", gettext_lazy("Actions"), fixed=True)


@require_safe
@requires(Permission.HOME_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """Where each school stands, in figures; a mentor goes to the page of his own."""
    member = request.member
    if member.may(Permission.ENROLMENT_SELF) and not member.may(Permission.ENROLMENT_VIEW):
        return redirect("enrolment:mine", request.partnership.slug, request.year)
    schools = member.schools_where(Permission.ENROLMENT_VIEW) if member.may(Permission.ENROLMENT_VIEW) else None
    rows = queries.overview(request.year, schools)
    if len(rows) == 1 and permissions.may_see_names(member, rows[0].school):
        return redirect("enrolment:school", request.partnership.slug, request.year, rows[0].school.pk)
    context = {
        "listing": Paginator(rows, SCHOOLS).get_page(request.GET.get("page")),
        "manages": member.may(Permission.ENROLMENT_MANAGE),
        "named": {row.school.pk for row in rows if permissions.may_see_names(member, row.school)},
        "mentors": sum(row.mentors for row in rows),
        "taking_part": sum(row.taking_part for row in rows),
        "short": sum(row.short for row in rows),
        "waiting": sum(row.waiting for row in rows),
        **_sessions(request, schools),
    }
    return page(request, "enrolment/index.html", context)


def _sessions(request: YearRequest, schools: Collection[School] | None) -> dict[str, object]:
    """The sessions of these schools with their seats, a page of them: first what is to come, then what was."""
    today = request.now.date()
    was = Case(When(day__lt=today, then=1), default=0)
    found = queries.standing_sessions(request.year, schools).order_by(was, "day", "starts", "school__name", "pk")
    shown = Paginator(found, SESSIONS).get_page(request.GET.get("sessions"))
    rows = queries.seats(shown)
    past = [row for row in rows if row.session.day and row.session.day < today]
    return {"coming": [row for row in rows if row not in past], "past": past, "sessions": shown}


def school_seen(request: YearRequest, school_id: int) -> School:
    """A school of the partnership whose people this member may see; 404 or 403 otherwise."""
    school = get_object_or_404(School, pk=school_id)
    if not permissions.may_see_names(request.member, school):
        raise PermissionDenied
    return school


def school_to_manage(request: YearRequest, school_id: int) -> School:
    """A school whose enrolments this member manages; 404 or 403 otherwise."""
    found = school_seen(request, school_id)
    if not permissions.may_manage(request.member, found):
        raise PermissionDenied
    return found


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """Every mentor of a school: who has what the rule asks, and who is short."""
    found = school_seen(request, school_id)
    can_manage = permissions.may_manage(request.member, found)
    listing = Listing(request.GET, (*PEOPLE, ACTIONS) if can_manage else PEOPLE)
    people = listing.arranged(queries.participation(request.year, [found]))
    short = [s for s in people if s.missing]
    seats = queries.seats_by_person(request.year, [s.person for s in people]) if "workshops" in listing.has else {}
    context = {
        "school": found,
        "named": {found.pk},
        "looked": listing,
        "short_rows": [(s, seats.get(s.person.pk, ())) for s in short],
        "complete_rows": [(s, seats.get(s.person.pk, ())) for s in people if not s.missing],
        "row": queries.overview(request.year, [found])[0],
        "short": short,
        **_reminding(request, found, short),
        **_sessions(request, [found]),
        "study_days": queries.parallel_days(request.year, found),
        "can_manage": can_manage,
        "enrolment_due": request.year.enrolment_due,
        "rounds": [
            (row, rules.ranking_is_over(row.state, request.now.date(), closes=row.closes))
            for row in queries.rounds_of(request.year, [found])
        ],
    }
    return page(request, "enrolment/school.html", context)


def _reminding(request: YearRequest, found: School, short: list[queries.Standing]) -> dict[str, object]:
    """What a reminder would bring about: who can choose, and for whom nothing is free and why."""
    left = queries.left_at(request.year, request.now, [found])
    outlooks = queries.outlooks(request.year, short, left, request.now)
    by: dict[Outlook, list[queries.Standing]] = {outlook: [] for outlook in Outlook}
    for one in short:
        by[outlooks[found.pk, one.person.pk]].append(one)
    return {
        "can_choose": any(by[outlook] for outlook in REMINDED),
        "nothing_free": [(outlook, by[outlook]) for outlook in queries.STUCK if by[outlook]]
        if left[found.pk].open
        else [],
        "stuck": sum(len(by[outlook]) for outlook in queries.STUCK),
    }


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def nudge(request: YearRequest, school_id: int) -> HttpResponse:
    """Remind the mentors who are short of the rule."""
    found = school_to_manage(request, school_id)
    try:
        reminded = actions.nudge(request.year, found, by=request.user, at=request.now)
    except actions.NotYetSent:
        messages.error(request, _("First the head has to send the invitation; then you can remind people of it."))
    except actions.NobodyToRemind:
        messages.info(
            request,
            _("Nobody gets a reminder: every invited mentor has what the school asks, or has nothing left to choose."),
        )
    else:
        number = len(reminded)
        said = ngettext("%(number)s mentor gets a reminder.", "%(number)s mentors get a reminder.", number)
        messages.success(request, said % {"number": number})
    if request.POST.get("back") == "shortfall":
        query = QueryDict(request.POST.get("query", "")).urlencode()
        here = reverse("enrolment:shortfall", args=[request.partnership.slug, request.year])
        return redirect(f"{here}?{query}" if query else here)
    return redirect("enrolment:school", request.partnership.slug, request.year, found.pk)


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def school_sheet(request: YearRequest, school_id: int, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The mentors of a school with the rule, as a file."""
    found = school_seen(request, school_id)
    sheet = documents.participation_sheet(found, queries.participation(request.year, [found]))
    return sheet_response(sheet, kind, f"{_('enrolment')}-{found.name}-{request.year}")


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def new_link(request: YearRequest, school_id: int, person_id: int) -> HttpResponse:
    """Withdraw a mentor's personal link; a new one goes out by mail."""
    found = school_to_manage(request, school_id)
    row = get_object_or_404(queries.mentors(request.year), school=found, person_id=person_id)
    actions.revoke_link(row.person, request.year, by=request.user, at=request.now)
    messages.success(
        request,
        _("The old link of %(name)s no longer works; a new one goes out by mail.") % {"name": row.person.full_name},
    )
    return redirect("enrolment:school", request.partnership.slug, request.year, found.pk)


# The invitation ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_VIEW)
def invitation(request: YearRequest, school_id: int) -> HttpResponse:
    """The text of the invitation, how it reads, and who gets it."""
    found = school_seen(request, school_id)
    existing = Invitation.objects.filter(year=request.year, school=found).select_related("signed_by", "school").first()
    shown = existing or _unwritten(request, found)
    may_write = permissions.may_write(request.member, found)
    written = {name: getattr(shown, name) for name in InvitationForm.base_fields}
    form = InvitationForm(request.POST if request.method == "POST" else None, initial=written)
    status = 200
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if form.is_valid() and _write(request, found, form):
            return redirect("enrolment:invitation", request.partnership.slug, request.year, found.pk)
        status = 422
    shown.year = request.year
    made = documents.letters(shown, request.now)
    of = queries.counts(request.year, [found])[found.pk]
    examples = {letter.language: letter for letter in reversed(made)}
    may_sign = permissions.may_sign(request.member, found)
    sent = existing is not None and existing.state == InvitationState.SENT
    context: dict[str, object] = {
        "school": found,
        "invitation": existing,
        "sent": sent,
        "form": form,
        "letters": made,
        "examples": [_example(examples[key]) for key in (documents.DUTCH, documents.ENGLISH) if key in examples],
        "english": sum(letter.person.language == documents.ENGLISH for letter in made),
        "uninvited": of.mentors - of.invited,
        "may_write": may_write,
        "may_sign": may_sign,
        "reads_first": may_write and may_sign and existing is not None and not sent,  # what stands above the own name
        "head": documents.signer(shown) or _("The head"),
    }
    return page(request, "enrolment/invitation.html", context, status=status)


def _unwritten(request: YearRequest, school: School) -> Invitation:
    """What the invitation starts from, not saved."""
    (subject, text), (subject_en, text_en) = queries.default_invitation(), queries.default_invitation("en")
    return Invitation(
        year=request.year, school=school, subject=subject, text=text, subject_en=subject_en, text_en=text_en
    )


def _example(letter: documents.Letter) -> tuple[documents.Letter, str]:
    """A letter with its text, in which the link is left out: what one mentor's link opens is not for who looks at the text."""
    return letter, letter.text.replace(f"<{letter.link}>", _("(the personal link)"))


def _write(request: YearRequest, school: School, form: InvitationForm) -> bool:
    """Keep the draft; False (with a sentence on the form) when it was sent meanwhile."""
    try:
        actions.draft_invitation(request.year, school, by=request.user, at=request.now, **form.cleaned_data)
    except actions.AlreadySent:
        form.add_error(None, _("The invitation has been sent; its text no longer changes."))
        return False
    messages.success(request, _("The draft is kept. The head can read and sign it here."))
    return True


@require_POST
@requires(Permission.INVITATION_SIGN)
def send(request: YearRequest, school_id: int) -> HttpResponse:
    """Sign and send the invitation: the head."""
    found = school_seen(request, school_id)
    if not permissions.may_sign(request.member, found):
        raise PermissionDenied
    waiting = get_object_or_404(Invitation, year=request.year, school=found)
    try:
        actions.send_invitation(waiting, by=request.user, at=request.now)
    except actions.AlreadySent:
        messages.info(request, _("The invitation has been sent already; nobody gets it twice."))
    except actions.NobodyToInvite:
        messages.error(request, _("This school has no mentors yet, so there is nobody to invite."))
    else:
        messages.success(request, _("The invitation is sent. Each mentor gets it in your name, with a personal link."))
    return redirect("enrolment:invitation", request.partnership.slug, request.year, found.pk)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def invite_more(request: YearRequest, school_id: int) -> HttpResponse:
    """Invite the mentors who came later."""
    found = school_to_manage(request, school_id)
    sent = get_object_or_404(Invitation, year=request.year, school=found)
    try:
        made = actions.invite_more(sent, by=request.user, at=request.now)
    except actions.NotYetSent:
        messages.error(request, _("First the head has to send the invitation."))
    except actions.NobodyToInvite:
        messages.info(request, _("Every mentor of this school has an invitation."))
    else:
        number = len(made)
        said = ngettext("%(number)s mentor is invited.", "%(number)s mentors are invited.", number)
        messages.success(request, said % {"number": number})
    return redirect("enrolment:invitation", request.partnership.slug, request.year, found.pk)


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def letters(request: YearRequest, school_id: int, person_id: int | None = None) -> HttpResponse:
    """The letters of a school in one PDF, or the letter of one mentor."""
    found = school_seen(request, school_id)
    if not permissions.may_write(request.member, found):
        raise PermissionDenied
    rows = Invitation.objects.filter(year=request.year, school=found).select_related("signed_by", "school")
    existing = get_object_or_404(rows)
    existing.year = request.year
    made = [one for one in documents.letters(existing, request.now) if person_id in {None, one.person.pk}]
    if not made:
        raise Http404
    paper = queries.letterhead(found)
    content = documents.letters_pdf(existing, made, request.now.date(), paper)
    return pdf_response(content, _file_name(found, made, person_id))


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def brochure(request: YearRequest, school_id: int) -> HttpResponse:
    """The brochure of the year with the school's own workshops marked, to hand out."""
    found = school_seen(request, school_id)
    return pdf_response(school_brochure_pdf(request.year, found), f"{_('brochure')}-{found}-{request.year}")


def _file_name(school: School, made: list[documents.Letter], person_id: int | None) -> str:
    who: Person | School = made[0].person if person_id else school
    return f"{_('invitation')}-{who}"
