"""What people may type about money: parsed and checked here, saved by the actions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.ui.dutch import number
from dagdeel.year.budget import rules
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.trainers.models import Trainer

NO_AMOUNT = _("This is no amount. Write it like 1234.50.")
NEGATIVE = _("An amount cannot be negative.")
TOO_MUCH = _("This amount is too large for the books.")


class EuroField(forms.Field):
    """An amount as people write it, with comma or point; `most` is the largest, in euros."""

    def __init__(self, *, most: Decimal = rules.MOST, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> Decimal | None:
        """The amount in euros; a sentence when it is none."""
        if value in self.empty_values:
            return None
        amount = rules.read_amount(str(value))
        if amount is None:
            raise forms.ValidationError(NO_AMOUNT)
        if amount < 0:
            raise forms.ValidationError(NEGATIVE)
        if amount > self.most:
            raise forms.ValidationError(TOO_MUCH)
        return amount

    def prepare_value(self, value: Any) -> Any:
        """A stored amount in the reader's notation; what was typed stays as it was typed."""
        return number(value, 2) if isinstance(value, Decimal) else value


class GrantForm(forms.Form):
    """One grant of the year with its rule."""

    name = forms.CharField(
        label=_("Name of the grant"), max_length=200, required=False, help_text=_("The scheme or the decision.")
    )
    grantor = forms.CharField(label=_("Given by"), max_length=120, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    amount = EuroField(
        label=_("Fixed sum in euros"), help_text=_("0 when the grant goes by the number of students alone.")
    )
    per_student = EuroField(
        label=_("For each student, in euros"), initial=rules.ZERO, required=False, most=Decimal("999999.99"),
        help_text=_("0 when the grant is one fixed sum."),
    )  # fmt: skip
    students = forms.IntegerField(
        label=_("Number of students"), min_value=0, max_value=100_000, initial=0, required=False,
        help_text=_("On the day that the scheme counts them."),
    )  # fmt: skip
    school_contribution = EuroField(
        label=_("What each school pays itself, in euros"), initial=rules.ZERO, required=False,
        help_text=_("The idea is that taking part costs a school nothing: leave this at 0."),
    )  # fmt: skip
    document = forms.FileField(label=_("Document"), required=False, help_text=_("The letter of the grant."))

    def clean(self) -> dict[str, Any]:
        """What was left empty is nought."""
        values = super().clean() or {}
        for name, nought in (("per_student", rules.ZERO), ("students", 0), ("school_contribution", rules.ZERO)):
            if values.get(name) is None and name not in self.errors:
                values[name] = nought
        return values


class AmountForm(forms.Form):
    """One amount: what is planned for a category."""

    amount = EuroField(label=_("Planned in euros"))


class RateForm(forms.Form):
    """What one unit costs."""

    amount = EuroField(label=_("Euros per unit"), most=Decimal("999999.99"))


class SpecialRateForm(forms.Form):
    """What one unit costs from a day on, for an institute, a trainer or everybody."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RateKind.choices)
    amount = EuroField(
        label=_("Euros per unit"), most=Decimal("999999.99"),
        help_text=_("A unit is what the kind says: a half-day, a kilometre, a person."),
    )  # fmt: skip
    from_day = forms.DateField(label=_("Valid from"), help_text=_("Sessions from this day on."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_special_%s")  # another form beside it asks an amount as well
        super().__init__(*args, **kwargs)
        # only inside the scope is it known who there is
        self.fields["institute"] = forms.ModelChoiceField(
            Institute.objects.all(),
            label=_("Institute"),
            required=False,
            empty_label=_("For all institutes"),
            help_text=_("Leave both open for a new rate for everybody from that day on."),
        )
        self.fields["trainer"] = forms.ModelChoiceField(
            Trainer.objects.select_related("person"), label=_("Trainer"), required=False, empty_label=_("For all trainers"),
            help_text=_("A trainer's own rate goes before that of the institute."),
        )  # fmt: skip

    def clean_kind(self) -> RateKind:
        """The kind as what it is."""
        return RateKind(self.cleaned_data["kind"])


class WhatIfForm(forms.Form):
    """What is assumed of the central programme."""

    group = forms.IntegerField(label=_("People in a session"), min_value=1, max_value=200)
    participation = forms.IntegerField(
        label=_("Of who comes now, how many percent would come"), min_value=0, max_value=100,
        help_text=_("An estimate: nobody has measured it."),
    )  # fmt: skip
    mentor_km = forms.IntegerField(label=_("Way of a mentor, in kilometres one way"), min_value=0, max_value=500)
    km_rate = EuroField(label=_("Euros for a kilometre of a mentor"), most=Decimal("99.99"))
    room = EuroField(label=_("Euros for a room and a half-day"), most=Decimal("99999.99"))


class ExplanationForm(forms.Form):
    """Why a category came out differently."""

    explanation = forms.CharField(
        label=_("Explanation of the difference"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("The annual report shows it beside the amounts."),
    )  # fmt: skip


class ActualForm(forms.Form):
    """What was spent."""

    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    amount = EuroField(label=_("Amount in euros"))
    day = forms.DateField(label=_("Date"))
    reference = forms.CharField(
        label=_("Reference"), max_length=80, help_text=_("The number of the invoice or the payment.")
    )
    description = forms.CharField(
        label=_("Description"), max_length=200, required=False, help_text=_("Write no names of persons.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # only inside the scope is it known which schools there are
        self.fields["school"] = forms.ModelChoiceField(
            School.objects.all(), label=_("School"), required=False, empty_label=_("For all schools together"),
            help_text=_("When it was spent at one school or paid to it, such as catering money."),
        )  # fmt: skip
        self.fields["document"] = forms.FileField(label=_("Document"), required=False, help_text=DOCUMENT_HELP)

    def clean_amount(self) -> Decimal:
        """More than nothing."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Fill in an amount of more than 0."))
        return amount


DOCUMENT_HELP = _("The invoice or the receipt: PDF, picture or Office file.")


class DocumentForm(forms.Form):
    """The invoice of what was booked."""

    document = forms.FileField(label=_("Document"), help_text=DOCUMENT_HELP)


class ImportForm(forms.Form):
    """The controller's workbook."""

    file = forms.FileField(
        label=_("Workbook (XLSX)"), help_text=_("At most 1 MB and 1,000 rows; the first sheet is read.")
    )


class CorrectionForm(forms.Form):
    """Another amount, and why."""

    amount = EuroField(label=_("Right amount in euros"), help_text=_("0 when it should not have been booked."))
    reason = forms.CharField(label=_("Reason of the correction"), max_length=500, widget=forms.Textarea({"rows": 2}))
