"""The front page of the demo: look through anybody's eyes, on any day; and outside the demo none of it exists."""

import json
import os
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.demo import facts, signin
from dagdeel.outputs.mail.models import Delivered
from dagdeel.web.urls import demo_urls
from tests import cast as builders
from tests.cast import Cast


@pytest.fixture
def demo(cast: Cast) -> Cast:
    """The cast as if the demo had played it."""
    cast.partnership.slug, cast.partnership.demo_day = facts.SLUG, facts.TODAY
    cast.partnership.save()
    return cast


def _front(client: Client) -> str:
    response = client.get("/demo/")
    assert response.status_code == 200
    return unescape(response.content.decode())


# Looking through somebody's eyes ----------------------------------------------------------------------------------


def test_the_front_page_shows_a_button_per_role_and_what_is_invented(demo: Cast) -> None:
    shown = _front(Client())
    for role in Role:
        assert f'name="role" value="{role.value}"' in shown
        assert demo.people[role.value].full_name in shown
    assert "Verzonnen" in shown
    assert "dinsdag 24 januari 2017" in shown


@pytest.mark.parametrize("role", Role.values)
def test_a_button_signs_in_as_that_role(role: str, demo: Cast) -> None:
    browser = Client()
    response = browser.post("/demo/look-as/", {"role": role}, follow=True)
    assert response.redirect_chain[-1][0] == demo.url()
    assert response.wsgi_request.user == demo.people[role]


@pytest.mark.parametrize("role", ["", "god", "stranger", "programme_lead\n"])
def test_a_role_that_is_none_signs_nobody_in(role: str, demo: Cast) -> None:
    browser = Client()
    assert browser.post("/demo/look-as/", {"role": role}).headers["Location"] == "/demo/"
    assert "_auth_user_id" not in browser.session


