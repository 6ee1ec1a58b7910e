"""A proposal of the optimiser as people read it: per session from what to what, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui import dutch
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.queries.facts import live, sessions_of
from dagdeel.year.planning.queries.words import SENTENCES
from dagdeel.year.planning.rules import Code
from dagdeel.year.trainers.models import Trainer

REASONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "only_one": gettext_lazy("The only trainer who gives this workshop."),
        "only_free": gettext_lazy("Of the %(able)s trainers who give this workshop, the only one who can come then."),
        "best": gettext_lazy("Suits this workshop best of the %(free)s trainers who can come then; %(km)s km away."),
        "near": gettext_lazy("The nearest (%(km)s km) of the %(free)s trainers who can come then."),
        "spread": gettext_lazy("One of the %(free)s trainers who can come then; so the sessions are spread fairly."),
        "no_half_days": gettext_lazy("The school offered no half-day that is still to come and not in a holiday."),
        "too_close": gettext_lazy("Every half-day that the school offered is too close to a session that stands."),
        "nobody_able": gettext_lazy("No trainer gives this workshop."),
        "nobody_free": gettext_lazy(
            "None of the %(able)s trainers who give this workshop can come on these half-days."
        ),
        "all_taken": gettext_lazy("The %(free)s trainers who could come give another session then, or have enough."),
    }
)
# Why a line was not taken over.
SKIPPED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "changed": gettext_lazy("The session was changed after the proposal was made."),
        "trainer_taken": gettext_lazy("The trainer gives another session on that half-day by now."),
        "trainer_gone": gettext_lazy("The trainer no longer gives this workshop."),
        "outside_year": gettext_lazy("The date is not in this school year."),
    }
)


@dataclass(frozen=True)
class Line:
    """One session in a proposal. Texts are empty when there is nothing; `moves` tells whether anything would change."""

    session: Session
    now_when: str
    now_trainer: str
    then_when: str
    then_trainer: str
    reason: str
    covered: bool
    skipped: str = ""

    @property
    def moves(self) -> bool:
        """Whether taking it over changes something."""
        return self.covered and (self.now_when, self.now_trainer) != (self.then_when, self.then_trainer)


@dataclass(frozen=True)
class Sketch:
    """A whole proposal: what it moves, what it leaves as it is, and what stays without trainer."""

    proposal: PlanProposal
    lines: tuple[Line, ...]

    @property
    def moving(self) -> tuple[Line, ...]:
        """The lines that change something."""
        return tuple(line for line in self.lines if line.moves)

    @property
    def uncovered(self) -> tuple[Line, ...]:
        """Sessions for which nothing was found, with the reason."""
        return tuple(line for line in self.lines if not line.covered)

    @property
    def same(self) -> tuple[Line, ...]:
        """The lines that keep what is planned already."""
        return tuple(line for line in self.lines if line.covered and not line.moves)


def last_proposal(year: ProgrammeYear) -> PlanProposal | None:
    """The newest proposal."""
    return PlanProposal.objects.filter(year=year).select_related("asked_by").first()


def sketch_of(proposal: PlanProposal) -> Sketch:
    """The proposal beside the plan as it is now: three queries."""
    sessions = sessions_of(proposal.year).order_by("school__name", "edition__position", "id")
    names = {str(t.pk): str(t.person) for t in Trainer.objects.select_related("person")}
    reasons = proposal.plan["reasons"]
    return Sketch(proposal, tuple(_line(s, proposal, names) for s in sessions if str(s.pk) in reasons))


def _line(session: Session, proposal: PlanProposal, names: Mapping[str, str]) -> Line:
    key = str(session.pk)
    given = proposal.plan["assignments"].get(key)
    reason = proposal.plan["reasons"][key]
    why_not = proposal.outcome.get("skipped", {}).get(key, "")
    return Line(
        session=session,
        now_when=_when(session.day, session.half_day),
        now_trainer=", ".join(str(a.trainer.person) for a in live(session)),
        then_when=_when_of(given["slot"]) if given else "",
        then_trainer=names.get(given["trainer"], _("somebody who left")) if given else "",
        reason=str(REASONS[reason["code"]]) % reason,
        covered=given is not None,
        skipped=str(SKIPPED[why_not]) if why_not else "",
    )


def _when(day: date | None, half_day: str) -> str:
    return f"{dutch.day(day)}, {dutch.half_day(half_day)}" if day else str(SENTENCES[Code.NO_DATE])


def _when_of(slot: str) -> str:
    day, half_day = slot.split("/")
    return _when(date.fromisoformat(day), half_day)
