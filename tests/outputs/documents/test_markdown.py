"""Markdown as data for paper."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.outputs.documents.markdown import Block, blocks


def test_no_heading_level_is_skipped() -> None:
    assert [b["level"] for b in blocks("# a\n\n#### b\n\n## c", top=3) if b["kind"] == "heading"] == [3, 4, 4]


def test_emphasis_links_and_breaks_stay() -> None:
    (block,) = blocks("een **sterk** *woord*\n[hier](https://example.org/)")
    assert [(s["text"], s.get("strong"), s.get("emph"), s.get("link")) for s in block["spans"]] == [
        ("een ", False, False, ""),
        ("sterk", True, False, ""),
        (" ", False, False, ""),
        ("woord", False, True, ""),
        ("\n", None, None, None),
        ("hier", False, False, "https://example.org/"),
    ]


def test_a_link_that_is_no_address_leaves_its_words() -> None:
    (block,) = blocks("[hier](/intern) <b>html</b>")
    assert [s["link"] for s in block["spans"]] == ["", "", ""] or all(not s["link"] for s in block["spans"])


def test_a_heading_inside_a_list_is_a_strong_line() -> None:
    (block,) = blocks("- # kop")
    assert block["items"] == [
        [
            {
                "kind": "paragraph",
                "level": 1,
                "spans": [{"text": "kop", "strong": True, "emph": False, "code": False, "link": ""}],
            }
        ]
    ]


@settings(deadline=None)  # a busy computer is no fault
@given(st.text())
def test_any_text_becomes_blocks_that_the_house_knows(text: str) -> None:
    known = {"heading", "paragraph", "text", "bullets", "numbers", "quote", "code", "rule"}

    def walk(tree: list[Block]) -> None:
        for block in tree:
            assert block["kind"] in known
            for inner in [block.get("blocks", []), *block.get("items", [])]:
                walk(inner)

    walk(blocks(text))
