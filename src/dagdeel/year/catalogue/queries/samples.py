"""The quick way to a brochure: the nine themes as examples in each language of the product, and what is ready to be published."""

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui import pronouns
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import edition_lines
from dagdeel.year.catalogue.states import EditionState

FOLDER = Path(__file__).resolve().parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """A workshop as an example tells it."""

    key: str
    title: str
    summary: str
    audience: str
    level: str
    prior_knowledge: str
    goals: tuple[str, ...]
    content: str
    methods: str
    preparation: str
    competence: str
    equipment: str

    @property
    def fields(self) -> dict[str, Any]:
        """Its words, by the fields of an edition; title and goals stand beside them."""
        return {name: value for name, value in asdict(self).items() if name not in {"key", "title", "goals"}}


def samples(language: str) -> dict[str, Sample]:
    """The examples of a language by their key, in the words of the partnership and the order of the file; English for a
    language without its own.
    """
    return _read(language, pronouns.current())


@cache
def _read(language: str, pronoun: str) -> dict[str, Sample]:
    file = FOLDER / f"{language[:2]}.toml"
    text = (file if file.exists() else FOLDER / "en.toml").read_text(encoding="utf-8")
    told = tomllib.loads(pronouns.in_words_of(pronoun, text))
    return {
        key: Sample(
            key=key,
            goals=tuple(words.pop("goals")),
            content=words.pop("content").strip(),
            **words,
        )
        for key, words in told.items()
    }


def samples_left(year: ProgrammeYear, language: str) -> list[Sample]:
    """The examples that the year does not have yet: neither begun from it, nor under the same name. One query."""
    begun = Edition.objects.filter(year=year).values_list("sample", "workshop__name")
    keys, names = {key for key, _ in begun}, {name for _, name in begun}
    return [it for it in samples(language).values() if it.key not in keys and it.title not in names]


def ready_to_publish(year: ProgrammeYear) -> tuple[Edition, ...]:
    """The drafts and the editions in review that lack nothing, in the order of the brochure. Two queries."""
    waiting = {EditionState.DRAFT, EditionState.REVIEW}
    lines = edition_lines(year)
    return tuple(line.edition for line in lines if line.edition.state in waiting and line.is_complete)
