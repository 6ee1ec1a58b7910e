"""The chain in words: finding → decision → change → effect, as the component draws it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.administration.actions import DEADLINES
from dagdeel.base.partnerships.doors import YearRequest
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.rules import label
from dagdeel.base.ui.components import Link
from dagdeel.base.ui.dutch import day_long, hours, number, percent
from dagdeel.year.budget.rules import read_amount
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import label_of
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.queries import AGAINST_LAST_YEAR, Chain, Effect, following
from dagdeel.year.decisions.states import STANDS, ConsequenceKind, DecisionState, Manner, Verdict
from dagdeel.year.decisions.views.suggesting import theme_words
from dagdeel.year.evaluation.states import ask_of

VERDICTS = {
    Verdict.BETTER: gettext_lazy("Better"),
    Verdict.WORSE: gettext_lazy("Worse"),
    Verdict.UNDECIDED: gettext_lazy("Cannot be told whether it helped"),
}


def links(chain: Chain, request: YearRequest) -> list[Link]:
    """The links of one chain; those who may not open the pages of decisions read the same words without their addresses."""
    slug = request.partnership.slug
    opens = slug if request.member.may(Permission.DECISIONS_VIEW) else ""
    decision, finding = chain.decision, chain.finding
    found = [
        Link("finding", finding.title, evidence_words(finding.evidence) or finding.text, _url(opens, finding)),
        Link("decision", decision.title, decision_words(decision), _url(opens, decision)),
    ]
    found += [
        Link("change", item.description, consequence_words(item), _change_url(request, chain.decision, item))
        for item in chain.consequences
    ]
    if chain.decision.state in STANDS:
        found.append(effect_link(chain.effect) if chain.effect is not None else _unmeasured(chain, request))
    return found


def effect_words(chain: Chain) -> str:
    """The effect in one line."""
    link = effect_link(chain.effect) if chain.effect is not None else _unmeasured(chain)
    return f"{link.title}. {link.detail}"


def _unmeasured(chain: Chain, request: YearRequest | None = None) -> Link:
    """What can be said as long as there is nothing to compare."""
    later = label(chain.finding.year.first_year + 1)
    if "theme" in chain.finding.evidence:
        detail = _(
            "A theme has no figure to measure again. Read in the remarks of %(year)s whether it still comes back."
        )
        url = ""
        if request is not None and request.member.may(Permission.EVALUATION_VIEW) and following(chain.finding.year):
            url = reverse("evaluation:index", args=[request.partnership.slug, later])
        return Link("effect", _("Cannot be told whether it helped"), detail % {"year": later}, url)
    if "distribution" not in chain.finding.evidence:
        detail = _("No question of the evaluation goes with this finding, so there is nothing to measure again.")
        return Link("effect", _("Not measured"), detail)
    detail = _("The same question is asked again in %(year)s. As soon as enough people have answered, it stands here.")
    return Link("effect", _("Not measured yet"), detail % {"year": later})


def _url(slug: str, thing: Finding | Decision) -> str:
    if not slug:
        return ""
    name = "finding" if isinstance(thing, Finding) else "decision"
    return reverse(f"decisions:{name}", args=[slug, thing.year, thing.pk])


def _change_url(request: YearRequest, decision: Decision, item: Consequence) -> str:
    """Where what it became stands, as soon as the reader may read it: the line of the brochure, what changed, or the budget."""
    slug, edition, later = request.partnership.slug, item.edition, label(decision.year.first_year + 1)
    if item.done_at is None:
        return ""
    if item.kind == ConsequenceKind.SETTING:
        return reverse("catalogue:changes", args=[slug, later]) + f"#setting-{item.field}"
    if item.kind == ConsequenceKind.BUDGET and request.member.may(Permission.BUDGET_VIEW):
        return reverse("budget:index", args=[slug, later]) + f"#line-{item.field}"
    if edition is None:
        return ""
    if edition.state == EditionState.WITHDRAWN:
        return reverse("catalogue:changes", args=[slug, edition.year]) + f"#edition-{edition.pk}"
    return reverse("catalogue:edition", args=[slug, edition.year, edition.pk]) if edition.version else ""


def evidence_words(evidence: Mapping[str, Any]) -> str:
    """The question with its figure and what that is compared with, or the theme with its words; empty without evidence."""
    if "theme" in evidence:
        return theme_words(evidence["remarks"], evidence["of"], evidence["words"])
    if not evidence:
        return ""
    told = _("“%(question)s” %(figure)s") % {"question": evidence["label"], "figure": _figure(evidence)}
    beside = evidence.get("beside")
    if not beside:
        return told
    against = (
        beside["year"]
        if evidence["against"] == AGAINST_LAST_YEAR
        else ask_of(beside["audience"], beside.get("moment", "")).who
    )
    return f"{told}; {against}: {_figure(beside)}"


def _figure(evidence: Mapping[str, Any]) -> str:
    told = _("%(mean)s on average, %(answers)s") % {
        "mean": with_margin(evidence["mean"], evidence["margin"]), "answers": _answers(evidence["n"]),
    }  # fmt: skip
    if evidence["share_agree"] is None:
        return told
    return told + ", " + _("%(share)s agree") % {"share": percent(evidence["share_agree"])}


def _answers(n: int) -> str:
    return ngettext("%(n)d answer", "%(n)d answers", n) % {"n": n}


def decision_words(decision: Decision) -> str:
    """Body, day, owner and why."""
    who = _("%(body)s, %(day)s · sees to it: %(owner)s") % {
        "body": decision.get_body_display(), "day": day_long(decision.day), "owner": decision.owner.full_name,
    }  # fmt: skip
    state = "" if decision.state == DecisionState.CARRIED_OUT else f" · {decision.get_state_display()}"
    how = outcome_words(decision)
    return f"{who}{state}{f' · {how}' if how else ''}. {decision.reason}"


def outcome_words(decision: Decision) -> str:
    """How it was decided: everybody agreed, or the votes; empty when that was not written down."""
    if decision.manner != Manner.VOTE:
        return decision.get_manner_display() if decision.manner else ""
    return _("by vote: %(votes_for)d for, %(against)d against, %(abstained)d abstained") % {
        "votes_for": decision.votes_for, "against": decision.votes_against, "abstained": decision.abstained,
    }  # fmt: skip


def consequence_words(item: Consequence, *, told: bool = False) -> str:
    """What it was and what it becomes, and whether that was done; `told`: without the last, for before the decision."""
    return " · ".join([*([str(item.get_kind_display())] if told else []), *_parts(item, told=told)])


def _parts(item: Consequence, *, told: bool) -> Iterator[str]:
    if item.kind == ConsequenceKind.CHANGE and item.field:
        yield f"{item.workshop}: {label_of(Edition, item.field)}"
    elif item.kind in {ConsequenceKind.CHANGE, ConsequenceKind.DROP, ConsequenceKind.MERGE} and item.workshop:
        yield item.workshop.name
    if item.field and item.value:
        old, new = shown(item, item.before, whole=told), shown(item, item.value, whole=told)
        yield f"{old} → {new}" if old else _("becomes: %(new)s") % {"new": new}
    if told:
        return
    if item.done_at is None:
        yield _("not carried out yet")
    elif item.edition is not None:
        yield _("brochure of %(year)s") % {"year": item.edition.year}
    else:
        yield _("carried out")


def shown(item: Consequence, value: str, *, whole: bool = False) -> str:
    """A value as people read it: a length in hours, an amount in euros, a long text by its beginning unless it is needed whole."""
    if not value:
        return ""
    if item.field in {"session_minutes", "minutes"}:
        return hours(int(value))
    if item.kind == ConsequenceKind.BUDGET:
        amount = read_amount(value)
        told = value if amount is None else f"€ {number(amount, 2 if amount % 1 else 0)}"
        if not item.per_school:
            return told
        words = _("%(amount)s for each school") if value == item.value else _("%(amount)s in all")
        return words % {"amount": told}
    if item.field in DEADLINES:
        return day_long(date.fromisoformat(value))
    return value if whole or len(value) <= 80 else f"{value[:79]}…"


def chance_words(chance: float) -> str:
    """A chance in per cent, never as nought."""
    return _("less than 0.1%") if chance < 0.001 else percent(chance, 1 if chance < 0.1 else 0)


def with_margin(mean: float, margin: float | None) -> str:
    """A mean with half its interval: 2,4 ± 0,2."""
    return number(mean, 1) if margin is None else f"{number(mean, 1)} ± {number(margin, 1)}"


def effect_link(effect: Effect) -> Link:
    """Better, worse or not to be told, with both means and the numbers behind them."""
    title = _("%(verdict)s: %(before)s → %(after)s") % {
        "verdict": str(VERDICTS[effect.verdict]),
        "before": with_margin(effect.before, effect.before_margin),
        "after": with_margin(effect.after, effect.after_margin),
    }
    detail = _("%(year)s: %(answers)s, before that %(before)s") % {
        "year": effect.year, "answers": _answers(effect.n_after), "before": effect.n_before,
    }  # fmt: skip
    if effect.difference is not None:
        detail += "; " + _("difference %(points)s (95%%: %(low)s to %(high)s), by luck alone: %(chance)s") % {
            "chance": chance_words(effect.difference.chance),
            "points": number(effect.difference.points, 1),
            "low": number(effect.difference.low, 1),
            "high": number(effect.difference.high, 1),
        }
    return Link("effect", title, detail)
