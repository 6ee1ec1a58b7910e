"""The handbooks: every role has one in both languages, they name what is on the screen, and they lead where they say."""

import re
from io import BytesIO

import polib
import pytest
from django.test import Client
from pypdf import PdfReader

from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.ui.pronouns import Pronoun, in_words_of
from dagdeel.web import handbook
from dagdeel.web.handbook import FOLDER, LINK, ROLE, SECTION
from dagdeel.web.queries import address
from dagdeel.year.cycle import CYCLE
from scripts.messages import DUTCH, PACKAGE
from tests.cast import Cast
from tests.house.addresses import addresses

LANGUAGES = ("nl", "en")
BOLD = re.compile(r"\*\*(.+?)\*\*")
FILES = [(language, role) for language in LANGUAGES for role in Role]


def text_of(language: str, role: Role) -> str:
    return (FOLDER / language / f"{role.value}.md").read_text(encoding="utf-8")


def words_of_the_screen() -> dict[str, set[str]]:
    """Everything that a page may say, by language."""
    entries = [entry for file in PACKAGE.rglob("locale/nl/LC_MESSAGES/django.po") for entry in polib.pofile(str(file))]
    return {
        "nl": {in_words_of(pronoun, entry.msgstr) for entry in entries for pronoun in Pronoun},
        "en": {entry.msgid for entry in entries},
    }


def test_every_role_has_its_handbook_in_both_languages_about_the_same_subjects() -> None:
    for role in Role:
        dutch, english = (
            [match["anchor"] for match in SECTION.finditer(text_of(language, role))] for language in LANGUAGES
        )
        assert dutch == english
        assert len(dutch) == len(set(dutch)) >= 4, role
        assert "\n## " not in SECTION.sub("", text_of("nl", role) + text_of("en", role))
        links = [[match["page"] for match in LINK.finditer(text_of(language, role))] for language in LANGUAGES]
        assert links[0] == links[1], role


@pytest.mark.parametrize(("language", "role"), FILES)
def test_what_is_in_bold_stands_on_the_screen(language: str, role: Role) -> None:
    for pronoun in Pronoun:
        text = in_words_of(pronoun, text_of(language, role))
        assert set(BOLD.findall(text)) - words_of_the_screen()[language] == set()


@pytest.mark.parametrize(("language", "role"), FILES)
def test_every_page_and_every_role_that_is_named_exists(cast: Cast, language: str, role: Role) -> None:
    text = text_of(language, role)
    assert [it["page"] for it in LINK.finditer(text) if not address(it["page"], cast.year)] == []
    assert "(page:" not in LINK.sub("", text)
    assert {it["role"] for it in ROLE.finditer(text)} <= set(Role.values)


@pytest.mark.parametrize("role", list(Role))
def test_the_english_handbook_speaks_no_dutch(role: Role) -> None:
    assert DUTCH.findall(text_of("en", role)) == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_in_the_own_handbook_opens_for_that_role(cast: Cast, role: Role) -> None:
    page = cast.client(role.value).get(cast.url(f"handbook/{role.value}/")).content.decode()
    told = {it["page"] for it in LINK.finditer(text_of("nl", role))}
    assert {name for name in told if f'href="{address(name, cast.year)}"' not in page} == set()
    assert "(page:" not in page
    assert "{" not in re.sub(r"<(template|script|body|meta).*?>", "", page.partition("<main")[2].partition("</main")[0])


def test_the_menu_and_the_foot_of_a_page_lead_to_the_own_handbook(cast: Cast) -> None:
    client = cast.client("head")
    page = client.get(cast.url()).content.decode()
    assert page.count(f'href="{cast.url("handbook/")}"') == 2
    assert client.get(cast.url("handbook/")).headers["Location"] == cast.url("handbook/head/")
    assert "Handboek: rector" in client.get(cast.url("handbook/head/")).content.decode()


def test_everybody_may_read_every_handbook_and_a_shut_page_is_words_there(cast: Cast) -> None:
    for role in Role:
        page = cast.client("mentor").get(cast.url(f"handbook/{role.value}/"))
        assert page.status_code == 200
        assert cast.url("administration/settings/") not in page.content.decode()
    assert cast.client("mentor").get(cast.url("handbook/nobody/")).status_code == 404


