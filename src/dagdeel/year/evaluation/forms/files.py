"""Handing in a file with questions."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from dagdeel.year.evaluation import documents, queries
from dagdeel.year.evaluation.documents import Found
from dagdeel.year.evaluation.models import Instrument

SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a workbook, whatever it is called, and an old one
ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".ods")


class QuestionsFileForm(forms.Form):
    """A workbook with questions, or a file that was saved here or elsewhere."""

    file = forms.FileField(
        label=_("File with questions"),
        help_text=_("The workbook (.xlsx) that you saved here and changed, or a .json file; at most 200 kB."),
    )

    def __init__(self, instrument: Instrument, *posted: Any) -> None:
        super().__init__(*posted)
        self.instrument = instrument

    def clean_file(self) -> Found:
        """The questions in the file."""
        given = self.cleaned_data["file"]
        assert isinstance(given, UploadedFile)
        content, name = given.read(documents.LARGEST + 1), given.name or ""
        try:
            if len(content) <= documents.LARGEST and (content.startswith(SHEETS) or name.lower().endswith(ENDINGS)):
                return documents.read_workbook(content, name, queries.known(self.instrument))
            return Found(documents.read_file(content))
        except documents.BadFile as no:
            raise forms.ValidationError(str(no)) from no
