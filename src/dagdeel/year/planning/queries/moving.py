"""What it would mean when a session stood elsewhere, asked before anything is written."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.base.history.models import Entry
from dagdeel.year.planning import rules
from dagdeel.year.planning.models import Assignment, Room, Session
from dagdeel.year.planning.queries.facts import Around, around, facts_of, live
from dagdeel.year.planning.queries.words import Shown, in_words
from dagdeel.year.planning.rules import Place
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Competence, Trainer


@dataclass(frozen=True, slots=True)
class Load:
    """How many sessions of the year a trainer gives, now and then."""

    name: str
    before: int
    after: int
    maximum: int

    @property
    def over(self) -> bool:
        """More than was agreed."""
        return self.after > self.maximum


@dataclass(frozen=True)
class Meaning:
    """A session (`session`) beside itself in another place (`moved`, never saved), and what that would bring about."""

    session: Session
    moved: Session
    to: Place
    blocks: tuple[str, ...]
    warnings: tuple[Shown, ...]
    solved: tuple[Shown, ...]
    hears: tuple[str, ...]
    loads: tuple[Load, ...]

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return self.to != place_of(self.session)

    @property
    def trainers(self) -> tuple[str, ...]:
        """Who would give it."""
        return tuple(str(a.trainer.person) for a in live(self.moved))

    @property
    def other_trainer(self) -> int | None:
        """The one who would come to give it, for what that costs."""
        new = self.to.trainers - place_of(self.session).trainers
        return next(iter(sorted(new)), None)


def place_of(session: Session) -> Place:
    """Where a session of `sessions_of` stands."""
    return Place(session.day, session.half_day, session.room_id, frozenset(a.trainer_id for a in live(session)))


def last_move(session: Session) -> Entry | None:
    """The move of a session, if that was the last thing that happened to it: one query."""
    rows = Entry.objects.filter(object_type=session._meta.label_lower, object_id=str(session.pk))
    last = rows.order_by("-pk").first()
    return last if last is not None and last.verb == "session.moved" else None


def room_there(session: Session, day: date | None, part: str) -> Room | None:
    """The own room when it is free then, else the smallest of the school in which the group fits: two queries."""
    if session.room is not None and (day is None or (day, part) == (session.day, session.half_day)):
        return session.room
    taken = Session.objects.filter(day=day, half_day=part, room__isnull=False, school=session.school_id)
    busy = set(taken.exclude(state=SessionState.CANCELLED).exclude(pk=session.pk).values_list("room", flat=True))
    if session.room is not None and session.room_id not in busy:
        return session.room
    rooms = Room.objects.filter(school=session.school_id, seats__gte=session.seats).order_by("seats", "id")
    return next((room for room in rooms if room.pk not in busy), None)


def meaning_of(session: Session, to: Place, *, today: date, private: bool) -> Meaning:
    """What moving a session (of `sessions_of`) to this place would bring about: at most sixteen queries.

    Without `private` a trainer's own circumstances are left out.
    """
    moved = _supposed(session, to)
    before, after = around(session.year, [session]), around(session.year, [moved])
    after = replace(after, load=_loads(session, to, before, after))
    now = in_words(rules.conflicts(facts_of(session, before)), private=private)
    then = in_words(
        (c for c in rules.conflicts(facts_of(moved, after)) if c.code != rules.Code.TRAINER_NOT_COMPETENT),
        private=private,
    )
    sentences = {shown.sentence for shown in then}
    return Meaning(
        session=session,
        moved=moved,
        to=to,
        blocks=(*(shown.sentence for shown in then if shown.blocks), *_impossible(moved, to, session)),
        warnings=tuple(s for s in then if not s.blocks and s.code not in rules.MISSING),
        solved=tuple(s for s in now if s.sentence not in sentences),
        hears=tuple(_hears(session, moved, to, today)),
        loads=tuple(_changed(session, moved, before, after)) if private else (),
    )


def _supposed(session: Session, to: Place) -> Session:
    """The session as it would be. It is never saved."""
    moved = copy.copy(session)
    stays = to.half_day == session.half_day
    usual = rules.default_times(to.half_day, session.edition.minutes) if to.half_day else (None, None)
    moved.day, moved.half_day = to.day, to.half_day
    moved.starts, moved.ends = (session.starts, session.ends) if stays else usual
    if to.room != session.room_id:
        moved.room = Room.objects.filter(pk=to.room).first() if to.room is not None else None
    known = {a.trainer_id: a for a in live(session)}
    new = Trainer.objects.filter(pk__in=to.trainers - set(known)).select_related("person").order_by("pk")
    given = [a for pk, a in known.items() if pk in to.trainers]
    given += [Assignment(session=moved, trainer=trainer, person_id=trainer.person_id) for trainer in new]
    moved.live = given  # type: ignore[attr-defined]  # what `sessions_of` puts there
    return moved


def _loads(session: Session, to: Place, before: Around, after: Around) -> dict[int, int]:
    """How many sessions each trainer would give: who comes gives one more, who goes one less."""
    loads = {**before.load, **after.load}
    here = place_of(session).trainers
    for trainer in to.trainers - here:
        loads[trainer] = loads.get(trainer, 0) + 1
    for trainer in here - to.trainers:
        loads[trainer] = loads.get(trainer, 0) - 1
    return loads


def _impossible(moved: Session, to: Place, session: Session) -> Iterator[str]:
    """What the database or an action would refuse: three queries."""
    if to.day is None and session.state == SessionState.PUBLISHED:
        yield _("The session is published, so it keeps a date. Cancel it when it does not go on.")
    given = live(moved)
    able = Competence.objects.filter(trainer__in=to.trainers, workshop=session.edition.workshop_id)
    can = set(able.values_list("trainer", flat=True))
    new = to.trainers - place_of(session).trainers
    for assignment in given:
        if assignment.trainer_id in new and (assignment.trainer_id not in can or not assignment.trainer.active):
            yield _("%(name)s does not give this workshop.") % {"name": assignment.trainer.person}
    if to.day is None:
        return
    then = {"day": to.day, "half_day": to.half_day}
    people = {a.person_id: str(a.trainer.person) for a in given}
    elsewhere = Assignment.everywhere.filter(person__in=people, live=True, **then).exclude(session=session.pk)
    for person in elsewhere.values_list("person", flat=True):
        yield _("%(name)s gives another session on that half-day.") % {"name": people[person]}
    in_room = Session.objects.filter(room=to.room, **then).exclude(state=SessionState.CANCELLED).exclude(pk=session.pk)
    if to.room and in_room.exists():
        yield _("Another session is in this room on that half-day.")


def _hears(session: Session, moved: Session, to: Place, today: date) -> Iterator[str]:
    """Who gets mail about it."""
    if to.day is not None and to.day < today:
        yield _("This day is past: nobody gets mail about a session that was.")
        return
    here = place_of(session)
    if session.state != SessionState.PUBLISHED or here == to:
        return
    stays = [a for a in live(session) if a.trainer_id in to.trainers]
    if here.spot != to.spot:
        yield from (
            _("%(name)s is asked again whether this half-day suits.") % {"name": a.trainer.person} for a in stays
        )
    elif here.room != to.room:
        yield from (_("%(name)s hears of the other room.") % {"name": a.trainer.person} for a in stays)
    for a in live(moved):
        if a.trainer_id not in here.trainers:
            yield _("%(name)s is asked to give this session.") % {"name": a.trainer.person}
    for a in live(session):
        if a.trainer_id not in to.trainers and a.state != AssignmentState.PROPOSED:
            yield _("%(name)s hears not to be needed any more.") % {"name": a.trainer.person}
    if session.taken and (here.spot, here.room) != (to.spot, to.room):
        text = ngettext(
            "%(n)s participant gets the new appointment by mail.",
            "%(n)s participants get the new appointment by mail.",
            session.taken,
        )
        yield text % {"n": session.taken}


def _changed(session: Session, moved: Session, before: Around, after: Around) -> Iterator[Load]:
    """The trainers who would give more or less than now."""
    seen: Sequence[Assignment] = [*live(session), *(a for a in live(moved) if a not in live(session))]
    for a in seen:
        then = after.load.get(a.trainer_id, 0)
        was = before.load.get(a.trainer_id)
        if was is None:  # who comes is not known yet around the session as it is
            was = then - 1
        if was != then:
            yield Load(str(a.trainer.person), was, then, a.trainer.maximum)
