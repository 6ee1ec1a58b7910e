"""A questionnaire as a file, as a workbook and on paper."""

from dagdeel.year.evaluation.documents.files import LARGEST, BadFile, read_file, write_file
from dagdeel.year.evaluation.documents.paper import codes_pdf, poster_pdf
from dagdeel.year.evaluation.documents.reading import Found, WrongCell, read_workbook
from dagdeel.year.evaluation.documents.workbook import HEADS, sheets_of

__all__ = [
    "HEADS",
    "LARGEST",
    "BadFile",
    "Found",
    "WrongCell",
    "codes_pdf",
    "poster_pdf",
    "read_file",
    "read_workbook",
    "sheets_of",
    "write_file",
]
