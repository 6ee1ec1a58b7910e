"""Mail that comes back (RFC 3464): the address is marked, gets no more, and what came back goes to the corrected address."""

import json
import mailbox
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail import actions
from dagdeel.outputs.mail.actions import Reconciled, Run
from dagdeel.outputs.mail.bounces import Bounce, read, read_file
from dagdeel.outputs.mail.models import BadAddress, Mail
from tests import cast as build
from tests.cast import NOW, Cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note, run, send, states

SECRET = "een lang geheim"


def report(
    message_id: str, address: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = True
) -> bytes:
    """A report as Postfix writes it."""
    head = f"Message-ID: {message_id}\r\nSubject: Uitnodiging\r\nTo: {address}\r\n"
    original = (
        f"Content-Type: message/rfc822\r\n\r\n{head}\r\nBeste,\r\n"
        if whole
        else f"Content-Type: text/rfc822-headers\r\n\r\n{head}\r\n"
    )
    return (
        "From: MAILER-DAEMON@mail.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you …\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.org\r\nArrival-Date: Mon, 12 Sep 2016 10:00:00 +0200\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} <{address}>: no\r\n  such mailbox\r\n\r\n"
        f"--B\r\n{original}\r\n--B--\r\n"
    ).encode()


@pytest.mark.once
@pytest.mark.parametrize("whole", [True, False])
def test_a_report_is_read_with_the_whole_mail_or_its_head(whole: bool) -> None:
    (found,) = read(report("<a@b>", "Jan@Example.org", whole=whole))
    assert found == Bounce("<a@b>", "jan@example.org", "5.1.1", "550 5.1.1 <Jan@Example.org>: no such mailbox")
    assert found.permanent


@pytest.mark.once
@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_is_no_bounce(action: str) -> None:
    assert read(report("<a@b>", "jan@example.org", action=action, status="4.4.1")) == []


@pytest.mark.once
@pytest.mark.parametrize("raw", [b"", b"hello", b"Subject: out of office\r\n\r\nI am away", report("", "x")[:200]])
def test_other_mail_is_no_bounce(raw: bytes) -> None:
    assert read(raw) == []


@pytest.mark.once
def test_a_mailbox_a_folder_and_a_single_mail_can_be_read(tmp_path: Path) -> None:
    raw = report("<a@b>", "jan@example.org")
    box = mailbox.mbox(tmp_path / "box")
    other = EmailMessage()
    other["Subject"] = "Afwezig"
    box.add(other)
    box.add(raw)
    box.close()
    folder = mailbox.Maildir(tmp_path / "folder")
    folder.add(raw)
    (tmp_path / "one").write_bytes(raw)
    for name in ("box", "folder", "one"):
        assert [found.address for found in read_file(tmp_path / name)] == ["jan@example.org"], name


@pytest.fixture
def invited(inside: Cast, postman: Postman) -> Mail:
    """A mail that was sent."""
    run(inside, note(inside.mentor))
    send(inside)
    return Mail.objects.get()


def bounce(mail: Mail, **fields: Any) -> int:
    (found,) = read(report(mail.sent_as, mail.address, **fields))
    return actions.bounced(found, at=NOW)


def test_a_mail_that_came_back_has_failed_and_its_address_is_marked(inside: Cast, invited: Mail) -> None:
    assert bounce(invited) == 1
    invited.refresh_from_db()
    assert (invited.state, invited.sent_at, invited.bounced_at) == ("failed", None, NOW)
    assert "no such mailbox" in invited.last_error
    assert BadAddress.objects.get().address == inside.mentor.email
    assert Entry.objects.get(verb="mail.bounced").after["status"] == "5.1.1"
    assert bounce(invited) == 0  # told twice
    assert BadAddress.objects.count() == 1


def test_a_marked_address_gets_no_mail_until_it_is_corrected_and_then_gets_all_of_it(
    inside: Cast, invited: Mail, postman: Postman
) -> None:
    bounce(invited)
    both = note(inside.mentor), note(inside.mentor, "b")
    run(inside, *both)
    assert send(inside, 60) == Run()
    assert states() == {"a": "failed", "b": "queued"}
    inside.mentor.email = "goed@example.org"
    inside.mentor.save()
    assert run(inside, *both, later=60) == Reconciled(updated=2)
    assert send(inside, 60) == Run(sent=2)
    assert [wire["To"].partition("<")[2] for wire in postman.received[1:]] == ["goed@example.org>"] * 2


