"""Dutch names: particles are kept apart, a list sorts under the surname without them."""

import unicodedata

LIGATURES = str.maketrans(
    {"ĳ": "ij", "Ĳ": "IJ", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ł": "l", "Ł": "L"}
)

SORT_KEY_LENGTH = 250
NOWHERE = "@erased.invalid"  # the address of nobody in particular ends so


def folded(text: str) -> str:
    """Casefolded, ligatures written out, diacritics and punctuation removed: the same on every database."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


def sort_key(given_name: str, prefix: str, surname: str) -> str:
    """The stored key of a name: surname first, then given name, the prefix last (the Dutch custom).

    Two spaces part them: words inside a part have one between them, and a space comes before every letter in every collation,
    so Jansen comes before Jansen-de Boer on every database. Decomposing may lengthen a name, hence the cut.
    """
    return "  ".join((folded(surname), folded(given_name), folded(prefix)))[:SORT_KEY_LENGTH].rstrip()


def full_name(given_name: str, prefix: str, surname: str) -> str:
    """Anna van der Spek."""
    return " ".join(part for part in (given_name, prefix, surname) if part)


def formal_name(prefix: str, surname: str) -> str:
    """Without a given name the prefix takes a capital: Van der Spek, 't Hooft stays as it is."""
    if prefix and prefix[0].isalpha():
        prefix = prefix[0].upper() + prefix[1:]
    return " ".join(part for part in (prefix, surname) if part)


def list_name(given_name: str, prefix: str, surname: str) -> str:
    """van der Spek, Anna: the prefix stays where readers look for it; the sort key does the sorting."""
    front = " ".join(part for part in (prefix, surname) if part)
    return f"{front}, {given_name}" if given_name else front


def tells_nothing_new(known: tuple[str, str, str], typed: tuple[str, str, str]) -> bool:
    """Whether a name that is known (given name, prefix, surname) says no more than the one that somebody typed."""
    return all(not had or folded(had) == folded(said) for had, said in zip(known, typed, strict=True))
