"""From a year to a timetable problem, through the engine, and back to a proposal with a reason per session.

What people settled stays: a held, past or pinned session keeps what it has. Its trainer's half-day enters the problem as a
session of its own kind at a school of its own, so that the rules on trainers hold and no lock can make the problem unsolvable.
What a trainer gives in another partnership counts in the same way, and nothing of it enters the problem but a half-day less and
a place less in that week.

In the problem a session is called session-12, a trainer trainer-7, a school school-3: so sentences that speak of them can be
told in names later, to whom may read them.
"""

from dagdeel.year.planning.optimise.answer import NoAnswer, Proposed, propose, recompute, something_moves
from dagdeel.year.planning.optimise.engine import engine, version
from dagdeel.year.planning.optimise.judge import broken_plans
from dagdeel.year.planning.optimise.question import Also, CannotHold, Extra, Lock, Most, Question, WhatIf
from dagdeel.year.planning.optimise.world import NothingMoves

__all__ = [
    "Also",
    "CannotHold",
    "Extra",
    "Lock",
    "Most",
    "NoAnswer",
    "NothingMoves",
    "Proposed",
    "Question",
    "WhatIf",
    "broken_plans",
    "engine",
    "propose",
    "recompute",
    "something_moves",
    "version",
]
