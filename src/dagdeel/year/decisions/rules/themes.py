"""What comes back in remarks: words that belong together, counted once a remark. Transparent on purpose: a list, no model.

A word belongs to a theme when it begins with one of the theme's beginnings. Other words are a theme of their own, under what is
left without a plural's ending. Small words, and words written with a capital inside a sentence (names), are no theme. Whether a
remark is glad or sorry is not looked at: that is for who reads it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dagdeel.year.decisions.states import ThemeGroup

BEGINNINGS: dict[str, tuple[str, ...]] = {
    ThemeGroup.TIME: ("tijd", "uur", "kort", "lang", "duur", "haast", "snel", "stoom", "time", "hour", "short", "long"),
    ThemeGroup.FOOD: (
        "eten", "maaltijd", "lunch", "soep", "koffie", "thee", "brood", "cater", "drink", "food", "meal", "coffee", "soup",
    ),
    ThemeGroup.PRACTISING: ("oefen", "rollenspel", "uitprober", "practi", "exercis"),
    ThemeGroup.GROUP: ("groep", "deelnemer", "collega", "group", "participant", "colleague"),
    ThemeGroup.ROOM: ("lokaal", "lokalen", "zaal", "ruimte", "ruimtes", "beamer", "geluid", "room", "noise"),
    ThemeGroup.MATERIAL: ("materia", "kijkwijzer", "hand-out", "hand-outs", "handout", "kaart", "boek", "material"),
    ThemeGroup.TRAINER: ("trainer", "uitleg", "docent", "teacher", "explan"),
    ThemeGroup.DATES: ("datum", "data", "rooster", "middag", "ochtend", "moment", "tijdstip", "vrijdag", "date", "timetable"),
    ThemeGroup.USE: ("praktijk", "toepas", "begeleid", "bruikbaar", "lessen", "student", "klas", "useful", "lesson", "class"),
}  # fmt: skip
SMALL_WORDS = (
    "aan alle alleen alles als altijd andere beter bij daar daarom dan dat deze die dit doen door echt een eens eigen elkaar "
    "enkele erg even fijn gaan geen geweest goed goede graag haar had hebben heeft heel helaas hier hij hoe hun iets ik "
    "in is ja je jullie kan konden kunnen klaar leuk maar meer meest met mijn minder misschien moet moeten mooi naar "
    "nee niet niets nog nu nuttig om omdat ons onze ook op over prettig prima te tijdens toch toen tot uit van vaak veel vind "
    "vond voor vooral waar wanneer waren was wat weer weinig wel werd werden wij worden wordt workshop workshops zeer "
    "zelf zich zij zijn zo zoals zou zouden about after also been before could from good great have just like more much nice "
    "only over really some than that their them there they this very were what when where which will with would"
)
SMALL = frozenset(SMALL_WORDS.split())
SHORTEST = 5  # letters of a word that is a theme by itself
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE = re.compile(r"(?:^|[.!?:;]\s+|\n+)\s*[\"“‘(]?$")


@dataclass(frozen=True, slots=True)
class Theme:
    """What comes back: a `ThemeGroup` or a word, in how many remarks, and the words that stood there, most frequent first."""

    name: str
    remarks: int
    words: tuple[str, ...]


def themes(remarks: Sequence[str], fewest: int) -> list[Theme]:
    """The themes that stand in at least so many remarks, the most frequent first."""
    told: dict[str, int] = defaultdict(int)
    words: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for remark in remarks:
        found = {(theme_of(word), word) for word in _words(remark)}
        for theme in {theme for theme, _ in found} - {""}:
            told[theme] += 1
        for theme, word in found:
            words[theme][word] += 1
    kept = [
        Theme(name, times, tuple(word for word, _ in sorted(words[name].items(), key=lambda one: (-one[1], one[0]))))
        for name, times in told.items()
        if times >= fewest
    ]
    return sorted(kept, key=lambda theme: (-theme.remarks, theme.name))


def theme_of(word: str) -> str:
    """The theme of a word in small letters: a group, the word without its ending, or nothing."""
    for group, beginnings in BEGINNINGS.items():
        if word.startswith(beginnings):
            return str(group)
    if len(word) < SHORTEST or word in SMALL:
        return ""
    for ending in ("en", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word[: -len(ending)]
    return word


def _words(remark: str) -> Iterable[str]:
    """The words in small letters; without those that begin with a capital inside a sentence."""
    for found in WORD.finditer(remark):
        word = found.group()
        if word[0].isupper() and not SENTENCE.search(remark[: found.start()]):
            continue
        yield word.casefold()
