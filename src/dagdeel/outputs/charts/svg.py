"""Draw a chart: a Vega-Lite specification becomes an SVG that may stand inside a page under our strict CSP."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any
from xml.etree import ElementTree as Tree

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dagdeel.outputs.charts.specs import Drawn, Spec, narrow
from dagdeel.outputs.documents.press import PRESS

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
KEPT = 256  # drawings in memory; one is about 10 kB
NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath", "linearGradient", "stop",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "id", "width", "height", "viewBox", "version", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "r", "cx",
    "cy", "rx", "ry", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-miterlimit",
    "stroke-linecap", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor",
    "dominant-baseline", "clip-path", "offset", "stop-color",
})  # fmt: skip


class Gallery:
    """The drawings made last, by the hash of what they show. Safe for threads; each process has its own."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> str | None:
        """The drawing, if it is still kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, drawing: str) -> None:
        """Keep it, and let the one go that nobody asked for longest."""
        with self._lock:
            self._kept[key] = drawing
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


GALLERY = Gallery()


def svg(spec: Mapping[str, Any], *, alt: str, lang: str | None = None) -> SafeString:
    """The chart as SVG text for page and paper; raises RenderingFailed. `alt` is what the picture says, read aloud as its title.

    `lang` (else the active language) decides how numbers are written.
    """
    locale = LOCALES[(lang or get_language() or "nl")[:2]]
    written = json.dumps([spec, str(alt), locale], sort_keys=True)
    key = hashlib.sha256(written.encode()).hexdigest()
    drawing = GALLERY.get(key)
    if drawing is None:
        drawn = PRESS.ask({"kind": "svg", "spec": spec, "locale": locale}).decode()
        drawing = inline(drawn, alt=str(alt), name=key[:12])
        GALLERY.put(key, drawing)
    return mark_safe(drawing)  # noqa: S308 (rebuilt from allowed elements and attributes only)


def for_page(spec: Spec, *, alt: str) -> SafeString:
    """The chart for a page: as it is, and beside it for phones; the page shows one of the two. Raises RenderingFailed."""
    both = svg(spec, alt=alt), svg(narrow(spec), alt=alt)
    return format_html('<div class="chart-wide">{}</div><div class="chart-narrow">{}</div>', *both)


def shown(drawn: Drawn | None) -> SafeString | None:
    """The picture for a page; None when there is none. Raises RenderingFailed."""
    return for_page(drawn[0], alt=drawn[1]) if drawn else None


def inline(drawn: str, *, alt: str, name: str) -> str:
    """The drawing rebuilt from what we allow: no styles, scripts, links or foreign things; a role and a title.

    Its ids get `name` in front, so that two drawings can stand in one page.
    """
    root = Tree.fromstring(drawn)  # noqa: S314 (our own renderer's output, not an upload)
    _clean(root, name)
    root.set("role", "img")
    root.set("class", "chart")
    root.set("aria-labelledby", f"{name}-title")
    title = Tree.Element(f"{{{NAMESPACE}}}title", {"id": f"{name}-title"})
    title.text = alt
    root.insert(0, title)
    Tree.register_namespace("", NAMESPACE)
    return Tree.tostring(root, encoding="unicode")


def _clean(node: Tree.Element, name: str) -> None:
    """Keep what is allowed, at every depth. Names and roles of single marks would be read aloud piece by piece: they go."""
    for key, value in list(node.attrib.items()):
        if key not in ATTRIBUTES:
            del node.attrib[key]
        elif key == "id":
            node.set(key, f"{name}-{value}")
        elif "url(#" in value:
            node.set(key, value.replace("url(#", f"url(#{name}-"))
        elif "url(" in value:
            del node.attrib[key]
    for child in list(node):
        if _short(child.tag) not in ELEMENTS:
            node.remove(child)
        else:
            _clean(child, name)


def _short(tag: str) -> str:
    return tag.removeprefix(f"{{{NAMESPACE}}}")
