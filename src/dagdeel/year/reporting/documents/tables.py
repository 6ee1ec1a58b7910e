"""All tables of the annual report as sheets of one workbook."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.reporting.queries import Report, SchoolReport

Plain = dict[str, Any]


def tables(report: Report) -> list[Sheet]:
    """In the order of the report; empty tables too, so that a workbook looks the same every year."""
    f = report.figures
    return [
        _short(report),
        Sheet(
            _("Workshops"),
            (
                Column(_("Workshop")), Column(_("Method")), Column(_("Schools"), "integer"), Column(_("Held"), "integer"),
                Column(_("To come"), "integer"), Column(_("Cancelled"), "integer"), Column(_("Minutes"), "integer"),
                Column(_("People"), "integer"), Column(_("Hours"), "number"), Column(_("Group")),
            ),
            [
                (
                    row["title"], row["methods"], row["schools"], row["held"], row["planned"], row["cancelled"],
                    row["minutes"], row["people"], row["hours"], row["group"],
                )
                for row in f["activities"]
            ],
        ),
        Sheet(
            _("Schools"),
            (
                Column(_("School")), Column(_("Workshops")), Column(_("Held"), "integer"), Column(_("Cancelled"), "integer"),
                Column(_("People"), "integer"), Column(_("Hours"), "number"), Column(_("Costs for the school"), "money"),
            ),
            [
                (
                    row["school"], "; ".join(row["titles"]), row["held"], row["cancelled"], row["people"], row["hours"],
                    row["contribution"],
                )
                for row in f["schools"]
            ],
        ),
        *_said(report),
        *_done(report),
    ]  # fmt: skip


def _short(report: Report) -> Sheet:
    f = report.figures
    rows: list[tuple[Value, ...]] = [
        (_("Workshops held"), f["held"]), (_("Cancelled"), f["cancelled"]), (_("Participants"), f["people"]),
        (_("Hours together"), f["hours"]), (_("Smallest group"), f["smallest"]), (_("People in a group"), f["mean_group"]),
        (_("Largest group"), f["largest"]), (_("Certificates"), f["certificates"]),
        (_("Hours on certificates"), f["certificate_hours"]),
    ]  # fmt: skip
    return Sheet(_("In short"), (Column(_("What")), Column(_("Figure"), "number")), rows)


def _said(report: Report) -> list[Sheet]:
    """Response and results: what the report itself shows, so nothing under the threshold."""
    f = report.figures
    response = [(row["label"], row["answered"], row["asked"], row["share"]) for row in f["responses"]]
    return [
        Sheet(
            _("Response"),
            (
                Column(_("Audience")), Column(_("Answered"), "integer"), Column(_("Asked"), "integer"),
                Column(_("Share"), "percent"),
            ),
            response,
        ),
        answers_table(f["results"]),
    ]  # fmt: skip


def answers_table(groups: Sequence[Plain]) -> Sheet:
    """What these audiences answered, question by question."""
    columns = (
        Column(_("Audience")), Column(_("Question")), Column(_("Answers"), "integer"), Column(_("On average"), "number"),
        Column(_("95% interval, ±"), "number"), Column(_("Share that agrees"), "percent"),
        *(Column(str(value), "integer") for value in range(1, 11)),
    )  # fmt: skip
    answers = [
        (group["label"], row["text"], row["n"], row["mean"], row["margin"], row["agree"], *_five(row["counts"]))
        for group in groups
        for row in group["rows"]
    ]
    return Sheet(_("Results"), columns, answers)


def school_table(report: SchoolReport) -> Sheet:
    """What participants at one school answered: the questions that its page shows."""
    columns = (
        Column(_("Question")), Column(_("Answers"), "integer"), Column(_("On average"), "number"),
        Column(_("Share that agrees"), "percent"), *(Column(str(value), "integer") for value in range(1, 6)),
    )  # fmt: skip
    return Sheet(_("Results"), columns, [(row.text, row.n, row.mean, row.agree, *row.counts) for row in report.rows])


def _five(counts: list[int]) -> tuple[int | None, ...]:
    """How often each value was given; a scale of five leaves the rest empty."""
    return (*counts, *([None] * (10 - len(counts))))


DECIDED = (
    Column(gettext_lazy("Finding")), Column(gettext_lazy("Decision")), Column(gettext_lazy("Body")),
    Column(gettext_lazy("Date")), Column(gettext_lazy("Because")), Column(gettext_lazy("State")),
    Column(gettext_lazy("Changes")), Column(gettext_lazy("Before"), "number"), Column(gettext_lazy("After"), "number"),
    Column(gettext_lazy("A year later")),
)  # fmt: skip


def _decided(rows: list[dict[str, Any]]) -> list[tuple[Value, ...]]:
    return [
        (
            row["finding"], row["decision"], row["body_label"], row["day"], row["reason"], row["state_label"],
            "; ".join(row["consequences"]), row["before"], row["after"], row["effect"],
        )
        for row in rows
    ]  # fmt: skip


def money_table(figures: Plain) -> Sheet:
    """Planned, committed and realised per category, in euros."""
    columns = (
        Column(_("Category")), Column(_("Planned"), "money"), Column(_("Committed"), "money"),
        Column(_("Realised"), "money"), Column(_("Explanation")),
    )  # fmt: skip
    rows = [
        (row["label"], row["planned"], row["committed"], row["realised"], row["explanation"])
        for row in figures["money"]
    ]
    return Sheet(_("Planned and realised"), columns, rows)


def _done(report: Report) -> list[Sheet]:
    f = report.figures
    grants = [
        (row["name"], row["by"], row["rule"], row.get("fixed"), row.get("students"), row.get("per_student"), row["amount"])
        for row in f["grants"]
    ]  # fmt: skip
    return [
        Sheet(_("Decisions"), DECIDED, _decided(f["decisions"])),
        Sheet(_("Decisions of last year"), DECIDED, _decided(f["brought"])),
        Sheet(_("Stays as it is"), (Column(_("Finding")), Column(_("Because"))), f["not_acted"]),
        Sheet(
            _("Grants"),
            (
                Column(_("Grant")), Column(_("Given by")), Column(_("Rule")), Column(_("Fixed sum"), "money"),
                Column(_("Students"), "integer"), Column(_("For each student"), "money"), Column(_("Amount"), "money"),
            ),
            grants,
        ),
        money_table(f),
        Sheet(
            _("Six success factors"),
            (Column(_("Factor")), Column(_("Figure")), Column(_("What")), Column(_("What it says")), Column(_("Source"))),
            [(one.title, one.figure, one.label, one.sentence, one.source) for one in f["factors"]],
        ),
    ]  # fmt: skip
