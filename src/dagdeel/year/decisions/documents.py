"""Papers for the meeting of a body, and what changed between two years with what led to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long, hours, number
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.catalogue.queries import Change, WorkshopChange, YearChanges
from dagdeel.year.catalogue.states import ChangeKind
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
KINDS = {
    ChangeKind.UNCHANGED: "petrol",
    ChangeKind.CHANGED: "honey",
    ChangeKind.NEW: "leaf",
    ChangeKind.MERGED: "plum",
    ChangeKind.DROPPED: "brick",
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
        "outcome": [
            _("☐ taken, everybody agreed"),
            _("☐ by vote: for ____ against ____ abstained ____"),
            _("☐ not taken, because:"),
        ],
    }
    return pdf("decisions/agenda", data, title=f"{title} · {year.partnership.name}", lang=_language())


def _item(chain: Chain, said: str, changes: list[str], number: int) -> dict[str, object]:
    decision = chain.decision
    facts = [
        (_("People said"), chain.finding.title),
        (_("Figure"), said),
        (_("Explanation"), chain.finding.text),
        (_("Reason"), decision.reason),
        (_("Sees to it"), decision.owner.full_name),
        (_("Carried out before"), day_long(decision.due)),
    ]
    return {
        "title": f"{number}. {decision.title}",
        "facts": [[term, value] for term, value in facts if value],
        "changes": changes,
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What led to a change, in words: what people said with its figure, what was decided, and whether it helped."""

    finding: str
    figure: str
    decision: str
    decided: str
    effect: str


def changes_pdf(
    found: YearChanges, of_setting: Callable[[Change], list[Told]], of_workshop: Callable[[WorkshopChange], list[Told]]
) -> bytes:
    """What changed between two years, with what led to it, as a tagged PDF (PDF/UA-1); raises RenderingFailed."""
    partnership = found.new_year.partnership.name
    title = _("What changed from %(old)s to %(new)s") % {"old": found.old_year, "new": found.new_year}
    data = {
        "partnership": partnership,
        "title": title,
        "lead": _("Two brochures beside each other: what stayed, what is new, and what the evaluation led to."),
        "legend": _("Words that went are struck through, words that came are underlined."),
        "settings_title": _("Agreements of the year"),
        "settings": [{**_value(change), "why": _why(of_setting(change))} for change in found.settings],
        "workshops": [_workshop(line, of_workshop(line)) for line in found.changed],
        "unchanged_title": _("Unchanged"),
        "unchanged": [line.title for line in found.unchanged],
    }
    return pdf("decisions/changes", data, title=f"{title} · {partnership}", lang=_language())


def _workshop(line: WorkshopChange, led: list[Told]) -> dict[str, object]:
    into = _("Went up in “%(title)s”.") % {"title": line.merged_into} if line.merged_into else ""
    new = line.edition.summary if line.edition is not None and line.kind == ChangeKind.NEW else ""
    return {
        "title": line.title,
        "kind": str(line.kind.label),
        "tone": KINDS[line.kind],
        "words": [text for text in (into, new) if text],
        "reasons": [[_("Why"), f"{reason.text} ({reason.year})"] for reason in line.reasons],
        "why": _why(led),
        "changes": [_value(change) for change in (*line.changes, *line.follows)],
    }


def _why(led: list[Told]) -> list[list[list[str]]]:
    return [
        [
            [_("People said"), " ".join(filter(None, (f"{told.finding}.", told.figure)))],
            [_("Decision"), f"{told.decision}. {told.decided}"],
            [_("A year later"), told.effect],
        ]
        for told in led
    ]


def _value(change: Change) -> dict[str, object]:
    """A field with its pieces, or with what it was and is."""
    pieces: list[tuple[str, str]] = [(piece.kind, piece.text) for piece in change.pieces]
    if not pieces:
        pieces = [("gone", _plain(change, change.old)), ("came", _plain(change, change.new))]
    return {
        "label": change.label[:1].upper() + change.label[1:],
        "apart": change.name == "goals",
        "pieces": [{"kind": kind, "text": text} for kind, text in pieces],
    }


def _plain(change: Change, value: object) -> str:
    if change.name in {"minutes", "session_minutes"} and isinstance(value, int):
        return hours(value)
    return number(value, 1) if isinstance(value, Decimal) else str(value)


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
