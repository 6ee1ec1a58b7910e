"""Signing in with a code by mail, page by page."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast

SIGN_IN = "/sign-in/"


def ask_code(client: Client, email: str) -> str:
    """Ask for a code; returns the page that asks to type it."""
    response = client.post(SIGN_IN, {"email": email}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_somebody_signs_in_with_the_code_from_the_mail(cast: Cast, client: Client) -> None:
    page = ask_code(client, cast.head.email)
    assert "Vul uw code in" in page
    [sent] = mail.outbox
    code = re.search(r"^    (\S+)$", str(sent.body), re.MULTILINE)
    assert code is not None
    assert sent.subject == f"Uw code: {code[1]}"
    assert "De code werkt tien minuten." in sent.body
    done = client.post("/sign-in/code/confirm/", {"code": code[1]})
    assert done.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.head.pk)


def test_the_code_comes_in_the_language_of_who_asks_for_it_whatever_the_page_speaks(cast: Cast, client: Client) -> None:
    cast.head.language = "en"
    cast.head.save(update_fields=["language"])
    assert "Vul uw code in" in ask_code(client, cast.head.email)
    assert mail.outbox[-1].subject.startswith("Your code: ")
    another = Client()
    another.cookies["dagdeel_language"] = "en"
    assert "Enter your code" in ask_code(another, cast.trainer.email)
    assert mail.outbox[-1].subject.startswith("Uw code: ")


def test_an_unknown_address_sees_the_same_page_and_gets_a_kind_mail(cast: Cast, client: Client) -> None:
    known = ask_code(client, cast.head.email).replace(cast.head.email, "")
    unknown = ask_code(Client(), "niemand@example.org").replace("niemand@example.org", "")
    hidden = re.compile(r'(name="csrfmiddlewaretoken" value|hx-headers)=(".*?"|\'.*?\')')
    assert hidden.sub("", known) == hidden.sub("", unknown)
    assert mail.outbox[-1].subject == "Dit adres is niet bekend"
    assert "hier niet bekend" in mail.outbox[-1].body


def test_a_wrong_code_is_told_beside_the_field(cast: Cast, client: Client) -> None:
    ask_code(client, cast.head.email)
    page = client.post("/sign-in/code/confirm/", {"code": "XXXXXX"}).content.decode()
    assert 'id="id_code_error"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(("language", "title"), [("nl", "Inloggen"), ("en", "Sign in")])
def test_the_door_speaks_both_languages(db: None, client: Client, language: str, title: str) -> None:
    client.cookies["dagdeel_language"] = language
    assert f"<h1>{title}</h1>" in client.get(SIGN_IN).content.decode()


def test_signing_out_asks_once_and_then_says_so(cast: Cast) -> None:
    client = cast.client("head")
    assert "Wilt u uitloggen" in client.get("/sign-out/").content.decode()
    page = client.post("/sign-out/", follow=True).content.decode()
    assert "U bent uitgelogd." in page
