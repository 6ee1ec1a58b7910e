"""Which column is what: the names that people give them, wherever the row with names stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dagdeel.base.people.rules import folded as words_of

Rows = Sequence[Sequence[str]]
HEAD_WITHIN: Final = 20  # rows: above the names there may be a title
LEAST_PART: Final = 5  # letters that a known name must have to be recognised inside a longer one

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "surname": ("achternaam", "achternamen", "familienaam", "geslachtsnaam", "surname", "last name", "family name", "anaam"),
    "prefix": (
        "tussenvoegsel", "tussenvoegsels", "tussenv", "tv", "tvg", "tussen", "voorvoegsel", "voorvoegsels", "voorv",
        "prefix", "infix",
    ),
    "given_name": ("voornaam", "roepnaam", "voornamen", "given name", "first name", "vnaam"),
    "initials": ("voorletters", "voorletter", "initialen", "vl", "voorl", "initials"),
    "name": ("naam", "volledige naam", "hele naam", "whole name", "naam medewerker", "naam deelnemer", "naam docent", "deelnemer",
             "medewerker", "docent", "name",
             "full name", "persoon", "wie"),
    "email": (
        "email", "e-mail", "mail", "mailadres", "e-mailadres", "emailadres", "e-mail adres", "email adres",
        "mail adres", "e-mail werk",
        "zakelijk e-mailadres", "school e-mail", "e-mail address", "email address", "adres e-mail",
    ),
    "role": ("functie", "rol", "rollen", "taak", "functies", "role", "functie/rol", "rol/functie", "functienaam"),
    "school": ("school", "schoolnaam", "naam school", "locatie", "vestiging", "school/locatie", "brin", "brinnummer",
               "werkplek", "schools"),
    "institute": ("instituut", "instelling", "opleiding", "lerarenopleiding", "hogeschool", "universiteit", "institute"),
    "subject": ("vak", "sectie", "vakgebied", "vakken", "vak/sectie", "subject", "sectie/vak"),
    "maximum": (
        "maximum", "max", "hoogste aantal", "meeste sessies per jaar", "most sessions a year",
         "max aantal", "maximaal aantal", "max per jaar", "aantal workshops", "maximum per jaar",
    ),
    "room": ("lokaal", "ruimte", "zaal", "naam lokaal", "lokaalnummer", "ruimte/lokaal", "room", "kamer"),
    "seats": ("plaatsen", "zitplaatsen", "aantal plaatsen", "capaciteit", "aantal stoelen", "stoelen", "seats", "capacity"),
    "equipment": ("voorzieningen", "uitrusting", "apparatuur", "bijzonderheden", "inventaris", "equipment"),
    "workshop": (
        "workshop", "titel", "workshoptitel", "naam workshop", "training", "cursus", "scholing",
        "onderwerp", "titel workshop", "title",
    ),
    "school_year": ("schooljaar", "jaar", "cursusjaar", "studiejaar", "school year", "year"),
    "day": ("datum", "dag", "datum workshop", "date", "day"),
    "hours": ("uren", "aantal uren", "klokuren", "studielast", "uur", "hours"),
}  # fmt: skip
PERSON: Final = ("given_name", "initials", "prefix", "surname", "name", "email")
# By kind of import: its columns in the order of the template, and which it cannot do without (one of each group).
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": (*PERSON, "role", "school", "institute", "subject"),
    "trainers": (*PERSON, "institute", "maximum"),
    "rooms": ("school", "room", "seats", "equipment"),
    "history": (*PERSON, "school", "workshop", "school_year", "day", "hours"),
}
NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "people": (("surname", "name"), ("email",)),
    "trainers": (("surname", "name"), ("email",)),
    "rooms": (("room",),),
    "history": (("email", "surname", "name"), ("workshop",), ("school_year", "day")),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What was recognised. `starts`: the first row under the names (from 0); `heads`: the name above each column; `columns`: where
    each field stands; `unsure`: the fields that are a guess; `missing`: the groups of fields of which none was found.
    """

    starts: int
    heads: tuple[str, ...]
    columns: Mapping[str, int]
    unsure: frozenset[str] = frozenset()
    missing: tuple[tuple[str, ...], ...] = ()

    @property
    def sure(self) -> bool:
        """Whether nobody has to look at it."""
        return not self.unsure and not self.missing


def folded(text: str) -> str:
    """Without capitals, marks, blanks and signs, so that names meet."""
    return words_of(text).replace(" ", "")


def heading(rows: Rows, kind: str) -> Heading:
    """The row with the most recognised names among the first, or two such rows that make one name together."""
    best = Heading(0, (), {}, missing=NEEDED[kind])
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        above = rows[at - 1] if at else ()
        for upper in ((), above):
            found = _guess(at, row, upper, kind)
            if (len(found.columns), -len(found.unsure)) > (len(best.columns), -len(best.unsure)):
                best = found
    if best.columns:
        return best
    return Heading(0, tuple("" for _ in (rows[0] if rows else ())), {}, missing=NEEDED[kind])


def _guess(at: int, row: Sequence[str], above: Sequence[str], kind: str) -> Heading:
    upper = _carried(above)
    heads = tuple(_joined(upper[place] if place < len(upper) else "", cell) for place, cell in enumerate(row))
    known = {folded(name): field for field in FIELDS[kind] for name in NAMES[field]}
    columns: dict[str, int] = {}
    unsure: set[str] = set()
    for place, cell in enumerate(row):
        for text in (cell, heads[place]) if above else (cell,):
            field = known.get(folded(text))
            if field and field not in columns:
                columns[field] = place
    for place, head in enumerate(heads):
        field = _inside(folded(head), known) if place not in columns.values() else None
        if field and field not in columns:
            columns[field] = place
            unsure.add(field)
    if "name" in columns and "surname" in columns and "name" in unsure:
        del columns["name"]
        unsure.discard("name")
    return Heading(at + 1, heads, columns, frozenset(unsure), missing_of(columns, kind))


def _carried(row: Sequence[str]) -> list[str]:
    """A name above several columns stands over the first only: it holds until the next."""
    found: list[str] = []
    last = ""
    for cell in row:
        last = cell or last
        found.append(last)
    return found


def _joined(upper: str, lower: str) -> str:
    if not upper or upper == lower:
        return lower
    return f"{upper} {lower}".strip()


def _inside(head: str, known: Mapping[str, str]) -> str | None:
    """The field of the longest known name that stands in a longer one."""
    found = [name for name in known if len(name) >= LEAST_PART and name in head]
    return known[max(found, key=len)] if found and len(head) <= 60 else None


def missing_of(columns: Mapping[str, int], kind: str) -> tuple[tuple[str, ...], ...]:
    """The groups of fields of which none has a column."""
    return tuple(group for group in NEEDED[kind] if not any(field in columns for field in group))
