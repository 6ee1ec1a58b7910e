"""The papers of the year: annual report, report per school, practice sheet, evidence file; and their tables as a workbook."""

from dagdeel.year.reporting.documents.evidence import evidence_list, evidence_pdf
from dagdeel.year.reporting.documents.practice import practice_pdf, practice_sheet
from dagdeel.year.reporting.documents.report import answers_picture, money_picture, report_pdf
from dagdeel.year.reporting.documents.school import school_pdf
from dagdeel.year.reporting.documents.tables import tables

__all__ = [
    "answers_picture", "evidence_list", "evidence_pdf", "money_picture", "practice_pdf", "practice_sheet", "report_pdf",
    "school_pdf", "tables",
]  # fmt: skip
