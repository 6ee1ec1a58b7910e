"""The papers of the year: annual report, report per school, practice sheet, evidence file; and their tables as a workbook."""

from dagdeel.year.reporting.documents.evidence import evidence_list, evidence_pdf
from dagdeel.year.reporting.documents.practice import practice_pdf, practice_sheet
from dagdeel.year.reporting.documents.report import answers_drawn, money_drawn, report_pdf
from dagdeel.year.reporting.documents.school import said_drawn, school_pdf
from dagdeel.year.reporting.documents.tables import answers_table, money_table, school_table, tables

__all__ = [
    "answers_drawn", "answers_table", "evidence_list", "evidence_pdf", "money_drawn", "money_table", "practice_pdf",
    "practice_sheet", "report_pdf", "said_drawn", "school_pdf", "school_table", "tables",
]  # fmt: skip
