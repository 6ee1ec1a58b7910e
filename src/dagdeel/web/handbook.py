"""The handbooks: one per role in each language, as Markdown files, with links to pages and the own names of roles.

In a file `[text](page:choices:index)` leads to a page, `{head}` is what the partnership calls that role, and what stands in bold
are words of the screen. `## Title {#anchor}` begins a section; an anchor is the same in every language.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.rules import folded
from dagdeel.base.ui import pronouns
from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import pdf

FOLDER = Path(__file__).parent / "handbooks"
SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z-]+)\}$", re.MULTILINE)
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\(page:(?P<page>[a-z_:]+)\)")
ROLE = re.compile(r"\{(?P<role>[a-z_]+)\}")
MARKS = re.compile(r"[*`]|^- ", re.MULTILINE)
SNIPPET = 180  # characters around what was found


@dataclass(frozen=True, slots=True)
class Section:
    """One subject: what it is called, where it stands, and its Markdown."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """The handbook of one role."""

    role: Role
    introduction: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A section in which all words were found, with the sentence around the first."""

    role: Role
    section: Section
    snippet: str


def _read(role: Role, language: str) -> Handbook:
    """The handbook as it stands in its file, in the words of the partnership."""
    return _taken_apart(role, language, pronouns.current())


@cache
def _taken_apart(role: Role, language: str, pronoun: str) -> Handbook:
    text = (FOLDER / language / f"{role.value}.md").read_text(encoding="utf-8")
    text = pronouns.in_words_of(pronoun, text)
    introduction, *rest = SECTION.split(text)
    parts = zip(rest[0::3], rest[1::3], rest[2::3], strict=True)
    sections = tuple(Section(anchor, title, words.strip()) for title, anchor, words in parts)
    return Handbook(role, introduction.strip(), sections)


def handbook(
    role: Role, labels: Mapping[str, str], address: Callable[[str], str], language: str | None = None
) -> Handbook:
    """The handbook of a role with the names of roles filled in, and a link where `address` knows one for a page."""
    found = _read(role, (language or get_language() or "nl")[:2])

    def settled(text: str) -> str:
        named = ROLE.sub(lambda it: label_of(Role(it["role"]), labels), text)
        return LINK.sub(lambda it: _link(it["text"], address(it["page"])), named)

    sections = tuple(Section(part.anchor, settled(part.title), settled(part.text)) for part in found.sections)
    return Handbook(role, settled(found.introduction), sections)


def _link(text: str, url: str) -> str:
    return f"[{text}]({url})" if url else text


def label_of(role: Role, labels: Mapping[str, str]) -> str:
    """What the partnership calls a role."""
    return str(labels.get(role.value) or role.label)


def own_first(roles: Iterable[Role]) -> list[Role]:
    """Every role, those that somebody holds first."""
    held = set(roles)
    return [*(role for role in Role if role in held), *(role for role in Role if role not in held)]


def about(anchor: str, roles: Iterable[Role]) -> Role | None:
    """In whose handbook a subject stands, the own ones first; None when it stands in none."""
    for role in own_first(roles):
        if _tells(role, anchor):
            return role
    return None


# Which subject a page is about: by the name of the page, else by its step; of several the first in the own handbooks
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "guide": ("start",),
    "administration": ("people",),
    "administration:settings": ("settings",),
    "exchange": ("people",),
    "exchange:archive": ("report",),
    "catalogue": ("workshops", "texts", "materials", "choice"),
    "catalogue:proposals": ("ideas", "workshops"),
    "catalogue:propose": ("ideas",),
    "choices": ("choice", "year"),
    "choices:rule": ("participation", "choice"),
    "choices:mentors": ("participation", "choice"),
    "choices:wishes": ("wishes", "choice"),
    "trainers": ("trainers", "availability"),
    "trainers:availability": ("availability", "trainers"),
    "planning": ("plan", "confirm", "rooms", "year"),
    "planning:mine": ("confirm",),
    "enrolment": ("enrolment", "enrol", "progress"),
    "enrolment:invitation": ("invitation", "enrolment"),
    "enrolment:letterhead": ("invitation", "enrolment"),
    "attendance": ("attendance", "day", "progress"),
    "certificates": ("certificates", "certificate", "hours", "attendance", "progress"),
    "evaluation": ("instruments", "evaluation", "results"),
    "budget": ("budget", "rates", "money", "costs"),
    "budget:settings": ("rates",),
    "budget:actuals": ("actuals", "rates"),
    "budget:import": ("actuals", "rates"),
    "budget:schools": ("schools", "costs", "money", "rates"),
    "decisions": ("consequences", "decisions", "evaluation", "said", "report"),
    "decisions:meetings": ("meetings", "consequences"),
    "decisions:next_year": ("next-year",),
    "reporting": ("report", "year", "evaluation"),
    "mail": ("mail",),
    "mail_kinds": ("mail",),
    "mail_year": ("mail",),
    "worker": ("mail",),
}


def subject_of(page: str, roles: Iterable[Role]) -> tuple[Role, str]:
    """Whose handbook says most about a page, and under which anchor; the own handbook from its beginning when none does."""
    anchors = SUBJECTS.get(page) or SUBJECTS.get(page.partition(":")[0], ())
    held = own_first(roles)
    own = next(
        ((role, anchor) for anchor in anchors for role in held if role in set(roles) and _tells(role, anchor)), None
    )
    return own or (held[0], "")


def _tells(role: Role, anchor: str) -> bool:
    return any(section.anchor == anchor for section in _read(role, "nl").sections)


def search(words: str, roles: Iterable[Role], labels: Mapping[str, str]) -> list[Found]:
    """The sections that hold every word, the own handbooks first, and first those with a word in their title."""
    wanted = folded(words).split()
    if not wanted:
        return []
    found: list[tuple[bool, Found]] = []
    for role in own_first(roles):
        for section in handbook(role, labels, lambda _page: "").sections:
            title, text = folded(section.title), folded(section.text)
            if all(word in title or word in text for word in wanted):
                found.append((any(word in title for word in wanted), Found(role, section, _snippet(section, wanted))))
    return [item for _in_title, item in sorted(found, key=lambda it: not it[0])]


def _snippet(section: Section, wanted: list[str]) -> str:
    """The first sentence with one of the words, without marks; else the first of the section."""
    plain = " ".join(MARKS.sub("", section.text).split())
    sentences = re.split(r"(?<=[.?!])\s", plain)
    chosen = next((it for it in sentences if any(word in folded(it) for word in wanted)), sentences[0])
    return chosen if len(chosen) <= SNIPPET else f"{chosen[:SNIPPET].rsplit(' ', 1)[0]} …"


def title_of(role: Role, labels: Mapping[str, str]) -> str:
    """Handbook: head."""
    return _("Handbook: %(role)s") % {"role": label_of(role, labels)}


def handbook_pdf(book: Handbook, *, labels: Mapping[str, str], partnership: str) -> bytes:
    """The handbook as a tagged PDF in the language of the reader; raises RenderingFailed."""
    title = title_of(book.role, labels)
    data: dict[str, Any] = {
        "owner": partnership,
        "eyebrow": "Dagdeel",
        "title": title,
        "lead": book.introduction,
        "contents": _("Contents"),
        "sections": [{"title": part.title, "text": blocks(part.text, top=3)} for part in book.sections],
    }
    return pdf("documents/manual", data, title=title, lang=(get_language() or "nl")[:2])
