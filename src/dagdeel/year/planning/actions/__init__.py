"""The verbs of planning."""

from dagdeel.year.planning.actions.seats import claim_seat, release_seat

__all__ = ["claim_seat", "release_seat"]
