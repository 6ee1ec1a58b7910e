"""What a page weighs on a slow connection: itself, its styles and its scripts, as they are sent.

Styles and scripts are sent compressed. A page is not: compressed, its length could tell what is secret in it. Pictures
are weighed apart, the drawn charts in the page as well; fonts come once, and after the words.
"""

import gzip
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

BESIDE = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="/static/([^"?]+\.(?:js|css))"')
CHART = re.compile(r'<svg\b[^>]*\bclass="chart".*?</svg>', re.DOTALL)


def weight(html: bytes) -> dict[str, int]:
    """Bytes of the page without its charts, of its styles, of its scripts, and of its charts."""
    text = html.decode()
    pictures = sum(len(chart.encode()) for chart in CHART.findall(text))
    sent = {"html": len(html) - pictures, "css": 0, "js": 0, "pictures": pictures}
    for name in set(BESIDE.findall(text)):
        sent[name.rpartition(".")[2]] += _compressed(name)
    return sent


def without_pictures(html: bytes) -> int:
    """What has to arrive before somebody can read and use the page."""
    parts = weight(html)
    return parts["html"] + parts["css"] + parts["js"]


@cache
def _compressed(name: str) -> int:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return len(gzip.compress(Path(path).read_bytes()))
