"""What the programme lead may type about people, schools and the year: parsed and checked here, saved by the actions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.forms.models import fields_for_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.administration import rules
from dagdeel.base.administration.actions import DEADLINES, NUMBERS
from dagdeel.base.administration.queries import in_words
from dagdeel.base.partnerships.models import Institute, Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.pronouns import Pronoun

POSTCODE = RegexValidator(
    r"^[1-9][0-9]{3} ?[A-Za-z]{2}$", _("A postcode has four digits and two letters, such as 6525 GA.")
)


def year_choices(first: int, last: int) -> list[tuple[int, str]]:
    """School years by their first calendar year, the newest first."""
    return [(year, f"{year}-{year + 1}") for year in range(last, first - 1, -1)]


def role_choices(year: ProgrammeYear) -> list[tuple[str, str]]:
    """The roles, with the names that the partnership gives them."""
    return [(role.value, year.partnership.role_name(role)) for role in Role]


class RoleForm(forms.Form):
    """A role, where it is held, and from which school year."""

    def __init__(self, *args: Any, year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *role_choices(year)])
        self.fields["school"] = forms.ModelChoiceField(
            School.objects.all(), label=_("School"), required=False, empty_label=_("No school"),
            help_text=_("For head, school educator, mentor and HR officer."),
        )  # fmt: skip
        self.fields["institute"] = forms.ModelChoiceField(
            Institute.objects.all(), label=_("Institute"), required=False, empty_label=_("No institute"),
            help_text=_("For institute educator and trainer."),
        )  # fmt: skip
        self.fields["subject"] = forms.CharField(label=_("Subject taught"), max_length=60, required=False)
        self.fields["from_year"] = forms.TypedChoiceField(
            label=_("From school year"), coerce=int, initial=year.first_year,
            choices=year_choices(year.first_year - 5, year.first_year + 1),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A role at a school needs the school, a role at an institute the institute."""
        values = super().clean() or {}
        role = values.get("role")
        if role in SCHOOL_ROLES and not values.get("school") and "school" not in self.errors:
            self.add_error("school", _("Choose the school where this role is held."))
        if role in INSTITUTE_ROLES and not values.get("institute") and "institute" not in self.errors:
            self.add_error("institute", _("Choose the institute where this role is held."))
        return values


class PersonForm(RoleForm):
    """Somebody new, or somebody known by the mail address, with a role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = fields_for_model(Person, ("given_name", "prefix", "surname", "email"))
        asked["prefix"].help_text = _("Such as van, de or van der.")
        asked["email"].help_text = _("Somebody with this address already? Then that person gets the role.")
        self.fields = {**asked, **self.fields}


class AddressForm(forms.Form):
    """The address of somebody, corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Person, ("email",)))


class PersonNameForm(forms.Form):
    """What somebody is called, and the language in which Dagdeel speaks to that person, corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Person, ("given_name", "prefix", "surname", "language")))
        self.fields["prefix"].help_text = _("Such as van, de or van der.")


class EndForm(forms.Form):
    """The last school year in which a role is held."""

    def __init__(self, *args: Any, membership: Membership, year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = max(year.first_year + 1, membership.from_year)
        self.fields["to_year"] = forms.TypedChoiceField(
            label=_("Last school year"), coerce=int, choices=year_choices(membership.from_year, last),
            initial=membership.to_year or max(year.first_year, membership.from_year),
        )  # fmt: skip


class RoleNamesForm(forms.Form):
    """What this partnership calls each role; empty keeps the usual name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in Role:
            usual = forms.TextInput(attrs={"placeholder": role.label})
            self.fields[role.value] = forms.CharField(label=role.label, max_length=40, required=False, widget=usual)

    def clean(self) -> dict[str, Any]:
        """Without those that are empty or as usual; two roles never have one name."""
        values = super().clean() or {}
        names: dict[str, str] = {}
        for role in Role:
            name = values.get(role.value) or str(role.label)
            if name.casefold() in names:
                self.add_error(role.value, _("Another role has this name already."))
            names[name.casefold()] = role.value
        return {key: name for key, name in values.items() if name and name != str(Role(key).label)}


