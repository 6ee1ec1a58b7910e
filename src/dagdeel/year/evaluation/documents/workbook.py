"""A questionnaire as a workbook: a sheet with the questions to change in a spreadsheet, and a sheet that explains it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.evaluation.models import Option
from dagdeel.year.evaluation.queries import Line
from dagdeel.year.evaluation.states import Kind

# the columns in their order; a question with options takes as many rows as it has options
HEADS: Final[Mapping[str, Any]] = {
    "key": pgettext_lazy("column", "Key"),
    "label": pgettext_lazy("column", "Short name"),
    "kind": pgettext_lazy("column", "Kind of question"),
    "nl": pgettext_lazy("column", "Question in Dutch"),
    "en": pgettext_lazy("column", "Question in English"),
    "number": pgettext_lazy("column", "Number of the option"),
    "option_nl": pgettext_lazy("column", "Option in Dutch"),
    "option_en": pgettext_lazy("column", "Option in English"),
    "only_if": pgettext_lazy("column", "Only after the question"),
    "only_values": pgettext_lazy("column", "Only with these answers"),
    "goals": pgettext_lazy("column", "Once per goal"),
    "about_person": pgettext_lazy("column", "About the trainer"),
}
HELP: Final[Mapping[str, tuple[Any, Any]]] = {
    "key": (
        gettext_lazy("By this a question is recognised over the years. Leave it as it is; leave it empty for a new question."),
        "theory_practice",
    ),
    "label": (gettext_lazy("For tables and for the bank. It stays the same over the years."), gettext_lazy("Theory and practice")),
    "kind": ("", ""),  # which there are is said below
    "nl": (gettext_lazy("What people read in Dutch, in at most 300 characters."), "Ik kan dit morgen gebruiken."),
    "en": (gettext_lazy("What people read in English, in at most 300 characters."), "I can use this tomorrow."),
    "number": (
        gettext_lazy("It stays with that option over the years. Leave it empty for a new option; the order is that of the rows."),
        "1",
    ),
    "option_nl": (gettext_lazy("Only with a choice: one beside the question, the others each on a row below it."), "Ja, vaak"),
    "option_en": (gettext_lazy("The same option in English."), "Yes, often"),
    "only_if": (gettext_lazy("The key or the short name of an earlier question. Empty: everybody gets this question."), "used"),
    "only_values": (
        gettext_lazy("Which answers to that question: numbers of options, or numbers on its scale, with a semicolon between them."),
        "1; 2",
    ),
    "goals": (gettext_lazy("Yes for the one question that is asked once per goal; else empty."), gettext_lazy("yes")),
    "about_person": (
        gettext_lazy("Yes when only that trainer and the programme lead see the answers; else empty."),
        gettext_lazy("yes"),
    ),
}  # fmt: skip


def sheets_of(title: str, lines: Sequence[Line]) -> list[Sheet]:
    """The questions, and how to change them."""
    questions = Sheet(title, [Column(head) for head in HEADS.values()], _rows(lines))
    columns = [Column(_("Column")), Column(_("What to fill in")), Column(_("Example"))]
    return [questions, Sheet(_("Explanation"), columns, _explained())]


def _rows(lines: Sequence[Line]) -> list[list[Value]]:
    found: list[list[Value]] = []
    kinds: dict[str, Any] = dict(Kind.choices)
    for line in lines:
        first = line.options[0] if line.options else None
        found.append([
            line.key, line.label, kinds.get(line.kind, line.kind), line.nl, line.en, *_option(first),
            line.only_if or None, "; ".join(str(value) for value in line.only_values) or None,
            line.goals or None, line.about_person or None,
        ])  # fmt: skip
        found += [[*[None] * 5, *_option(option), *[None] * 4] for option in line.options[1:]]
    return found


def _option(option: Option | None) -> list[Value]:
    return [str(option.number), option.nl, option.en] if option else [None] * 3


def _explained() -> list[list[Value]]:
    kinds = _("One of: %(kinds)s. It stays the same over the years.") % {
        "kinds": "; ".join(str(label) for _value, label in Kind.choices)
    }
    rows: list[list[Value]] = [
        [capfirst(str(head)), kinds if name == "kind" else HELP[name][0], Kind.AGREE.label if name == "kind" else HELP[name][1]]
        for name, head in HEADS.items()
    ]  # fmt: skip
    rows.append([_("A row"), _("One question, in the order of the page. What you take out is asked no more."), None])
    rows.append(
        [
            _("The file"),
            _("Hand it in as .xlsx. First you see what would change; all of it holds, or nothing is read."),
            None,
        ]
    )
    return rows
