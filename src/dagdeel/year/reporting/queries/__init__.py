"""Questions to the whole year, for who accounts for it."""

from dagdeel.year.reporting.queries.evidence import YearFile, evidence_figures, evidence_file
from dagdeel.year.reporting.queries.factors import Factors, factors_of
from dagdeel.year.reporting.queries.figures import Figures, figures_of
from dagdeel.year.reporting.queries.report import Report, report_of, snapshot_of
from dagdeel.year.reporting.queries.school import SchoolReport, school_figures, school_report
from dagdeel.year.reporting.queries.six import Told, six
from dagdeel.year.reporting.queries.versions import version_of, versions_of
from dagdeel.year.reporting.queries.words import in_words

__all__ = [
    "Factors", "Figures", "Report", "SchoolReport", "Told", "YearFile", "evidence_figures", "evidence_file", "factors_of",
    "figures_of", "in_words", "report_of", "school_figures", "school_report", "six", "snapshot_of", "version_of", "versions_of",
]  # fmt: skip
