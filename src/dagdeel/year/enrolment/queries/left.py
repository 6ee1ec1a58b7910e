"""What the mentors of a school can still take part in, and how its seats are given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.enrolment.queries.participation import starts_at
from dagdeel.year.enrolment.queries.rounds import Rounds, by_preference
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


@dataclass(frozen=True, slots=True)
class Left:
    """The sessions of a school that have not begun, by date.

    `open`: those in which a mentor enrols; `ranked`: those that are still to be divided by preference, with the `rounds` about
    them. When the school assigns it is neither. `study_day`: a day to come on which the school gives its workshops.
    """

    sessions: tuple[Session, ...]
    open: tuple[Session, ...]
    ranked: tuple[Session, ...]
    rounds: tuple[RankingRound, ...]
    assigned: bool
    study_day: date | None


def what_is_left(sessions: Iterable[Session], plan: SchoolPlan | None, rounds: Rounds, at: datetime) -> Left:
    """Of these sessions of one school; asks the database nothing."""
    coming = [s for s in sessions if s.state == SessionState.PUBLISHED and (starts := starts_at(s)) and starts > at]
    coming.sort(key=lambda s: (s.day, s.starts, s.pk))
    assigned = plan is not None and plan.rule_choice == RuleChoice.ASSIGNED
    ranked = [] if assigned else [s for s in coming if by_preference(plan, rounds.of(s))]
    about = {round_.pk: round_ for s in ranked if (round_ := rounds.of(s)) is not None}
    day = plan.study_day if plan else None
    return Left(
        sessions=tuple(coming),
        open=() if assigned else tuple(s for s in coming if s not in ranked),
        ranked=tuple(ranked),
        rounds=tuple(about.values()),
        assigned=assigned,
        study_day=day if any(s.day == day for s in coming) else None,
    )
