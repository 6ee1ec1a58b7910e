"""The colours of paper, pictures and mail are those of the pages."""

import re
from pathlib import Path

from dagdeel.base import ui
from dagdeel.outputs.look import COLOURS, LIKERT

TOKENS = (Path(ui.__file__).parent / "static/ui/tokens.css").read_text()


def token(name: str) -> str:
    """The value of a token in the light scheme, which comes first."""
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", TOKENS)
    assert found is not None, name
    return found[1]


def test_paper_has_the_colours_of_the_pages() -> None:
    assert {name: token(name) for name in COLOURS} == COLOURS


def test_pictures_have_the_scale_of_the_pages() -> None:
    assert tuple(token(f"likert-{n}") for n in range(1, 6)) == LIKERT
