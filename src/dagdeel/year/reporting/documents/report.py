"""The annual report on paper, and the pictures that page and paper share."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import euro, hours, number, percent
from dagdeel.outputs.charts.specs import Answers, Drawn, Pair, likert, planned_realised
from dagdeel.outputs.charts.svg import svg
from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.evaluation.states import AGREE_LABELS, Kind
from dagdeel.year.reporting.documents.versions import version_line
from dagdeel.year.reporting.queries import Report

Plain = dict[str, Any]


def money_drawn(figures: Plain) -> Drawn | None:
    """Planned beside realised; None without a budget."""
    if not figures["money"]:
        return None
    pairs = [Pair(row["label"], row["planned"], row["realised"]) for row in figures["money"]]
    total = figures["money_total"]
    alt = _("%(planned)s was planned and %(realised)s was spent.") % {
        "planned": euro(total["planned"]), "realised": euro(total["realised"]),
    }  # fmt: skip
    return planned_realised(pairs, labels=(_("planned"), _("realised")), unit=_("euros")), alt


def answers_drawn(group: Plain) -> Drawn | None:
    """The answers of one audience as bars; None when it was asked nothing on five points."""
    rows = [row for row in group["rows"] if row["kind"] == Kind.AGREE]
    if not rows:
        return None
    best = max(rows, key=lambda row: row["mean"])
    alt = _("%(who)s agree most with “%(text)s” (%(mean)s on average).") % {
        "who": group["label"].capitalize(), "text": best["text"], "mean": number(best["mean"], 1),
    }  # fmt: skip
    drawn = [Answers(row["text"], tuple(row["counts"])) for row in rows]
    return likert(drawn, labels=[str(label) for label in AGREE_LABELS.values()]), alt


def report_pdf(report: Report) -> bytes:
    """The report as a tagged PDF (PDF/UA-1) in the language of the reader; raises RenderingFailed."""
    year, figures = report.year, report.figures
    title = _("Annual report %(year)s") % {"year": year}
    data = {
        "partnership": year.partnership.name,
        "title": title,
        "eyebrow": _("Professional development of workplace mentors"),
        "lead": version_line(report.version),
        "contents": _("Contents"),
        "foreword": _words(_("Foreword"), report.foreword),
        "short_title": _("In short"),
        "short": _short(figures),
        "sections": [_workshops(figures), _schools(figures), _words(_("Looking back"), report.looking_back)],
        "results": _results(figures),
        "results_title": _("What people said"),
        "results_header": [_("Question"), _("Spread"), _("On average"), _("Answers"), _("Agrees")],
        "scale": [str(label) for label in AGREE_LABELS.values()],
        "decisions": _decisions(figures),
        "decisions_title": _("What changed because of it"),
        "money": _money(figures),
        "factors": _factors(figures),
        "obligations": _words(_("Obligations"), report.obligations),
    }  # fmt: skip
    return pdf("reporting/report", data, title=f"{title} · {year.partnership.name}", lang=(get_language() or "nl")[:2])


def _factors(figures: Plain) -> Plain:
    header = [_("Factor"), _("Figure"), _("What it says"), _("Source")]
    rows = [[one.title, f"{one.figure} {one.label}", one.sentence, one.source] for one in figures["factors"]]
    return {"title": _("Six success factors"), "header": header, "rows": rows}


def _words(title: str, text: str) -> Plain:
    return {**NOTHING, "title": title, "text": blocks(text, top=3)}


NOTHING: Plain = {"text": [], "header": [], "rows": []}


def _short(figures: Plain) -> list[list[str]]:
    group = _("%(low)s to %(high)s, %(mean)s on average") % {
        "low": figures["smallest"], "high": figures["largest"], "mean": number(figures["mean_group"], 1),
    }  # fmt: skip
    return [
        [_("Workshops held"), str(figures["held"])],
        [_("Participants"), str(figures["people"])],
        [_("Hours together"), number(figures["hours"])],
        [_("Certificates"), str(figures["certificates"])],
        [_("Group size"), group],
        [_("Cancelled"), str(figures["cancelled"])],
    ]


def _workshops(figures: Plain) -> Plain:
    header = [_("Workshop"), _("Method"), _("Schools"), _("Held"), _("Length"), _("People"), _("Group")]
    rows = [
        [
            row["title"], row["methods"], str(row["schools"]), str(row["held"]), hours(row["minutes"]),
            str(row["people"]), row["group"],
        ]
        for row in figures["activities"]
    ]  # fmt: skip
    return {**NOTHING, "title": _("Per workshop"), "header": header, "rows": rows}


def _schools(figures: Plain) -> Plain:
    header = [_("School"), _("Workshops"), _("Held"), _("People"), _("Hours"), _("Costs")]
    rows = [
        [
            row["school"], "; ".join(row["titles"]), str(row["held"]), str(row["people"]), number(row["hours"]),
            euro(row["contribution"]),
        ]
        for row in figures["schools"]
    ]  # fmt: skip
    return {**NOTHING, "title": _("Per school"), "header": header, "rows": rows}


def _results(figures: Plain) -> list[Plain]:
    response = {row["audience"]: row for row in figures["responses"]}
    return [
        {
            "title": group["label"].capitalize(),
            "response": _response(response[group["audience"]]),
            "rows": [answers_row(row) for row in group["rows"]],
        }
        for group in figures["results"]
    ]


def _svg(drawn: Drawn | None) -> str:
    return str(svg(drawn[0], alt=drawn[1])) if drawn else ""


def answers_row(row: Plain) -> Plain:
    """One question of the results, with a bar when it was answered on five points."""
    agree = "" if row["agree"] is None else percent(row["agree"])
    counts = row["counts"] if row["kind"] == Kind.AGREE else []
    return {"text": row["text"], "counts": counts, "cells": [row["shown"], str(row["n"]), agree]}


def _response(row: Plain) -> str:
    return _("%(answered)s of %(asked)s questionnaires were filled in.") % row


def _decisions(figures: Plain) -> Plain:
    return {
        "header": [_("Finding"), _("Decision"), _("Because"), _("A year later")],
        "rows": [[row["finding"], row["decision"], row["reason"], row["effect"]] for row in figures["decisions"]],
        "brought_title": _("What last year's decisions brought"),
        "brought_header": [_("Decision"), _("Changes"), _("A year later")],
        "brought": [[row["decision"], "; ".join(row["consequences"]), row["effect"]] for row in figures["brought"]],
        "kept_header": [_("Stays as it is"), _("Because")],
        "kept": figures["not_acted"],
    }


def _money(figures: Plain) -> Plain:
    total = figures["money_total"]
    rows = [[row["label"], euro(row["planned"]), euro(row["realised"]), row["explanation"]] for row in figures["money"]]
    if rows:
        rows.append([_("Total"), euro(total["planned"]), euro(total["realised"]), ""])
    grant = ""
    if figures["grant"] is not None:
        grant = _("Granted: %(grant)s. Each school paid %(pays)s itself.") % {
            "grant": euro(figures["grant"]), "pays": euro(figures["contribution"]),
        }  # fmt: skip
    return {
        "title": _("Planned and realised"),
        "grant": grant,
        "grants_header": [_("Grant"), _("Rule"), _("Amount")],
        "grants": [[row["called"], row["rule"], euro(row["amount"])] for row in figures["grants"]],
        "header": [_("Category"), _("Planned"), _("Realised"), _("Explanation")],
        "rows": rows,
        "svg": _svg(money_drawn(figures)),
        "alt": _("Planned and realised per category; the table below has the figures."),
    }
