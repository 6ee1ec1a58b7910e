"""A partnership that chose "je" never reads "u": no page, no form that came back, no mail, no paper and no list."""

import re
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from html import unescape
from io import BytesIO
from typing import cast
from zipfile import ZipFile

import pytest
from django.core.mail import EmailMessage
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.ui.pronouns import Pronoun
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.outputs.mail.models import MailSettings
from dagdeel.outputs.mail.rendering import Sheet
from dagdeel.web.kinds import ALL
from dagdeel.web.mailing import sample
from dagdeel.year.catalogue.models import Goal
from scripts.messages import FAMILIAR, FORMAL
from tests.cast import NOW, membership, partnership, person, programme_year
from tests.house.addresses import addresses
from tests.house.everything import House, make_house
from tests.house.test_doors import WRITES
from tests.journeys.pages import NOBODY, every_page

UNREAD = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.S)
SPOKEN = re.compile(r'\b(?:title|alt|aria-label|placeholder|content|data-[a-z-]+)="([^"]*)"')
# Where no partnership is known yet, it says "u".
OUTSIDE = {
    "home", "offline", "accessibility", "showcase", "mailbox", "mailbox_mail",
    "account_login", "account_request_login_code", "account_confirm_login_code", "account_logout",
    "handbook_open", "handbook_open_role", "handbook_open_paper",
    "certificates_open:check_form", "evaluation_open:code", "evaluation_open:code_thanks",
}  # fmt: skip


def formal(text: str) -> list[str]:
    """The formal words of a text with what stands around them."""
    return [text[max(0, it.start() - 40) : it.end() + 40] for it in FORMAL.finditer(text)]


def read(html: str) -> str:
    """What people read or hear of a page, in one line."""
    return " ".join(unescape(" ¶ ".join([UNREAD.sub(" ¶ ", html), *SPOKEN.findall(html)])).split())


def unwritten(text: str, written: list[str]) -> str:
    """The text without what people wrote themselves."""
    for words in written:
        text = text.replace(words, "")
    return text


@pytest.fixture
def house(db: None) -> House:
    return make_house(Pronoun.JE)


@pytest.fixture
def written(house: House) -> list[str]:
    """What people wrote, and the name of the other choice on the page of the settings."""
    with translation.override("nl"):
        return [*Goal.everywhere.values_list("text", flat=True), str(Pronoun.U.label)]


def test_every_page_and_every_form_that_comes_back_says_je(house: House, written: list[str]) -> None:
    wrong, marked, informal = [], [], 0
    for seen in every_page(house):
        if "‹" in seen.html:
            marked.append(str(seen))
        if seen.name in OUTSIDE or seen.name.startswith("demo:"):
            continue
        words = unwritten(read(seen.html), written)
        informal += len(FAMILIAR.findall(words))
        wrong += [f"{seen}: {found}" for found in formal(words)]
    assert wrong == []
    assert marked == []
    assert informal > 1000


def test_a_page_that_says_no_speaks_as_the_partnership_to_its_members_only(house: House) -> None:
    settings, nothing = house.cast.url("administration/settings/"), house.cast.url("administration/people/999999/")
    for visitor, url, status in (("mentor", settings, 403), (Role.PROGRAMME_LEAD, nothing, 404)):
        answer = house.cast.client(visitor).get(url)
        assert answer.status_code == status
        assert formal(read(answer.content.decode())) == []
        assert "Wat je eerder typte" in answer.content.decode()
    stranger = house.cast.client("stranger").get(settings)
    assert stranger.status_code == 404
    assert "Wat u eerder typte" in stranger.content.decode()


def test_a_link_that_is_closed_says_so_in_the_words_of_its_partnership(house: House) -> None:
    url = reverse("enrolment_open:mine", args=[house.cast.link(house.cast.mentor)])
    with scope.of(house.cast.partnership):
        links.revoke(house.cast.mentor, house.cast.year, links.Purpose.MENTOR)
    answer = Client().get(url)
    assert answer.status_code == 410
    assert formal(read(answer.content.decode())) == []
    assert "je hebt een nieuwe gekregen" in answer.content.decode()