def test_a_mail_to_somebody_else_says_so_and_can_be_opened_as_that_person(demo: Cast) -> None:
    mail = Delivered.objects.create(to=demo.trainer.email, subject="Uw sessie", text="Hallo", at=timezone.now())
    browser, shown = demo.client("head"), f"/demo/mailbox/{mail.pk}/"
    page = unescape(browser.get(shown).content.decode())
    assert f"Deze mail is gestuurd aan {demo.trainer.full_name}" in page
    assert f"U kijkt als {demo.head.full_name}" in page
    assert browser.get(f"/demo/open-as/{mail.pk}/").status_code == 405
    answer = browser.post(f"/demo/open-as/{mail.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == shown
    assert answer.wsgi_request.user == demo.trainer
    assert "Deze mail is gestuurd aan" not in answer.content.decode()


def test_nobody_outside_the_demo_is_looked_through_by_a_mail(demo: Cast) -> None:
    stranger = builders.person("Els", "Buiten")
    mail = Delivered.objects.create(to=stranger.email, subject="Code", text="Hallo", at=timezone.now())
    browser = Client()
    assert browser.post(f"/demo/open-as/{mail.pk}/").status_code == 404
    assert "_auth_user_id" not in browser.session


def test_nobody_is_signed_in_by_following_a_link(demo: Cast) -> None:
    assert Client().get("/demo/look-as/?role=head").status_code == 405


def test_the_personal_link_of_the_mentor_opens_without_signing_in(demo: Cast) -> None:
    shown = _front(Client())
    start = shown.index('href="', shown.index("</ul>", shown.index("todos"))) + len('href="')
    assert Client().get(shown[start : shown.index('"', start)]).status_code == 200


# One-time links ----------------------------------------------------------------------------------------------------


def test_a_sign_in_link_works_once(demo: Cast) -> None:
    text = signin.token(demo.head)
    first, second = Client(), Client()
    assert first.get(f"/demo/sign-in/{text}/").headers["Location"] == "/"
    assert first.get(demo.url()).status_code == 200
    again = second.get(f"/demo/sign-in/{text}/")
    assert again.status_code == 410
    assert "werkt één keer" in again.content.decode()
    assert "_auth_user_id" not in second.session


def test_two_links_of_one_person_each_work(demo: Cast) -> None:
    for text in (signin.token(demo.head), signin.token(demo.head)):
        assert Client().get(f"/demo/sign-in/{text}/").status_code == 302


@pytest.mark.parametrize(
    "text",
    ["x", "a:b:c", signing.dumps([1, "x"], salt="another"), signing.dumps("x", salt=signin.SALT)],
    ids=["a letter", "three parts", "another purpose", "another shape"],
)
def test_a_link_of_anybody_elses_making_is_over(text: str, demo: Cast) -> None:
    assert Client().get(f"/demo/sign-in/{text}/").status_code == 410


def test_an_old_link_is_over(demo: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    text = signin.token(demo.head)
    monkeypatch.setattr(signin, "VALID", -1)
    assert Client().get(f"/demo/sign-in/{text}/").status_code == 410


def test_demo_links_gives_one_link_per_role(demo: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_links", json=True)
    links = json.loads(capsys.readouterr().out)
    assert list(links) == Role.values
    for role, link in links.items():
        browser = Client()
        assert browser.get(link.removeprefix(settings.SITE_URL)).status_code == 302
        assert browser.get(demo.url()).wsgi_request.user == demo.people[role]


def test_without_a_demo_there_are_no_links(db: None) -> None:
    with pytest.raises(CommandError, match="no demo yet"):
        call_command("demo_links")
    assert Client().get("/demo/").status_code == 404


# Another day -------------------------------------------------------------------------------------------------------


def test_another_day_is_kept_and_told(demo: Cast) -> None:
    response = demo.client("head").post("/demo/day/", {"day": "2017-05-23"}, follow=True)
    assert "dinsdag 23 mei 2017" in response.content.decode()
    demo.partnership.refresh_from_db()
    assert demo.partnership.demo_day == date(2017, 5, 23)
    with scope.of(demo.partnership):
        entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.after) == ("demo.day", demo.head.pk, {"day": "2017-05-23"})


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Kies een dag."),
        ("morgen", "Dit is geen dag"),
        ("2017-02-30", "Dit is geen dag"),
        ("0001-01-01", "2015 tot en met 2018"),
        ("9999-12-31", "2015 tot en met 2018"),
    ],
)
def test_a_day_that_is_none_is_refused_beside_the_field_and_stays_typed(day: str, sentence: str, demo: Cast) -> None:
    response = Client().post("/demo/day/", {"day": day})
    shown = response.content.decode()
    assert response.status_code == 422
    assert sentence in shown
    assert f'value="{day}"' in shown or not day
    demo.partnership.refresh_from_db()
    assert demo.partnership.demo_day == facts.TODAY


@pytest.mark.parametrize("day", [facts.FIRST_DAY, facts.LAST_DAY])
def test_on_the_first_and_the_last_day_of_the_demo_the_pages_still_open(day: date, demo: Cast) -> None:
    assert Client().post("/demo/day/", {"day": day.isoformat()}).status_code == 302
    for role in Role.values:
        assert demo.client(role).get(demo.url()).status_code == 200


# Outside the demo --------------------------------------------------------------------------------------------------


def test_the_addresses_of_the_demo_exist_in_a_demo_only() -> None:
    assert demo_urls(demo=False) == []
    assert [str(url.pattern) for url in demo_urls(demo=True)] == ["ui/", "demo/mailbox/", "demo/"]


OUTSIDE = """
import django
django.setup()
from django.test import Client
for path in ("/demo/", "/demo/mailbox/", "/demo/sign-in/x/", "/demo/look-as/", "/demo/open-as/1/", "/demo/day/", "/ui/"):
    print(path, Client().get(path).status_code, Client().post(path).status_code)
"""


def test_an_installation_that_is_no_demo_answers_404_to_all_of_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OUTSIDE],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DJANGO_SETTINGS_MODULE": "dagdeel.settings",
            "DAGDEEL_VAR": str(tmp_path),
            "DAGDEEL_LOG": "CRITICAL",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [line.split()[1:] for line in done.stdout.splitlines()]
    assert answers == [["404", "404"]] * 7, done.stdout + done.stderr
