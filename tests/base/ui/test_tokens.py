"""Every text can be read on its ground, by day and by night: WCAG 2.2 asks 4.5:1 for text and 3:1 for borders."""

import re
from functools import cache
from pathlib import Path

import pytest

from dagdeel.base import ui

CSS = Path(ui.__file__).parent / "static/ui/tokens.css"
SURFACES = ("paper", "card", "sand")
TONES = ("petrol", "honey", "leaf", "brick", "plum")
TEXTS = [
    *((text, ground) for text in ("ink", "soft", "petrol", "petrol-dark") for ground in SURFACES),
    *((tone, ground) for tone in TONES for ground in ("paper", "card", f"{tone}-tint")),
    *(("ink", f"{tone}-tint") for tone in TONES),
    ("petrol", "petrol-tint"),
    ("petrol-dark", "petrol-tint"),
    *(("on-strong", ground) for ground in ("petrol", "petrol-dark", "leaf", "brick", "plum")),
    ("on-mark", "honey-mark"),
    ("on-bar", "bar"),
]
BORDERS = [("edge", "card"), ("edge", "paper"), ("petrol", "paper"), ("petrol", "sand"), ("honey-mark", "bar")]


@cache
def tokens(scheme: str) -> dict[str, str]:
    """The colours of `light` or `dark`; the dark ones are written over the light ones, as in a browser."""
    light, dark = CSS.read_text().split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_highest_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), BORDERS)
def test_the_border_of_an_input_and_the_ring_of_focus_can_be_seen(line: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[line], colours[ground]) >= 3


def test_dark_gives_every_colour_its_own_value_under_the_same_names() -> None:
    dark = CSS.read_text().split("@media screen and (prefers-color-scheme: dark)")[1]
    named = set(re.findall(r"--([\w-]+): #", dark))
    assert named == set(tokens("light"))
