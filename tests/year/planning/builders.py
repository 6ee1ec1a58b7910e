"""Small stories of this step: a year in which one trainer can give everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships.models import HalfDay
from dagdeel.web.jobs import work_off
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import WishedHalfDay
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import actions
from dagdeel.year.planning.models import PlanProposal, Room, Session
from dagdeel.year.planning.optimise import Question
from dagdeel.year.trainers.models import Availability, Trainer
from dagdeel.year.trainers.states import Suits
from tests import cast as c

TUESDAY = date(2016, 11, 8)
DECEMBER = date(2016, 12, 6)


@dataclass
class Story:
    """Two agreed workshops at the cast's school, a room, and a trainer for both."""

    cast: c.Cast
    editions: list[Edition]
    room: Room
    trainer: Trainer

    @property
    def at(self) -> dict[str, Any]:
        """Who and when."""
        return by_lead(self.cast)

    def drafts(self) -> list[Session]:
        """The drafted sessions."""
        return actions.draft_sessions(self.cast.year, **self.at)

    def place(self, session: Session, day: date = TUESDAY, half_day: str = "pm", **fields: Any) -> Session:
        """Give a session a moment."""
        actions.schedule(session, day=day, half_day=half_day, **fields, **self.at)
        return session


def story(cast: c.Cast) -> Story:
    """The start of most tests, in the open scope."""
    editions = c.brochure(cast.year, 2)
    plan = c.agreed_plan(cast.year, cast.school, editions, cast.head, catering_wish="soep en broodjes")
    wish(plan, (TUESDAY, "pm"), (DECEMBER, "pm"))
    trainer = c.trainer(cast.trainer, cast.institute, *editions)
    can(trainer, cast, TUESDAY, DECEMBER)
    room = Room.objects.create(school=cast.school, name="Aula", seats=30)
    return Story(cast, editions, room, trainer)


def wish(plan: Any, *spots: tuple[date, str], kind: WishKind = WishKind.POSSIBLE) -> None:
    """Half-days that the school offers or rules out."""
    for day, half_day in spots:
        WishedHalfDay.objects.create(plan=plan, day=day, half_day=half_day, kind=kind)


def can(trainer: Trainer, cast: c.Cast, *days: date, suits: Suits = Suits.CAN) -> None:
    """Afternoons on which a trainer can (or rather not, or cannot) come."""
    for day in days:
        Availability.objects.create(trainer=trainer, year=cast.year, day=day, half_day=HalfDay.AFTERNOON, suits=suits)


def by_lead(cast: c.Cast) -> dict[str, Any]:
    """The programme lead, now."""
    return {"by": cast.programme_lead, "at": cast.now}


def proposed(cast: c.Cast, question: Question | None = None, *, name: str = "") -> PlanProposal:
    """Ask, let the worker do its work, and give what it found."""
    actions.ask_proposal(cast.year, question=question or Question(), name=name, **by_lead(cast))
    assert work_off(clock=lambda _=None: cast.now) == 1
    job = Job.objects.latest("pk")
    assert job.state == JobState.DONE, job.sentence
    return PlanProposal.objects.select_related("year", "asked_by").get(pk=job.result["proposal"])


def kinds(proposal: PlanProposal, session: Session) -> list[str]:
    """The kinds of the reasons beside a session."""
    return [reason["kind"] for reason in proposal.plan["reasons"][f"session-{session.pk}"]]


def codes(found: Iterable[Any]) -> set[str]:
    """The codes of conflicts."""
    return {str(conflict.code) for conflict in found}
