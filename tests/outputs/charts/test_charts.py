"""Charts: one specification, an SVG that may stand in a page."""

import io
import re
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from django.utils import translation
from pypdf import PdfReader

from dagdeel.outputs import look
from dagdeel.outputs.charts.specs import (
    Answers,
    Dot,
    Group,
    Pair,
    Point,
    Spec,
    grouped,
    intervals,
    likert,
    narrow,
    planned_realised,
    trend,
)
from dagdeel.outputs.charts.svg import GALLERY, Gallery, for_page, inline, svg
from dagdeel.outputs.documents.press import pdf
from tests.outputs.documents.test_press import specimen

NAMES = ["likert", "planned", "grouped", "trend", "band", "intervals"]
LABELS = ["helemaal oneens", "oneens", "neutraal", "eens", "helemaal eens"]
BARS = ("begroot", "uitgegeven")
ROWS = [Answers("De inhoud was nuttig", (1, 2, 4, 9, 6)), Answers("Niemand zei iets", (0, 0, 0, 0, 0))]


LONG = "Ik kan wat ik leerde morgen gebruiken bij het begeleiden van mijn studenten"
DOTS = [
    Dot(LONG, "deelnemers", 3.9, 3.4, 4.3),
    Dot(LONG, "trainers", 3.2, 2.5, 4),
    Dot("Kort", "trainers", 4, 3.5, 4.5),
]


def specs() -> list[Spec]:
    return [
        likert(ROWS, labels=LABELS),
        planned_realised([Pair("Uitvoering", 12000, 11250.5), Pair("Catering", 4200, 5100)], labels=BARS, unit="euro"),
        grouped([Group("Uitvoering", (3, 2, 1))], labels=("begroot", "toegezegd", "uitgegeven"), tones=look.LIKERT[:3]),
        trend(
            [Point("2015-2016", 7.1, "A"), Point("2016-2017", None, "A"), Point("2016-2017", 7.9, "B")], low=1, high=10
        ),
        trend([Point("2015-2016", 3.1, "A", 2.6, 3.6), Point("2016-2017", 3.4, "A", 3.1, 3.7)], low=1, high=5),
        intervals(DOTS, low=1, high=5),
    ]


def words(drawing: str) -> list[str]:
    return ["".join(node.itertext()) for node in Tree.fromstring(drawing).iter() if node.tag.endswith("}text")]


@pytest.mark.parametrize("spec", specs(), ids=NAMES)
def test_a_chart_may_stand_in_a_page_under_the_strict_policy(spec: Spec) -> None:
    drawing = svg(spec, alt='Zo "is" het <nu>')
    root = Tree.fromstring(drawing)
    assert root.get("role") == "img"
    title = root[0]
    assert (title.tag, title.text) == ("{http://www.w3.org/2000/svg}title", 'Zo "is" het <nu>')
    assert root.get("aria-labelledby") == title.get("id")
    for node in root.iter():
        assert not {"style", "href", "{http://www.w3.org/1999/xlink}href"} & set(node.attrib)
        assert not any(name.startswith("on") for name in node.attrib)
        assert not node.tag.endswith(("}style", "}script", "}foreignObject", "}image", "}a"))
    families = set(re.findall(r'font-family="([^"]+)"', drawing))
    assert families <= {look.TEXT, look.HEADINGS, f"'{look.TEXT}'"}


def test_the_bars_of_a_likert_chart_meet_in_the_middle_of_neutral() -> None:
    parts = list(likert(ROWS, labels=LABELS)["data"]["values"])
    by_answer = {part["answer"]: part for part in parts}
    neutral = by_answer["neutraal"]
    assert neutral["start"] == pytest.approx(-neutral["end"])
    assert by_answer["helemaal eens"]["end"] - by_answer["helemaal oneens"]["start"] == pytest.approx(100, abs=0.01)
    assert {part["row"] for part in parts} == {"De inhoud was nuttig"}


@pytest.mark.parametrize("spec", specs(), ids=NAMES)
def test_a_page_has_each_chart_twice_and_the_one_for_phones_fits_there_unshrunk(spec: Spec) -> None:
    both = for_page(spec, alt="Zo is het")
    wide, small = re.findall(r'<svg[^>]* width="(\d+)"', both)
    assert int(small) <= 400 < int(wide)
    assert both.count("Zo is het") == 2


