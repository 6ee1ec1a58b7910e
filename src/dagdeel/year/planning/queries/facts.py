"""What decides about conflicts, gathered for all sessions of a year at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import get_language

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.rules import folded
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices.models import SchoolPlan, WishedHalfDay
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import rules
from dagdeel.year.planning.models import Absence, Assignment, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Availability, Competence

SAID: Final = ("trainer", "day", "half_day", "suits")  # of an Availability


def sessions_of(year: ProgrammeYear) -> QuerySet[Session]:
    """The year's sessions with all that a list shows of them: two queries. `live` holds the trainers who give it."""
    trainers = Assignment.objects.filter(live=True).select_related("trainer__person").order_by("id")
    return (
        Session.objects.filter(year=year)
        .select_related("year", "school", "edition", "room")
        .prefetch_related(Prefetch("assignments", queryset=trainers, to_attr="live"))
    )


def about(year: ProgrammeYear, words: Iterable[str]) -> QuerySet[Session]:
    """The year's sessions with each of these words in their workshop, school or room, or in the name of who gives them; by day."""
    found = sessions_of(year)
    for word in words:
        given = Q(trainer__person__sort_key__contains=folded(word), live=True) if folded(word) else Q(pk__in=())
        named = Q(edition__title__icontains=word) | Q(school__name__icontains=word) | Q(room__name__icontains=word)
        found = found.filter(named | Q(pk__in=Assignment.objects.filter(given).values("session")))
    return found.order_by("day", "half_day", "pk")


def live(session: Session) -> Sequence[Assignment]:
    """The trainers who give a session that came from `sessions_of`."""
    found: Sequence[Assignment] = getattr(session, "live", ())
    return found


@dataclass(frozen=True)
class Around:
    """What lies around some sessions: what else their schools have and wish, what their trainers can and said and give."""

    spots: Mapping[int, Sequence[tuple[int, date, str]]]  # school → session, date, half-day
    study_days: Mapping[int, date | None]
    wishes: Mapping[tuple[int, str], frozenset[tuple[date, str]]]  # school and kind of wish
    competent: frozenset[tuple[int, int]]
    suits: Mapping[tuple[int, date, str], str]
    load: Mapping[int, int]
    away: Mapping[int, Sequence[tuple[date, date]]]


def around(year: ProgrammeYear, sessions: Sequence[Session]) -> Around:
    """Seven queries, given the sessions."""
    schools = {session.school_id for session in sessions}
    trainers = {a.trainer_id for session in sessions for a in live(session)}
    running = Session.objects.filter(year=year).exclude(state=SessionState.CANCELLED).order_by()
    spots: dict[int, list[tuple[int, date, str]]] = defaultdict(list)
    dated = running.filter(school__in=schools, day__isnull=False)
    for school, pk, day, half_day in dated.values_list("school", "pk", "day", "half_day"):
        if day is not None:
            spots[school].append((pk, day, half_day))
    plans = SchoolPlan.objects.filter(year=year, school__in=schools).order_by()
    wishes: dict[tuple[int, str], set[tuple[date, str]]] = defaultdict(set)
    wished = WishedHalfDay.objects.filter(plan__in=plans.values("pk")).order_by()
    for school, kind, on, part in wished.values_list("plan__school", "kind", "day", "half_day"):
        wishes[school, kind].add((on, part))
    said = Availability.objects.filter(year=year, trainer__in=trainers).order_by()
    given = Assignment.objects.filter(live=True, trainer__in=trainers, session__in=running.values("pk")).order_by()
    return Around(
        spots=spots,
        study_days=dict(plans.values_list("school", "study_day")),
        wishes={key: frozenset(spots) for key, spots in wishes.items()},
        competent=frozenset(Competence.objects.filter(trainer__in=trainers).values_list("trainer", "workshop")),
        suits={(trainer, day, half_day): suits for trainer, day, half_day, suits in said.values_list(*SAID)},
        load=dict(given.values_list("trainer").annotate(number=Count("pk"))),
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
    school = session.school_id
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
        possible=world.wishes.get((school, WishKind.POSSIBLE), frozenset()),
        impossible=world.wishes.get((school, WishKind.IMPOSSIBLE), frozenset()),
        study_day=world.study_days.get(school),
        others=tuple((day, half_day) for pk, day, half_day in world.spots.get(school, ()) if pk != session.pk),
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
        sessions=world.load.get(trainer.pk, 0),
        maximum=trainer.maximum,
    )


def conflicts_of_all(year: ProgrammeYear, sessions: Sequence[Session]) -> dict[int, tuple[rules.Conflict, ...]]:
    """What is the matter with each of these sessions of the year, by id; a cancelled or held one has nothing any more."""
    world = around(year, sessions)
    settled = {SessionState.CANCELLED, SessionState.HELD}
    return {s.pk: () if s.state in settled else rules.conflicts(facts_of(s, world)) for s in sessions}


def conflicts_of(session: Session) -> tuple[rules.Conflict, ...]:
    """What is the matter with one session."""
    found = list(sessions_of(session.year).filter(pk=session.pk))
    return conflicts_of_all(session.year, found).get(session.pk, ())


def blocked(year: ProgrammeYear, ready: Iterable[Session]) -> tuple[Session, ...]:
    """Of these sessions the ones that cannot be published."""
    found = conflicts_of_all(year, list(sessions_of(year).filter(pk__in=[session.pk for session in ready])))
    return tuple(s for s in ready if any(conflict.severity == "block" for conflict in found.get(s.pk, ())))
