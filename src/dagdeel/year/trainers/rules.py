"""What a trainer's figures may be. Plain values only."""

LONGEST_TRAVEL = 600  # minutes, one way
LOWEST, HIGHEST = 1, 5  # of a quality


def on_scale(quality: float) -> bool:
    """Whether a quality lies on the scale of the evaluation."""
    return LOWEST <= quality <= HIGHEST
