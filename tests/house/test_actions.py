"""Every verb says who does it and when, by keyword, and is atomic or says nothing to the database itself."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import dagdeel.year

# The seat verbs run inside enrolment's transaction, which tells who and when; an answer is anonymous, so nobody does it; and
# what time brings about by itself is nobody's doing.
WITHOUT_BY = {"claim_seat", "release_seat", "answer", "answer_by_code", "serve_waiting_lists", "release_lapsed"}


def _verbs() -> Iterator[tuple[str, Callable[..., object]]]:
    for step in pkgutil.iter_modules(dagdeel.year.__path__):
        if not step.ispkg:
            continue
        try:
            module = importlib.import_module(f"dagdeel.year.{step.name}.actions")
        except ModuleNotFoundError:
            continue
        for name, verb in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and verb.__module__.startswith(f"dagdeel.year.{step.name}.actions"):
                yield f"{step.name}.{name}", verb


def test_every_verb_takes_by_and_at_as_keywords() -> None:
    wrong = []
    for name, verb in _verbs():
        keywords = {p.name for p in inspect.signature(verb).parameters.values() if p.kind is p.KEYWORD_ONLY}
        wanted = {"at"} if name.split(".")[1] in WITHOUT_BY else {"by", "at"}
        if name.split(".")[1] not in {"claim_seat", "release_seat", "check_questions"} and not wanted <= keywords:
            wrong.append(name)
    assert wrong == []


def test_every_verb_has_a_docstring() -> None:
    assert [name for name, verb in _verbs() if not inspect.getdoc(verb)] == []