class EndSeveralForm(forms.Form):
    """Roles that end after the same school year: those of this year (`held`), all ticked until somebody thinks otherwise."""

    def __init__(self, *args: Any, held: Sequence[Membership], year: ProgrammeYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = forms.TypedMultipleChoiceField(
            label=_("Roles"), coerce=int, widget=forms.CheckboxSelectMultiple, initial=[row.pk for row in held],
            choices=[(row.pk, f"{row.person.list_name}: {in_words(row)}") for row in held],
            error_messages={"required": _("Tick at least one role, or go back to the list.")},
        )  # fmt: skip
        self.fields["to_year"] = forms.TypedChoiceField(
            label=_("Last school year"), coerce=int, initial=year.first_year,
            choices=year_choices(year.first_year, year.first_year + 1),
        )  # fmt: skip


class SchoolForm(forms.Form):
    """A school with its BRIN, address and holiday region; one that is corrected may keep its name."""

    def __init__(self, *args: Any, school: School | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields.update(fields_for_model(School, ("name", "brin", "street", "postcode", "town", "holiday_region")))
        self.fields["brin"].help_text = _("Such as 02AB, and 02AB01 for a site.")
        self.fields["holiday_region"].help_text = _("In its school holidays the plan warns.")
        self.fields["postcode"].validators.append(POSTCODE)

    def clean_name(self) -> str:
        """Not a second time."""
        name: str = self.cleaned_data["name"]
        others = School.objects.exclude(pk=self.school.pk) if self.school else School.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("This school is in the list already."))
        return name

    def clean_brin(self) -> str:
        """In capitals, and of the right shape."""
        brin = str(self.cleaned_data["brin"]).strip().upper()
        if brin:
            School._meta.get_field("brin").run_validators(brin)
        return brin

    def clean_postcode(self) -> str:
        """6525 GA."""
        plain = str(self.cleaned_data["postcode"]).replace(" ", "").upper()
        return f"{plain[:4]} {plain[4:]}" if plain else ""


class InstituteForm(forms.Form):
    """A teacher education institute; one that is corrected may keep its name."""

    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, *args: Any, institute: Institute | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institute = institute

    def clean_name(self) -> str:
        """Not a second time."""
        name: str = self.cleaned_data["name"]
        others = Institute.objects.exclude(pk=self.institute.pk) if self.institute else Institute.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("This institute is in the list already."))
        return name


# What a number does, and what happens on the day of a deadline
HINTS = {
    "workshops_per_school": _("Each school chooses exactly so many from the brochure."),
    "group_minimum": _("New workshops begin with this. With fewer people a session is too small to go on."),
    "group_maximum": _("New workshops begin with this. Whoever comes later joins the waiting list."),
    "session_minutes": _("New workshops begin with this: 210 is three and a half hours."),
    "threshold": _("With fewer answers nobody sees a figure, so that nobody can be recognised. Better not lower it."),
    "cancel_days": _("Later than this one asks the school, or sends a colleague. 0: until the day itself."),
    "offer_days": _("Who does not answer in time loses the offer; it goes to the next on the waiting list."),
    "decide_days": _("On that day you are asked what happens with a group that is too small."),
    "brochure_due": _("Until then you write, publish and release the workshops."),
    "choices_due": _("The school choice begins with this deadline; you can change it there."),
    "availability_due": _("Until then trainers say which half-days suit them."),
    "plan_due": _("From then on everybody knows who gives what, where and when."),
    "invitations_due": _("Until then the heads invite their mentors."),
    "enrolment_due": _("Mentors read this day in their invitation."),
    "evaluation_due": _("Until then people are asked; afterwards nobody is waited for, and the answers are shown."),
    "decisions_due": _("Until then the council decides; next year’s brochure follows from it."),
    "report_due": _("The end of the year: then the report is published."),
}


class SettingsForm(forms.Form):
    """Numbers and deadlines of a year."""

    def __init__(self, *args: Any, year: ProgrammeYear, usual: Mapping[str, date] | None = None, **kwargs: Any) -> None:
        """`usual`: days that stand in the fields of deadlines that are still empty."""
        super().__init__(*args, **kwargs)
        known = {name: getattr(year, name) for name in NUMBERS + DEADLINES}
        self.initial = {**known, **{name: day for name, day in (usual or {}).items() if known[name] is None}}
        self.year = year
        self.fields.update(fields_for_model(ProgrammeYear, NUMBERS + DEADLINES))
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint
        for name, (least, most) in rules.BETWEEN.items():
            self._between(name, least, most)

    def _between(self, name: str, least: int, most: int) -> None:
        sentence = _("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        self.fields[name].validators = [MinValueValidator(least, sentence), MaxValueValidator(most, sentence)]

    def clean(self) -> dict[str, Any]:
        """Numbers that fit each other, and deadlines in the order of the year; each said beside its field."""
        values = super().clean() or {}
        smallest, largest = values.get("group_minimum"), values.get("group_maximum")
        if smallest and largest and smallest > largest:
            self.add_error("group_maximum", _("The largest group is smaller than the smallest group."))
        first, last = rules.window(self.year.first_year)
        for name in DEADLINES:
            due: date | None = values.get(name)
            if due and not first <= due <= last:
                self.add_error(name, _outside(first, last))
        for later, earlier in rules.out_of_order({name: values.get(name) for name in DEADLINES}).items():
            self.add_error(later, _too_early(str(self.fields[earlier].label), values[earlier]))
        return values

    @property
    def changed(self) -> dict[str, Any]:
        """What differs from what the year has."""
        return {name: value for name, value in self.cleaned_data.items() if getattr(self.year, name) != value}


class PronounForm(forms.Form):
    """How people are spoken to in Dutch."""

    pronoun = forms.TypedChoiceField(
        label=_("Form of address"), choices=Pronoun.choices, coerce=Pronoun, widget=forms.RadioSelect,
        help_text=_("For every page, mail and letter in Dutch, in every year. What people wrote themselves stays as it is."),
    )  # fmt: skip


def _outside(first: date, last: date) -> str:
    return gettext("This school year takes dates from %(first)s to %(last)s.") % {
        "first": day_long(first),
        "last": day_long(last),
    }


def _too_early(label: str, day: date) -> str:
    return gettext("This is before “%(deadline)s”, %(day)s.") % {"deadline": label, "day": day_long(day)}