def test_an_address_that_works_after_all_gets_what_waited(inside: Cast, invited: Mail, postman: Postman) -> None:
    bounce(invited)
    run(inside, note(inside.mentor), note(inside.mentor, "b"))
    assert actions.works_again(inside.mentor, by=inside.programme_lead, at=NOW)
    assert send(inside, 60) == Run(sent=2)
    assert not actions.works_again(inside.mentor, by=inside.programme_lead, at=NOW)


def test_a_full_mailbox_fails_the_mail_and_spares_the_address(inside: Cast, invited: Mail) -> None:
    assert bounce(invited, status="4.2.2") == 1
    assert states() == {"a": "failed"}
    assert not BadAddress.objects.exists()


def test_a_report_about_a_mail_that_is_not_ours_changes_nothing(inside: Cast, invited: Mail) -> None:
    for message_id, address in (
        (invited.sent_as, inside.head.email),
        ("<x@y>", invited.address),
        ("", invited.address),
    ):
        assert actions.bounced(Bounce(message_id, address, "5.1.1", "no"), at=NOW) == 0
    assert states() == {"a": "sent"}
    assert not BadAddress.objects.exists()


def test_a_server_that_does_not_know_the_recipient_marks_the_address_at_once(inside: Cast, postman: Postman) -> None:
    async def refuse(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        return "550 5.1.1 no such user here"

    postman.handle_RCPT = refuse  # type: ignore[attr-defined]  # aiosmtpd looks for it
    run(inside, note(inside.mentor))
    assert send(inside) == Run(failed=1)
    assert BadAddress.objects.get().status == "5.1.1"
    del postman.handle_RCPT  # type: ignore[attr-defined]  # aiosmtpd looks for it
    inside.mentor.email = "goed@example.org"
    run(inside, note(inside.mentor))
    assert send(inside) == Run(sent=1)


# The webhook -----------------------------------------------------------------------------------------------------------


def post(body: bytes, secret: str = SECRET, kind: str = "message/rfc822") -> Any:
    return Client().post("/mail/bounces/", body, content_type=kind, headers={"Authorization": f"Bearer {secret}"})


def test_a_mail_server_that_knows_the_secret_reports_the_mail_itself_or_its_facts(
    inside: Cast, invited: Mail, settings: Any
) -> None:
    settings.BOUNCE_SECRET = SECRET
    assert post(report(invited.sent_as, invited.address)).json() == {"bounced": 1}
    Mail.objects.update(state="sent", sent_at=NOW, bounced_at=None)
    facts = {"message_id": invited.sent_as, "address": invited.address.upper(), "status": "5.1.1", "reason": "weg"}
    assert post(json.dumps(facts).encode(), kind="application/json").json() == {"bounced": 1}


@pytest.mark.parametrize("secret", ["", "fout", SECRET + " "])
def test_without_the_secret_there_is_no_such_page(inside: Cast, invited: Mail, settings: Any, secret: str) -> None:
    settings.BOUNCE_SECRET = SECRET
    assert post(report(invited.sent_as, invited.address), secret).status_code == 404
    settings.BOUNCE_SECRET = ""
    assert post(report(invited.sent_as, invited.address), "").status_code == 404
    assert states() == {"a": "sent"}


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"address": 5}', b'{"address": "a@b"}', b'"x"'])
def test_facts_that_say_nothing_are_refused(inside: Cast, settings: Any, body: bytes) -> None:
    settings.BOUNCE_SECRET = SECRET
    assert post(body, kind="application/json").status_code == 422


def test_a_report_that_is_too_large_is_not_read(inside: Cast, settings: Any) -> None:
    settings.BOUNCE_SECRET = SECRET
    assert post(b"x" * (2 * 1024 * 1024 + 1)).status_code == 413


# What people see and do --------------------------------------------------------------------------------------------------


