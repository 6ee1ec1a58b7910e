"""What a page weighs on a slow connection: itself and its styles and scripts, as sent, without pictures and fonts."""

import gzip
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

# Styles and scripts are sent compressed. A page itself is not: compressed, its length could tell what is secret in it.
BESIDE = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="/static/([^"?]+\.(?:js|css))"')


def weight(html: bytes) -> dict[str, int]:
    """Bytes of the page, of its styles and of its scripts."""
    sent = {"html": len(html), "css": 0, "js": 0}
    for name in set(BESIDE.findall(html.decode())):
        sent[name.rpartition(".")[2]] += _compressed(name)
    return sent


@cache
def _compressed(name: str) -> int:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return len(gzip.compress(Path(path).read_bytes()))
