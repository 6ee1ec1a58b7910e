"""Publishing: what waits is put into blocks, for good. Nobody sees an answer before it is in one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries, rules
from dagdeel.year.evaluation.models import Comment, Instrument, Tally
from dagdeel.year.evaluation.queries.carried import Carried
from dagdeel.year.evaluation.queries.publishing import Part
from dagdeel.year.planning.models import Session

Told = tuple[int, str | None]  # a question, and the goal that it is about


@transaction.atomic
def publish(instrument: Instrument, *, by: Person | None, at: datetime, all_of_it: bool = False) -> int:
    """Show the answers of every group of which nobody is waited for any more; how many blocks were made.

    `all_of_it`: of groups that are still waited for as well: who answers after that is pooled with other sessions. `by` is None
    when the clock does it.
    """
    made = _publish(instrument, at, all_of_it=all_of_it)
    if made:
        record("instrument.published", instrument, by=by, at=at, after={"blocks": made})
    return made


def publish_when_complete(instrument: Instrument, session: Session | None, *, at: datetime) -> None:
    """Show the answers about one session (or the year) as soon as the last one who is asked has answered.

    Part of answering, so without a history entry: it would have the time of the last answer.
    """
    if queries.is_complete(instrument, session):
        key = session.pk if session else 0
        _publish(instrument, at, only=key)


@transaction.atomic
def publish_over_years(instrument: Instrument, *, by: Person | None, at: datetime) -> int:
    """Show what stayed too little in this questionnaire and in those of other years, as far as it is enough together.

    How many blocks were made. They are told over the years, and in no single year. Only what has closed takes part: there nobody
    is waited for any more.
    """
    held = Tally.objects.filter(
        question__instrument__in=queries.finished(instrument.audience, instrument.moment).values("pk"),
        block__isnull=True,
    )
    list(held.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    together: dict[frozenset[int], list[Carried]] = defaultdict(list)
    for told in queries.carried(instrument.audience, instrument.moment):
        for block in rules.blocks_over_years(told.sessions, over_workshops=told.over_workshops):
            together[block].append(told)
    for sessions, told_here in together.items():
        _write_over_years(sessions, told_here)
    if together:
        record("instrument.published_over_years", instrument, by=by, at=at, after={"blocks": len(together)})
    return len(together)


def _publish(instrument: Instrument, at: datetime, *, all_of_it: bool = False, only: int | None = None) -> int:
    held = Tally.objects.filter(question__instrument=instrument, block__isnull=True)
    about = held if only is None else held.filter(session=only or None)
    list(about.order_by("pk").select_for_update().values_list("pk"))
    threshold = instrument.year.threshold
    together: dict[frozenset[int], list[Told]] = defaultdict(list)
    for part in queries.to_publish(instrument, at, all_of_it=all_of_it or only is not None):
        for block in _blocks(part, threshold, only):
            together[block].append((part.question, part.goal))
    for sessions, told in together.items():
        _write(instrument, sessions, told)
    return len(together)


def _blocks(part: Part, threshold: int, only: int | None) -> tuple[frozenset[int], ...]:
    if only is None:
        return rules.blocks(part.sessions, threshold, over_workshops=part.over_workshops)
    return rules.blocks([row for row in part.sessions if row.session == only], threshold, over_workshops=False)


def _write_over_years(sessions: Collection[int], told: list[Carried]) -> None:
    """One block of several years; in each of them it is another question about the same item."""
    what = Q()
    for one in told:
        for session in sessions:
            what |= Q(question=one.questions[session], session=session if session > 0 else None, goal_key=one.goal)
    Tally.objects.filter(what, block__isnull=True).update(block=uuid4(), over_years=True)


def _write(instrument: Instrument, sessions: Iterable[int], told: list[Told]) -> None:
    """One block for every question about the same sessions: a question is in it once, so they share the name of the block."""
    block = uuid4()
    keys = [session for session in sessions if session]
    about = Q(session__in=keys) if keys else Q(session__isnull=True)
    what = Q(question__in=[question for question, goal in told if goal is None], goal_key__isnull=True)
    what |= Q(
        question__in=[question for question, goal in told if goal is not None],
        goal_key__in=[goal for _question, goal in told if goal is not None],
    )
    Tally.objects.filter(about, what, block__isnull=True).update(block=block)
    words = Comment.objects.filter(about, question__in=[question for question, _goal in told], block__isnull=True)
    words.update(block=block)
