"""Questions to the whole year, for who accounts for it."""

from dagdeel.year.reporting.queries.factors import Factors, factors_of
from dagdeel.year.reporting.queries.figures import Figures, figures_of

__all__ = ["Factors", "Figures", "factors_of", "figures_of"]
