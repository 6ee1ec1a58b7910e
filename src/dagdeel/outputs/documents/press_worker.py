"""The press itself: a small program that renders, one job at a time, until its input ends.

Run as a program of its own and never imported: Typst and vl-convert keep threads that do not survive a fork, so they live in no
process that serves pages. A job is one line of JSON; an answer is one byte (`+` or `-`), eight bytes of length, and as many bytes.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

FONTS = Path(__file__).parent / "fonts"


def pdf(job: dict[str, Any]) -> bytes:
    """A Typst template and its data → PDF. No network: packages are neither found nor fetched."""
    import typst

    made = typst.compile(
        Path(job["file"]),
        root=Path(job["root"]),
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=job["inputs"],
        pdf_standards=job["standards"],
        package_path=FONTS,
        package_cache_path=FONTS,
    )
    return bytes(made)


def svg(job: dict[str, Any]) -> bytes:
    """A Vega-Lite specification → SVG. No network: data stands in the specification."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    made: str = vl_convert.vegalite_to_svg(
        job["spec"], format_locale=job["locale"], time_format_locale=job["locale"], allowed_base_urls=[]
    )
    return made.encode()


KINDS = {"pdf": pdf, "svg": svg}


def serve(source: BinaryIO, answers: BinaryIO) -> None:
    """Answer every job; what goes wrong in one is said in its answer and harms no other."""
    for line in source:
        job = json.loads(line)
        try:
            mark, made = b"+", KINDS[job["kind"]](job)
        except Exception as no:
            mark, made = b"-", str(getattr(no, "diagnostic", None) or f"{type(no).__name__}: {no}").encode()
        answers.write(mark + len(made).to_bytes(8, "big") + made)
        answers.flush()


if __name__ == "__main__":
    # Libraries may print; keep the channel of answers for ourselves and let what they print go nowhere.
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(sys.stdin.buffer, channel)
