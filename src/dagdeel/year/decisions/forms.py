"""What somebody types about findings and decisions. A decision and its consequences are one form without a script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.administration import rules as years
from dagdeel.base.administration.actions import DEADLINES, NUMBERS
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.budget.rules import Effect
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.catalogue.queries import label_of
from dagdeel.year.catalogue.rules import FIELDS
from dagdeel.year.decisions.actions import BadConsequence, ConsequenceDraft, Outcome, Wrong
from dagdeel.year.decisions.models import Decision, Finding, FindingMarks
from dagdeel.year.decisions.queries import AGAINST_LAST_YEAR, Begin, NextYear, offered
from dagdeel.year.decisions.states import ConsequenceKind, Manner
from dagdeel.year.evaluation.models import Item
from dagdeel.year.evaluation.states import BY_NAME, Audience

VOTES = ("votes_for", "votes_against", "abstained")
LISTED = 200  # people to pick from in a list; of more than these the name is typed
ROWS = 4  # consequences that fit on the page; more than that is a second decision
PREFIXES = tuple(f"c{place}" for place in range(ROWS))
WRONG = {
    Wrong.DESCRIPTION_MISSING: _("Say in words what changes; readers see this sentence."),
    Wrong.WORKSHOP_MISSING: _("Choose a workshop: this consequence is about one."),
    Wrong.NOT_OFFERED: _("This workshop is not in this year's brochure."),
    Wrong.INTO_ITSELF: _("Choose another workshop: one cannot go up in itself."),
    Wrong.UNKNOWN_SETTING: _("Choose a number of the year."),
    Wrong.UNKNOWN_FIELD: _("Choose what changes about the workshop, or leave the new text empty."),
    Wrong.UNKNOWN_CATEGORY: _("Choose a category of the budget."),
    Wrong.VALUE_MISSING: _("Fill in what it becomes."),
    Wrong.VALUE_WRONG: _("This does not fit what it becomes: a whole number, an amount or a text that can be."),
    Wrong.NOT_A_DAY: _("Give the day as 1-6-2017."),
    Wrong.OUTSIDE_NEXT_YEAR: _("This day cannot be a deadline of the next school year."),
    Wrong.THERE_ALREADY: _("A workshop with this title is in this year's brochure."),
}


class FindingForm(forms.Form):
    """What stands out, and the question of the evaluation that shows it."""

    def __init__(self, *args: Any, year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Finding, ("title", "text")))
        self.fields["text"].widget = forms.Textarea({"rows": 3})
        items = Item.objects.filter(questions__instrument__year=year).distinct()
        self.fields["item_key"] = forms.ChoiceField(
            label=_("Question of the evaluation"), required=False,
            choices=[("", _("None: it was said in another way")), *((item.key, item.label) for item in items)],
            help_text=_("The figure of today is kept with the finding. A year later it is measured again."),
        )  # fmt: skip
        sides = [(name, ask.who) for name, ask in BY_NAME.items()]
        self.fields["audience"] = forms.ChoiceField(
            label=_("Answered by"), choices=sides, initial=Audience.PARTICIPANT, required=False
        )
        self.fields["workshop"] = forms.ModelChoiceField(
            Workshop.objects.filter(editions__year=year).distinct(), label=_("About which workshop?"), required=False,
            empty_label=_("The whole programme"),
        )  # fmt: skip

        # what a suggestion brings along; without one there is nothing to choose
        others = [("", ""), (AGAINST_LAST_YEAR, AGAINST_LAST_YEAR), *sides]
        self.fields["against"] = forms.ChoiceField(choices=others, required=False, widget=forms.HiddenInput)
        self.fields["theme"] = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class MarksForm(forms.Form):
    """From where on something asks for a finding."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("lowest_mean", "lowest_agree", "lowest_mark", "theme_remarks")
        self.fields.update(fields_for_model(FindingMarks, names))
        self.fields["lowest_mean"].help_text = _(
            "A question with a lower mean is suggested as a finding. 3 is the middle."
        )
        self.fields["lowest_agree"].help_text = _("A question to which fewer people agree is suggested.")
        self.fields["lowest_mark"].help_text = _("A workshop with a lower mark is suggested.")
        self.fields["theme_remarks"].help_text = _("Only remarks that were released are counted.")


class ReasonForm(forms.Form):
    """A reason that everybody is owed."""

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 3}))


