"""Markdown as data for paper: the same text as on the page becomes blocks that `house.typ` sets."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
Block = dict[str, Any]
Span = dict[str, Any]


def blocks(text: str, *, top: int = 2) -> list[Block]:
    """The text as nested blocks. Its highest heading gets level `top`, and no level is skipped, as PDF/UA asks."""
    tree, _ = _blocks(_reader.parse(text), 0)
    _settle_levels(tree, top)
    return tree


def _blocks(tokens: list[Token], start: int) -> tuple[list[Block], int]:
    """The blocks from `start` to the end of the surrounding one, and where that end is."""
    made: list[Block] = []
    here = start
    while here < len(tokens):
        token = tokens[here]
        if token.nesting == -1:
            return made, here
        if token.nesting == 1:
            inner, here = _blocks(tokens, here + 1)
            made.append(_block(token, inner))
        elif token.type == "inline":
            made.append({"kind": "text", "spans": _spans(token.children or [])})
        elif token.type in {"fence", "code_block"}:
            made.append({"kind": "code", "text": token.content})
        elif token.type == "hr":
            made.append({"kind": "rule"})
        here += 1
    return made, here


def _block(token: Token, inner: list[Block]) -> Block:
    """One block with what is in it; a paragraph and a heading hold their spans directly."""
    match token.type:
        case "heading_open":
            return {"kind": "heading", "level": int(token.tag[1]), "spans": inner[0]["spans"] if inner else []}
        case "paragraph_open":
            return {"kind": "paragraph", "spans": inner[0]["spans"] if inner else []}
        case "bullet_list_open":
            return {"kind": "bullets", "items": [item["blocks"] for item in inner]}
        case "ordered_list_open":
            return {
                "kind": "numbers",
                "start": int(token.attrGet("start") or 1),
                "items": [item["blocks"] for item in inner],
            }
        case "blockquote_open":
            return {"kind": "quote", "blocks": inner}
        case _:
            return {"kind": "item", "blocks": inner}


def _spans(tokens: list[Token]) -> list[Span]:
    """The pieces of a line: text with its emphasis and its link. A picture leaves its description."""
    made: list[Span] = []
    strong = emph = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emph += token.nesting
            case "link_open":
                href = str(token.attrGet("href") or "")
                link = href if href.startswith(SAFE_SCHEMES) else ""
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                made.append({"text": "\n"})
            case _ if token.content:
                code = token.type == "code_inline"
                made.append({"text": token.content, "strong": strong > 0, "emph": emph > 0, "code": code, "link": link})
    return made


def _settle_levels(tree: list[Block], top: int) -> None:
    """Shift the headings so that the highest is `top` and each is at most one deeper than the one before."""
    headings = [block for block in tree if block["kind"] == "heading"]
    highest = min((block["level"] for block in headings), default=1)
    before = top - 1
    for block in headings:
        before = block["level"] = min(top + block["level"] - highest, before + 1)
    _demote_inner(tree, outer=True)


def _demote_inner(tree: list[Block], *, outer: bool) -> None:
    """A heading inside a list or quotation is no heading of the document: set it as a strong line."""
    for block in tree:
        if block["kind"] == "heading" and not outer:
            block["kind"] = "paragraph"
            for span in block["spans"]:
                span["strong"] = True
        for inner in [block.get("blocks", []), *block.get("items", [])]:
            _demote_inner(inner, outer=False)
