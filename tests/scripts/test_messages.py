"""The check of the Dutch strings finds each kind of fault, in an app made for the occasion."""

import gettext
import shutil
from pathlib import Path

import polib
import pytest

from scripts import messages

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
SOURCE = """
from django.utils.translation import gettext as _, ngettext

def words(n):
    return _("half-day"), _("%(name)s enrolled"), ngettext("%(n)d seat", "%(n)d seats", n)
"""
HALF_DAY = 'msgid "half-day"\nmsgstr "dagdeel"\n'
ENROLLED = '\n#, python-format\nmsgid "%(name)s enrolled"\nmsgstr "%(name)s is ingeschreven"\n'
SEATS = (
    '\n#, python-format\nmsgid "%(n)d seat"\nmsgid_plural "%(n)d seats"\n'
    'msgstr[0] "%(n)d plaats"\nmsgstr[1] "%(n)d plaatsen"\n'
)
GOOD = HEADER + HALF_DAY + ENROLLED + SEATS
PO = "app/locale/nl/LC_MESSAGES/django.po"

needs_gettext = pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is missing")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "app" / "locale" / "nl" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "app" / "apps.py").touch()
    (tmp_path / "app" / "actions.py").write_text(SOURCE)
    (tmp_path / PO).write_text(GOOD)
    return tmp_path


@needs_gettext
def test_a_complete_catalogue_has_no_faults(package: Path) -> None:
    assert messages.problems(package) == []


@needs_gettext
@pytest.mark.parametrize(
    ("good", "bad", "faults"),
    [
        (HALF_DAY, "", ["missing 'half-day'"]),
        ('"dagdeel"', '""', ["not translated: 'half-day'"]),
        (HALF_DAY, f"#, fuzzy\n{HALF_DAY}", ["fuzzy: 'half-day'"]),
        (HALF_DAY, f'{HALF_DAY}\nmsgid "morning"\nmsgstr "ochtend"\n', ["no longer used 'morning'"]),
        (
            HALF_DAY,
            f'{HALF_DAY}\nmsgid "the niet seat"\nmsgstr "de plaats"\n',
            ["no longer used 'the niet seat'", "Dutch in the English text (niet): 'the niet seat'"],
        ),
        (SEATS, f'{SEATS}\n#~ msgid "evening"\n#~ msgstr "avond"\n', ["obsolete 'evening'"]),
        ('"%(n)d plaatsen"', '""', ["not translated: '%(n)d seat'"]),
    ],
)
def test_a_fault_is_found_and_named(package: Path, good: str, bad: str, faults: list[str]) -> None:
    (package / PO).write_text(GOOD.replace(good, bad))
    assert messages.problems(package) == [f"{PO}: {fault}" for fault in faults]


@needs_gettext
def test_a_placeholder_that_was_lost_or_renamed_is_found(package: Path) -> None:
    (package / PO).write_text(GOOD.replace("%(name)s is ingeschreven", "%(naam)s is ingeschreven"))
    assert messages.problems(package)[0] == (f"{PO}: placeholders %(naam)s instead of %(name)s: '%(name)s enrolled'")


@needs_gettext
@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("u %(name)s", "“u” outside of a mark ‹with u|with je›"),
        ("%(name)s: Uw plaats", "“Uw” outside of a mark ‹with u|with je›"),
        ("%(name)s ‹ziet u|zie je› je plaats", "“je” outside of a mark ‹with u|with je›"),
        ("‹u|je ziet %(name)s", "a mark that is not ‹with u|with je›"),
        ("‹u› ziet %(name)s", "a mark that is not ‹with u|with je›"),
        ("‹je|u› ziet %(name)s", "the sides of ‹je|u› changed places"),
        ("‹u ziet %(name)s|je ziet hem›", "other placeholders on each side of ‹u ziet %(name)s|je ziet hem›"),
    ],
)
def test_a_text_that_speaks_to_people_in_one_form_only_is_found(package: Path, said: str, fault: str) -> None:
    (package / PO).write_text(GOOD.replace("%(name)s is ingeschreven", said))
    assert f"{PO}: {fault}: '%(name)s enrolled'" in messages.problems(package)


@needs_gettext
def test_both_forms_with_the_same_placeholders_are_right(package: Path) -> None:
    said = "‹U ziet|Je ziet› ‹uw %(name)s|je %(name)s›, en zegt ‹u|u› of ‹je|je›"
    (package / PO).write_text(GOOD.replace("%(name)s is ingeschreven", said))
    assert messages.problems(package) == []


@needs_gettext
@pytest.mark.parametrize("place", ["web/handbooks/nl/head.md", "catalogue/samples/nl.toml", "templates/x/text/a.txt"])
def test_the_texts_beside_the_catalogues_speak_in_both_forms_too(package: Path, place: str) -> None:
    (package / place).parent.mkdir(parents=True)
    (package / place).write_text("‹U|Je› leest.\nWat u leest.\n")
    assert messages.problems(package) == [f"{place}:2: “u” outside of a mark ‹with u|with je›"]


@needs_gettext
def test_a_string_outside_every_app_is_found(package: Path) -> None:
    (package / "loose.py").write_text('from django.utils.translation import gettext as _\n_("nobody translates me")\n')
    assert messages.problems(package) == [
        "a string outside every app is never translated: 'nobody translates me'",
    ]


@needs_gettext
def test_a_text_that_two_apps_translate_differently_is_found(package: Path) -> None:
    shutil.copytree(package / "app", package / "other")
    assert messages.problems(package) == []
    (package / PO.replace("app/", "other/")).write_text(GOOD.replace("dagdeel", "deel van de dag"))
    (found,) = messages.problems(package)
    assert found.startswith("translated in two ways: 'half-day': ")


def test_compiling_writes_what_is_stale_and_only_that(package: Path) -> None:
    (written,) = messages.compile_messages(package)
    with written.open("rb") as file:
        assert gettext.GNUTranslations(file).ngettext("%(n)d seat", "%(n)d seats", 3) == "%(n)d plaatsen"
    assert messages.compile_messages(package) == []


def test_one_of_a_kind_may_be_spelled_out_or_counted() -> None:
    entry = polib.POEntry(
        msgid="One seat", msgid_plural="%(n)d seats", msgstr_plural={0: "%(n)d plaats", 1: "%(n)d plaatsen"}
    )
    assert list(messages._faults(entry)) == []