def test_roles_have_the_names_that_the_partnership_gives_them(cast: Cast) -> None:
    cast.partnership.role_labels = {"mentor": "vakcoach", "trainer": "workshopgever"}
    cast.partnership.save()
    page = cast.client("school_educator").get(cast.url("handbook/school_educator/")).content.decode()
    assert "De workshopgever houdt de" in page
    assert ">Vakcoach</a>" in page
    paper = cast.client("mentor").get(cast.url("handbook/mentor.pdf"))
    assert "Handboek: vakcoach" in _words(paper.content)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_each_handbook_is_a_tagged_pdf_with_its_subjects(cast: Cast, role: Role, language: str) -> None:
    cast.programme_lead.language = language
    cast.programme_lead.save()
    paper = cast.client("programme_lead").get(cast.url(f"handbook/{role.value}.pdf"))
    assert paper.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(paper.content))
    assert str(reader.root_object["/Lang"]).startswith(language)
    assert "/StructTreeRoot" in reader.root_object
    said = _words(paper.content)
    for section in handbook.handbook(role, {}, lambda _page: "", language).sections:
        assert section.title in said


def _words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_a_question_is_answered_from_all_handbooks_the_own_first(cast: Cast) -> None:
    page = cast.client("controller").get(cast.url("handbook/"), {"q": "tarief INSTITUUT"}).content.decode()
    assert f'href="{cast.url("handbook/controller/")}#rates"' in page
    mentor = cast.client("mentor").get(cast.url("handbook/"), {"q": "certificaat"}).content.decode()
    first = re.search(r'href="([^"]+#[a-z-]+)"', mentor.partition("<main")[2])
    assert first is not None
    assert first[1] == f"{cast.url('handbook/mentor/')}#certificate"


@pytest.mark.parametrize("words", ["xyzzy", "", "   ", "%%", "<xyzzy>", "a" * 5000])
def test_a_question_without_an_answer_says_so_and_breaks_nothing(cast: Cast, words: str) -> None:
    answer = cast.client("mentor").get(cast.url("handbook/"), {"q": words})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ("Niets gevonden" in page) == bool(words.strip())
    assert "<xyzzy>" not in page


def test_who_has_no_account_reads_the_handbooks_too(cast: Cast) -> None:
    anybody = Client()
    assert 'href="/handbook/mentor/"' in anybody.get("/handbook/").content.decode()
    page = anybody.get("/handbook/mentor/").content.decode()
    assert "Uw eigen link" in page
    assert "/enrolment/" not in page
    assert anybody.get("/handbook/mentor.pdf").content.startswith(b"%PDF")
    assert "#certificate" in anybody.get("/handbook/", {"q": "certificaat"}).content.decode()
    assert anybody.get("/handbook/nobody/").status_code == 404


def test_a_subject_leads_to_the_own_handbook_when_it_stands_there(cast: Cast) -> None:
    def leads(role: str, anchor: str) -> str:
        return cast.client(role).get(cast.url(f"handbook/about/{anchor}/")).headers.get("Location", "")

    assert leads("controller", "rates") == f"{cast.url('handbook/controller/')}#rates"
    assert leads("programme_lead", "rates") == f"{cast.url('handbook/programme_lead/')}#rates"
    assert leads("mentor", "rates") == f"{cast.url('handbook/programme_lead/')}#rates"
    assert leads("mentor", "no-such-subject") == ""


def test_the_question_mark_on_a_page_leads_to_what_the_own_handbook_says_of_it(cast: Cast) -> None:
    def leads(role: str, path: str) -> str:
        page = cast.client(role).get(cast.url(path)).content.decode()
        found = re.search(r'class="help-link" href="([^"]+)"', page)
        return found[1].removeprefix(cast.url("handbook/")) if found else ""

    assert leads("programme_lead", "administration/settings/") == "programme_lead/#settings"
    assert leads("controller", "budget/settings/") == "controller/#rates"
    assert leads("school_educator", "choices/") == "school_educator/#choice"
    assert leads("trainer", "attendance/") == "trainer/#attendance"
    assert leads("mentor", "timeline/") == "mentor/"


def test_every_page_that_help_is_for_exists_and_every_step_has_its_subject() -> None:
    known = (
        {address.name for address in addresses()}
        | {step.key for step in CYCLE}
        | {"administration", "exchange", "mail"}
    )
    assert set(handbook.SUBJECTS) <= known
    anchors = {match["anchor"] for role in Role for match in SECTION.finditer(text_of("nl", role))}
    assert {anchor for told in handbook.SUBJECTS.values() for anchor in told} <= anchors
    assert [step.key for step in CYCLE if not handbook.subject_of(step.home, [Role.PROGRAMME_LEAD])[1]] == []
    used = [
        (Role.HEAD, "choices"),
        (Role.SCHOOL_EDUCATOR, "planning"),
        (Role.MENTOR, "enrolment"),
        (Role.TRAINER, "planning"),
    ]
    assert [pair for pair in used if not handbook.subject_of(f"{pair[1]}:index", [pair[0]])[1]] == []
