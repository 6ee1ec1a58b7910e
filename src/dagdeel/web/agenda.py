"""What stands in the calendar that somebody subscribes to: asked anew each time, so it is what that person may see today."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.links import Calendar, FeedLink
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import name_list
from dagdeel.outputs.calendars.calendar import Event, feed
from dagdeel.outputs.mail.message import sequence
from dagdeel.year.cycle import CYCLE
from dagdeel.year.planning import queries as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import DiaryItem

KEPT = timedelta(days=30)  # so long a cancelled appointment stays in, so that every calendar hears of it
LOOK_BACK = timedelta(days=200)  # how far a calendar looks back


class NothingToSee(Exception):
    """The person no longer takes part, or may not see this calendar."""


def calendar_of(link: FeedLink, at: datetime) -> bytes:
    """The calendar behind an address; raises NothingToSee. The same appointments give the same bytes."""
    members = [(year, member) for year in _years(at) if (member := memberships_of(link.person, link.partnership, year))]
    if not members:
        raise NothingToSee
    name, items = _shown(link, members)
    kept = [item for item in items if not (item.cancelled and item.ends < at - KEPT)]
    # a stamp that moves with the clock would make every answer new
    stamp = timezone.make_aware(datetime.combine(members[0][0].first_day, time(0)))
    return feed(kept, name, at=stamp)


def _years(at: datetime) -> Iterable[ProgrammeYear]:
    """The years of the open partnership that somebody may still look at, the oldest first."""
    since = (at - LOOK_BACK).year - 1
    rows = ProgrammeYear.objects.select_related("partnership").filter(first_year__gte=since).order_by("first_year")
    return [year for year in rows if year.last_day >= (at - LOOK_BACK).date()]


def _shown(link: FeedLink, members: list[tuple[ProgrammeYear, Member]]) -> tuple[str, list[Event]]:
    match link.shows:
        case Calendar.MINE:
            name = _("%(partnership)s: my workshops") % {"partnership": link.partnership.short_name}
            return name, _own(members)
        case Calendar.SCHOOL:
            school = School.objects.filter(pk=link.key).first()
            seen = [year for year, member in members if school and member.may_at(Permission.PLANNING_VIEW, school)]
            if school is None or not seen:
                raise NothingToSee
            return _("Workshops at %(school)s") % {"school": school.name}, list(_sessions(seen, school=school))
        case Calendar.TRAINER:
            trainer = Person.objects.filter(pk=link.key).first()
            seen = [year for year, member in members if member.may(Permission.PLANNING_EDIT)]
            if trainer is None or not seen:
                raise NothingToSee
            return _("Workshops of %(name)s") % {"name": trainer.full_name}, list(_sessions(seen, trainer=trainer))


def _own(members: list[tuple[ProgrammeYear, Member]]) -> list[Event]:
    """What the steps put in somebody's diary; a session that stands there twice stands in the calendar once."""
    found: dict[str, DiaryItem] = {}
    for year, member in members:
        for step in CYCLE:
            for item in step.diary(year, member):
                found.setdefault(item.uid, item)
    return [_event(item) for item in found.values()]


def _sessions(
    years: list[ProgrammeYear], *, school: School | None = None, trainer: Person | None = None
) -> Iterator[Event]:
    rows = Session.objects.filter(year__in=years).exclude(state=SessionState.DRAFT)
    rows = rows.filter(school=school) if school else rows.filter(assignments__person=trainer, assignments__live=True)
    people = rows.select_related("edition", "school", "room").prefetch_related("assignments__person")
    for session in people.order_by("day", "pk").distinct():
        item = planning.diary_item(session)
        if item is None:
            continue
        names = name_list([a.person.full_name for a in session.assignments.all() if a.live])
        detail = _("Trainer: %(names)s") % {"names": names} if names and school else ""
        seats = _("%(taken)d of %(seats)d seats taken") % {"taken": session.taken, "seats": session.seats}
        yield replace(_event(item), detail="\n".join(part for part in (detail, seats) if part))


def _event(item: DiaryItem) -> Event:
    """With the number that the invitations by mail have as well."""
    return Event(
        uid=item.uid,
        title=str(item.title),
        starts=item.starts,
        ends=item.ends,
        place=str(item.place),
        cancelled=item.cancelled,
        sequence=sequence(item.sequence),
    )
