"""Charts as Vega-Lite specifications: plain dicts, made from plain values, drawn the same on page and paper.

Every chart has its table beside it on the page; what a chart says in one sentence is its `alt`.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dagdeel.outputs.look import COLOURS, HEADINGS, LIKERT, TEXT

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 480  # pixels of the plot without its labels
ROW = 34  # pixels for one bar with the room around it
NARROW = 200  # pixels of the plot on a phone, beside short labels
HIGH_ROW = 66  # pixels for one bar on a phone, with its name above it


@dataclass(frozen=True, slots=True)
class Answers:
    """How often each answer of a five-point scale was given to an item, from disagree to agree."""

    item: str
    counts: tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """What was planned and what came of it, in the same unit."""

    label: str
    planned: float
    realised: float


@dataclass(frozen=True, slots=True)
class Group:
    """A row of several bars in the same unit, in the order of the labels."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A value in a school year, of one of the lines of a trend; None where there is none to show."""

    year: str
    value: float | None
    line: str = ""


def likert(rows: Sequence[Answers], *, labels: Sequence[str]) -> Spec:
    """Diverging stacked bars: agree to the right of the middle, disagree to the left, neutral half on each side.

    Shares of the answers given, in percent of each item. `labels`: the five names of the scale, from disagree to agree.
    """
    names = _row_names([row.item for row in rows])
    values = [part for name, row in zip(names, rows, strict=True) for part in _likert_parts(name, row, labels)]
    scale = {"domain": list(labels), "range": list(LIKERT)}
    return _chart(
        values,
        height=ROW * len(rows),
        mark={"type": "bar", "height": {"band": 0.72}},
        encoding={
            "y": _rows_axis(names),
            "x": {
                "field": "start",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [-100, 100]},
                "axis": {"labelExpr": "abs(datum.value) + ' %'", "values": [-100, -50, 0, 50, 100]},
            },
            "x2": {"field": "end"},
            "color": {
                "field": "answer",
                "type": "nominal",
                "scale": scale,
                "legend": {"orient": "bottom", "title": None, "columns": 5},
            },
        },
    )


def _likert_parts(name: str, row: Answers, labels: Sequence[str]) -> list[dict[str, Any]]:
    """The five pieces of one bar, in percent from the middle; nothing for an item without answers."""
    total = sum(row.counts)
    if not total:
        return []
    shares = [100 * count / total for count in row.counts]
    start = -(shares[0] + shares[1] + shares[2] / 2)
    parts = []
    for label, share in zip(labels, shares, strict=True):
        parts.append({"row": name, "answer": label, "start": round(start, 4), "end": round(start + share, 4)})
        start += share
    return parts


def planned_realised(rows: Sequence[Pair], *, labels: tuple[str, str], unit: str = "") -> Spec:
    """Two bars per row: planned pale, realised strong. `labels`: the words for the two; `unit` is written at the axis."""
    groups = [Group(row.label, (row.planned, row.realised)) for row in rows]
    return grouped(groups, labels=labels, tones=(LIKERT[3], COLOURS["petrol"]), unit=unit)


def grouped(rows: Sequence[Group], *, labels: Sequence[str], tones: Sequence[str], unit: str = "") -> Spec:
    """Several bars per row, one per label in its tone (a colour); `unit` is written at the axis."""
    names = _row_names([row.label for row in rows])
    axis = _rows_axis(names)
    axis["scale"]["paddingInner"] = 0.28  # room between the rows, so that the bars of one read as a group
    values = [
        {"row": name, "which": which, "value": value}
        for name, row in zip(names, rows, strict=True)
        for which, value in zip(labels, row.values, strict=True)
    ]
    return _chart(
        values,
        height=(ROW + 12 * (len(labels) - 1)) * len(rows),
        mark={"type": "bar"},
        encoding={
            "y": axis,
            "yOffset": {"field": "which", "type": "nominal", "sort": list(labels)},
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": unit or None,
                "axis": {"format": ",.0f", "tickCount": 5},
            },
            "color": {
                "field": "which",
                "type": "nominal",
                "scale": {"domain": list(labels), "range": list(tones)},
                "legend": {"orient": "bottom", "title": None},
            },
        },
    )


