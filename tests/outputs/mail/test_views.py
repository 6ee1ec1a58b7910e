"""The pages of the outbox and the mailbox of the demo."""

import base64
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail import actions
from dagdeel.outputs.mail.models import Delivered, Mail
from tests.cast import NOW, Cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note

MAILBOX = "dagdeel.outputs.mail.mailbox.MailboxBackend"


def asked(cast: Cast, number: int = 1, **fields: Any) -> Mail:
    """So many mails in the outbox; the first of them."""
    messages = [note(cast.mentor, str(n), **fields) for n in range(number)]
    actions.reconcile(cast.partnership, messages, at=NOW, source="test")
    return Mail.everywhere.order_by("pk")[0]


def body(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_lead_sees_what_goes_to_whom_and_why(cast: Cast) -> None:
    mail = asked(cast)
    client = cast.client("programme_lead")
    listed = body(client, cast.url("mail/"))
    assert "Nieuws over coachen" in listed
    assert cast.mentor.full_name in listed
    assert "in de wachtrij" in listed
    shown = body(client, cast.url(f"mail/{mail.pk}/"))
    assert "het gaat over coachen" in shown
    assert "U bent mentor." in shown
    assert 'href="https://example.org/lees?a=1&amp;b=2"' in shown


def test_the_list_can_be_narrowed_by_state_and_by_name(cast: Cast) -> None:
    asked(cast)
    client = cast.client("programme_lead")
    assert "Nieuws over coachen" in body(client, cast.url("mail/?state=queued"))
    assert "Nieuws over coachen" not in body(client, cast.url("mail/?state=sent"))
    assert "Nieuws over coachen" in body(client, cast.url("mail/?state=nonsense"))
    assert "Nieuws over coachen" in body(client, cast.url(f"mail/?to={cast.mentor.email}"))
    assert "Geen mail gevonden" in body(client, cast.url("mail/?to=niemand"))


def listed(cast: Cast, query: str = "") -> list[str]:
    """What the list says that each mail is about, in its order."""
    return re.findall(r"Nieuws over (\w+)</a>", body(cast.client("programme_lead"), cast.url(f"mail/{query}")))


def test_what_goes_soonest_comes_first_and_what_went_after_it_and_today_can_be_asked_for(cast: Cast) -> None:
    cast.partnership.demo_day = NOW.date()
    cast.partnership.save()
    days = {"morgen": 1, "vandaag": 0, "voorjaar": 200}
    messages = [
        note(cast.mentor, what, due=NOW + timedelta(days=later), context={"what": what}) for what, later in days.items()
    ]
    messages += [note(cast.mentor, f"oud{n}", context={"what": f"oud{n}"}) for n in (2, 1)]
    actions.reconcile(cast.partnership, messages, at=NOW, source="test")
    for n in (2, 1):
        Mail.everywhere.filter(key=f"oud{n}").update(
            state="sent", sent_at=NOW - timedelta(days=n), subject=f"Nieuws over oud{n}"
        )
    assert listed(cast) == ["vandaag", "morgen", "voorjaar", "oud1", "oud2"]
    assert listed(cast, "?when=today") == ["vandaag"]
    assert listed(cast, "?when=week") == ["vandaag", "morgen"]
    assert listed(cast, "?when=today&state=sent") == []
    assert listed(cast, "?when=someday") == listed(cast)
    page = body(cast.client("programme_lead"), cast.url("mail/?when=today"))
    assert "de komende zeven dagen" in page


def test_the_lead_reads_the_mail_without_the_link_that_opens_somebodys_page(cast: Cast, postman: Postman) -> None:
    link = f"https://example.org/m/{cast.link(cast.mentor)}/"
    mail = asked(cast, template="testmail/link", context={"url": link})
    shown = body(cast.client("programme_lead"), cast.url(f"mail/{mail.pk}/"))
    assert cast.link(cast.mentor) not in shown
    assert "(de persoonlijke link)" in shown
    actions.send_due(cast.partnership, at=NOW)
    plain = next(part for part in postman.received[0].walk() if part.get_content_type() == "text/plain")
    assert cast.link(cast.mentor).encode() in plain.get_payload(decode=True)
    assert cast.link(cast.mentor) not in body(cast.client("programme_lead"), cast.url(f"mail/{mail.pk}/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_mail_and_for_three(cast: Cast, number: int) -> None:
    asked(cast, number)
    client = cast.client("programme_lead")
    body(client, cast.url("mail/"))
    with CaptureQueriesContext(connection) as queries:
        body(client, cast.url("mail/"))
    about_mail = [q["sql"] for q in queries if '"mail_mail"' in q["sql"]]
    assert len(about_mail) == 3  # how many, the rows with their people, the tabs


def test_a_mail_that_cannot_be_made_does_not_break_the_pages(cast: Cast) -> None:
    mail = asked(cast, template="testmail/broken")
    client = cast.client("programme_lead")
    assert "Deze mail kan niet worden gemaakt" in body(client, cast.url("mail/"))
    body(client, cast.url(f"mail/{mail.pk}/"))


def test_the_lead_can_hold_back_release_and_cancel(cast: Cast) -> None:
    mail = asked(cast)
    client = cast.client("programme_lead")
    for verb, state in (("hold", "draft"), ("retry", "queued"), ("cancel", "cancelled")):
        response = client.post(cast.url(f"mail/{mail.pk}/{verb}/"))
        assert response.status_code == 302
        assert Mail.everywhere.get().state == state


def test_several_mails_are_held_back_at_once_and_what_is_over_is_said(cast: Cast) -> None:
    asked(cast, 3)
    one, two, three = Mail.everywhere.order_by("pk")
    client = cast.client("programme_lead")
    client.post(cast.url(f"mail/{two.pk}/cancel/"))

    def states() -> list[str]:
        return list(Mail.everywhere.order_by("pk").values_list("state", flat=True))

    ticked = {"mail": [str(one.pk), str(two.pk), "x"], "do": "hold", "query": "state=queued"}
    response = client.post(cast.url("mail/selected/"), ticked)
    assert response["Location"] == cast.url("mail/?state=queued")
    assert states() == ["draft", "cancelled", "queued"]
    said = body(client, cast.url("mail/"))
    assert "1 mail is gewijzigd." in said
    assert "1 mail kon niet gewijzigd worden" in said

    client.post(cast.url("mail/selected/"), {"mail": [one.pk, two.pk], "do": "retry"})
    assert states() == ["queued", "queued", "queued"]
    client.post(cast.url("mail/selected/"), {"do": "hold"})
    assert "Vink eerst de mails aan." in body(client, cast.url("mail/"))
    assert client.post(cast.url("mail/selected/"), {"mail": [three.pk], "do": "erase"}).status_code == 400
    assert states() == ["queued", "queued", "queued"]


def test_what_is_no_longer_possible_is_said_and_changes_nothing(cast: Cast, postman: Postman) -> None:
    mail = asked(cast)
    actions.send_due(cast.partnership, at=NOW)
    response = cast.client("programme_lead").post(cast.url(f"mail/{mail.pk}/cancel/"))
    assert response.status_code == 422
    assert "de status van deze mail is nu “verzonden”" in response.content.decode()
    assert Mail.everywhere.get().state == "sent"


def test_looking_changes_nothing(cast: Cast) -> None:
    mail = asked(cast)
    client = cast.client("programme_lead")
    assert client.get(cast.url(f"mail/{mail.pk}/cancel/")).status_code == 405
    assert Mail.everywhere.get().state == "queued"


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("head", 403), ("stranger", 404)])
def test_others_do_not_see_the_outbox(cast: Cast, who: str, status: int) -> None:
    mail = asked(cast)
    for path in ("mail/", f"mail/{mail.pk}/"):
        body(cast.client(who), cast.url(path), status)
    for verb in ("retry", "hold", "cancel"):
        assert cast.client(who).post(cast.url(f"mail/{mail.pk}/{verb}/")).status_code == status


def test_the_mail_of_another_partnership_is_not_there(cast: Cast) -> None:
    """The stranger leads another partnership, and asks for our mail at her own address."""
    mail = asked(cast)
    theirs = Membership.everywhere.select_related("partnership").get(person=cast.stranger, role=Role.PROGRAMME_LEAD)
    client = cast.client("stranger")
    body(client, f"/{theirs.partnership.slug}/2016-2017/mail/{mail.pk}/", 404)
    assert client.post(f"/{theirs.partnership.slug}/2016-2017/mail/{mail.pk}/cancel/").status_code == 404


def test_the_pages_are_english_for_english_readers(cast: Cast) -> None:
    mail = asked(cast)
    cast.programme_lead.language = "en"
    cast.programme_lead.save()
    client = cast.client("programme_lead")
    assert "queued" in body(client, cast.url("mail/"))
    assert "Why this mail comes" in body(client, cast.url(f"mail/{mail.pk}/"))


# The mailbox of the demo ----------------------------------------------------------------------------------------------


def test_the_mailbox_keeps_what_the_demo_sends(cast: Cast, settings: Any, client: Client) -> None:
    settings.EMAIL_BACKEND = MAILBOX
    asked(cast)
    actions.send_due(cast.partnership, at=NOW + timedelta(hours=1))
    mail = Delivered.objects.get()
    assert mail.to == cast.mentor.email
    assert mail.headers["Reply-To"] == "programma@example.org"
    assert "<h1>Nieuws over coachen</h1>" in mail.html
    listed = body(client, "/demo/mailbox/")
    assert f"/demo/mailbox/{mail.pk}/" in listed
    assert 'href="https://example.org/lees?a=1&amp;b=2"' in body(client, f"/demo/mailbox/{mail.pk}/")


@pytest.mark.django_db
def test_a_plain_mail_to_several_people_reaches_each_of_them(settings: Any, client: Client) -> None:
    settings.EMAIL_BACKEND = MAILBOX
    send_mail("Uw code: 123", "De code is 123.", None, ["a@example.org", "Bea <b@example.org>"])
    assert set(Delivered.objects.values_list("to", flat=True)) == {"a@example.org", "b@example.org"}
    listed = body(client, "/demo/mailbox/?to=a@")
    assert listed.count("Uw code: 123") == 1
    assert "Geen mail gevonden" in body(client, "/demo/mailbox/?to=niemand")


@pytest.mark.django_db
def test_what_a_mail_says_is_text_in_the_mailbox(client: Client) -> None:
    message = EmailMultiAlternatives("<b>x</b>", "<script>alert(1)</script> javascript:x()", None, ["a@example.org"])
    get_connection(MAILBOX).send_messages([message])
    shown = body(client, f"/demo/mailbox/{Delivered.objects.get().pk}/")
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown


def test_a_mail_is_shown_as_it_looks_in_a_frame_in_which_only_its_own_styles_work(
    cast: Cast, settings: Any, client: Client
) -> None:
    settings.EMAIL_BACKEND = MAILBOX
    asked(cast)
    actions.send_due(cast.partnership, at=NOW + timedelta(hours=1))
    address = f"/demo/mailbox/{Delivered.objects.get().pk}/"
    around = client.get(address)
    assert f'src="{address}html/"' in around.content.decode()
    assert "frame-src 'self'" in around["Content-Security-Policy"]

    framed = client.get(f"{address}html/")
    shown = framed.content.decode()
    style = shown.partition("<style>")[2].partition("</style>")[0]
    only = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert set(framed["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        f"style-src 'sha256-{only}'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    }
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "<h1>Nieuws over coachen</h1>" in shown
    assert '<base target="_top">' in shown


@pytest.mark.django_db
def test_a_mail_without_html_has_no_frame(client: Client) -> None:
    get_connection(MAILBOX).send_messages([EmailMultiAlternatives("Uw code", "123", None, ["a@example.org"])])
    address = f"/demo/mailbox/{Delivered.objects.get().pk}/"
    assert "<iframe" not in body(client, address)
    body(client, f"{address}html/", 404)


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_mailbox(settings: Any, client: Client) -> None:
    settings.DEMO = False
    body(client, "/demo/mailbox/", 404)
    body(client, "/demo/mailbox/1/", 404)
    body(client, "/demo/mailbox/1/html/", 404)


def test_an_unfinished_scope_never_leaks(cast: Cast) -> None:
    asked(cast)
    with pytest.raises(scope.NoScope):
        Mail.objects.count()
