"""A year with a brochure, questionnaires and two findings: where decisions begin."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dagdeel.year.catalogue.models import Edition
from dagdeel.year.decisions import actions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind
from tests import cast as make
from tests.cast import Cast

APRIL = datetime(2017, 4, 18, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
REASON = "Zonder oefentijd verandert er niets."


@dataclass
class Stage:
    """The cast with a brochure of three workshops."""

    cast: Cast
    editions: list[Edition]

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.cast.programme_lead, "at": APRIL}

    def finding(self, title: str = "Twee uur is te kort", **fields: Any) -> Finding:
        return actions.note_finding(self.cast.year, title=title, **fields, **self.who)

    def propose(self, *drafts: ConsequenceDraft, finding: Finding | None = None, **fields: Any) -> Decision:
        values: dict[str, Any] = {
            "title": "Het wordt anders", "body": Body.COUNCIL, "day": date(2017, 4, 25), "reason": REASON,
            "owner": self.cast.programme_lead, "consequences": list(drafts),
        }  # fmt: skip
        return actions.propose_decision(finding or self.finding(), **{**values, **fields}, **self.who)

    def take(self, *drafts: ConsequenceDraft, **fields: Any) -> Decision:
        return actions.take_decision(self.propose(*drafts, **fields), **self.who)

    def longer(self) -> ConsequenceDraft:
        return ConsequenceDraft(ConsequenceKind.SETTING, "Van 3,5 naar 4 uur", field="session_minutes", value="240")

    def only(self, decision: Decision) -> Consequence:
        return decision.consequences.get()


def make_stage(cast: Cast) -> Stage:
    """The scope must be open."""
    return Stage(cast, make.brochure(cast.year, 3))