def test_on_a_phone_the_name_of_a_row_stands_above_its_bar() -> None:
    axis = narrow(likert(ROWS, labels=LABELS))["encoding"]["y"]["axis"]
    assert (axis["labelAlign"], axis["labelBaseline"]) == ("left", "top")
    assert "De inhoud was nuttig" in " ".join(words(svg(narrow(likert(ROWS, labels=LABELS)), alt="x")))


def test_each_side_has_its_dot_and_its_interval_in_the_row_of_the_item() -> None:
    spec = intervals(DOTS, low=1, high=5)
    values = spec["data"]["values"]
    assert [(value["side"], value["low"], value["high"]) for value in values] == [
        ("deelnemers", 3.4, 4.3), ("trainers", 2.5, 4), ("trainers", 3.5, 4.5),
    ]  # fmt: skip
    assert len({value["row"] for value in values}) == 2
    drawn = svg(spec, alt="x")
    assert {"deelnemers", "trainers"} <= set(words(drawn))
    assert LONG.rsplit(maxsplit=1)[-1] in " ".join(words(svg(narrow(spec), alt="x")))


def test_the_line_over_the_years_has_its_interval_as_a_band_and_without_one_no_band() -> None:
    marks = [layer["mark"]["type"] for layer in specs()[4]["layer"]]
    assert marks == ["area", "rule", "line"]
    assert "layer" not in specs()[3]


def test_an_item_without_answers_keeps_its_row() -> None:
    assert "Niemand zei iets" in words(svg(likert(ROWS, labels=LABELS), alt="x"))


def test_items_with_the_same_beginning_stay_apart() -> None:
    long = "Deze stelling is zo lang dat zij niet op twee regels past en dus wordt afgebroken, "
    spec = likert([Answers(f"{long} een", (1, 0, 0, 0, 0)), Answers(f"{long} twee", (0, 0, 0, 0, 1))], labels=LABELS)
    assert len({part["row"] for part in spec["data"]["values"]}) == 2


def test_numbers_are_written_in_the_language() -> None:
    spec = specs()[1]
    assert "12.000" in words(svg(spec, alt="x", lang="nl"))
    with translation.override("en"):
        assert "12,000" in words(svg(spec, alt="x"))


def test_a_text_in_a_chart_stays_text() -> None:
    said = "</text><script>alert(1)</script>' + datum.x"
    drawing = svg(planned_realised([Pair(said, 1, 2)], labels=BARS), alt=said)
    assert "<script" not in drawing
    assert "alert(1)" in " ".join(words(drawing))


def test_what_a_renderer_should_not_draw_is_left_out() -> None:
    bad: Any = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()" style="a:b">'
        '<style>g{}</style><script>x()</script><a xlink:href="javascript:x()"><g/></a><image href="http://x/"/>'
        '<g id="clip" fill="url(http://x/)" clip-path="url(#clip)" onclick="x()"><title>stuk</title></g></svg>'
    )
    root = Tree.fromstring(inline(bad, alt="alt", name="n"))
    assert [node.tag.split("}")[1] for node in root.iter()] == ["svg", "title", "g"]
    assert root[1].attrib == {"id": "n-clip", "clip-path": "url(#n-clip)"}


def test_a_drawing_is_made_once_and_only_so_many_are_kept() -> None:
    spec = trend([Point("2016-2017", 4.25)])
    before = len(GALLERY)
    assert svg(spec, alt="x") == svg(spec, alt="x")
    assert len(GALLERY) == before + 1
    small = Gallery(size=2)
    for key in "abc":
        small.put(key, key)
    assert [small.get(key) for key in "abc"] == [None, "b", "c"]


def test_a_chart_stands_on_paper_too() -> None:
    made = pdf("documents/specimen", specimen(svg=svg(specs()[0], alt="x")), title="Met een grafiek")
    assert (
        "helemaal eens"
        in PdfReader(io.BytesIO(made)).pages[0].extract_text() + PdfReader(io.BytesIO(made)).pages[-1].extract_text()
    )
