"""What is typed when a table is handed in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from dagdeel.base.partnerships.models import Institute, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.exchange.models import Intake
from dagdeel.exchange.rules.columns import FIELDS, missing_of
from dagdeel.exchange.states import Kind
from dagdeel.exchange.words import FIELDS as LABELS
from dagdeel.exchange.words import UNREADABLE
from dagdeel.outputs.sheets.table import Table, Unreadable, read_file, read_pasted

PASTED = 2_000_000  # characters


class HandInForm(forms.Form):
    """A file or pasted rows, and what holds where a cell is empty."""

    file = forms.FileField(
        label=_("Excel or CSV file"), required=False,
        help_text=_("At most 8 MB and 20,000 rows; the first sheet is read. Columns may stand in any order."),
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("Or paste the rows here"), required=False, max_length=PASTED, strip=False,
        help_text=_("Copy the rows in Excel, with the names of the columns, and paste them."),
        widget=forms.Textarea({"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, year: ProgrammeYear, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.table, self.name = kind, None, ""
        first = year.first_year
        if kind == Kind.PEOPLE:
            own = year.partnership.role_labels
            roles = [(role.value, str(own.get(role.value) or role.label)) for role in Role]
            self.fields["role"] = forms.ChoiceField(
                label=_("Role where none is filled in"), required=False, choices=[("", "—"), *roles]
            )
        if kind != Kind.TRAINERS:
            self.fields["school"] = forms.ModelChoiceField(
                School.objects.all(), label=_("School where none is filled in"), required=False, empty_label="—"
            )
        if kind in {Kind.PEOPLE, Kind.TRAINERS}:
            self.fields["institute"] = forms.ModelChoiceField(
                Institute.objects.all(), label=_("Institute where none is filled in"), required=False, empty_label="—"
            )
            self.fields["from_year"] = forms.TypedChoiceField(
                label=_("They have the role from school year"), coerce=int, initial=first,
                choices=[(at, f"{at}-{at + 1}") for at in range(first + 1, first - 6, -1)],
            )  # fmt: skip
        if kind == Kind.HISTORY:
            self.fields["source"] = forms.CharField(
                label=_("From which records"), max_length=160, required=False,
                help_text=_(
                    "Such as “register of School A, kept by P. Jansen”. It stands beside each "
                    "workshop; empty means the file."
                ),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Either a file or pasted rows, with a table in it; what cannot be read is said beside the field."""
        values = super().clean() or {}
        file, pasted = values.get("file"), values.get("pasted", "")
        if self.errors:
            return values
        if bool(file) == bool(pasted.strip()):
            both = _("Choose a file or paste rows, one of the two.")
            self.add_error("file", both if file else _("Choose a file, or paste rows below."))
            return values
        try:
            self.table = _table(file) if file else read_pasted(pasted)
        except Unreadable as no:
            self.add_error("file" if file else "pasted", UNREADABLE[no.why])
        self.name = file.name if file else str(_("pasted rows"))
        return values

    table: Table | None
    name: str

    def wishes(self) -> dict[str, Any]:
        """What holds where a cell is empty, as plain values."""
        found = {}
        for name in ("role", "from_year", "source", "school", "institute"):
            if value := self.cleaned_data.get(name):
                found[name] = value.pk if name in {"school", "institute"} else value
        return found


def _table(file: "UploadedFile[bytes]") -> Table:
    return read_file(file.read(), file.name or "")


class ColumnsForm(forms.Form):
    """Which column is what."""

    def __init__(self, *args: Any, intake: Intake, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = intake.kind
        width = len(intake.table[0])
        self.fields["starts"] = forms.TypedChoiceField(
            label=_("Row with the names of the columns"), coerce=int, initial=intake.starts,
            choices=[(0, _("There is none")), *((at, _row(intake, at)) for at in range(1, min(21, len(intake.table)) + 1))],
        )  # fmt: skip
        heads = intake.table[intake.starts - 1] if intake.starts else [""] * width
        rows = intake.table[intake.starts : intake.starts + 30]
        columns = [("", _("not in the file")), *((at, _column(at, heads[at], rows)) for at in range(width))]
        for name in FIELDS[intake.kind]:
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name], coerce=int, empty_value=None, required=False, choices=columns,
                initial=intake.columns.get(name, ""),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What cannot be done without has a column, and no column is two things."""
        values = super().clean() or {}
        columns = self.columns(values)
        for group in missing_of(columns, self.kind):
            self.add_error(group[-1], _("Choose the column; without it nothing can be taken over."))
        for name, place in columns.items():
            if list(columns.values()).count(place) > 1:
                self.add_error(name, _("This column was chosen twice."))
        return values

    def columns(self, values: dict[str, Any]) -> dict[str, int]:
        """Where each field stands."""
        return {name: values[name] for name in FIELDS[self.kind] if values.get(name) is not None}


def _row(intake: Intake, number: int) -> str:
    said = " · ".join(cell for cell in intake.table[number - 1] if cell)
    return f"{number}: {said[:60] or '–'}"


def _column(place: int, head: str, rows: list[list[str]]) -> str:
    example = next((row[place] for row in rows if row[place]), "")
    said = " · ".join(part for part in (head[:40], f"“{example[:30]}”" if example else "") if part)
    return f"{get_column_letter(place + 1)}: {said or '–'}"