def trend(points: Sequence[Point], *, unit: str = "", low: float | None = None, high: float | None = None) -> Spec:
    """Lines over the school years; a year without a value leaves a gap. `low` and `high`: the ends of the scale."""
    lines = list(dict.fromkeys(point.line for point in points))
    tones = [COLOURS[name] for name in ("petrol", "brick", "plum", "honey", "leaf")]
    scale = {"zero": False, "nice": True} if low is None or high is None else {"domain": [low, high]}
    several = {"orient": "bottom", "title": None} if len(lines) > 1 else None
    return _chart(
        [{"year": point.year, "value": point.value, "line": point.line} for point in points],
        height=220,
        mark={"type": "line", "point": {"size": 60, "filled": True}, "strokeWidth": 2.5, "invalid": "break-paths-show-domains"},
        encoding={
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": unit or None, "scale": scale, "axis": {"tickCount": 5}},
            "color": {
                "field": "line",
                "type": "nominal",
                "scale": {"domain": lines, "range": [tones[i % len(tones)] for i in range(len(lines))]},
                "legend": several,
            },
            # lines differ in shape too, for who cannot tell the colours apart
            "shape": {"field": "line", "type": "nominal", "scale": {"domain": lines}, "legend": None},
        },
    )  # fmt: skip


def narrow(spec: Spec) -> Spec:
    """The same chart for a phone: words keep their size, bars get shorter, and long names of rows stand above their bar."""
    drawn: Spec = {**spec, "width": NARROW}
    encoding: Spec = drawn["encoding"]
    if "x2" not in encoding:
        return drawn
    values = [{**value, "row": _two_lines(value["row"])} for value in spec["data"]["values"]]
    rows = [_two_lines(name) for name in encoding["y"]["scale"]["domain"]]
    above = {"labelAlign": "left", "labelBaseline": "top", "labelPadding": 0, "labelOffset": -HIGH_ROW / 2}
    y = {**encoding["y"], "scale": {"domain": rows}, "axis": {**encoding["y"]["axis"], **above}}
    colour = {**encoding["color"], "legend": {**encoding["color"]["legend"], "columns": 2}}
    return {
        **drawn,
        "width": NARROW + 100,
        "height": max(HIGH_ROW * len(rows), HIGH_ROW),
        "data": {"values": values},
        "mark": {"type": "bar", "height": 18, "yOffset": 16},
        "encoding": {**encoding, "y": y, "color": colour},
    }


def _two_lines(name: str) -> str:
    """A name that takes two lines, so that it ends just above its bar."""
    return name if "\n" in name else f"\u200b\n{name}"


def _rows_axis(order: Sequence[str]) -> Spec:
    """Rows from top to bottom in the given order, those without a bar too."""
    axis = {
        "labelLimit": 0,
        "labelExpr": "split(datum.label, '\\n')",
        "labelLineHeight": 15,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
        "grid": False,
    }
    return {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(order)},
        "title": None,
        "axis": axis,
    }


def _row_names(labels: Sequence[str]) -> list[str]:
    """The labels on at most two lines, cut off after that: the table has them in full. Equal ones still differ, unseen."""
    names: list[str] = []
    for label in labels:
        name = "\n".join(textwrap.wrap(label, 38, max_lines=2, placeholder=" …"))
        while name in names:
            name += "\u200b"
        names.append(name)
    return names


def _chart(values: list[dict[str, Any]], *, height: int, mark: Spec, encoding: Spec) -> Spec:
    """What all charts share: size, data and the look."""
    quiet = {"labelColor": COLOURS["soft"], "titleColor": COLOURS["soft"], "labelFont": TEXT, "titleFont": TEXT}
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": max(height, ROW),
        "background": None,
        "data": {"values": values},
        "mark": mark,
        "encoding": encoding,
        "config": {
            "font": TEXT,
            "view": {"stroke": None},
            "axis": {
                **quiet,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "gridColor": COLOURS["line"],
                "domainColor": COLOURS["line"],
                "tickColor": COLOURS["line"],
            },
            "axisY": {"labelColor": COLOURS["ink"]},
            "legend": {**quiet, "labelFontSize": 13, "symbolType": "square"},
            "title": {"font": HEADINGS, "color": COLOURS["petrol-dark"]},
        },
    }