def test_the_person_the_list_and_the_lead_see_it_and_the_lead_corrects_it(
    inside: Cast, invited: Mail, postman: Postman
) -> None:
    bounce(invited)
    run(inside, note(inside.mentor))
    lead, who = inside.client("programme_lead"), inside.mentor.pk
    assert "1 persoon krijgt geen mail" in lead.get(inside.url()).content.decode()
    failed = lead.get(inside.url("mail/failed/")).content.decode()
    assert inside.mentor.email in failed
    assert "no such mailbox" in failed
    slot = lead.get(inside.url(f"mail/address/{who}/"), headers={"HX-Request": "true"}).content.decode()
    assert "Geen mail bereikt dit adres" in slot
    assert "<html" not in slot
    answer = lead.post(inside.url(f"administration/people/{who}/address/"), {"email": "Goed@Example.org"})
    assert answer.status_code == 302
    inside.mentor.refresh_from_db()
    assert inside.mentor.email == "goed@example.org"
    entry = Entry.objects.get(verb="person.address_corrected")
    assert (entry.by_id, entry.after) == (inside.programme_lead.pk, {"email": "goed@example.org"})
    run(inside, note(inside.mentor))
    assert send(inside, 60) == Run(sent=1)


def test_the_lead_says_that_it_works_after_all(inside: Cast, invited: Mail) -> None:
    bounce(invited)
    answer = inside.client("programme_lead").post(inside.url(f"mail/address/{inside.mentor.pk}/works/"))
    assert answer.status_code == 302
    assert not BadAddress.objects.exists()


def test_an_address_that_somebody_else_has_is_refused_beside_the_field(inside: Cast) -> None:
    url = inside.url(f"administration/people/{inside.mentor.pk}/address/")
    for typed, sentence in (
        (inside.head.email.upper(), "Iemand anders heeft dit adres"),
        ("geen adres", "geldig e-mailadres"),
    ):
        answer = inside.client("programme_lead").post(url, {"email": typed})
        text = answer.content.decode()
        assert (answer.status_code, sentence in text, 'id="id_email_error"' in text) == (422, True, True), typed
        assert typed in text


def test_nobody_takes_over_somebody_who_takes_part_elsewhere(inside: Cast) -> None:
    from dagdeel.base.partnerships import scope

    elsewhere = Membership.everywhere.get(person=inside.stranger).partnership
    with scope.of(elsewhere):
        build.membership(inside.mentor, Role.PROGRAMME_LEAD)
    url = inside.url(f"administration/people/{inside.mentor.pk}/address/")
    answer = inside.client("programme_lead").post(url, {"email": "gekaapt@example.org"})
    assert answer.status_code == 422
    assert "alleen de beheerder" in answer.content.decode()
    inside.mentor.refresh_from_db()
    assert inside.mentor.email != "gekaapt@example.org"


def test_everything_that_failed_can_be_tried_again_but_for_bad_addresses(
    inside: Cast, invited: Mail, postman: Postman
) -> None:
    bounce(invited)
    run(inside, note(inside.mentor), *[note(inside.head, str(n)) for n in range(3)])
    postman.answers = ["550 spam"] * 3
    assert send(inside, 1) == Run(failed=3)
    lead = inside.client("programme_lead")
    assert "Probeer 3 mails opnieuw" in lead.get(inside.url("mail/failed/")).content.decode()
    assert lead.post(inside.url("mail/failed/retry/")).status_code == 302
    assert states() == {"a": "failed", "0": "queued", "1": "queued", "2": "queued"}
    assert Entry.objects.get(verb="mail.all_queued").after == {"mails": 3}


def test_the_worker_reads_the_mailbox_every_ten_minutes(
    inside: Cast, invited: Mail, settings: Any, tmp_path: Path
) -> None:
    from dagdeel.web.schedule import work_through

    settings.BOUNCE_MAILBOX = str(tmp_path / "one")
    (tmp_path / "one").write_bytes(report(invited.sent_as, invited.address))
    at = NOW + timedelta(hours=1)
    work_through(clock=lambda *_: at)
    assert states()["a"] == "failed"


def test_an_operator_reads_a_mailbox_by_hand(inside: Cast, invited: Mail, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "one").write_bytes(report(invited.sent_as, invited.address))
    call_command("bounces", str(tmp_path / "one"))
    assert "1 mail" in capsys.readouterr().out
    assert states() == {"a": "failed"}
