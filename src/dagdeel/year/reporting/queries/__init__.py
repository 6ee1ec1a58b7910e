"""Questions to the whole year, for who accounts for it."""

from dagdeel.year.reporting.queries.factors import Factors, factors_of
from dagdeel.year.reporting.queries.figures import Figures, figures_of
from dagdeel.year.reporting.queries.report import Report, report_of
from dagdeel.year.reporting.queries.words import in_words

__all__ = ["Factors", "Figures", "Report", "factors_of", "figures_of", "in_words", "report_of"]
