"""The showcase: every component in every state, with invented figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dagdeel.base.ui.components import ICONS, LEVELS, STATES, TONES, Arc, Link, Ring
from dagdeel.base.ui.pages import page

TODAY = date(2016, 9, 2)


@dataclass(frozen=True)
class Example:
    """Something asked, for the list of what is asked."""

    due: date | None
    title: str
    detail: str
    url: str
    action: str


class ExampleForm(forms.Form):
    """One field of every shape."""

    title = forms.CharField(label=gettext_lazy("Title"), help_text=gettext_lazy("As it stands in the brochure."))
    mail = forms.EmailField(label=gettext_lazy("E-mail address"))
    text = forms.CharField(label=gettext_lazy("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    school = forms.ChoiceField(label=gettext_lazy("School"), choices=[("a", "School A"), ("b", "School B")])
    day = forms.DateField(label=gettext_lazy("Date"), initial=TODAY)
    start = forms.TimeField(label=gettext_lazy("Start"), required=False)
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    half_day = forms.ChoiceField(
        label=gettext_lazy("Half-day"),
        widget=forms.RadioSelect,
        choices=[("am", gettext_lazy("morning")), ("pm", gettext_lazy("afternoon"))],
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("tue", gettext_lazy("Tuesday")), ("thu", gettext_lazy("Thursday"))],
    )
    join = forms.ChoiceField(
        label=gettext_lazy("Do you join?"),
        widget=forms.RadioSelect,
        initial="yes",
        choices=[("yes", gettext_lazy("I join")), ("list", gettext_lazy("Put me on the waiting list"))],
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read the agreement"))


def _todos() -> list[Example]:
    return [
        Example(
            TODAY - timedelta(days=3),
            _("School C has no room yet for ‘Weekly reflection’"),
            _("Tue 8 November, afternoon · reminded twice"),
            "#todo",
            _("Choose a room"),
        ),
        Example(TODAY, _("Publish version 3 of the plan"), _("34 people get word"), "#todo", _("Look")),
        Example(TODAY + timedelta(days=1), _("Confirm two trainers"), "", "#todo", _("Confirm")),
        Example(
            TODAY + timedelta(days=7),
            _("Decide on the finding ‘Length of the workshops’"),
            _("heads’ council · most found 2 hours too short"),
            "#todo",
            _("Prepare"),
        ),
        Example(None, _("Fill in your own profile"), _("whenever it suits you"), "#todo", _("Fill in")),
    ]


def _ring() -> Ring:
    return Ring(
        first=date(2016, 8, 1),
        last=date(2017, 7, 31),
        today=TODAY,
        tracks=(
            (
                Arc(date(2016, 10, 1), date(2017, 5, 12), "petrol", _("workshops")),
                Arc(date(2017, 5, 13), date(2017, 6, 30), "brick", _("evaluation")),
            ),
            (
                Arc(date(2016, 9, 5), date(2016, 10, 14), "honey", _("enrolment")),
                Arc(date(2017, 2, 1), date(2017, 5, 1), "leaf", _("choice of the schools")),
            ),
            (Arc(date(2016, 10, 1), date(2017, 6, 20), "plum", _("decisions")),),
        ),
    )


def _chain() -> list[Link]:
    return [
        Link("finding", _("Two hours is too short"), _("87 of 143 disagree with ‘the length was right’")),
        Link("decision", _("Workshops last at least 3.5 hours"), _("heads’ council, 7 June 2016"), "#chain"),
        Link("change", _("Brochure 2016-2017: from 2 to 3.5 hours"), _("in all nine workshops")),
        Link("effect", _("Better: from 2.4 to 4.0"), _("n = 131")),
    ]


@login_not_required
@require_safe
def showcase(request: HttpRequest) -> HttpResponse:
    """Open to everybody: nothing in it is real."""
    wrong = ExampleForm({"title": "", "mail": "geen adres", "join": "list", "days": ["tue"]})
    wrong.add_error(None, _("This room is already taken on that half-day."))
    return page(
        request,
        "ui/showcase.html",
        {
            "todos": _todos(),
            "today": TODAY,
            "ring": _ring(),
            "chain": _chain(),
            "form": ExampleForm(prefix="new"),
            "wrong": wrong,
            "icons": sorted(ICONS),
            "states": sorted(STATES),
            "tones": sorted(TONES),
            "levels": sorted(LEVELS),
            "listing": Paginator(range(60), 20).get_page(2),
            "text": "Een **woord**, een [link](https://example.org) en\n\n1. een\n2. lijst",
        },
    )


showcase.open_because = "shows invented figures only"  # type: ignore[attr-defined]  # read by the house test
