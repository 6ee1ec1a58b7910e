"""Questions about taking part, each with a fixed number of SQL queries."""

from dagdeel.year.enrolment.queries.invitation import default_invitation, head_name
from dagdeel.year.enrolment.queries.lines import InLine, held_places, waiting_lists, with_seats_for_waiters
from dagdeel.year.enrolment.queries.mine import Card, Mine, may_still_cancel, mine, visible_materials
from dagdeel.year.enrolment.queries.overview import (
    Row,
    SchoolRow,
    Seats,
    SessionPeople,
    overview,
    seats,
    session_people,
)
from dagdeel.year.enrolment.queries.participation import (
    STANDING,
    Standing,
    ends_at,
    live,
    mentors,
    participants,
    participation,
    place,
    plans,
    sessions_of,
    starts_at,
)
from dagdeel.year.enrolment.queries.promises import broken_promises

__all__ = [
    "STANDING",
    "Card",
    "InLine",
    "Mine",
    "Row",
    "SchoolRow",
    "Seats",
    "SessionPeople",
    "Standing",
    "broken_promises",
    "default_invitation",
    "ends_at",
    "head_name",
    "held_places",
    "live",
    "may_still_cancel",
    "mentors",
    "mine",
    "overview",
    "participants",
    "participation",
    "place",
    "plans",
    "seats",
    "session_people",
    "sessions_of",
    "starts_at",
    "visible_materials",
    "waiting_lists",
    "with_seats_for_waiters",
]
