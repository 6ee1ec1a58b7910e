"""The figures in the language of the reader: keys become words, codes become labels. A frozen report goes the same way."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import euro, number
from dagdeel.year.budget.states import Category
from dagdeel.year.decisions.states import Body, DecisionState, Verdict
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.reporting.queries.six import six

Plain = dict[str, Any]


def in_words(figures: Mapping[str, Any]) -> Plain:
    """Plain figures (`dataclasses.asdict` of Figures, or a snapshot) with a label beside every key. No query."""
    return {
        **figures,
        "responses": [
            {**row, "label": str(Audience(row["audience"]).label), "share": _share(row["answered"], row["asked"])}
            for row in figures["responses"]
        ],
        "results": [
            {"audience": audience.value, "label": str(audience.label), "rows": rows}
            for audience in Audience
            if (rows := [_result(row) for row in figures["results"] if row["audience"] == audience])
        ],
        "decisions": [_decision(row) for row in figures["decisions"]],
        "brought": [_decision(row) for row in figures.get("brought", [])],
        "money": [{**row, "label": str(Category(row["category"]).label)} for row in figures["money"]],
        # a report that was frozen before the grants stood in it knows them together only
        "grants": [_grant(row) for row in figures.get("grants", [])] or _together(figures),
        # a report that was frozen before the factors stood in it has none
        "factors": six(figures["factors"]) if "factors" in figures else [],
        "money_total": {
            name: sum(row[name] for row in figures["money"]) for name in ("planned", "committed", "realised")
        },
    }


def _grant(row: Mapping[str, Any]) -> Plain:
    each = f"{row['students']} × {euro(row['per_student'])}"
    rule = _("fixed sum")
    if row["students"]:
        rule = f"{euro(row['fixed'])} + {each}" if row["fixed"] else each
    by = ", ".join(filter(None, (row["grantor"], row["reference"])))
    return {**row, "by": by, "rule": rule, "called": f"{row['name']} ({by})" if by else row["name"]}


def _together(figures: Mapping[str, Any]) -> list[Plain]:
    if figures["grant"] is None:
        return []
    return [{"name": figures["source"], "by": "", "called": figures["source"], "rule": "–", "amount": figures["grant"]}]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _result(row: Mapping[str, Any]) -> Plain:
    text = row["text_en"] if get_language() == "en" else row["text_nl"]
    margin = "" if row["margin"] is None else f" ± {number(row['margin'], 1)}"
    return {**row, "text": text, "shown": f"{number(row['mean'], 1)}{margin}"}


def _decision(row: Mapping[str, Any]) -> Plain:
    effect = ""
    if row["verdict"]:
        verdict = Verdict(row["verdict"]).label
        effect = f"{number(row['before'], 1)} → {number(row['after'], 1)}: {verdict}"
    return {
        **row,
        "body_label": str(Body(row["body"]).label),
        "state_label": str(DecisionState(row["state"]).label),
        "effect": effect,
    }
