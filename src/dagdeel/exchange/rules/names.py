"""Dutch names as lists have them: in one cell or in parts, the particle before or after, initials instead of a name."""

import re
from typing import Final

PARTICLES: Final = frozenset(
    {
        "van", "de", "den", "der", "het", "ten", "ter", "te", "vd", "v/d", "in", "op", "'t", "'s", "d'", "la", "le",
        "les", "du", "des", "da", "di", "dos", "von", "zu", "zum", "zur", "af", "al", "el", "ben", "bij", "onder",
        "over", "uit", "voor", "aan", "auf", "l'",
    }
)  # fmt: skip
WRITTEN: Final = {"vd": "van de", "v/d": "van de", "v.d.": "van de", "v d": "van de"}
INITIALS: Final = re.compile(r"(?:[A-ZÀ-Þ][a-z]{0,2}\.\s?)+[A-ZÀ-Þ]?\.?|[A-Z]{1,4}")
TITLES: Final = re.compile(
    r"^(?:(?:dhr|mw|mevr|mevrouw|meneer|de heer|drs|dr|ir|ing|mr|prof|bc|ba|ma|msc|bsc)\b\.?\s+)+", re.IGNORECASE
)
Parts = tuple[str, str, str]  # given name, prefix, surname


def split(text: str) -> Parts:
    """“Anna van der Spek”, “Spek, Anna van der”, “van der Spek, A.” and the like; all that is not sure belongs to the surname."""
    text = TITLES.sub("", re.sub(r"\s*\([^)]*\)\s*$", "", text)).strip()
    front, comma, back = text.partition(",")
    if comma:
        words = back.split()
        tail = _last_particles(words)
        prefix, surname = particle_first(front.strip())
        return " ".join(words[: len(words) - tail]), prefix or prefix_of(" ".join(words[len(words) - tail :])), surname
    words = text.split()
    if len(words) < 2:
        return "", "", text
    if _is_particle(words[0]):
        return "", *particle_first(text)
    first = next((at for at, word in enumerate(words) if _is_particle(word)), None)
    if first is None:
        first = 1 if len(words) == 2 or not INITIALS.fullmatch(words[0]) else _initials(words)
    prefix, surname = particle_first(" ".join(words[first:]))
    return " ".join(words[:first]), prefix, surname


def _initials(words: list[str]) -> int:
    """How many words in front are initials: at least one, and a surname stays."""
    number = next((at for at, word in enumerate(words) if not INITIALS.fullmatch(word)), 1)
    return max(1, min(number, len(words) - 1))


def particle_first(text: str) -> tuple[str, str]:
    """Prefix and surname of “van der Spek”, and of “Spek, van der”."""
    front, comma, back = text.partition(",")
    if comma and back.strip() and all(_is_particle(word) for word in back.split()):
        return prefix_of(back), front.strip()
    words = text.split()
    number = next((at for at, word in enumerate(words) if not _is_particle(word)), 0)
    if number >= len(words):
        return "", text
    return prefix_of(" ".join(words[:number])), " ".join(words[number:])


def _last_particles(words: list[str]) -> int:
    number = 0
    while number < len(words) and _is_particle(words[-1 - number]):
        number += 1
    return number


def _is_particle(word: str) -> bool:
    return word.casefold().replace("’", "'").replace("‘", "'").rstrip(".") in PARTICLES or word.casefold() in WRITTEN


def prefix_of(text: str) -> str:
    """Prefixes in small letters, abbreviations written out."""
    plain = " ".join(text.split()).casefold().replace("’", "'").replace("‘", "'")
    return WRITTEN.get(plain, plain)
