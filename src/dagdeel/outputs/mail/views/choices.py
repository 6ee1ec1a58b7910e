"""How mail comes: the settings of the partnership, and what somebody wants for herself, signed in or by the link in a mail."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import actions, stopping
from dagdeel.outputs.mail.forms import ChoiceForm, SettingsForm
from dagdeel.outputs.mail.models import MailChoice
from dagdeel.outputs.mail.readers import settings_of
from dagdeel.outputs.mail.states import Topic


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MAIL_MANAGE)
def settings(request: YearRequest) -> HttpResponse:
    """Sender, signature, the mail of the day and when mail rests."""
    form = SettingsForm(
        request.POST if request.method == "POST" else None, own=settings_of(), partnership=request.partnership
    )
    if form.is_bound and form.is_valid():
        actions.change_settings(request.partnership, values=form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("The settings of the mail are saved."))
        return redirect("mail:settings", request.partnership.slug, request.year)
    return page(request, "mail/settings.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOME_VIEW)
def mine(request: YearRequest) -> HttpResponse:
    """What I want to get, and when."""
    form = _choice_form(request, request.user)
    if form.is_bound and form.is_valid():
        actions.choose(request.user, **form.chosen, by=request.user, at=request.now)
        messages.success(request, _("Your choice is saved."))
        return redirect("mail:mine", request.partnership.slug, request.year)
    return page(request, "mail/mine.html", {"form": form}, status=422 if form.is_bound else 200)


def _choice_form(request: HttpRequest, person: Person) -> ChoiceForm:
    own = settings_of()
    return ChoiceForm(
        request.POST if request.method == "POST" else None,
        choice=MailChoice.objects.filter(person=person).first(),
        with_daily=own is not None and own.daily_at is not None,
    )


@csrf_exempt  # a mail program asks with one click and carries no token of ours; the address itself is the secret (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(
    "the signed address of one person, from a mail: it shows and changes what that person wants to get, nothing else"
)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say no to mails of one kind, or choose about all of them. Looking changes nothing."""
    try:
        opened = stopping.opened(token)
    except stopping.NoSuchStop:
        raise Http404 from None
    with scope.of(opened.partnership), translation.override(opened.person.language):
        answer = _stop(request, opened)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Language"] = opened.person.language
    return answer


def _stop(request: HttpRequest, opened: stopping.Stop) -> HttpResponse:
    person, at = opened.person, now(opened.partnership)
    context: dict[str, Any] = {"partnership": opened.partnership, "person": person}
    if request.method == "POST" and "choices" in request.POST:
        form = _choice_form(request, person)
        if not form.is_valid():
            return page(request, "mail/stop.html", {**context, "form": form}, status=422)
        actions.choose(person, **form.chosen, by=person, at=at)
        return page(request, "mail/stop.html", {**context, "form": form, "saved": True})
    if request.method == "POST" and opened.topic:
        actions.stop(person, opened.topic, by=person, at=at)
        context["stopped"] = True
    own = settings_of()
    choice = MailChoice.objects.filter(person=person).first()
    declined = choice is not None and opened.topic.value in choice.declined
    form = ChoiceForm(choice=choice, with_daily=own is not None and own.daily_at is not None)
    context |= {"form": form, "topic": opened.topic.label if opened.topic != Topic.NEEDED else "", "declined": declined}
    return page(request, "mail/stop.html", context)
