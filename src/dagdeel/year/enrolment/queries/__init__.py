"""Questions about taking part, each with a fixed number of SQL queries."""

from dagdeel.year.enrolment.queries.invitation import default_invitation, head_name
from dagdeel.year.enrolment.queries.lines import InLine, held_places, waiting_lists
from dagdeel.year.enrolment.queries.mine import Card, Mine, may_still_cancel, mine, visible_materials
from dagdeel.year.enrolment.queries.overview import (
    Row,
    SchoolRow,
    Seats,
    SessionPeople,
    overview,
    seats,
    session_people,
    standing_sessions,
)
from dagdeel.year.enrolment.queries.participation import (
    STANDING,
    SchoolCounts,
    Standing,
    counts,
    ends_at,
    live,
    mentors,
    participants,
    participation,
    place,
    plans,
    sessions_of,
    starts_at,
    taking_part,
)
from dagdeel.year.enrolment.queries.promises import broken_promises

__all__ = [
    "STANDING",
    "Card",
    "InLine",
    "Mine",
    "Row",
    "SchoolCounts",
    "SchoolRow",
    "Seats",
    "SessionPeople",
    "Standing",
    "broken_promises",
    "counts",
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
    "standing_sessions",
    "starts_at",
    "taking_part",
    "visible_materials",
    "waiting_lists",
]
