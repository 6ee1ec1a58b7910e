"""When mail comes and what need not come: the mail of the day, quiet hours, holidays, and saying no with one click."""

from datetime import datetime, timedelta
from email.message import Message as Wire
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import School
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail import actions, rules, stopping
from dagdeel.outputs.mail.actions import NotADecision, Reconciled, Run, reconcile, send_due
from dagdeel.outputs.mail.message import Follows, Kind, Message
from dagdeel.outputs.mail.models import Mail, MailChoice, MailSettings
from dagdeel.outputs.mail.readers import readers
from dagdeel.outputs.mail.rules import Rest
from dagdeel.outputs.mail.states import Daily, Topic
from tests.cast import NOW, Cast, make_cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note, states

ZONE = ZoneInfo("Europe/Amsterdam")
OFF: dict[str, Any] = {
    "daily_at": None, "quiet_from": None, "quiet_until": None, "rest_weekends": False, "rest_holidays": False,
}  # fmt: skip
WORDS: dict[str, Any] = {"label": "", "to": "", "when": "", "why": "", "template": ""}
KINDS = (
    Kind(key="t.needed", **WORDS),
    Kind(key="t.urgent", urgent=True, **WORDS),
    Kind(key="t.daily", daily=True, **WORDS),
    Kind(key="t.news", topic=Topic.RESULTS, **WORDS),
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def settings(cast: Cast, **values: Any) -> MailSettings:
    return actions.change_settings(cast.partnership, values={**OFF, **values}, by=cast.programme_lead, at=NOW)


def ask(cast: Cast, *messages: Message, at: datetime = NOW) -> Reconciled:
    return reconcile(cast.partnership, messages, at=at, source="test", kinds=KINDS, readers=readers(at))


def mail(to: Person, kind: str, key: str = "", **fields: Any) -> Message:
    return note(to, key or kind, kind=f"t.{kind}", **fields)


def send(cast: Cast, at: str, limit: int = 50) -> Run:
    return send_due(cast.partnership, at=moment(at), limit=limit)


def body(wire: Wire, kind: str = "text/plain") -> str:
    (part,) = [part for part in wire.walk() if part.get_content_type() == kind]
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found.decode().replace("\r\n", "\n")


# The mail of the day ---------------------------------------------------------------------------------------------------


def test_what_can_wait_comes_once_a_day_in_one_mail(inside: Cast, postman: Postman) -> None:
    settings(inside, daily_at=7)
    what = [mail(inside.head, "daily", str(n), context={"what": f"zaak {n}"}) for n in range(3)]
    ask(inside, *what, mail(inside.head, "needed", context={"what": "iets nodigs"}))
    assert send(inside, "2016-09-12 10:00") == Run(sent=1)
    assert send(inside, "2016-09-13 06:59") == Run()
    assert send(inside, "2016-09-13 07:00") == Run(sent=3)
    needed, day = postman.received
    assert needed["Subject"] == "Nieuws over iets nodigs"
    assert day["Subject"] == "Drie berichten van Opleidingsschool De Proef"
    for n in range(3):
        assert f"Nieuws over zaak {n}" in body(day)
        assert f"Nieuws over zaak {n}" in body(day, "text/html")
    assert set(Mail.objects.values_list("state", "subject")) >= {("sent", "Nieuws over zaak 1")}
    assert Mail.objects.filter(sent_as=day["Message-ID"]).count() == 3


def test_a_mail_of_the_day_with_one_thing_in_it_is_just_that_mail(inside: Cast, postman: Postman) -> None:
    settings(inside, daily_at=7)
    ask(inside, mail(inside.head, "daily", context={"what": "een ding"}))
    send(inside, "2016-09-13 07:00")
    assert postman.received[0]["Subject"] == "Nieuws over een ding"


def test_each_gets_a_mail_of_the_day_of_her_own(inside: Cast, postman: Postman) -> None:
    settings(inside, daily_at=7)
    ask(inside, *[mail(who, "daily", f"{who.pk}-{n}") for who in (inside.head, inside.trainer) for n in range(2)])
    assert send(inside, "2016-09-13 07:00") == Run(sent=4)
    assert [wire["To"].partition("<")[2] for wire in postman.received] == [
        f"{inside.head.email}>",
        f"{inside.trainer.email}>",
    ]


def test_a_mentor_waits_for_each_mail_unless_she_wants_one_a_day(inside: Cast) -> None:
    settings(inside, daily_at=7)
    ask(inside, mail(inside.mentor, "daily"))
    assert not Mail.objects.get().daily
    actions.choose(inside.mentor, daily=Daily.YES, by=inside.mentor, at=NOW)
    assert ask(inside, mail(inside.mentor, "daily")) == Reconciled(updated=1)
    assert Mail.objects.get().daily


def test_who_wants_each_mail_at_once_gets_it(inside: Cast) -> None:
    settings(inside, daily_at=7)
    actions.choose(inside.head, daily=Daily.NO, by=inside.head, at=NOW)
    ask(inside, mail(inside.head, "daily"))
    assert not Mail.objects.get().daily


def test_without_settings_every_mail_comes_at_once(inside: Cast, postman: Postman) -> None:
    ask(inside, mail(inside.head, "daily"))
    assert send(inside, "2016-09-18 03:00") == Run(sent=1)  # a Sunday night


def test_what_a_server_refused_does_not_wait_for_another_day(inside: Cast, postman: Postman) -> None:
    settings(inside, daily_at=7)
    ask(inside, mail(inside.head, "daily", "1"), mail(inside.head, "daily", "2"))
    postman.answers = ["451 later"]
    assert send(inside, "2016-09-13 07:00") == Run(again=2)
    assert send(inside, "2016-09-13 07:01") == Run(sent=2)
    assert len(postman.received) == 1


def test_one_that_cannot_be_made_does_not_hold_up_the_mail_of_the_day(inside: Cast, postman: Postman) -> None:
    settings(inside, daily_at=7)
    ask(
        inside,
        *[mail(inside.head, "daily", str(n)) for n in range(2)],
        mail(inside.head, "daily", "x", template="testmail/broken"),
    )
    assert send(inside, "2016-09-13 07:00") == Run(sent=2, again=1)


# Rests -----------------------------------------------------------------------------------------------------------------


def test_at_night_only_what_is_urgent_comes(inside: Cast, postman: Postman) -> None:
    settings(inside, quiet_from=20, quiet_until=7)
    ask(inside, mail(inside.mentor, "needed"), mail(inside.mentor, "urgent"))
    assert send(inside, "2016-09-12 20:00") == Run(sent=1)
    assert send(inside, "2016-09-13 06:59") == Run()
    assert send(inside, "2016-09-13 07:00") == Run(sent=1)


def test_at_the_weekend_only_what_is_urgent_comes(inside: Cast, postman: Postman) -> None:
    settings(inside, rest_weekends=True)
    ask(inside, mail(inside.mentor, "needed"), mail(inside.mentor, "urgent"))
    assert send(inside, "2016-09-17 12:00") == Run(sent=1)
    assert send(inside, "2016-09-19 00:00") == Run(sent=1)


def test_in_the_holidays_of_her_own_region_somebody_is_left_alone(inside: Cast, postman: Postman) -> None:
    settings(inside, rest_holidays=True)
    School.objects.filter(pk=inside.other_school.pk).update(holiday_region="Noord")
    north = make_teacher(inside, inside.other_school)
    ask(inside, mail(inside.mentor, "needed", "south"), mail(north, "needed", "north"), mail(inside.mentor, "urgent"))
    # autumn 2025: the south from 11 to 19 October, the north from 18 to 26
    assert send(inside, "2025-10-14 12:00") == Run(sent=2)
    assert states() == {"south": "queued", "north": "sent", "urgent": "sent"}
    assert send(inside, "2025-10-21 12:00") == Run(sent=1)


def make_teacher(cast: Cast, school: School) -> Person:
    from tests.cast import mentors

    return mentors(school, 1)[0]


def test_a_public_holiday_counts_for_everybody(inside: Cast, postman: Postman) -> None:
    settings(inside, rest_holidays=True)
    ask(inside, mail(inside.programme_lead, "needed"), mail(inside.mentor, "needed", "m"))
    assert send(inside, "2017-04-27 12:00") == Run()  # King's Day
    assert send(inside, "2017-05-08 12:00") == Run(sent=2)


@pytest.mark.once
@pytest.mark.parametrize(
    ("due", "daily", "urgent", "goes"),
    [
        ("2016-09-12 10:00", False, False, "2016-09-12 10:00"),
        ("2016-09-12 21:30", False, False, "2016-09-13 07:00"),
        ("2016-09-12 21:30", False, True, "2016-09-12 21:30"),
        ("2016-09-12 07:00", True, False, "2016-09-12 07:00"),
        ("2016-09-12 07:01", True, False, "2016-09-13 07:00"),
        ("2016-09-16 21:00", False, False, "2016-09-19 07:00"),  # Friday night: Monday morning
        ("2016-10-29 12:00", False, False, "2016-10-31 07:00"),  # over the clock change
    ],
)
def test_when_a_mail_goes_is_known_beforehand(due: str, daily: bool, urgent: bool, goes: str) -> None:
    rest = Rest(quiet=(20, 7), weekends=True, daily_at=7)
    found = rules.goes_at(moment(due), rest, lambda day: False, urgent=urgent, daily=daily)
    assert found == moment(goes)


@pytest.mark.once
def test_a_holiday_without_end_ends_the_search() -> None:
    rest = Rest(holidays=True)
    found = rules.goes_at(NOW, rest, lambda day: True, urgent=False, daily=False)
    assert found < NOW + timedelta(days=101)


# Following -------------------------------------------------------------------------------------------------------------


def test_a_reminder_comes_so_long_after_the_mail_that_it_reminds_of(inside: Cast, postman: Postman) -> None:
    first = mail(inside.mentor, "needed", "first")
    late = NOW - timedelta(days=3)  # the moment of last week
    again = mail(inside.mentor, "needed", "again", due=late, follows=Follows("first", timedelta(days=7)))
    ask(inside, first, again)
    assert states() == {"first": "queued"}
    send_due(inside.partnership, at=NOW)
    ask(inside, first, again)
    assert Mail.objects.get(key="again").due == NOW + timedelta(days=7)
    assert not ask(inside, first, again, at=NOW + timedelta(days=1))


# Saying no -------------------------------------------------------------------------------------------------------------


def stop_url(wire: Wire) -> str:
    return str(wire["List-Unsubscribe"]).strip().strip("<>").partition("//")[2].partition("/")[2]


def test_a_mail_that_one_can_do_without_says_how_to_refuse_it_and_a_needed_one_does_not(
    inside: Cast, postman: Postman
) -> None:
    ask(inside, mail(inside.mentor, "news"), mail(inside.mentor, "needed"))
    send(inside, "2016-09-12 10:00")
    news, needed = sorted(postman.received, key=lambda wire: wire["List-Unsubscribe"] is None)
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_url(news) in body(news)
    assert (needed["List-Unsubscribe"], needed["List-Unsubscribe-Post"]) == (None, None)


def test_one_click_of_a_mail_program_stops_them_without_cookie_or_token(inside: Cast, postman: Postman) -> None:
    ask(inside, mail(inside.mentor, "news"))
    send(inside, "2016-09-12 10:00")
    url = "/" + stop_url(postman.received[0])
    answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailChoice.objects.get(person=inside.mentor).declined == ["results"]
    entry = Entry.objects.get(verb="mail.chosen")
    assert (entry.by_id, entry.after["declined"]) == (inside.mentor.pk, ["results"])
    ask(inside, mail(inside.mentor, "news", "next"), mail(inside.mentor, "needed", "n"))
    assert states() == {"news": "sent", "n": "queued"}


def test_looking_stops_nothing_and_what_was_stopped_can_come_again(inside: Cast) -> None:
    url = f"/mail/choices/{stopping.address(inside.partnership.pk, inside.mentor.pk, 'results').split('/')[-2]}/"
    client = Client()
    assert "Deze mails stoppen" in client.get(url).content.decode()
    assert not MailChoice.objects.exists()
    client.post(url)
    assert "Dit krijgt u niet meer" in client.get(url).content.decode()
    every = [topic.value for topic in Topic if topic]
    client.post(url, {"choices": "yes", "wanted": every})
    assert MailChoice.objects.get().declined == []


def test_a_stopped_mail_that_waits_is_withdrawn(inside: Cast) -> None:
    ask(inside, mail(inside.mentor, "news"))
    actions.stop(inside.mentor, Topic.RESULTS, by=inside.mentor, at=NOW)
    assert ask(inside, mail(inside.mentor, "news")) == Reconciled(cancelled=1)
    actions.resume(inside.mentor, Topic.RESULTS, by=inside.mentor, at=NOW)
    assert ask(inside, mail(inside.mentor, "news")) == Reconciled(updated=1)


def test_what_is_needed_cannot_be_refused(inside: Cast) -> None:
    with pytest.raises(NotADecision):
        actions.stop(inside.mentor, Topic.NEEDED, by=inside.mentor, at=NOW)
    url = stopping.address(inside.partnership.pk, inside.mentor.pk, "").partition("//")[2].partition("/")[2]
    assert "Deze mails stoppen" not in Client().get(f"/{url}").content.decode()
    Client().post(f"/{url}")
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("token", ["onzin", "WzEsMSwicmVzdWx0cyJd:abc", "x" * 300])
def test_an_address_that_is_not_ours_is_not_there(inside: Cast, token: str) -> None:
    assert Client().get(f"/mail/choices/{token}/").status_code == 404
    assert Client().post(f"/mail/choices/{token}/").status_code == 404


def test_no_in_one_partnership_is_no_no_in_another(inside: Cast) -> None:
    other = make_cast()
    actions.stop(inside.mentor, Topic.RESULTS, by=inside.mentor, at=NOW)
    assert reconcile(
        other.partnership, [mail(inside.mentor, "news")], at=NOW, source="test", kinds=KINDS
    ) == Reconciled(created=1)


# Settings --------------------------------------------------------------------------------------------------------------


def test_the_lead_sets_sender_answers_and_signature(inside: Cast, postman: Postman) -> None:
    client = inside.client("programme_lead")
    data = {
        "sender_name": "Bureau  Opleidingsschool", "reply_to": "bureau@example.org",
        "signature": "Met groet,\nBureau\n024 123", "daily_at": "", "quiet_from": "20", "quiet_until": "7", "rest_weekends": "on",
    }  # fmt: skip
    assert client.post(inside.url("mail/settings/"), data).status_code == 302
    ask(inside, mail(inside.mentor, "needed"))
    inside.partnership.refresh_from_db()
    send(inside, "2016-09-12 10:00")
    (wire,) = postman.received
    assert wire["From"].startswith("Bureau Opleidingsschool <")
    assert wire["Reply-To"] == "bureau@example.org"
    assert "Met groet,\nBureau\n024 123\n\n--\n" in body(wire)
    row = MailSettings.objects.get()
    assert (row.quiet_from, row.quiet_until, row.rest_weekends, row.rest_holidays) == (20, 7, True, False)
    entry = Entry.objects.get(verb="mail.settings_changed")
    assert entry.after["sender_name"] == "Bureau Opleidingsschool"


@pytest.mark.parametrize(
    ("field", "data", "sentence"),
    [
        ("quiet_until", {"quiet_from": "20"}, "Zeg ook tot wanneer"),
        ("quiet_from", {"quiet_until": "7"}, "Zeg ook vanaf wanneer"),
        ("quiet_until", {"quiet_from": "7", "quiet_until": "7"}, "Deze uren zijn gelijk"),
        ("reply_to", {"reply_to": "geen adres"}, "geldig e-mailadres"),
    ],
)
def test_settings_that_do_not_hold_are_said_beside_the_field_and_kept(
    inside: Cast, field: str, data: dict[str, str], sentence: str
) -> None:
    answer = inside.client("programme_lead").post(inside.url("mail/settings/"), {**data, "sender_name": "Bureau"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert sentence in text
    assert 'value="Bureau"' in text
    assert not MailSettings.objects.exists()


def test_the_database_keeps_quiet_hours_whole(inside: Cast) -> None:
    with pytest.raises(ValidationError):
        settings(inside, quiet_from=20)


def test_everybody_chooses_for_herself(inside: Cast) -> None:
    settings(inside, daily_at=7)
    client = inside.client("head")
    assert "Mails die kunnen wachten" in client.get(inside.url("mail/mine/")).content.decode()
    assert client.post(inside.url("mail/mine/"), {"daily": "no", "wanted": ["reminders"]}).status_code == 302
    choice = MailChoice.objects.get(person=inside.head)
    assert choice.daily == "no"
    assert set(choice.declined) == {topic.value for topic in Topic if topic} - {"reminders"}
    assert client.post(inside.url("mail/mine/"), {"daily": "soms"}).status_code == 422
