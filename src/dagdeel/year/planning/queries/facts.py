"""What decides about conflicts, gathered for all sessions of a year at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import rules
from dagdeel.year.planning.models import Absence, Assignment, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Availability, Competence


def sessions_of(year: ProgrammeYear) -> QuerySet[Session]:
    """The year's sessions with all that a list shows of them: two queries. `live` holds the trainers who give it."""
    trainers = Assignment.objects.filter(live=True).select_related("trainer__person").order_by("id")
    return (
        Session.objects.filter(year=year)
        .select_related("year", "school", "edition", "room")
        .prefetch_related(Prefetch("assignments", queryset=trainers, to_attr="live"))
    )


def live(session: Session) -> Sequence[Assignment]:
    """The trainers who give a session that came from `sessions_of`."""
    found: Sequence[Assignment] = getattr(session, "live", ())
    return found


@dataclass(frozen=True)
class Around:
    """What lies around the sessions of a year: wishes of schools, what trainers can and said, how much they give."""

    sessions: Sequence[Session]
    plans: Mapping[int, SchoolPlan]
    competent: frozenset[tuple[int, int]]
    suits: Mapping[tuple[int, date, str], str]
    load: Mapping[int, int]
    away: Mapping[int, Sequence[tuple[date, date]]]


def around(year: ProgrammeYear, sessions: Sequence[Session]) -> Around:
    """Five queries, given the year's sessions."""
    plans = SchoolPlan.objects.filter(year=year).prefetch_related("half_days")
    trainers = {a.trainer_id for session in sessions for a in live(session)}
    competent = Competence.objects.filter(trainer__in=trainers).values_list("trainer_id", "workshop_id")
    said = Availability.objects.filter(year=year, trainer__in=trainers)
    running = [s for s in sessions if s.state != SessionState.CANCELLED]
    return Around(
        sessions=running,
        plans={plan.school_id: plan for plan in plans},
        competent=frozenset(competent),
        suits={(a.trainer_id, a.day, a.half_day): a.suits for a in said},
        load=Counter(a.trainer_id for session in running for a in live(session)),
        away=absences(trainers),
    )


def absences(trainers: Iterable[int]) -> dict[int, list[tuple[date, date]]]:
    """On which days these trainers (ids) fall out, first and last day included: one query."""
    found: dict[int, list[tuple[date, date]]] = {}
    for row in Absence.objects.filter(trainer__in=trainers):
        found.setdefault(row.trainer_id, []).append((row.first, row.last))
    return found


def facts_of(session: Session, world: Around) -> rules.SessionFacts:
    """The plain values on which `rules.conflicts` decides."""
    plan = world.plans.get(session.school_id)
    wishes = list(plan.half_days.all()) if plan else []
    return rules.SessionFacts(
        first_day=session.year.first_day,
        last_day=session.year.last_day,
        day=session.day,
        half_day=session.half_day,
        starts=session.starts,
        ends=session.ends,
        minutes=session.edition.minutes,
        seats=session.seats,
        region=session.school.holiday_region,
        language=get_language() or "nl",
        room_seats=session.room.seats if session.room else None,
        room_is_ours=session.room is None or session.room.school_id == session.school_id,
        edition_open=session.edition.state == EditionState.PUBLISHED,
        possible=frozenset((w.day, w.half_day) for w in wishes if w.kind == WishKind.POSSIBLE),
        impossible=frozenset((w.day, w.half_day) for w in wishes if w.kind == WishKind.IMPOSSIBLE),
        study_day=plan.study_day if plan else None,
        others=tuple(
            (other.day, other.half_day)
            for other in world.sessions
            if other.school_id == session.school_id and other.pk != session.pk and other.day is not None
        ),
        trainers=tuple(_trainer(session, assignment, world) for assignment in live(session)),
    )


def _trainer(session: Session, assignment: Assignment, world: Around) -> rules.TrainerFacts:
    trainer = assignment.trainer
    said = world.suits.get((trainer.pk, session.day, session.half_day)) if session.day else None
    return rules.TrainerFacts(
        name=str(trainer.person),
        competent=(trainer.pk, session.edition.workshop_id) in world.competent,
        active=trainer.active,
        away=any(
            session.day is not None and first <= session.day <= last for first, last in world.away.get(trainer.pk, ())
        ),
        suits=said,
        sessions=world.load[trainer.pk],
        maximum=trainer.maximum,
    )


def conflicts_of_all(year: ProgrammeYear, sessions: Sequence[Session]) -> dict[int, tuple[rules.Conflict, ...]]:
    """What is the matter with each of the year's sessions, by id; a cancelled or held one has nothing any more."""
    world = around(year, sessions)
    settled = {SessionState.CANCELLED, SessionState.HELD}
    return {s.pk: () if s.state in settled else rules.conflicts(facts_of(s, world)) for s in sessions}


def conflicts_of(session: Session) -> tuple[rules.Conflict, ...]:
    """What is the matter with one session."""
    return conflicts_of_all(session.year, list(sessions_of(session.year))).get(session.pk, ())


def blocked(year: ProgrammeYear, ready: Iterable[Session]) -> tuple[Session, ...]:
    """Of these sessions the ones that cannot be published."""
    found = conflicts_of_all(year, list(sessions_of(year)))
    return tuple(s for s in ready if any(conflict.severity == "block" for conflict in found.get(s.pk, ())))
