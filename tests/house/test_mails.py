"""Every mail of the house: it has a kind, words in both languages, text and HTML, and a place in the table of the documents."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Kind
from dagdeel.outputs.mail.models import MailSettings
from dagdeel.outputs.mail.rendering import Sheet, fill
from dagdeel.web.kinds import ALL
from dagdeel.web.mailing import sample
from dagdeel.year.cycle import CYCLE
from scripts import mail_table
from tests.cast import NOW
from tests.house.everything import make_house

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dagdeel"
SHEET = Sheet(
    Partnership(pk=1, name="De Proef", slug="proef", reply_to="programma@example.org"),
    MailSettings(signature="Bureau\n024"),
)
# What stands around every mail, and the mail of the day: neither is a kind.
AROUND = {"mail/base", "mail/daily"}


def written() -> set[str]:
    """Every mail that has a text in the source."""
    found = set()
    for file in SOURCE.rglob("templates/**/mail/*.txt"):
        name = str(file.relative_to(SOURCE)).partition("/templates/")[2].removesuffix(".txt")
        found.add(name)
    return found - AROUND


def test_every_mail_that_is_written_has_a_kind_and_every_kind_is_written() -> None:
    assert written() == {kind.template for kind in ALL.values()}


def test_every_kind_has_a_key_and_a_template_of_its_own() -> None:
    kinds = [kind for step in CYCLE for kind in step.kinds]
    assert len({kind.key for kind in kinds}) == len({kind.template for kind in kinds}) == len(kinds)
    assert [kind.key for step in CYCLE for kind in step.kinds if not kind.key.startswith(f"{step.key}.")] == []


@pytest.mark.parametrize("kind", ALL.values(), ids=ALL.keys())
def test_a_mail_can_be_read_in_both_languages_as_text_and_html(kind: Kind) -> None:
    get_template(f"{kind.template}.html")
    dutch, english = (sample(kind, SHEET, language) for language in ("nl", "en"))
    for words, language in ((dutch, "nl"), (english, "en")):
        with translation.override(language):
            why = str(kind.why)
        assert words.subject, language
        assert why in words.text
        assert why in words.html.replace("&#x27;", "'")
        assert f'<html lang="{language}">' in words.html
        assert not re.search(r"\{\{|\{%|None", words.text + words.html), language
        assert "Bureau\n024" in words.text
    assert dutch.text != english.text
    assert dutch.subject != english.subject


@pytest.mark.parametrize("kind", ALL.values(), ids=ALL.keys())
def test_the_words_about_a_kind_are_dutch_for_dutch_readers(kind: Kind) -> None:
    for words in (kind.label, kind.to, kind.when, kind.why):
        with translation.override("en"):
            english = str(words)
        with translation.override("nl"):
            assert str(words) != english


def test_a_mail_that_can_be_refused_says_how_and_a_needed_one_does_not() -> None:
    for kind in ALL.values():
        said = "Liever geen mails zoals deze?" in sample(kind, SHEET, "nl").text
        assert said == bool(kind.topic), kind.key


@pytest.mark.django_db
def test_what_the_steps_ask_for_is_of_a_kind_that_they_list() -> None:
    cast = make_house().cast
    seen = set()
    with scope.of(cast.partnership):
        for step in CYCLE:
            for message in step.messages(cast.year, NOW):
                assert ALL[message.kind].template == message.template
                assert message.kind.startswith(f"{step.key}.")
                seen.add(message.kind)
    assert len(seen) > 8


def test_the_table_of_the_documents_is_current() -> None:
    text = mail_table.DOCUMENT.read_text()
    assert text == mail_table.with_table(text)


def test_a_mail_with_one_question_names_it_and_one_with_more_counts_them_in_words() -> None:
    todos = [{"title": f"Vraag {number}", "due": "", "detail": "", "url": "/"} for number in (1, 2)]
    to = Person(given_name="Anna", surname="Spek")
    for number, subject in ((1, "Van u gevraagd: Vraag 1"), (2, "Er worden twee dingen van u gevraagd")):
        context = {"todos": todos[:number], "number": number, "link": "/"}
        with translation.override("nl"):
            assert fill("web/mail/tasks", context, to=to, why="Omdat", sheet=SHEET).subject == subject
