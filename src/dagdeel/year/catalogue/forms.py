"""What people may type about the offer: parsed and checked here, saved by the actions."""

from typing import Any, cast

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.models import Brochure, Edition, Material, Proposal, Workshop
from dagdeel.year.catalogue.queries.samples import samples_left
from dagdeel.year.catalogue.states import ChangeKind, EditionState

GOALS = tuple(f"goal_{number}" for number in range(1, rules.MOST_GOALS + 1))
LINES = {"summary": 3, "content": 10, "methods": 3, "preparation": 3, "change_reason": 3}
NUMBER_SENTENCES = {
    "minutes": _("A workshop lasts 30 to 600 minutes."),
    "minimum": _("The smallest group is at least 1."),
    "maximum": _("The largest group is smaller than the smallest group."),
}
MARKDOWN = _("You can use Markdown: **bold**, lists with a hyphen, and links.")
HINTS = {
    "summary": _("Two sentences: readers choose by them."),
    "content": MARKDOWN,
    "methods": _("What people do in the room, such as: practising in pairs."),
    "preparation": _("What people bring or read beforehand. It stands on their own page as well."),
    "audience": _("Such as: mentors of all subjects."),
    "level": _("Such as: basic or advanced."),
    "prior_knowledge": _("What one needs to have done before, or: none."),
    "minutes": _("210 is three and a half hours."),
    "minimum": _("With fewer people a session is too small to go on."),
    "maximum": _("The seats of a session; whoever comes later joins the waiting list."),
    "certificate_hours": _("With one decimal, such as 3.5."),
    "competence": _("Readers do not see it; it helps to find trainers."),
    "equipment": _("Readers do not see it; the school arranges the room by it."),
    "position": _("1 comes first."),
    "change": _("Compared with last year’s brochure."),
    "change_reason": _("Readers see it under “What changed”."),
}
# Dropped and merged away are not typed at an edition; the next year does that when it is started.
CHANGES = [(kind.value, kind.label) for kind in ChangeKind if kind != ChangeKind.DROPPED]


