"""Every verb of the history has words, and no words are kept for verbs that nobody writes."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from dagdeel.web.words import VALUES, VERBS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dagdeel"

# What an action works out, resolved by hand: where it is written, and what can come out of it.
WORKED_OUT = {
    ("base/administration/actions/organisations.py", "verb"): {"institute.corrected", "school.corrected"},
    ("year/catalogue/actions/proposals.py", "f'proposal.{state}'"): {"proposal.accepted", "proposal.declined"},
    ("year/catalogue/actions/editions.py", "verb"): {
        "edition.submitted",
        "edition.sent_back",
        "edition.withdrawn",
        "edition.reopened",
    },
    ("year/choices/actions/choosing.py", "verb"): {"plan.reopened", "plan.sent_back"},
    ("year/enrolment/actions/holding.py", "f'enrolment.{verb}'"): {
        f"enrolment.{verb}"
        for verb in (
            "accepted",
            "cancelled",
            "declined",
            "enrolled",
            "enrolled_on_behalf",
            "lapsed",
            "left",
            "merged",
            "named",
            "placed",
            "swapped",
        )
    },
    ("outputs/mail/actions/moving.py", "verb"): {"mail.cancelled", "mail.held", "mail.queued"},
    ("year/enrolment/actions/rounds.py", "verb"): {"ranking.said", "ranking.said_on_behalf"},
}


def _recorded() -> Iterator[tuple[str, ast.expr]]:
    """Every call of the history's `record` in the source: its file and its verb."""
    for file in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(file.read_text())
        if not any("history" in ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "history.record"}:
                yield str(file.relative_to(SOURCE)), node.args[0]


def _verbs() -> set[str]:
    found: set[str] = set()
    for file, verb in _recorded():
        if isinstance(verb, ast.Constant):
            found.add(str(verb.value))
        else:
            found |= WORKED_OUT[file, ast.unparse(verb)]
    return found


def test_every_verb_that_is_recorded_has_words_and_every_word_a_verb() -> None:
    assert set(VERBS) == _verbs()


def test_every_verb_that_is_worked_out_is_still_there() -> None:
    there = {(file, ast.unparse(verb)) for file, verb in _recorded() if not isinstance(verb, ast.Constant)}
    assert there == set(WORKED_OUT)


def test_the_words_for_values_come_from_a_field_with_choices() -> None:
    for model, field in VALUES.values():
        assert getattr(apps.get_model(model)._meta.get_field(field), "choices", None), (model, field)