def files(house: House) -> Iterator[tuple[str, str]]:
    """Every paper and every list of the house as the programme lead gets it, else as anybody: its name and its words."""
    for visitor in (Role.PROGRAMME_LEAD, NOBODY):
        client = Client() if visitor == NOBODY else house.cast.client(visitor)
        for address in addresses():
            if address.name in WRITES | OUTSIDE or (address.mark != "open" and visitor == NOBODY):
                continue
            url = reverse(address.name, kwargs={part: house.value(part, address.name) for part in address.parts})
            response = client.get(url)
            if isinstance(response, StreamingHttpResponse):  # a file that somebody handed in
                b"".join(cast("Iterator[bytes]", response.streaming_content))
                continue
            kind = response.headers.get("Content-Type", "").partition(";")[0]
            if response.status_code == 200 and kind in READABLE:
                yield f"{address.name} ({kind})", READABLE[kind](response.content)


def _pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def _sheets(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        return read(" ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))


def _lines(content: bytes) -> str:
    return " ".join(content.decode("utf-8-sig").replace("\r\n ", "").split())


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READABLE: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf, XLSX: _sheets, "text/csv": _lines, "text/calendar": _lines, "application/json": _lines,
}  # fmt: skip


def test_every_paper_and_every_list_says_je(house: House, written: list[str]) -> None:
    wrong, kinds, informal = [], set(), 0
    for name, text in files(house):
        kinds.add(name.partition("(")[2].rstrip(")"))
        words = unwritten(text, written)
        informal += len(FAMILIAR.findall(words))
        wrong += [f"{name}: {found}" for found in formal(words)]
        wrong += [f"{name}: a mark" for _ in re.findall("[‹›]", text)]
    assert wrong == []
    assert {"application/pdf", "text/csv", XLSX} <= kinds
    assert informal > 20


@pytest.mark.parametrize("kind", ALL.values(), ids=ALL.keys())
def test_every_mail_says_what_its_partnership_says(kind: Kind) -> None:
    said = {}
    for pronoun in Pronoun:
        ours = Partnership(pk=1, name="De Proef", slug="proef", reply_to="programma@example.org", pronoun=pronoun)
        with scope.of(ours):
            words = sample(kind, Sheet(ours, MailSettings()), "nl")
            said[pronoun] = f"{words.subject} ¶ {words.text} ¶ {read(words.html)}"
    assert formal(said[Pronoun.JE]) == []
    assert FAMILIAR.search(said[Pronoun.JE])
    assert FORMAL.search(said[Pronoun.U])
    assert not FAMILIAR.search(said[Pronoun.U])


def test_the_worker_writes_to_each_partnership_in_its_own_words(house: House, mailoutbox: list[EmailMessage]) -> None:
    other = partnership("Opleidingsschool De Ander")
    with scope.of(other):
        programme_year()
        theirs = membership(person("Olga", "Oud"), Role.DEVELOPER).person
    for of, to in (
        (house.cast.partnership, house.cast.mentor),
        (other, theirs),
        (house.cast.partnership, house.cast.head),
    ):
        asked = Message(key=f"ask-{to.pk}", to=to, template="enrolment/mail/reminder", why="Omdat", due=NOW)
        mail.reconcile(of, [asked], at=NOW, source=f"test-{to.pk}")
    for of in (house.cast.partnership, other, house.cast.partnership):
        mail.send_due(of, at=NOW)
    said = {parseaddr(sent.to[0])[1]: f"{sent.subject} {sent.body}" for sent in mailoutbox}
    assert formal(said[house.cast.mentor.email]) == formal(said[house.cast.head.email]) == []
    assert FAMILIAR.search(said[house.cast.mentor.email])
    assert FORMAL.search(said[theirs.email])
    assert not FAMILIAR.search(said[theirs.email])