class EditionForm(forms.Form):
    """Everything about an edition, its goals as five lines."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Edition, rules.EDITABLE))
        for name, lines in LINES.items():
            self.fields[name].widget = forms.Textarea({"rows": lines})
        self.fields["change"] = forms.ChoiceField(label=_("Kind of change"), choices=CHANGES)
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint
        for number, name in enumerate(GOALS, 1):
            label = _("Goal %(number)d") % {"number": number}
            self.fields[name] = forms.CharField(label=label, max_length=300, required=False)
        if edition.state == EditionState.PUBLISHED:
            self.fields["changelog"] = forms.CharField(
                label=_("What changed in this version"),
                required=False,
                widget=forms.Textarea({"rows": 2}),
                help_text=_("Fill this in to publish the new version now. Left empty, the edits wait."),
            )

    def clean(self) -> dict[str, Any]:
        """Numbers that fit each other, beside the field that is wrong."""
        values = super().clean() or {}
        numbers = ("minutes", "minimum", "maximum")
        if all(values.get(name) is not None for name in numbers):
            wrong = rules.wrong_number({name: values[name] for name in numbers})
            if wrong:
                self.add_error(wrong, NUMBER_SENTENCES[wrong])
        return values

    @property
    def edits(self) -> dict[str, Any]:
        """The fields of the edition."""
        return {name: self.cleaned_data[name] for name in rules.EDITABLE}

    @property
    def goals(self) -> list[str]:
        """The goals that were filled in."""
        return [self.cleaned_data[name] for name in GOALS if self.cleaned_data[name]]


def initial_of(edition: Edition) -> dict[str, Any]:
    """What stands in the form: the edition, with the edits that wait for its next version."""
    values = {name: getattr(edition, name) for name in rules.EDITABLE}
    goals = [goal.text for goal in edition.goals.all()]
    if edition.pending is not None:
        values.update({name: edition.pending[name] for name in rules.EDITABLE})
        goals = [goal["text"] for goal in edition.pending["goals"]]
    return {**values, **dict(zip(GOALS, goals, strict=False))}


class StartForm(forms.Form):
    """How an edition begins: as a new workshop, or from one of an earlier year."""

    based_on = forms.TypedChoiceField(label=_("Based on"), required=False, empty_value=None)
    title = forms.CharField(
        label=_("Title"), max_length=160, required=False, help_text=_("Left empty, the title of last year stays.")
    )
    change = forms.ChoiceField(label=_("Kind of change"), choices=CHANGES, initial=ChangeKind.NEW, required=False)
    change_reason = forms.CharField(
        label=_("Reason of the change"), required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Readers see it under “What changed”."),
    )  # fmt: skip

    def __init__(self, *args: Any, year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = Edition.objects.filter(year__first_year__lt=year.first_year).select_related("year")
        editions = earlier.exclude(workshop__editions__year=year).order_by("-year__first_year", "position")
        found = {str(edition.pk): edition for edition in editions}
        choice = cast("forms.TypedChoiceField", self.fields["based_on"])
        choice.choices = [("", _("A new workshop")), *((pk, f"{e.title} ({e.year})") for pk, e in found.items())]
        choice.coerce = found.get

    def clean(self) -> dict[str, Any]:
        """A new workshop needs a title, and only a new one is new."""
        values = super().clean() or {}
        if not values.get("based_on"):
            values["change"] = ChangeKind.NEW
            if not values.get("title") and "title" not in self.errors:
                self.add_error("title", _("Give the workshop a title."))
        elif values.get("change") in {"", ChangeKind.NEW}:
            self.add_error("change", _("A workshop of last year is unchanged, changed or merged."))
        return values


class SamplesForm(forms.Form):
    """Which examples to begin from, and in which language their words are."""

    language = forms.ChoiceField(label=_("Language of the words"), choices=Person.Language.choices)
    keys = forms.MultipleChoiceField(
        label=_("Examples"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one.")}
    )

    def __init__(self, *args: Any, year: ProgrammeYear, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = language
        self.left = samples_left(year, language)
        keys = cast("forms.MultipleChoiceField", self.fields["keys"])
        keys.choices = [(sample.key, sample.title) for sample in self.left]


class RemarkForm(forms.Form):
    """A sentence that somebody is owed."""

    remark = forms.CharField(label=_("Remark"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class PublishForm(forms.Form):
    """What changed since the version before; the first version has nothing to say."""

    changelog = forms.CharField(
        label=_("What changed in this version"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class BrochureForm(forms.Form):
    """The words in front of the brochure, and who may read it."""

    introduction = forms.CharField(
        label=_("Introduction"), required=False, widget=forms.Textarea({"rows": 8}),
        help_text=MARKDOWN,
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("Anyone with the link may read the brochure"), required=False,
        help_text=_("Otherwise it is for members of the partnership only."),
    )  # fmt: skip

    @staticmethod
    def initial_of(brochure: Brochure | None) -> dict[str, Any]:
        """What stands in the form."""
        return {"introduction": brochure.introduction, "public": brochure.public} if brochure else {}


class ProposalForm(forms.Form):
    """An idea for the brochure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Proposal, ("title", "idea", "for_whom")))
        self.fields["idea"].widget = forms.Textarea({"rows": 6})
        self.fields["workshop"] = forms.ModelChoiceField(
            Workshop.objects.all(), label=_("About which workshop?"), required=False, empty_label=_("A new workshop")
        )


class AcceptForm(forms.Form):
    """The title of the edition that a proposal becomes, and a word to who handed it in."""

    title = forms.CharField(label=_("Title in the brochure"), max_length=160)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))


class MaterialForm(forms.Form):
    """A file or a link, and from when until when participants see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Material, ("title", "visible_from", "visible_until")))
        self.fields["file"] = forms.FileField(
            label=_("File"), required=False, help_text=_("PDF, Word, PowerPoint, Excel, picture or text.")
        )
        self.fields["url"] = forms.URLField(
            label=_("Link"), required=False, assume_scheme="https", help_text=_("Instead of a file.")
        )
        self.order_fields(["title", "file", "url", "visible_from", "visible_until"])

    def clean(self) -> dict[str, Any]:
        """One of file and link, and a window in order; each said beside its field."""
        values = super().clean() or {}
        if not self.errors and bool(values.get("file")) == bool(values.get("url")):
            self.add_error("file", _("Choose a file or give a link: one of the two."))
        opens, closes = values.get("visible_from"), values.get("visible_until")
        if opens and closes and closes < opens:
            self.add_error("visible_until", _("This is before the first day."))
        return values
