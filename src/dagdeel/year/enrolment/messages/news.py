"""What is news about a session that somebody takes part in: materials that came after the enrolment, and another trainer."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Q

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import name_list
from dagdeel.year.catalogue.models import Material
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.rules import ZONE, moment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import AssignmentState

MORNING = time(8)
FRESH = timedelta(days=14)  # so long after its moment a mail about materials still makes sense
AFTERWARDS = timedelta(days=60)  # until so long after a session its materials are news
LOST = ("session.trainer_removed", "session.trainer_declined")
FOUND = "session.trainer_confirmed"


@dataclass(frozen=True, slots=True)
class News:
    """What became known when: materials by edition, with their titles, and by session who gives it since when."""

    materials: Mapping[int, Mapping[datetime, list[str]]] = field(default_factory=dict)
    trainers: Mapping[int, "Turn"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A trainer fell out (`lost`) and then another one said yes: `key` is that yes, `names` who gives the session now."""

    key: int
    lost: datetime
    found: datetime
    names: str


def news(year: ProgrammeYear, sessions: Collection[Session], at: datetime) -> News:
    """The news of these sessions: four queries."""
    return News(_materials({s.edition_id for s in sessions}, at), _turns([s.pk for s in sessions]))


def _materials(editions: Collection[int], at: datetime) -> dict[int, dict[datetime, list[str]]]:
    """By edition and moment the titles of what became visible then; what was added by hand is told the next morning, together."""
    window = Q(visible_until__isnull=True) | Q(visible_until__gte=at.date())
    rows = list(Material.objects.filter(window, edition__in=editions).order_by("title"))
    told = Entry.objects.filter(verb="material.added", object_id__in=[str(row.pk) for row in rows])
    added = {entry.object_id: entry.at for entry in told.filter(object_type=Material._meta.label_lower)}
    found: dict[int, dict[datetime, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        since = added.get(str(row.pk))
        if since is None:
            continue
        due = moment(since.astimezone(ZONE).date() + timedelta(days=1), MORNING)
        if row.visible_from is not None:
            due = max(due, moment(row.visible_from, MORNING))
        if due > at - FRESH and row.title not in found[row.edition_id][due]:
            found[row.edition_id][due].append(row.title)
    return found


def _turns(sessions: list[int]) -> dict[int, Turn]:
    """The sessions in which one trainer took over from another."""
    rows = Entry.objects.filter(
        object_type=Session._meta.label_lower, object_id__in=[str(pk) for pk in sessions], verb__in=(*LOST, FOUND)
    )
    lost: dict[int, datetime] = {}
    found: dict[int, Entry] = {}
    for entry in rows.order_by("at", "pk"):
        if entry.verb in LOST:
            lost[int(entry.object_id)] = entry.at
        else:
            found[int(entry.object_id)] = entry
    changed = {pk: entry for pk, entry in found.items() if pk in lost and entry.at > lost[pk]}
    given = Assignment.objects.filter(session__in=changed, live=True, state=AssignmentState.CONFIRMED)
    names: dict[int, list[str]] = defaultdict(list)
    for assignment in given.select_related("person").order_by("person__sort_key"):
        names[assignment.session_id].append(assignment.person.full_name)
    return {
        pk: Turn(entry.pk, lost[pk], entry.at, name_list(names[pk])) for pk, entry in changed.items() if names.get(pk)
    }


def materials_for(row: Enrolment, known: News) -> Iterator[tuple[datetime, list[str]]]:
    """What became visible after somebody enrolled, while it is of use: the moment and the titles."""
    if row.state != EnrolmentState.ENROLLED or row.session.day is None:
        return
    last = moment(row.session.day, MORNING) + AFTERWARDS
    for due, titles in known.materials.get(row.session.edition_id, {}).items():
        if row.since < due < last:
            yield due, titles


def turn_for(row: Enrolment, known: News) -> Turn | None:
    """Who gives the session now, when the trainer at the time of enrolling fell out since."""
    turn = known.trainers.get(row.session_id)
    return turn if turn is not None and row.state == EnrolmentState.ENROLLED and row.since < turn.lost else None
