"""The spelling check reads everything Dutch, knows our own words, and names what it finds."""

import shutil
from pathlib import Path

import pytest

from scripts import spelling
from tests import machine

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = HEADER + 'msgid "questionnaire of %(name)s"\nmsgstr "vragenlijst van %(name)s"\n'
PO = "app/locale/nl/LC_MESSAGES/django.po"
PLACES = {
    PO: HEADER + 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "een werkplek"\nmsgstr[1] "de werkplekkken"\n',
    "web/handbooks/nl/head.md": "## Kiezen {#choice}\n\nU kiest [hier](page:choices:index) de werkplekkken.\n",
    "year/catalogue/samples/nl.toml": '[een]\ntitle = "De les"\ngoals = ["U kent de werkplekkken."]\n',
    "outputs/documents/house.typ": '#let words = (\n  nl: (page: "werkplekkken", of: "van"),\n)\n',
}


@pytest.fixture(autouse=True)
def _hunspell() -> None:
    """Without it nothing can be said; with CI=true that is a failure."""
    if shutil.which("hunspell") is None or not Path("/usr/share/hunspell/nl_NL.dic").exists():
        (pytest.fail if machine.CI else pytest.skip)("hunspell and hunspell-nl are missing")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "dagdeel"
    put(folder, PO, GOOD)
    return folder


def put(folder: Path, place: str, text: str) -> None:
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def own(tmp_path: Path, *words: str) -> Path:
    file = tmp_path / "words.txt"
    file.write_text("\n".join(words) + "\n", encoding="utf-8")
    return file


def test_right_words_and_what_is_no_word_have_no_faults(package: Path, tmp_path: Path) -> None:
    put(
        package, "app2/locale/nl/LC_MESSAGES/django.po",
        HEADER + 'msgid "x"\nmsgstr "<strong>Zie</strong> {{ xyzzy }} op https://xyzzy.example/qwx of qwx@xyzzy.example, 20%"\n',
    )  # fmt: skip
    assert spelling.problems(package, own(tmp_path)) == []


@pytest.mark.parametrize("place", list(PLACES))
def test_a_mistake_is_found_wherever_people_read_it(package: Path, tmp_path: Path, place: str) -> None:
    put(package, place, PLACES[place])
    assert spelling.problems(package, own(tmp_path)) == [f"werkplekkken: {place}"]


@pytest.mark.parametrize("marked", ["‹leest u|leees je›", "‹leeest u|lees je›"])
def test_both_forms_of_address_are_spelled(package: Path, tmp_path: Path, marked: str) -> None:
    put(package, "web/handbooks/nl/head.md", f"Hier {marked} het.\n")
    (found,) = spelling.problems(package, own(tmp_path))
    assert found.split(":")[0] in {"leees", "leeest"}


def test_our_own_words_are_right_in_capitals_too_and_with_a_round_apostrophe(package: Path, tmp_path: Path) -> None:
    put(package, "web/handbooks/nl/head.md", "Qwxoplossing’s, de qwxoplossing’s.\n")
    assert spelling.problems(package, own(tmp_path, "qwxoplossing's")) == []


def test_our_own_list_is_sorted_and_holds_no_word_that_nothing_uses(package: Path, tmp_path: Path) -> None:
    put(package, "web/handbooks/nl/head.md", "Een qwxa en een qwxb.\n")
    assert spelling.problems(package, own(tmp_path, "qwxb", "qwxa", "qwxc")) == [
        "words.txt is not sorted", "words.txt: qwxc is used nowhere",
    ]  # fmt: skip
