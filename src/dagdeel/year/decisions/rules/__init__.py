"""Pure decisions: what asks for a finding, whether it helped, when next year's deadlines fall, and what contradicts."""

from dagdeel.year.decisions.rules.clashes import Clash, Planned, clashes
from dagdeel.year.decisions.rules.deadlines import nearest_open, year_later
from dagdeel.year.decisions.rules.effect import Difference, beyond_luck, chance_of, difference
from dagdeel.year.decisions.rules.marks import Marks
from dagdeel.year.decisions.rules.themes import Theme, theme_of, themes

__all__ = [
    "Clash", "Difference", "Marks", "Planned", "Theme", "beyond_luck", "chance_of", "clashes", "difference", "nearest_open",
    "theme_of", "themes", "year_later",
]  # fmt: skip
