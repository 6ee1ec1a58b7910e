"""What educators, heads and the programme lead fill in about a school's plan."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.fields import RowsField
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import rules
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import RuleAudience


class RoundForm(forms.Form):
    """The weeks in which schools choose."""

    opens = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    deadline = forms.DateField(label=gettext_lazy("Deadline"), widget=forms.DateInput)


class RevisionForm(forms.Form):
    """Which state of the plan somebody looked at."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ChooseForm(RevisionForm):
    """Editions from the brochure; how many is the action's business."""

    editions = RowsField(
        label=gettext_lazy("workshops"),
        queryset=Edition.everywhere.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This workshop does not stand in the brochure any more. Choose another one."
            ),
            "invalid_pk_value": gettext_lazy(
                "This workshop does not stand in the brochure any more. Choose another one."
            ),
        },
    )
    reason = forms.CharField(label=gettext_lazy("reason"), required=False, max_length=300)

    def __init__(self, data: Mapping[str, Any] | None = None, *, year: ProgrammeYear) -> None:
        """The published editions of this year."""
        super().__init__(data)
        field = self.fields["editions"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Edition.objects.filter(year=year, state=EditionState.PUBLISHED)


class SendBackForm(RevisionForm):
    """Why a plan goes back."""

    remark = forms.CharField(
        label=gettext_lazy("remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say what should change: the educators read it.")},
    )


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """How many workshops whom is asked for; names only for whoever may see the mentors of the school."""

    rule_count = forms.IntegerField(
        label=gettext_lazy("workshops per mentor"),
        min_value=0,
        max_value=rules.MOST_WORKSHOPS,
        help_text=gettext_lazy("0 means: taking part is voluntary."),
    )
    named = forms.TypedMultipleChoiceField(
        label=gettext_lazy("mentors who are named"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SchoolPlan
        fields = ("rule_count", "rule_audience", "rule_choice", "study_day")
        widgets = {"rule_audience": forms.RadioSelect, "rule_choice": forms.RadioSelect, "study_day": forms.DateInput}
        help_texts = {
            "rule_audience": gettext_lazy("Who is short of it stands in a list. Others may take part, and need not."),
            "rule_choice": gettext_lazy(
                "By preference: everybody ranks, and is placed on one day. Assigned: the school enrols."
            ),
            "study_day": gettext_lazy("Only when the workshops run side by side on one study day."),
        }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        instance: SchoolPlan,
        mentors: Iterable[Person] | None,
        named: Iterable[int] = (),
    ) -> None:
        """`mentors` of the school, or None when the reader may not see them; `named` by id."""
        super().__init__(data, instance=instance, initial={"named": list(named)})
        if mentors is None:
            del self.fields["named"]
            self._without_names(instance)
            return
        field = self.fields["named"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(person.pk, person.list_name) for person in mentors]

    def _without_names(self, plan: SchoolPlan) -> None:
        """Who may not see the mentors cannot name them, and leaves names that stand as they are."""
        field = self.fields["rule_audience"]
        assert isinstance(field, forms.ChoiceField)
        keep = plan.rule_audience == RuleAudience.NAMED
        field.choices = [choice for choice in RuleAudience.choices if keep or choice[0] != RuleAudience.NAMED]


class ExemptForm(forms.Form):
    """Whom the rule asks nothing, and why."""

    person = forms.TypedChoiceField(label=gettext_lazy("mentor"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=RuleMember._meta.get_field("reason").max_length,
        help_text=gettext_lazy("Short and businesslike; only your school and the programme lead read it."),
        error_messages={"required": gettext_lazy("An exemption needs a reason.")},
    )
    until = forms.DateField(
        label=gettext_lazy("last day"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Afterwards the rule holds again. Without a day: the whole year."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, mentors: Iterable[Person]) -> None:
        """The mentors of the school."""
        super().__init__(data)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a mentor")), *((person.pk, person.list_name) for person in mentors)]


class WishesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What the school wishes of rooms and food."""

    class Meta:
        model = SchoolPlan
        fields = ("room_wish", "catering_wish")
        widgets = {"room_wish": forms.Textarea(attrs={"rows": 2}), "catering_wish": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "room_wish": gettext_lazy("For example: room 114 with a screen, not the hall."),
            "catering_wish": gettext_lazy("For example: soup and rolls for afternoon sessions."),
        }
