"""Somebody who has every page and every figure of every role, before and after each answer, and wants to know who said what.

`play` lets people answer one after the other, and writes down after each answer whatever can be seen. `subtracted` tries every
difference between two views that lie in each other, at the same or at two moments. `exchangeable` names pairs of people whose
answers may be exchanged without anybody ever seeing a difference: who can tell the two worlds apart has learned something.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from dagdeel.base.partnerships.reading import reading
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.decisions import queries as decisions
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Comment, Instrument, Question, Tally
from dagdeel.year.evaluation.queries import Answers, Results, Row, TooSmall
from dagdeel.year.evaluation.states import ASKS
from dagdeel.year.evaluation.states import Moment as MomentOf
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, make_stage

ASKED = ("goals", "useful", "trainer", "remark")  # one of each kind is enough, and quick
Counts = tuple[int, ...]
What = tuple[str, str]  # item, goal


@dataclass(frozen=True)
class Sheet:
    """What somebody answers; None leaves a question out, 0 is not applicable."""

    useful: int | None = None
    trainer: int | None = None
    goals: int | None = None
    remark: str = ""


@dataclass(frozen=True)
class Answer:
    """Somebody answers about a session: both by their place in the population."""

    session: int
    person: int
    sheet: Sheet


@dataclass(frozen=True)
class Population:
    """The sessions (workshop, school, who was there), who answers in which order, after which answers the lead presses."""

    sessions: tuple[tuple[int, int, frozenset[int]], ...]
    answers: tuple[Answer, ...]
    presses: frozenset[int] = frozenset()
    threshold: int = 5
    earlier: frozenset[int] = frozenset()  # the sessions (by place) that were held a year earlier
    closes: frozenset[int] = frozenset()  # after these answers both years close, and open again
    moment: str = MomentOf.SESSION  # or some weeks later


@dataclass
class World:
    """A population in the database. Its scope must be open."""

    cast: Cast
    population: Population
    people: dict[int, Person] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)

    @property
    def instrument(self) -> Instrument:
        return self.instruments()[-1]

    def instruments(self) -> list[Instrument]:
        """That of the participants in each year, the oldest first."""
        rows = Instrument.objects.select_related("year").filter(audience="participant", moment=self.population.moment)
        return list(rows.order_by("year__first_year"))

    def instrument_of(self, session: Session) -> Instrument:
        return next(one for one in self.instruments() if one.year_id == session.year_id)


def build(cast: Cast, population: Population) -> World:
    """Two workshops of one trainer at two schools; everybody of the population was there."""
    cast.year.threshold = population.threshold
    cast.year.save()
    make_stage(cast)
    if population.earlier:
        last = make.programme_year(cast.year.first_year - 1, threshold=population.threshold)
        for instrument in actions.make_instruments(last, by=cast.programme_lead, at=DECEMBER):
            actions.open_instrument(instrument, by=cast.programme_lead, at=DECEMBER)
    Question.objects.update(only_if=None, only_values=[])
    if population.moment != MomentOf.SESSION:  # the same questions at that moment
        for later in World(cast, population).instruments():
            later.questions.all().delete()
            asked = Question.objects.filter(instrument__year=later.year, instrument__audience="participant")
            asked.filter(instrument__moment=MomentOf.SESSION).update(instrument=later)
    Question.objects.exclude(instrument__audience="participant", instrument__moment=population.moment).delete()
    Question.objects.exclude(item__key__in=ASKED).delete()
    world = World(cast, population)
    editions = [make.edition(cast.year), make.edition(cast.year)]
    before = [make.edition(last, workshop=one.workshop) for one in editions] if population.earlier else []
    for edition, copy in zip(editions, before, strict=False):
        for goal, same in zip(edition.goals.all(), copy.goals.all(), strict=True):
            copy.goals.filter(pk=same.pk).update(key=goal.key)
    trainer = make.trainer(cast.trainer, cast.institute, *editions)
    for number, (workshop, school, people) in enumerate(population.sessions):
        place = (cast.school, cast.other_school)[school]
        day = DECEMBER.date() - timedelta(days=2 + number, weeks=12)
        edition = (before if number in population.earlier else editions)[workshop]
        session = make.session(edition, place, state=SessionState.HELD, day=day)
        make.assignment(session, trainer)
        Roster.objects.create(session=session, closed_at=DECEMBER, closed_by=cast.programme_lead)
        for one in people:
            if one not in world.people:
                (world.people[one],) = make.mentors(place, 1)
            Presence.objects.create(session=session, person=world.people[one], state=PresenceState.PRESENT)
        world.sessions.append(session)
    return world


# What happens, and what is seen of it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """After one answer: what can be seen, and how many blocks there were about each session."""

    seen: dict[Any, Any]
    blocks: dict[int, int]


See = Callable[[World], dict[Any, Any]]


def play(world: World, see: See, answers: tuple[Answer, ...] | None = None) -> list[Moment]:
    """Everybody answers in turn; afterwards nobody has. The first moment is before the first answer."""
    moments: list[Moment] = []
    with suppress(_Undone), transaction.atomic():
        moments.append(_moment(world, see))
        for number, answer in enumerate(answers or world.population.answers):
            let_answer(world, answer)
            if number in world.population.presses:
                for instrument in world.instruments():
                    actions.publish(instrument, by=world.cast.programme_lead, at=DECEMBER, all_of_it=True)
            if number in world.population.closes:
                close_and_open(world)
            for remark in queries.screening_queue(world.cast.year):
                actions.screen_comment(remark, release=True, by=world.cast.programme_lead, at=DECEMBER)
            write_back(world)
            moments.append(_moment(world, see))
        raise _Undone
    return moments


def close_and_open(world: World) -> None:
    """Both years close, so that what waits is told over the years; then whoever has not answered still may."""
    for verb in (actions.close_instrument, actions.open_instrument):
        for instrument in world.instruments():
            verb(instrument, by=world.cast.programme_lead, at=DECEMBER)


def write_back(world: World) -> None:
    """The trainer replies to every remark at once, and the lead lets participants read all of it."""
    year, trainer = world.cast.year, world.cast.trainer
    for waiting in [remark for remark in queries.remarks_of_trainer(year, trainer) if remark.waits]:
        remark = Comment.objects.select_related("question__instrument__year").get(pk=waiting.key)
        actions.write_reply(remark, text="Daar letten we op.", by=trainer, at=DECEMBER)
        actions.show_reply(remark, by=world.cast.programme_lead, at=DECEMBER)


class _Undone(Exception):
    """What was played goes."""


def let_answer(world: World, answer: Answer) -> None:
    """Somebody hands in a sheet."""
    sheet, session = answer.sheet, world.sessions[answer.session]
    given = {"useful": sheet.useful, "trainer": sheet.trainer}
    goals = queries.goals_of(session) if sheet.goals is not None else []
    with suppress(actions.NothingAnswered):  # an empty sheet is not taken
        actions.answer(
            world.instrument_of(session), person=world.people[answer.person], session=session,
            answers={key: value for key, value in given.items() if value is not None},
            goal_answers={goal.key: sheet.goals for goal in goals if sheet.goals is not None},
            comments={"remark": sheet.remark}, at=DECEMBER,
        )  # fmt: skip


def _moment(world: World, see: See) -> Moment:
    blocks: dict[int, int] = {}
    for session, _block in set(Tally.objects.filter(block__isnull=False).order_by().values_list("session", "block")):
        blocks[session] = blocks.get(session, 0) + 1
    return Moment(see(world), blocks)


def views(world: World, found: Answers) -> Iterator[tuple[str, frozenset[int]]]:
    """Every set of sessions that some page of some role is about."""
    yield "the year", frozenset(found.everything())
    held = [session for session in world.sessions if session.pk in found.sessions]
    for session in held:
        yield f"session {session.pk}", frozenset({session.pk})
        yield f"workshop {session.edition.workshop_id}", frozenset(found.view(workshop=session.edition.workshop_id))
        yield f"school {session.school_id}", frozenset(found.view(school=session.school_id))
    yield "the trainer", frozenset(session.pk for session in held)


def figures(world: World) -> dict[Any, Any]:
    """Everything that queries give to pages, files, reports, decisions and the trainers step."""
    year = world.cast.year
    seen: dict[Any, Any] = {}
    with reading():
        for number, instrument in enumerate(reversed(world.instruments())):
            found = queries.load(instrument.year if number else year, "participant", world.population.moment)
            assert found is not None
            for name, view in views(world, found):
                for personal in (False, True):
                    said = found.results(view, personal=personal)
                    seen[name if not number else f"{name} before", personal] = view, _in_order(said)
        seen |= over_years(world)
        seen["quality"] = queries.quality(year)
        seen["evidence"] = [
            queries.evidence(year, item, audience=ask.audience, moment=ask.moment)
            for item in ("useful", "trainer") for ask in ASKS
        ]  # fmt: skip
        seen["suggested"] = [repr(one) for one in decisions.suggest_findings(year)]
        seen["to screen"] = queries.to_screen(year)
        own = queries.remarks_of_trainer(year, world.cast.trainer)
        seen["own remarks"] = sorted((remark.workshops, remark.text, remark.waits) for remark in own)
        seen["replied"] = len(queries.replied_remarks(year))
        for person in world.people.values():
            seen["replies for", person.pk] = TooSmall(0, 0), queries.replies_for(year, person)
    return seen


def over_years(world: World) -> dict[Any, Any]:
    """The years together, in every view that has such a page; each as the results of the sessions of all years."""
    held = world.sessions
    parts: list[dict[str, int]] = [{}, *({"workshop": one.edition.workshop_id} for one in held)]
    parts += [{"school": one.school_id} for one in held]
    seen: dict[Any, Any] = {}
    for part in parts:
        about: set[int] = set()

        def view(answers: Answers, _year: Any, part: dict[str, int] = part, about: set[int] = about) -> set[int]:
            here = answers.view(**part) if part else answers.everything()
            about |= here
            return here

        found = queries.over_years(world.cast.year, "participant", world.population.moment, view, personal=True)
        rows = tuple(
            Row(item.key, "", "", item.kind, item.together) for item in found if item.together and item.key != "goals"
        )
        seen[f"over years {part}", True] = frozenset(about), Results("participant", 0, 0, rows)
    return seen


def _in_order(said: Results | TooSmall) -> Results | TooSmall:
    """Remarks stand in random order: what order they have is another attack."""
    return said if isinstance(said, TooSmall) else replace(said, remarks=tuple(sorted(said.remarks)))


# The attacks -------------------------------------------------------------------------------------------------------


@dataclass
class Spoils:
    """What an attack tried, and what it learned."""

    attempts: int = 0
    learned: list[str] = field(default_factory=list)


def tables(moment: Moment) -> dict[tuple[str, What], tuple[frozenset[int], Counts]]:
    """The counts of every question in every view, as far as they are shown."""
    found: dict[tuple[str, What], tuple[frozenset[int], Counts]] = {}
    for key, value in moment.seen.items():
        if isinstance(key, tuple) and isinstance(value[1], Results):
            for row in value[1].rows:
                if row.figures:
                    counts = (row.figures.not_applicable, *row.figures.counts)
                    found[key[0], (row.key, row.goal)] = value[0], counts
    return found


def subtracted(moments: list[Moment], threshold: int) -> Spoils:
    """Subtract every table from every other about the same question that holds it, now or before; and all parts from the whole."""
    spoils = Spoils()
    known: dict[What, list[tuple[int, str, frozenset[int], Counts]]] = {}
    for time, moment in enumerate(moments):
        for (name, what), (view, counts) in tables(moment).items():
            known.setdefault(what, []).append((time, name, view, counts))
    for what, rows in known.items():
        for time, name, view, counts in rows:
            inside = [row for row in rows if row[0] <= time and row[2] <= view and row[3] != counts]
            parts = [[row] for row in inside]
            parts += [
                [row for row in inside if row[0] == time and row[1].startswith(kind)] for kind in ("sess", "wor", "sch")
            ]
            for subset in parts:
                spoils.attempts += 1
                left = [n - sum(row[3][at] for row in subset) for at, n in enumerate(counts)]
                if subset and min(left) >= 0 and 0 < sum(left[1:]) < threshold:
                    spoils.learned.append(f"{what} of {name} at {time} without {[row[:2] for row in subset]}: {left}")
            if 0 < sum(counts[1:]) < threshold:
                spoils.learned.append(f"{what} of {name} at {time}: {counts}")
    return spoils


def exchangeable(world: World, moments: list[Moment]) -> list[tuple[int, int]]:
    """Pairs of answers (by place) about one session, different from each other, with nothing published of it in between."""
    answers = world.population.answers
    found = []
    for one, first in enumerate(answers):
        for other in range(one + 1, len(answers)):
            second = answers[other]
            if first.session != second.session or first.sheet == second.sheet:
                continue
            session = world.sessions[first.session].pk
            if moments[one].blocks.get(session, 0) == moments[other].blocks.get(session, 0):
                found.append((one, other))
    return found


def exchanged(answers: tuple[Answer, ...], one: int, other: int) -> tuple[Answer, ...]:
    """The same people at the same moments, with each other's answers."""
    sheets = {one: answers[other].sheet, other: answers[one].sheet}
    return tuple(replace(answer, sheet=sheets.get(place, answer.sheet)) for place, answer in enumerate(answers))
