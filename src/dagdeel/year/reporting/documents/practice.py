"""The practice sheet: how this partnership does it, in a form to give to others. No school or person is named in it."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import euro, hours
from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.evaluation.states import AGREE_LABELS
from dagdeel.year.reporting.documents.report import answers_row
from dagdeel.year.reporting.queries import Report

Plain = dict[str, Any]
MOST_ROWS = 8  # of what participants said


def practice_sheet(report: Report) -> Plain:
    """What page and paper are made from, in the reader's language. Results only where the report has them."""
    year, f = report.year, report.figures
    participants: list[Plain] = next(
        (group["rows"] for group in f["results"] if group["audience"] == "participant"), []
    )
    return {
        "title": _("How we train workplace mentors at their own school"),
        "lead": _("The practice of %(partnership)s in %(year)s, to share with other partnerships.")
        % {"partnership": year.partnership.name, "year": year},
        "facts": [
            [_("Schools"), str(len(f["schools"]))],
            [_("Workshops in the brochure"), str(len(f["activities"]))],
            [_("Each school chooses"), str(year.workshops_per_school)],
            [_("Length"), hours(year.session_minutes)],
            [
                _("Group"),
                _("%(low)s to %(high)s people") % {"low": year.group_minimum, "high": year.group_maximum},
            ],
            [_("Workshops held"), str(f["held"])],
            [_("Participants"), str(f["people"])],
            [_("Costs for a school"), euro(f["contribution"])],
        ],
        "how": _how(report),
        "workshops": [[row["title"], row["methods"], row["group"] or "–"] for row in f["activities"]],
        "said": participants[:MOST_ROWS],
        "changed": [
            [row["finding"], "; ".join(row["consequences"]) or row["decision"], row["effect"] or "–"]
            for row in [*f["brought"], *f["decisions"]]
        ],
        "factors": f["factors"],
        "practice": report.practice,
    }


def _how(report: Report) -> list[str]:
    """The yearly round in six sentences, with the numbers of this year."""
    year = report.year
    return [
        _("The brochure of the year appears, made with what was decided after the last evaluation."),
        _("Each school chooses %(n)s workshops: school educator and institute educator together, the head agrees.")
        % {"n": year.workshops_per_school},
        _("Trainers of the institutes say when they can; each workshop gets a trainer who knows it, at the school itself."),
        _("The head invites the mentors. Groups have %(low)s to %(high)s people.")
        % {"low": year.group_minimum, "high": year.group_maximum},
        _("Everybody evaluates: participants, trainers, school and institute educators. Fewer than %(n)s answers are never shown.")
        % {"n": year.threshold},
        _("Each finding ends in a decision or in a reason why not, and a year later one looks whether it helped."),
    ]  # fmt: skip


def practice_pdf(report: Report) -> bytes:
    """The practice sheet as PDF/UA-1; raises RenderingFailed."""
    sheet = practice_sheet(report)
    data = {
        **sheet,
        "partnership": report.year.partnership.name,
        "eyebrow": _("Practice sheet"),
        "said": [answers_row(row) for row in sheet["said"]],
        "scale": [str(label) for label in AGREE_LABELS.values()],
        "factors": [
            {"title": one.title, "figure": one.figure, "label": one.label, "sentence": one.sentence} for one in sheet["factors"]
        ],
        "practice": blocks(sheet["practice"], top=3),
        "words": {
            "how": _("How a year goes"), "workshops": _("The workshops"), "said": _("What participants said"),
            "changed": _("Evaluating with consequences"), "factors": _("Six success factors"),
            "practice": _("What others can learn from it"),
        },
        "workshops_header": [_("Workshop"), _("Method"), _("Group")],
        "said_header": [_("Question"), _("Spread"), _("On average"), _("Answers"), _("Agrees")],
        "changed_header": [_("What was said"), _("What changed"), _("A year later")],
    }  # fmt: skip
    title = f"{sheet['title']} · {report.year.partnership.name}"
    return pdf("reporting/practice", data, title=title, lang=(get_language() or "nl")[:2])
