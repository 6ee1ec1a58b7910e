"""The six success factors in words: a figure, a sentence and where the figure comes from; of now, or of a frozen report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.base.ui.dutch import euro, number, percent
from dagdeel.year.reporting import rules

Plain = Mapping[str, Any]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Told:
    """One factor. `step`: the part of the year that its figure comes from, as the name of its first page."""

    title: str
    figure: str
    label: str
    sentence: str
    source: str
    step: str
    tone: str = "petrol"


def six(factors: Plain) -> list[Told]:
    """The factors (`dataclasses.asdict` of Factors, or a snapshot) in the reader's language. No query."""
    tell: dict[str, Callable[[Plain], Told]] = {
        "heads": _heads, "policy": _policy, "costs": _costs, "at_school": _at_school, "trainers": _trainers,
        "consequences": _consequences,
    }  # fmt: skip
    return [told(factors[name]) for name, told in tell.items()]


def _heads(f: Plain) -> Told:
    sentence = _no_decision()
    if f["decisions"]:
        sentence = ngettext(
            "Of %(n)s decision the heads' council took %(council)s.",
            "Of %(n)s decisions the heads' council took %(council)s.",
            f["decisions"],
        ) % {"n": f["decisions"], "council": f["by_council"]}
    return Told(
        _("1 Carried by the heads"),
        _("%(agreed)s of %(plans)s") % {"agreed": f["agreed"], "plans": f["plans"]},
        _("school plans with the agreement of the head"),
        sentence,
        _("school choices and the register of decisions"),
        "choices",
    )


def _policy(f: Plain) -> Told:
    sentence = _("Together %(hours)s hours.") % {"hours": number(f["hours"])}
    share = rules.share(f["certified"], f["people"])
    if share is not None:
        sentence += " " + _("%(share)s of who took part has a certificate.") % {"share": percent(share)}
    label = _("certificates that count in the HR policy")
    source = _("certificates that were issued and not withdrawn")
    return Told(_("2 Tied to the HR policy"), str(f["certificates"]), label, sentence, source, "certificates")


def _costs(f: Plain) -> Told:
    pays = f["contribution"]
    if pays is None:
        figure, sentence, tone = NOTHING, _("There is no grant yet, so nothing can be said."), "petrol"
    elif pays == 0:
        free = f["sessions_free"]
        sentence = ngettext(
            "The grant pays for it all: %(n)s workshop so far.",
            "The grant pays for it all: %(n)s workshops so far.",
            free,
        ) % {"n": free}
        figure, tone = euro(pays), "leaf"
    else:
        figure, sentence, tone = euro(pays), _("Schools pay something themselves."), "brick"
    source = _("the budget: own contribution of the schools")
    return Told(_("3 No costs for schools"), figure, _("a school pays itself"), sentence, source, "budget", tone)


def _at_school(f: Plain) -> Told:
    share = rules.share(f["own"], f["attendances"])
    sentence = _("No workshop was held yet.")
    if share is not None:
        sentence = ngettext(
            "%(all)s times somebody took part, at %(n)s school.", "%(all)s times somebody took part, at %(n)s schools.",
            f["schools"],
        ) % {"all": f["attendances"], "n": f["schools"]}  # fmt: skip
    figure = NOTHING if share is None else percent(share)
    label, source = _("took part at the own school"), _("attendance lists of the sessions that were held")
    return Told(_("4 At school"), figure, label, sentence, source, "attendance")


def _trainers(f: Plain) -> Told:
    share = rules.share(f["qualified"], f["assignments"])
    sentence = _("Too few people answered to say what they think of the trainers together.")
    if f["mean"] is not None:
        sentence = _(
            "Participants give trainers together %(mean)s of 5 (%(n)s answers). There is no ranking."
        ) % {"mean": number(f["mean"], 1), "n": f["answers"]}  # fmt: skip
    figure = NOTHING if share is None else percent(share)
    label = _("given by a trainer for that workshop")
    source = _("the plan, what trainers can give, and the evaluation by participants")
    return Told(_("5 The best trainers"), figure, label, sentence, source, "evaluation")


def _consequences(f: Plain) -> Told:
    sentence = _no_decision()
    if f["decisions"]:
        sentence = ngettext(
            "%(n)s decision with %(all)s changes, of which %(done)s are carried out.",
            "%(n)s decisions with %(all)s changes, of which %(done)s are carried out.",
            f["decisions"],
        ) % {"n": f["decisions"], "all": f["consequences"], "done": f["done"]}
    figure = _("%(agreed)s of %(plans)s") % {"agreed": f["settled"], "plans": f["findings"]}
    label, source = _("findings with a decision or a reason"), _("findings and the register of decisions")
    return Told(_("6 Evaluating with consequences"), figure, label, sentence, source, "decisions", "plum")


def _no_decision() -> str:
    return _("No decision has been taken yet.")
