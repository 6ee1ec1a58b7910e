"""A study day as it will be: its half-days, the workshops that run side by side, and where everybody goes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.queries.participation import STANDING, mentors, sessions_of
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Assignment, Session

ORDER = tuple(HalfDay.values)


@dataclass(frozen=True, slots=True)
class Running:
    """One session of the day: who gives it, and who takes part, by name."""

    session: Session
    trainers: list[Person]
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Slip:
    """Where one person goes that day, in the order of the day."""

    person: Person
    sessions: list[Session]


@dataclass(frozen=True, slots=True)
class StudyDay:
    """The whole day of one school."""

    school: School
    day: date
    rounds: list[tuple[str, list[Running]]]
    slips: list[Slip]
    without: list[Person]

    @property
    def running(self) -> list[Running]:
        """All sessions of the day, in its order."""
        return [one for _, side_by_side in self.rounds for one in side_by_side]


def parallel_days(year: ProgrammeYear, school: School) -> list[date]:
    """The days on which workshops run side by side at this school, or that have several half-days. One query."""
    rows = Session.objects.filter(year=year, school=school, state__in=STANDING, day__isnull=False).order_by()
    counted = rows.values("day").annotate(number=Count("pk")).filter(number__gt=1)
    return sorted(day for day in counted.values_list("day", flat=True) if day is not None)


def study_day(year: ProgrammeYear, school: School, day: date) -> StudyDay:
    """Who goes where on this day. Four queries."""
    rows = sessions_of(year).filter(school=school, day=day, state__in=STANDING)
    sessions = sorted(rows, key=lambda s: (ORDER.index(s.half_day), s.edition.position, s.pk))
    people = _by_session(
        (row.session_id, row.person)
        for row in Enrolment.objects.filter(session__in=sessions, state=EnrolmentState.ENROLLED)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    given = Assignment.objects.filter(session__in=sessions, live=True).select_related("person").order_by("pk")
    trainers = _by_session((row.session_id, row.person) for row in given)
    running = [Running(s, trainers[s.pk], people[s.pk]) for s in sessions]
    rounds = [(half, [one for one in running if one.session.half_day == half]) for half in ORDER]
    slips: dict[int, Slip] = {}
    for one in running:
        for person in one.people:
            slips.setdefault(person.pk, Slip(person, [])).sessions.append(one.session)
    everybody = {row.person_id: row.person for row in mentors(year).filter(school=school, person__is_active=True)}
    return StudyDay(
        school=school,
        day=day,
        rounds=[(half, side_by_side) for half, side_by_side in rounds if side_by_side],
        slips=sorted(slips.values(), key=lambda slip: (slip.person.sort_key, slip.person.pk)),
        without=[person for pk, person in everybody.items() if pk not in slips],
    )


def _by_session(pairs: Iterable[tuple[int, Person]]) -> defaultdict[int, list[Person]]:
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for session, person in pairs:
        found[session].append(person)
    return found
