"""Invented people. Any likeness to a living person is chance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

GIVEN = (
    "Noor", "Milan", "Sanne", "Joris", "Samira", "Tom", "Ilse", "Kees", "Anneke", "Yusuf", "Lotte", "Bram", "Fenna", "Daan",
    "Marit", "Ruben", "Esra", "Wout", "Iris", "Thijs", "Hanna", "Jelle", "Amina", "Floor", "Gijs", "Nienke", "Sem", "Roos", "Omar",
    "Eva", "Pieter", "Linde", "Koen", "Maud", "Sjoerd", "Farah", "Tess", "Rik", "Judith", "Bas", "Meike", "Stijn", "Elif",
    "Hugo", "Janneke",
)  # fmt: skip
SURNAMES = (
    ("", "El Amrani"), ("van", "Dam"), ("'t", "Hooft"), ("ter", "Horst"), ("", "IJsberg"), ("", "Jansen-de Boer"), ("", "Oud"),
    ("", "Özcan"), ("van der", "Spek"), ("", "Vrielink"), ("de", "Vries"), ("", "Bakker"), ("van den", "Berg"), ("", "Willemsen"),
    ("de", "Groot"), ("", "Peters"), ("van", "Dijk"), ("", "Hendriks"), ("", "Yilmaz"), ("van de", "Ven"), ("", "Smeets"),
    ("", "Kuipers"), ("de", "Wit"), ("", "Janssen"), ("van", "Leeuwen"), ("", "Verhoeven"), ("", "Mulder"), ("te", "Riele"),
    ("", "Schouten"), ("", "Claassen"), ("van der", "Linden"), ("", "Rutten"), ("", "Bouali"), ("", "Derksen"), ("op den", "Kamp"),
    ("", "Noordhoek"), ("", "Teunissen"), ("van", "Essen"), ("", "Wijnands"), ("", "Sarı"),
)  # fmt: skip
SUBJECTS = (
    "Nederlands", "Engels", "wiskunde", "biologie", "geschiedenis", "aardrijkskunde", "natuurkunde", "scheikunde", "Duits", "Frans",
    "economie", "kunst", "lichamelijke opvoeding", "maatschappijleer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """The three Dutch parts of a name, and an address at a domain that cannot exist."""

    given: str
    prefix: str
    surname: str
    email: str


def invented(chance: random.Random) -> Iterator[Name]:
    """Names without end, each address once, the same for the same seed."""
    pairs = [(given, *surname) for given in GIVEN for surname in SURNAMES]
    chance.shuffle(pairs)
    for number, (given, prefix, surname) in enumerate(pairs):
        address = "".join(c for c in f"{given}.{surname}".lower() if c.isascii() and (c.isalpha() or c == "."))
        yield Name(given, prefix, surname, f"{address}.{number}@voorbeeld.example")
