"""Paper: a tagged PDF from a template and data, made by a program that cannot hang us."""

import io
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pypdf import PdfReader

from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import Press, RenderingFailed, pdf

TEXT = """# Wat we doen

We oefenen **samen** met een *gesprek*, zie [de site](https://example.org/).

### Een kop die een niveau overslaat

1. eerst
2. dan
   - dieper

> een citaat
"""


def specimen(**fields: Any) -> dict[str, Any]:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#0e5a61"/></svg>'
    return {
        "partnership": "Opleidingsschool De Proef",
        "title": "Jaarverslag 2016-2017",
        "eyebrow": "Opleidingsschool De Proef",
        "lead": "Zo liep het jaar.",
        "facts": [["Scholen", "8"], ["Instituten", "2"]],
        "state": "klaar",
        "text_title": "Toelichting",
        "text": blocks(TEXT, top=3),
        "table_title": "Cijfers",
        "header": ["Workshop", "Mensen"],
        "rows": [["Feedback geven", 18], ["Coachen", 12]],
        "svg": svg,
        "alt": "Een blauw vlak",
        "caption": "Deelname",
        "signed_by": "Anna van der Spek",
        "role": "programmaleider",
        **fields,
    }


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def words(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def structure(reader: PdfReader) -> list[str]:
    """The names of all tags in the order in which they are read."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_document_is_tagged_and_says_its_title_and_language(lang: str) -> None:
    reader = read(pdf("documents/specimen", specimen(), title="Jaarverslag", lang=lang))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"][:2] == lang
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Jaarverslag"
    assert ("pagina" if lang == "nl" else "page") in words(reader)


def test_headings_tables_lists_and_pictures_carry_their_tags() -> None:
    tags = structure(read(pdf("documents/specimen", specimen(), title="Jaarverslag")))
    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/L", "/LI", "/Figure", "/Link"} <= set(tags)
    assert tags.index("/H1") < tags.index("/H2") < tags.index("/H3")


def test_what_people_type_stays_text() -> None:
    said = '#panic("x") $x$ @ref <label> *ster* \\ `code` #read("/settings.py") {{ data }}'
    text = words(read(pdf("documents/specimen", specimen(lead=said), title=said))).replace("\n", " ")
    assert '#panic("x") $x$ @ref <label> *ster*' in text
    assert '#read("/settings.py")' in text


def test_names_from_many_languages_have_their_letters() -> None:
    said = "IJsberg Özcan Şahin Çelik Ğ ı Łukasz Ćosić Nguyễn ĳ €"
    reader = read(pdf("documents/specimen", specimen(lead=said), title="Namen"))
    assert "IJsberg Özcan Şahin Çelik Ğ ı Łukasz Ćosić" in words(reader)
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = {str(font.get_object()["/BaseFont"]) for found in resources for font in found["/Font"].values()}
    assert all("Literata" in name or "AtkinsonHyperlegible" in name for name in fonts)


def test_a_picture_without_description_is_refused() -> None:
    with pytest.raises(RenderingFailed, match="alt"):
        pdf("documents/specimen", specimen(alt=None), title="Jaarverslag")


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(RenderingFailed, match=r"typst/nothing\.typ in documents"):
        pdf("documents/nothing", {}, title="Niets")


def test_after_a_job_that_takes_too_long_the_next_one_is_made() -> None:
    press = Press()
    job = {"kind": "svg", "locale": "nl-NL", "spec": {"data": {"values": [{"a": 1}]}, "mark": "bar"}}
    with pytest.raises(RenderingFailed, match="seconds"):
        press.ask(job, limit=0.001)
    assert press.ask(job).startswith(b"<svg")
    press.close()


def test_a_broken_job_leaves_the_press_running() -> None:
    press = Press()
    with pytest.raises(RenderingFailed):
        press.ask({"kind": "svg", "locale": "nl-NL", "spec": {"mark": "no such mark"}})
    first = press._program
    job = {"kind": "svg", "locale": "nl-NL", "spec": {"data": {"values": [{"a": 1}]}, "mark": "bar"}}
    assert press.ask(job).startswith(b"<svg")
    assert press._program is first
    press.close()


def test_threads_share_one_press() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: pdf("documents/specimen", specimen(lead=f"nummer {n}"), title="T"), range(8)))
    assert [f"nummer {n}" in words(read(one)) for n, one in enumerate(made)] == [True] * 8


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_renders_too() -> None:
    pdf("documents/specimen", specimen(), title="parent")
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    with multiprocessing.get_context("fork").Pool(1) as pool:
        made = pool.apply_async(_in_child).get(timeout=60)
    assert made.startswith(b"%PDF")
    assert pdf("documents/specimen", specimen(), title="parent again").startswith(b"%PDF")


def _in_child() -> bytes:
    from dagdeel.outputs.documents.press import PRESS

    made = pdf("documents/specimen", specimen(), title="child")
    PRESS.close()
    return made
