"""What the programme lead and trainers fill in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.ui.fields import RowsField
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.trainers import rules
from dagdeel.year.trainers.models import Trainer, Travel


class AddForm(forms.Form):
    """A new trainer: somebody we know by mail address, or somebody new."""

    email = forms.EmailField(label=gettext_lazy("e-mail address"))
    given_name = forms.CharField(label=gettext_lazy("given name"), max_length=80)
    name_prefix = forms.CharField(label=gettext_lazy("prefix"), max_length=30, required=False)
    surname = forms.CharField(label=gettext_lazy("surname"), max_length=120)
    institute = forms.ModelChoiceField(label=gettext_lazy("institute"), queryset=Institute.everywhere.none())
    maximum = forms.IntegerField(
        label=gettext_lazy("most sessions a year"), min_value=0, max_value=200, initial=6,
        help_text=gettext_lazy("A proposal for the plan never gives more."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        """The institutes of the partnership."""
        super().__init__(data)
        field = self.fields["institute"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Institute.objects.all()


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """How often, whether at all, and what the planner should know."""

    maximum = forms.IntegerField(label=gettext_lazy("most sessions a year"), min_value=0, max_value=200)

    class Meta:
        model = Trainer
        fields = ("maximum", "active", "remarks")
        widgets = {"remarks": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "remarks": gettext_lazy("For whoever plans: for example, travels by train."),
            "active": gettext_lazy("Untick when the trainer gives no workshops for now."),
        }


class OwnForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What a trainer changes herself."""

    maximum = forms.IntegerField(label=gettext_lazy("most sessions a year"), min_value=0, max_value=200)

    class Meta:
        model = Trainer
        fields = ("maximum", "remarks")
        widgets = {"remarks": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"remarks": gettext_lazy("For whoever plans: for example, travels by train.")}


class CompetencesForm(forms.Form):
    """Which workshops a trainer can give."""

    workshops = RowsField(
        label=gettext_lazy("workshops"),
        queryset=Workshop.everywhere.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, workshops: Any, chosen: Sequence[int] = ()) -> None:
        """`workshops`: a queryset of those to choose from; `chosen` by id."""
        super().__init__(data, initial={"workshops": list(chosen)})
        field = self.fields["workshops"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = workshops


class TravelForm(forms.Form):
    """Minutes and kilometres to each school, one way; both or none."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, schools: Sequence[tuple[School, Travel | None]]
    ) -> None:
        """Two fields for each school."""
        super().__init__(data)
        self.schools = schools
        for school, known in schools:
            self.fields[f"minutes-{school.pk}"] = forms.IntegerField(
                label=_("minutes to %(school)s") % {"school": school.name},
                required=False, min_value=0, max_value=rules.LONGEST_TRAVEL, initial=known.minutes if known else None,
            )  # fmt: skip
            self.fields[f"km-{school.pk}"] = forms.IntegerField(
                label=_("kilometres to %(school)s") % {"school": school.name},
                required=False, min_value=0, max_value=1000, initial=known.km if known else None,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A time without a distance, or the other way round, is half an answer."""
        found: dict[str, Any] = super().clean() or {}
        for school, _known in self.schools:
            minutes, km = f"minutes-{school.pk}", f"km-{school.pk}"
            if minutes in found and km in found and (found[minutes] is None) != (found[km] is None):
                missing = minutes if found[minutes] is None else km
                self.add_error(missing, _("Fill in both minutes and kilometres, or neither."))
        return found

    def minutes_km(self) -> dict[School, tuple[int, int] | None]:
        """By school; None where nothing is known."""
        given = self.cleaned_data
        return {
            school: None
            if given[f"minutes-{school.pk}"] is None
            else (given[f"minutes-{school.pk}"], given[f"km-{school.pk}"])
            for school, _known in self.schools
        }

    def rows(self) -> list[tuple[School, forms.BoundField, forms.BoundField]]:
        """Each school with its two fields."""
        return [(school, self[f"minutes-{school.pk}"], self[f"km-{school.pk}"]) for school, _known in self.schools]
