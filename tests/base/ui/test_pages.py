"""`page()`: the whole page for browsers, a part for htmx, and never kept."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from dagdeel.base.ui.pages import page
from dagdeel.base.ui.views import showcase

HTMX = {"HX-Request": "true"}


def ask(headers: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().get("/ui/", headers=headers or {})
    request.user = AnonymousUser()
    return request


def test_a_browser_gets_the_whole_page() -> None:
    assert b"<!doctype html>" in page(ask(), "ui/plain.html", part="nothing").content


@pytest.mark.parametrize("extra", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
def test_a_boosted_link_and_a_restored_history_get_the_whole_page(extra: dict[str, str]) -> None:
    assert b"<!doctype html>" in page(ask(HTMX | extra), "ui/plain.html", part="nothing").content


def test_htmx_without_a_named_part_gets_the_whole_page() -> None:
    assert b"<!doctype html>" in page(ask(HTMX), "ui/plain.html").content


def test_htmx_gets_only_the_named_part() -> None:
    response = page(ask(HTMX), "ui/showcase.html", {"listing": []}, part="figures")
    assert b"<!doctype html>" not in response.content
    assert b'class="tiles"' in response.content


def test_a_page_is_never_kept_and_differs_for_htmx() -> None:
    response = page(ask(), "ui/plain.html", status=422)
    assert response.status_code == 422
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_showcase_shows_every_component(language: str) -> None:
    with translation.override(language):
        html = showcase(ask()).content.decode()
    assert f'<html lang="{language}">' in html
    for name in (
        "todos",
        "tiles",
        "table-stacked",
        "chain",
        "seats",
        "facts",
        "tabs",
        "confirm",
        "notice-error",
        "ring",
    ):
        assert f'class="{name}' in html or f" {name}" in html


def test_no_page_carries_style_or_script_of_its_own() -> None:
    html = showcase(ask()).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    waits = html.count(" defer></script>") + html.count(' type="module"></script>')  # neither holds up the page
    assert html.count("<script") == waits > 0
    assert " onclick=" not in html


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_an_error_page_draws_without_a_request_and_leads_back(code: str) -> None:
    context: dict[str, Any] = {}
    with translation.override("nl"):
        html = render_to_string(f"{code}.html", context)
    assert f"Fout {code}" in html
    assert "Naar de eerste pagina" in html


def test_a_page_that_does_not_exist_says_so_kindly_with_the_right_status(db: None, client: Client) -> None:
    response = client.get("/nergens/te/vinden")
    assert response.status_code == 404
    assert "Hier is niets" in response.content.decode()
