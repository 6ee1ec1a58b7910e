"""Charts as Vega-Lite specifications: plain dicts, made from plain values, drawn the same on page and paper.

Every chart has its table beside it on the page; what a chart says in one sentence is its `alt`.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dagdeel.outputs.look import COLOURS, HEADINGS, LIKERT, TEXT

Spec = dict[str, Any]
Drawn = tuple[Spec, str]  # a chart, and the sentence that it says
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 480  # pixels of the plot without its labels
ROW = 34  # pixels for one bar with the room around it
NARROW = 200  # pixels of the plot on a phone, beside short labels
SHORT = 20  # letters on a line of a name that stands in front of its row on a phone
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
    """A value in a school year, of one of the lines of a trend; None where there is none to show.

    `low` to `high`: its interval, drawn as a band around the line.
    """

    year: str
    value: float | None
    line: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A mean with its interval, in a row, as one side sees it."""

    row: str
    side: str
    value: float
    low: float
    high: float


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
                "legend": {"orient": "bottom", "title": None} if len(labels) > 1 else None,
            },
        },
    )


def trend(points: Sequence[Point], *, unit: str = "", low: float | None = None, high: float | None = None) -> Spec:
    """Lines over the school years; a year without a value leaves a gap. `low` and `high`: the ends of the scale."""
    lines = list(dict.fromkeys(point.line for point in points))
    scale = {"zero": False, "nice": True} if low is None or high is None else {"domain": [low, high]}
    several = {"orient": "bottom", "title": None, "symbolOpacity": 1, "labelLimit": 0} if len(lines) > 1 else None
    y = {"field": "value", "type": "quantitative", "title": unit or None, "scale": scale, "axis": {"tickCount": 5}}
    line = {
        "type": "line",
        "point": {"size": 60, "filled": True},
        "strokeWidth": 2.5,
        "invalid": "break-paths-show-domains",
    }
    encoding: Spec = {
        "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
        "y": y,
        "color": {"field": "line", "type": "nominal", "scale": _tones(lines), "legend": several},
        # lines differ in shape too, for who cannot tell the colours apart
        "shape": {"field": "line", "type": "nominal", "scale": {"domain": lines}, "legend": None},
    }
    values = [{"year": point.year, "value": point.value, "line": point.line} for point in points]
    if not any(point.low is not None for point in points):
        return _chart(values, height=220, mark=line, encoding=encoding)
    for value, point in zip(values, points, strict=True):
        value |= {"low": point.low, "high": point.high}
    shared = {key: encoding[key] for key in ("x", "color")}
    spread = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    known = {"filter": "isValid(datum.low)"}
    layers: list[Spec] = [
        {"mark": {"type": "area", "opacity": 0.16, "invalid": "break-paths-show-domains"}, "encoding": spread},
        # the only way to see the interval of a year that stands between two gaps
        {"transform": [known], "mark": {"type": "rule", "opacity": 0.5, "strokeWidth": 1.5}, "encoding": spread},
        {"mark": line, "encoding": {"y": y, "shape": encoding["shape"]}},
    ]
    return _layered(values, height=220, layers=layers, encoding=shared)


def intervals(dots: Sequence[Dot], *, low: float, high: float, unit: str = "") -> Spec:
    """A dot for each mean and a line for its interval; in a row a line for each side. `low` and `high`: the ends of the scale."""
    rows, sides = (list(dict.fromkeys(names)) for names in ([dot.row for dot in dots], [dot.side for dot in dots]))
    names = dict(zip(rows, _row_names(rows), strict=True))
    values = [
        {"row": names[dot.row], "side": dot.side, "value": dot.value, "low": dot.low, "high": dot.high} for dot in dots
    ]
    axis = _rows_axis(list(names.values()))
    axis["scale"]["paddingInner"] = 0.28  # room between the rows, so that the sides of one read as a group
    x = {
        "field": "value",
        "type": "quantitative",
        "title": unit or None,
        "scale": {"domain": [low, high]},
        "axis": {"tickCount": 5},
    }
    several = (
        {"orient": "bottom", "title": None, "columns": 2, "symbolOpacity": 1, "labelLimit": 0}
        if len(sides) > 1
        else None
    )
    encoding = {
        "y": axis,
        "yOffset": {"field": "side", "type": "nominal", "sort": sides, "scale": {"domain": sides}},
        "color": {"field": "side", "type": "nominal", "scale": _tones(sides), "legend": several},
    }
    shape = {"field": "side", "type": "nominal", "scale": {"domain": sides}, "legend": None}
    spread = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.55}, "encoding": spread},
        {"mark": {"type": "point", "filled": True, "size": 75, "opacity": 1}, "encoding": {"x": x, "shape": shape}},
    ]  # fmt: skip
    return _layered(values, height=(ROW + 14 * (len(sides) - 1)) * len(rows), layers=layers, encoding=encoding)


def _tones(names: Sequence[str]) -> Spec:
    """A colour for each, which stays the same from picture to picture with the same names."""
    tones = [COLOURS[name] for name in ("petrol", "brick", "plum", "honey", "leaf")]
    return {"domain": list(names), "range": [tones[i % len(tones)] for i in range(len(names))]}


def narrow(spec: Spec) -> Spec:
    """The same chart for a phone: words keep their size, bars get shorter, and long names of rows stand above their bar."""
    drawn: Spec = {**spec, "width": NARROW}
    encoding: Spec = drawn["encoding"]
    if "yOffset" in encoding:
        return _in_short_lines(drawn)
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


def _in_short_lines(drawn: Spec) -> Spec:
    """Rows with several sides keep their names in front of them, in more and shorter lines."""
    y = drawn["encoding"]["y"]
    names = {name: "\n".join(textwrap.wrap(name.replace("\n", " "), SHORT)) for name in y["scale"]["domain"]}
    values = [{**value, "row": names[value["row"]]} for value in drawn["data"]["values"]]
    y = {**y, "scale": {**y["scale"], "domain": list(names.values())}}
    encoding = {**drawn["encoding"], "y": y}
    if colour := encoding["color"]["legend"]:
        encoding["color"] = {**encoding["color"], "legend": {**colour, "columns": 1}}
    tallest = max((name.count("\n") + 2 for name in names.values()), default=0)
    height = max(drawn["height"], 15 * tallest * len(names))
    return {**drawn, "height": height, "data": {"values": values}, "encoding": encoding}


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


def _layered(values: list[dict[str, Any]], *, height: int, layers: list[Spec], encoding: Spec) -> Spec:
    """Several marks over each other, with what they share."""
    drawn = _chart(values, height=height, mark={}, encoding=encoding)
    del drawn["mark"]
    return {**drawn, "layer": layers}


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
