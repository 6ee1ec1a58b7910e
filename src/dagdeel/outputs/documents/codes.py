"""Codes to scan (QR, ISO/IEC 18004), as SVG. What is in them is an address of ours, not typed by anybody."""

import io
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

INK = "#0a4247"  # petrol-dark of tokens.css: more than 10:1 on paper


def qr(text: str) -> str:
    """For paper: without a margin, for the page around it is one."""
    return _svg(text, border=0, scale=4, dark=INK)


def qr_for_page(text: str) -> SafeString:
    """For a screen: as large as its place, in the colours of the page."""
    return mark_safe(_svg(text, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308 (made by segno from an address of ours)


def _svg(text: str, **looks: Any) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, **looks)
    return out.getvalue().decode()
