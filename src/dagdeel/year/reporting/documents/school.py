"""The year at one school on one sheet of paper, for its head."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import day_short, euro, number, percent
from dagdeel.outputs.charts.specs import Answers, Drawn, likert
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.evaluation.states import AGREE_LABELS
from dagdeel.year.reporting.documents.versions import version_line
from dagdeel.year.reporting.queries import SchoolReport
from dagdeel.year.reporting.queries.school import Said

MOST_SESSIONS = 14  # more do not fit on the page; the rest is counted


def said_drawn(report: SchoolReport) -> Drawn | None:
    """The answers at this school as bars; None when too few answered."""
    rows = []
    for row in report.rows:
        one, two, three, four, five = row.counts
        rows.append(Answers(row.text, (one, two, three, four, five)))
    if not rows:
        return None
    alt = _("What participants at %(school)s answered, as bars; the table has the figures.") % {"school": report.school}
    return likert(rows, labels=[str(label) for label in AGREE_LABELS.values()]), alt


def school_pdf(report: SchoolReport) -> bytes:
    """One page, PDF/UA-1, in the language of the reader; raises RenderingFailed."""
    title = _("%(school)s in %(year)s") % {"school": report.school, "year": report.year}
    data = {
        "partnership": report.year.partnership.name,
        "title": title,
        "eyebrow": _("Professional development of workplace mentors, for the head of the school"),
        "lead": version_line(report.version),
        "facts": _facts(report),
        "sessions_title": _("Workshops"),
        "sessions_header": [_("Workshop"), _("Date"), _("People")],
        "sessions": [
            [one.title, day_short(one.day) if one.day else "–", _people(one.people, one.state)]
            for one in report.sessions[:MOST_SESSIONS]
        ],
        "more": _("and %(n)s more") % {"n": len(report.sessions) - MOST_SESSIONS}
        if len(report.sessions) > MOST_SESSIONS
        else "",
        "said_title": _("What participants said"),
        "too_small": report.too_small,
        "said_header": [_("Question"), _("Spread"), _("On average"), _("Answers"), _("Agrees")],
        "said": [_answers(row) for row in report.rows],
        "scale": [str(label) for label in AGREE_LABELS.values()],
        "money_title": _("What it cost, and who paid"),
        "money_header": [_("Category"), _("Paid by the grant"), _("Paid by the school")],
        "money": [
            *([line.label, euro(line.by_grant), euro(line.by_school)] for line in report.lines),
            [_("Own contribution"), "–", euro(report.contribution)],
            [_("Total"), euro(report.costs), euro(report.pays)],
        ],
    }  # fmt: skip
    return pdf("reporting/school", data, title=title, lang=(get_language() or "nl")[:2])


def _answers(row: Said) -> dict[str, Any]:
    agree = "" if row.agree is None else percent(row.agree)
    return {"text": row.text, "counts": list(row.counts), "cells": [number(row.mean, 1), str(row.n), agree]}


def _held(report: SchoolReport) -> str:
    if not report.to_come:
        return _("Workshops held")
    told = ngettext(
        "Workshops held; %(n)s is to come, what it will cost is counted already",
        "Workshops held; %(n)s are to come, what they will cost is counted already",
        report.to_come,
    )
    return told % {"n": report.to_come}


def _people(people: int | None, state: str) -> str:
    if people is not None:
        return str(people)
    return _("cancelled") if state == "cancelled" else _("to come")


def _facts(report: SchoolReport) -> list[list[str]]:
    here, all_ = report.turnout, report.everywhere
    return [
        [_held(report), str(report.held)],
        [_("Participants, %(hours)s hours together") % {"hours": number(here.hours)}, str(here.people)],
        [
            _("People in a group on average; %(all)s in the whole partnership") % {"all": number(all_.mean, 1)},
            number(here.mean, 1),
        ],
        [_("The school pays"), euro(report.pays)],
    ]
