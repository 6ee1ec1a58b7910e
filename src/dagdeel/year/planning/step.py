"""The planning step's face to the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.jobs.desk import Task
from dagdeel.base.jobs.models import Job
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.planning import actions, messages, optimise, permissions, queries, tasks
from dagdeel.year.planning.models import Absence, Assignment, PlanProposal, PlanVersion, Session
from dagdeel.year.planning.queries import Tally
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.step import Coming, Deadline, DiaryItem, Found, Standing, State, Step, Todo


class PlanningStep(Step):
    """What the year may ask of the planning step."""

    key = "planning"
    label = gettext_lazy("Plan")
    home = "planning:board"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """When the plan is published."""
        if year.plan_due:
            yield Deadline(year.plan_due, _("the plan is published"), _url("board", year), "plan_due")

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Draft, fill in and publish (programme lead); rooms (school educator); answer (trainer)."""
        if timezone.localdate(at) > year.last_day:
            return
        if member.may(Permission.PLANNING_EDIT):
            yield from _for_lead(year)
        elif schools := member.schools_as(Role.SCHOOL_EDUCATOR):
            yield from _for_school(year, queries.tally(year, schools))
        if member.has(Role.TRAINER):
            yield from _for_trainer(year, member)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """What trainers are asked and told."""
        return messages.mails(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """Who is asked when the plan is published."""
        return messages.coming(year, at)

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Sessions by workshop, school, room or trainer. Two queries."""
        for session in queries.about(year, words):
            gives_it = any(a.trainer.person_id == member.person.pk for a in queries.live(session))
            if permissions.may_open(member, session, gives_it=gives_it):
                title = f"{session.edition.title} · {session.school}"
                url = reverse("planning:session", args=[year.partnership.slug, year, session.pk])
                yield Found(title, url, queries.when(session.day, session.half_day))

    def diary(self, year: ProgrammeYear, member: Member) -> Iterable[DiaryItem]:
        """The sessions that a trainer gives, and those at a school educator's school; drafts stand in nobody's calendar."""
        given = Q(assignments__person=member.person, assignments__state=AssignmentState.CONFIRMED)
        here = Q(school__in=member.schools_as(Role.SCHOOL_EDUCATOR))
        rows = Session.objects.filter(given | here, year=year).exclude(state=SessionState.DRAFT).distinct()
        for session in rows.select_related("edition", "school", "room"):
            if (item := queries.diary_item(session)) is not None:
                yield item

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """What the person gave, published and asked."""
        given = Assignment.objects.filter(person=person)
        fields = ("session__edition__title", "session__school__name", "session__day", "state", "remark", "asked_at")
        versions = PlanVersion.objects.filter(published_by=person).values("year__first_year", "number", "published_at")
        asked = PlanProposal.objects.filter(asked_by=person).values("year__first_year", "made_at", "state")
        away = Absence.objects.filter(trainer__person=person).values("first", "last", "noted_at")
        jobs = Job.objects.filter(Q(asked_by=person) | Q(stopped_by=person), kind=actions.KIND)
        return {
            "assignments": [dict(row) for row in given.values(*fields)],
            "plan_versions": [dict(row) for row in versions],
            "plan_proposals": [dict(row) for row in asked],
            "absences": [dict(row) for row in away],
            "plan_searches": [dict(row) for row in jobs.values("year__first_year", "asked_at", "state")],
        }

    def holds(self, person: Person, at: datetime) -> Iterable[str]:
        """Sessions that this trainer still gives."""
        day = timezone.localdate(at)
        coming = Q(session__day__gte=day) | Q(session__day__isnull=True)
        if n := Assignment.objects.filter(coming, person=person, live=True).count():
            text = ngettext(
                "gives %(n)d session that is still to come", "gives %(n)d sessions that are still to come", n
            )
            yield text % {"n": n}

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many sessions everybody was told of."""
        return _standing(queries.tally(year), year, at)

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """The same for each school."""
        return {pk: _standing(found, year, at, pk) for pk, found in queries.tally_by_school(year, shown).items()}

    def invariants(self) -> Iterable[str]:
        """Copies that differ from what they copy, and what the judge of the optimiser has to say."""
        yield from queries.broken_promises()
        yield from optimise.broken_plans()

    def tasks(self) -> Mapping[str, Task]:
        """The search for a plan."""
        return {actions.KIND: tasks.search}


def _url(name: str, year: ProgrammeYear, query: str = "") -> str:
    return reverse(f"planning:{name}", args=[year.partnership.slug, year]) + query


def _standing(found: Tally, year: ProgrammeYear, at: datetime, school: int | None = None) -> Standing:
    url = _url("board", year, f"?school={school}" if school else "")
    if not found.sessions:
        return Standing("", "later", url)
    state: State = "now"
    if found.told == found.sessions:
        state = "done"
    elif year.plan_due and timezone.localdate(at) > year.plan_due:
        state = "late"
    return Standing(_("%(number)s of %(whole)s") % {"number": found.told, "whole": found.sessions}, state, url)


def _for_lead(year: ProgrammeYear) -> Iterator[Todo]:
    if number := queries.undrafted(year):
        title = ngettext(
            "Plan %(n)s workshop that a school agreed on", "Plan %(n)s workshops that schools agreed on", number
        )
        yield Todo(title % {"n": number}, _url("board", year), _("Make drafts"), year.plan_due)
    found = queries.tally(year)
    if found.without_date:
        title = ngettext("%(n)s session without a date", "%(n)s sessions without a date", found.without_date)
        address = _url("proposals", year)
        yield Todo(title % {"n": found.without_date}, address, _("Look for dates"), year.plan_due)
    if found.trainer_away:
        title = ngettext(
            "%(n)s session whose trainer falls out", "%(n)s sessions whose trainer falls out", found.trainer_away
        )
        address = _url("index", year, "?matter=trainer_away#list")
        yield Todo(title % {"n": found.trainer_away}, address, _("Look who else can"))
    if found.without_trainer:
        title = ngettext("%(n)s session without a trainer", "%(n)s sessions without a trainer", found.without_trainer)
        address = _url("index", year, "?matter=no_trainer#list")
        yield Todo(title % {"n": found.without_trainer}, address, _("Choose trainers"), year.plan_due)
    if found.ready:
        title = ngettext(
            "%(n)s planned session is not published", "%(n)s planned sessions are not published", found.ready
        )
        yield Todo(title % {"n": found.ready}, _url("publish", year), _("Look and publish"), year.plan_due)


def _for_school(year: ProgrammeYear, found: Tally) -> Iterator[Todo]:
    if found.without_room:
        title = ngettext("%(n)s session without a room", "%(n)s sessions without a room", found.without_room)
        address = _url("index", year, "?matter=no_room#list")
        yield Todo(title % {"n": found.without_room}, address, _("Choose rooms"), year.plan_due)


def _for_trainer(year: ProgrammeYear, member: Member) -> Iterator[Todo]:
    asked = Assignment.objects.filter(
        session__year=year,
        session__state=SessionState.PUBLISHED,
        person=member.person,
        live=True,
        state=AssignmentState.ASKED,
    ).count()
    if asked:
        title = ngettext(
            "Do you give this session? %(n)s answer waits", "Do you give these sessions? %(n)s answers wait", asked
        )
        yield Todo(title % {"n": asked}, _url("mine", year), _("Answer"))


STEP = PlanningStep()