class OutcomeForm(forms.Form):
    """What the body decided, and how."""

    manner = forms.ChoiceField(label=_("How was it decided?"), choices=Manner.choices, required=False)
    votes_for = forms.IntegerField(label=_("For"), min_value=0, max_value=500, required=False)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=500, required=False)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=500, required=False)
    reason = forms.CharField(
        label=_("Why not"), required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Only when it was not taken."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Votes are of a vote, and a vote has votes."""
        values = super().clean() or {}
        given = [name for name in VOTES if values.get(name)]
        if given and values.get("manner") != Manner.VOTE:
            self.add_error("manner", _("You filled in votes: choose “by vote”."))
        elif values.get("manner") == Manner.VOTE and not given and not self.errors:
            self.add_error("votes_for", _("Fill in how many were for and against."))
        return values

    @property
    def outcome(self) -> Outcome:
        """The outcome as the verbs want it."""
        return Outcome(self.cleaned_data["manner"], *(self.cleaned_data[name] or 0 for name in VOTES))


class MinutesForm(forms.Form):
    """The file of a meeting."""

    file = forms.FileField(label=pgettext_lazy("of a meeting", "Minutes"), help_text=_("PDF, Word or text."))


class NamedField(forms.CharField):
    """Somebody of so many that a list of them would be too long: by name or e-mail address."""

    default_error_messages = {
        "nobody": _("Nobody here has this name or address. Look at the spelling."),
        "several": _("More than one person has this name. Give the e-mail address."),
    }

    def __init__(self, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(help_text=_("First name and surname, or the e-mail address."), **kwargs)
        self.people = people

    def prepare_value(self, value: Any) -> Any:
        """The name of who was chosen before."""
        return str(self.people.filter(pk=value).first() or "") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The person."""
        asked = super().clean(value).casefold()
        found = [one for one in self.people if asked in {str(one).casefold(), one.email.casefold()}]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["several" if found else "nobody"])
        return found[0]


class DecisionForm(forms.Form):
    """What is decided, by whom and why."""

    def __init__(self, *args: Any, year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Decision, ("title", "body", "day", "reason", "due")))
        self.fields["title"].label = pgettext_lazy("label of a field", "The decision in one sentence")
        self.fields["reason"].widget = forms.Textarea({"rows": 3})
        # the verb says that a reason is missing, beside the field and with everything that was typed
        self.fields["reason"].required = self.fields["title"].required = False
        for name in ("day", "due"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["day"].label = _("Date of the meeting")
        self.fields["due"].label = _("Carried out before")
        listed = owners(year)[: LISTED + 1].count() <= LISTED
        self.fields["owner"] = (forms.ModelChoiceField if listed else NamedField)(
            owners(year), label=_("Who sees to it")
        )


OWNERS = frozenset(Role) - {Role.MENTOR, Role.TRAINER, Role.HR_OFFICER}


def owners(year: ProgrammeYear) -> QuerySet[Person]:
    """Who can own a decision: people with a role in the year, other than one in which no decision is ever opened."""
    now = Q(memberships__to_year__isnull=True) | Q(memberships__to_year__gte=year.first_year)
    held = Q(memberships__partnership=year.partnership_id, memberships__from_year__lte=year.first_year)
    return Person.objects.filter(held & now & Q(memberships__role__in=OWNERS), is_active=True).distinct()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a draft of a consequence would cost; `asked` as soon as a kind was chosen."""

    asked: bool
    effect: Effect | None = None


class ConsequenceForm(forms.Form):
    """One change. Which of the fields count follows from the kind; the rest is ignored."""

    kind = forms.ChoiceField(
        label=_("What kind of change?"), choices=[("", _("No consequence")), *ConsequenceKind.choices], required=False
    )
    description = forms.CharField(
        label=_("In words, for everybody"), max_length=300, required=False,
        help_text=_("One sentence that everybody understands."),
    )  # fmt: skip
    workshop = forms.TypedChoiceField(label=_("Workshop"), required=False, empty_value=None)
    merge_into = forms.TypedChoiceField(label=_("Goes up in"), required=False, empty_value=None)
    field = forms.ChoiceField(label=_("What changes"), required=False)
    value = forms.CharField(
        label=_("Becomes"), required=False, widget=forms.Textarea({"rows": 1}),
        help_text=_("A number (a length in minutes), a day (1-6-2017), an amount in euros, the new text, or a new title."),
    )  # fmt: skip

    per_school = forms.BooleanField(
        label=_("This amount for each school"), required=False,
        help_text=_("Only for money: it is multiplied by the number of schools."),
    )  # fmt: skip

    cost: Cost | None = None  # what it would cost, where that was asked

    def __init__(self, *args: Any, workshops: list[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {str(workshop.pk): workshop for workshop in workshops}
        for name in ("workshop", "merge_into"):
            choice = cast("forms.TypedChoiceField", self.fields[name])
            choice.choices = [("", "–"), *((key, workshop.name) for key, workshop in named.items())]
            choice.coerce = named.get
        cast("forms.ChoiceField", self.fields["field"]).choices = field_choices()

    @property
    def is_filled(self) -> bool:
        """Whether somebody chose a kind or wrote something."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Words without a kind are no consequence."""
        values = super().clean() or {}
        if not values.get("kind") and any(values.get(name) for name in self.fields):
            self.add_error("kind", _("Choose what kind of change this is."))
        return values

    @property
    def draft(self) -> ConsequenceDraft:
        """The consequence as the verb wants it; a field of another kind than the chosen one is no field."""
        values = {**self.cleaned_data}
        prefix, _dot, name = values["field"].partition(".")
        values["field"] = name if prefix == values["kind"] else ""
        return ConsequenceDraft(**values)

    def refuse(self, no: BadConsequence) -> None:
        """Say it beside the field that it is about."""
        self.add_error(no.field, no.words or str(WRONG[no.wrong]))


def field_choices() -> list[Any]:
    """What can change, in groups by kind; the value begins with the kind, as `setting.session_minutes`."""
    kind = ConsequenceKind
    settings = [(f"{kind.SETTING}.{name}", label_of(ProgrammeYear, name)) for name in NUMBERS + DEADLINES]
    fields = [(f"{kind.CHANGE}.{name}", label_of(Edition, name)) for name in FIELDS]
    money = [(f"{kind.BUDGET}.{category.value}", category.label) for category in Category]
    return [
        ("", _("Not needed")),
        (_("Of the year"), settings),
        (_("Of a workshop"), fields),
        (_("Of the budget"), money),
    ]


def consequence_forms(
    data: Any, year: ProgrammeYear, *, typed: Mapping[str, str] | None = None
) -> list[ConsequenceForm]:
    """The rows of a decision, in the order of the page; `typed` stands in them without being judged yet."""
    workshops = [edition.workshop for edition in offered(year)]
    return [
        ConsequenceForm(data, prefix=prefix, initial=typed_in(typed or {}, prefix), workshops=workshops)
        for prefix in PREFIXES
    ]


def typed_in(typed: Mapping[str, str], prefix: str) -> dict[str, str]:
    """What was typed in one row, by field."""
    return {name: typed[f"{prefix}-{name}"] for name in ConsequenceForm.base_fields if typed.get(f"{prefix}-{name}")}


class BeginForm(forms.Form):
    """What goes along into the next year: days, workshops, rates and questionnaires. Everything stands ticked."""

    workshops = forms.TypedMultipleChoiceField(label=_("workshops"), coerce=int, required=False)
    why = forms.CharField(
        label=_("Why are these workshops left out?"), max_length=300, required=False,
        help_text=_("Only when you unticked one. Stands in what changed, beside the workshop."),
    )  # fmt: skip
    rates = forms.BooleanField(label=_("rates"), required=False, initial=True)
    questionnaires = forms.BooleanField(label=_("questionnaires"), required=False, initial=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: NextYear) -> None:
        """The next year as it would be; only the workshops about which nothing was decided can be left out."""
        super().__init__(data)
        self.plan = plan
        free = [(line.edition.workshop_id, line.edition.title) for line in plan.free]
        workshops = self.fields["workshops"]
        assert isinstance(workshops, forms.TypedMultipleChoiceField)
        workshops.choices = free
        self.initial["workshops"] = [pk for pk, _title in free]
        for line in plan.deadlines:
            self.fields[line.name] = forms.DateField(label=line.label, required=False, initial=line.new)

    @property
    def ticked(self) -> set[int]:
        """The workshops that go along as the form now stands."""
        return {int(pk) for pk in self["workshops"].value() or () if str(pk).isdecimal()}

    def dates(self) -> Iterator[tuple[Any, Any]]:
        """Each deadline with its field."""
        return ((line, self[line.name]) for line in self.plan.deadlines)

    def clean(self) -> dict[str, Any]:
        """Days in the order of the year, and a reason for what is left out."""
        values = super().clean() or {}
        first, last = years.window(self.plan.year.first_year + 1)
        for line in self.plan.deadlines:
            day = values.get(line.name)
            if day and not first <= day <= last:
                self.add_error(line.name, _("This day is too far from the school year."))
        labels = {line.name: line.label for line in self.plan.deadlines}
        order = years.out_of_order({line.name: values.get(line.name) or line.new for line in self.plan.deadlines})
        for later, earlier in order.items():
            self.add_error(later, _("This comes before “%(deadline)s”.") % {"deadline": labels[earlier]})
        if "workshops" not in self.errors and self._left(values) and not values.get("why"):
            self.add_error("why", _("Say why, so that readers of the brochure know."))
        return values

    def _left(self, values: Mapping[str, Any]) -> frozenset[int]:
        return frozenset(line.edition.workshop_id for line in self.plan.free) - set(values["workshops"])

    @property
    def begin(self) -> Begin:
        """What was chosen."""
        data = self.cleaned_data
        return Begin(
            days={line.name: data[line.name] for line in self.plan.deadlines if data[line.name]},
            leave=self._left(data),
            why=data["why"],
            rates=data["rates"],
            questionnaires=data["questionnaires"],
        )
