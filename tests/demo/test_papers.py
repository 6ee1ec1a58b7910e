"""Every PDF of the product complies with PDF/UA-1, as veraPDF judges it, with the papers of a played year."""

import inspect
import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from pypdf import PdfReader

from dagdeel.base.partnerships import scope
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.look import HEADINGS
from tests import machine
from tests.demo.papers import ROWS, play_a_year
from tests.house.addresses import addresses

pytestmark = pytest.mark.once
FOOT = 62  # points from below: lower is the footer


def _makes_paper(view: Callable[..., Any]) -> bool:
    """Whether this view hands out a PDF: itself, or with help of other functions of its own file."""
    todo, seen = [inspect.unwrap(view)], set()
    while todo:
        function = todo.pop()
        seen.add(function)
        for name in _names(function.__code__) if inspect.isfunction(function) else ():
            named = function.__globals__.get(name)
            if named is pdf_response:
                return True
            if inspect.isfunction(named) and named.__module__ == function.__module__ and named not in seen:
                todo.append(named)
    return False


def _names(code: CodeType) -> Iterator[str]:
    """The names that a function asks for, those of the functions within it too."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def test_every_door_to_a_paper_has_a_row() -> None:
    assert {one.name for one in addresses() if _makes_paper(one.view)} == set(ROWS)


def _left_alone(content: bytes) -> Iterator[str]:
    """Pages that end in a heading, or on which one or two lines ended up."""
    for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, 1):
        fonts: dict[int, str] = {}

        def visit(
            text: str, now: list[float], at: list[float], font: Any, _size: float, fonts: dict[int, str] = fonts
        ) -> None:
            high = round(now[1] * at[4] + now[3] * at[5] + now[5])
            if text.strip() and high > FOOT:
                fonts[high] = str((font or {}).get("/BaseFont", ""))

        page.extract_text(visitor_text=visit)
        if len(fonts) < 3:
            yield f"page {number} has {len(fonts)} lines"
        elif HEADINGS in fonts[min(fonts)]:
            yield f"page {number} ends in a heading"


def test_every_paper_complies_with_pdf_ua_and_parts_no_heading_from_its_text(db: None, tmp_path: Path) -> None:
    at = play_a_year()
    files, wrong = [], []
    for name in ROWS:
        with scope.of(at.partnership):
            kind, content = at.open(name)
        assert kind == "application/pdf", f"{name}: {kind}"
        wrong += [f"{name}: {what}" for what in _left_alone(content)]
        files.append(tmp_path / f"{name.replace(':', '.')}.pdf")
        files[-1].write_bytes(content)
    assert not wrong
    check = machine.pdf_ua_check()
    if check is None:  # java and the checker are not everywhere; up to here every paper was made and read
        pytest.skip(machine.missing()["verapdf"])
    said = subprocess.run([*check, "ua1", *map(str, files)], capture_output=True, text=True, timeout=120, check=False)
    assert said.stdout.count("compliant=true") == len(ROWS), said.stdout + said.stderr
