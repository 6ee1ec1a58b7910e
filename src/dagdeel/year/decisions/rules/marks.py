"""From where on something asks for a finding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """Under these an item is suggested; from so many remarks on a theme is. The values are those of a year that set none."""

    lowest_mean: float = 3.0  # on the scale from 1 to 5
    lowest_agree: int = 50  # per cent that agrees or agrees strongly
    lowest_mark: float = 6.0  # on the scale from 1 to 10
    theme_remarks: int = 3

    def under(self, mean: float, agree: float | None) -> bool:
        """Whether an item is under the mark; `agree` is a share, and None for a mark from 1 to 10."""
        return mean < self.lowest_mark if agree is None else mean < self.lowest_mean or agree * 100 < self.lowest_agree
