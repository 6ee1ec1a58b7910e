"""The list of decisions on paper, for the meeting of a body."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.queries import Filters
from dagdeel.year.decisions.states import Body, DecisionState

TONES = {
    DecisionState.PROPOSED: "honey",
    DecisionState.TAKEN: "plum",
    DecisionState.CARRIED_OUT: "leaf",
    DecisionState.WITHDRAWN: "brick",
}


def register_pdf(year: ProgrammeYear, filters: Filters, decisions: Sequence[Decision]) -> bytes:
    """The decisions as a tagged PDF (PDF/UA-1) in the language of the reader; raises RenderingFailed."""
    body = Body(filters.body).label if filters.body in Body.values else _("all bodies")
    title = _("Decisions %(year)s") % {"year": year}
    data = {
        "partnership": year.partnership.name,
        "title": title,
        "lead": _("What was decided, why, and what changes because of it (%(body)s).") % {"body": body},
        "empty": _("No decisions.") if not decisions else "",
        "decisions": [_decision(decision) for decision in decisions],
    }
    return pdf(
        "decisions/register", data, title=f"{title} · {year.partnership.name}", lang=(get_language() or "nl")[:2]
    )


def _decision(decision: Decision) -> dict[str, object]:
    facts = [
        (_("Finding"), decision.finding.title),
        (_("Body"), f"{decision.get_body_display()}, {day_long(decision.day)}"),
        (_("Reason"), decision.reason),
        (_("Sees to it"), decision.owner.full_name),
        (_("Carried out before"), day_long(decision.due)),
        (_("Withdrawn because"), decision.withdrawn_reason),
    ]
    return {
        "title": decision.title,
        "state": decision.get_state_display(),
        "tone": TONES[DecisionState(decision.state)],
        "facts": [[term, value] for term, value in facts if value],
        "consequences": [item.description for item in decision.consequences.all()],
        "consequences_title": _("What changes"),
    }
