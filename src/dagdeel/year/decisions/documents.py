"""The list of decisions on paper, for the meeting of a body."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.queries import Chain, Filters, Meeting
from dagdeel.year.decisions.states import Body, DecisionState

TONES = {
    DecisionState.PROPOSED: "honey",
    DecisionState.TAKEN: "plum",
    DecisionState.CARRIED_OUT: "leaf",
    DecisionState.REJECTED: "brick",
    DecisionState.WITHDRAWN: "brick",
}


def register_pdf(year: ProgrammeYear, filters: Filters, decisions: Sequence[tuple[Decision, str]]) -> bytes:
    """The decisions, each with how it was decided, as a tagged PDF (PDF/UA-1) in the language of the reader.

    Raises RenderingFailed.
    """
    body = Body(filters.body).label if filters.body in Body.values else _("all bodies")
    title = _("Decisions %(year)s") % {"year": year}
    if filters.day is not None:
        title = _("Decisions of the %(body)s, %(day)s") % {"body": body, "day": day_long(filters.day)}
    data = {
        "partnership": year.partnership.name,
        "title": title,
        "lead": _("What was decided, why, and what changes because of it (%(body)s).") % {"body": body},
        "empty": _("No decisions.") if not decisions else "",
        "decisions": [_decision(decision, how) for decision, how in decisions],
    }
    return pdf("decisions/register", data, title=f"{title} · {year.partnership.name}", lang=_language())


def _language() -> str:
    return (get_language() or "nl")[:2]


def agenda_pdf(year: ProgrammeYear, meeting: Meeting, items: Sequence[tuple[Chain, str, list[str]]]) -> bytes:
    """What is before a body: each decision with the figure of its finding in words and its changes, and room to write down what
    was decided. A tagged PDF (PDF/UA-1) in the language of the reader; raises RenderingFailed."""
    title = _("Agenda of the %(body)s, %(day)s") % {"body": meeting.body.label, "day": day_long(meeting.day)}
    data = {
        "partnership": year.partnership.name,
        "title": title,
        "lead": _("What is to be decided, because of what people said in %(year)s.") % {"year": year},
        "empty": "" if items else _("Nothing is to be decided."),
        "items": [_item(*item, number) for number, item in enumerate(items, 1)],
        "changes_title": _("What changes"),
        "outcome": _("Decided:  ☐ everybody agreed   ☐ by vote: for ____ against ____ abstained ____   ☐ not taken"),
    }
    return pdf("decisions/agenda", data, title=f"{title} · {year.partnership.name}", lang=_language())


def _item(chain: Chain, said: str, changes: list[str], number: int) -> dict[str, object]:
    decision = chain.decision
    facts = [
        (_("People said"), chain.finding.title),
        (_("Figure"), said),
        (_("Reason"), decision.reason),
        (_("Sees to it"), decision.owner.full_name),
        (_("Carried out before"), day_long(decision.due)),
    ]
    return {
        "title": f"{number}. {decision.title}",
        "facts": [[term, value] for term, value in facts if value],
        "changes": changes,
    }


def _decision(decision: Decision, how: str) -> dict[str, object]:
    facts = [
        (_("Finding"), decision.finding.title),
        (_("Body"), f"{decision.get_body_display()}, {day_long(decision.day)}"),
        (_("Decided"), how),
        (_("Reason"), decision.reason),
        (_("Sees to it"), decision.owner.full_name),
        (_("Carried out before"), day_long(decision.due)),
        (_("Why not"), decision.withdrawn_reason),
    ]
    return {
        "title": decision.title,
        "state": decision.get_state_display(),
        "tone": TONES[DecisionState(decision.state)],
        "facts": [[term, value] for term, value in facts if value],
        "consequences": [item.description for item in decision.consequences.all()],
        "consequences_title": _("What changes"),
    }
