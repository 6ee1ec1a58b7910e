"""The outbox: mails as desired state, sent once, also when things go wrong."""

from collections.abc import Iterable
from datetime import timedelta
from email.message import Message as Wire
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from pytest_django import DjangoAssertNumQueries

from dagdeel.base.history.models import Entry
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail import actions, rules
from dagdeel.outputs.mail.actions import KeyTwice, MoveRefused, Reconciled, Run, claiming, reconcile, send_due
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.readers import Readers
from dagdeel.outputs.mail.rules import Rest
from dagdeel.outputs.mail.states import MailState
from tests.cast import NOW, Cast, make_cast
from tests.outputs.mail.conftest import Postman


def note(to: Person, key: str = "a", **fields: Any) -> Message:
    values: dict[str, Any] = {"template": "testmail/note", "why": "U bent mentor.", "context": {"what": "coachen"}}
    return Message(key=key, to=to, **{**values, **fields})


def run(cast: Cast, *messages: Message, source: str = "test", later: int = 0) -> Reconciled:
    return reconcile(cast.partnership, messages, at=NOW + timedelta(minutes=later), source=source, readers=Readers())


def send(cast: Cast, later: float = 0) -> Run:
    return send_due(cast.partnership, at=NOW + timedelta(minutes=later))


def states() -> dict[str, str]:
    return dict(Mail.objects.order_by("key").values_list("key", "state"))


def the_mail() -> Mail:
    return Mail.objects.get()


def parts(wire: Wire) -> list[str]:
    """The words of a mail as they arrived: plain and HTML."""
    found = [part.get_payload(decode=True) for part in wire.walk() if not part.is_multipart()]
    return [body.decode().replace("\r\n", "\n") for body in found if isinstance(body, bytes)]


# What should exist -------------------------------------------------------------------------------------------------


def test_what_is_missing_is_queued_and_a_second_run_writes_nothing(
    inside: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wanted = [note(inside.mentor), note(inside.trainer, "b")]
    assert run(inside, *wanted) == Reconciled(created=2)
    assert states() == {"a": "queued", "b": "queued"}
    with django_assert_num_queries(1):
        assert not run(inside, *wanted, later=5)


@pytest.mark.parametrize("number", [1, 3])
def test_a_run_costs_the_same_for_one_mail_and_for_three(
    inside: Cast, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):  # look, look under other sources, begin, insert, history, commit
        run(inside, *[note(inside.mentor, str(n)) for n in range(number)])


def test_a_queued_mail_follows_its_data(inside: Cast) -> None:
    run(inside, note(inside.mentor))
    assert run(inside, note(inside.mentor, context={"what": "feedback"})) == Reconciled(updated=1)
    assert the_mail().context == {"what": "feedback"}


def test_a_new_address_reaches_the_queued_mail(inside: Cast) -> None:
    run(inside, note(inside.mentor))
    inside.mentor.email = "nieuw@example.org"
    run(inside, note(inside.mentor))
    assert the_mail().address == "nieuw@example.org"


def test_what_is_no_longer_asked_for_is_cancelled_and_comes_back_when_it_is(inside: Cast) -> None:
    run(inside, note(inside.mentor))
    assert run(inside) == Reconciled(cancelled=1)
    assert states() == {"a": "cancelled"}
    assert run(inside, note(inside.mentor)) == Reconciled(updated=1)
    assert states() == {"a": "queued"}


def test_one_source_leaves_the_mails_of_another_alone(inside: Cast) -> None:
    run(inside, note(inside.mentor), source="enrolment")
    assert not run(inside, source="planning")
    assert states() == {"a": "queued"}


def test_what_a_person_cancelled_stays_cancelled(inside: Cast) -> None:
    run(inside, note(inside.mentor))
    actions.cancel(the_mail(), by=inside.programme_lead, at=NOW)
    told = Entry.objects.count()
    assert not run(inside, note(inside.mentor, context={"what": "nieuw"}))
    assert states() == {"a": "cancelled"}
    assert Entry.objects.count() == told


def test_a_sent_mail_is_never_touched_again(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    send(inside)
    assert not run(inside, note(inside.mentor, context={"what": "iets anders"}))
    assert not run(inside)
    assert send(inside, 60) == Run()
    assert len(postman.received) == 1


def test_the_same_key_twice_is_refused(inside: Cast) -> None:
    with pytest.raises(KeyTwice):
        run(inside, note(inside.mentor), note(inside.trainer))
    assert states() == {}


def test_who_left_gets_no_mail(inside: Cast) -> None:
    inside.mentor.is_active = False
    assert not run(inside, note(inside.mentor))


def test_two_partnerships_may_use_the_same_key(inside: Cast) -> None:
    other = make_cast()
    run(inside, note(inside.mentor))
    assert run(other, note(other.mentor)) == Reconciled(created=1)
    assert len({mail.message_id for mail in Mail.everywhere.all()}) == 2


def test_a_run_tells_the_history_once(inside: Cast) -> None:
    run(inside, note(inside.mentor), note(inside.trainer, "b"))
    run(inside, note(inside.mentor), note(inside.trainer, "b"))
    entry = Entry.objects.get(verb="mail.reconciled")
    assert entry.after == {"created": 2, "updated": 0, "cancelled": 0}


def test_the_messages_may_be_a_stream(inside: Cast) -> None:
    def stream() -> Iterable[Message]:
        yield note(inside.mentor)

    assert reconcile(inside.partnership, stream(), at=NOW) == Reconciled(created=1)


def test_lazy_words_are_settled_in_the_language_of_the_reader(inside: Cast) -> None:
    inside.mentor.language = "en"
    lazy: Any = gettext_lazy("Dutch")
    run(inside, note(inside.mentor, "en", why=lazy), note(inside.trainer, "nl", why=lazy, context={"list": [lazy]}))
    said = dict(Mail.objects.values_list("key", "why"))
    assert said["en"] == "Dutch"
    assert said["nl"] == "Nederlands"
    assert Mail.objects.get(key="nl").context == {"list": ["Nederlands"]}


# What goes out --------------------------------------------------------------------------------------------------------


def test_a_due_mail_is_sent_once_in_the_language_of_its_reader(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    assert send(inside) == Run(sent=1)
    assert send(inside, 1) == Run()
    (wire,) = postman.received
    mail = the_mail()
    assert wire["Subject"] == "Nieuws over coachen" == mail.subject
    assert wire["Message-ID"] == mail.message_id
    assert wire["Reply-To"] == "programma@example.org"
    assert "Opleidingsschool De Proef" in wire["From"]
    assert wire["Auto-Submitted"] == "auto-generated"
    plain, html = parts(wire)
    assert plain.startswith(f"Beste {inside.mentor.given_name}, het gaat over coachen.")
    assert "https://example.org/lees?a=1&b=2" in plain
    assert plain.rstrip().endswith("U bent mentor.\nOpleidingsschool De Proef · programma@example.org")
    assert '<html lang="nl">' in html
    assert 'href="https://example.org/lees?a=1&amp;b=2"' in html
    assert "U bent mentor." in html
    assert (mail.state, mail.sent_at, mail.text, mail.html) == ("sent", NOW, plain, html)


def test_an_english_reader_gets_an_english_mail(inside: Cast, postman: Postman) -> None:
    Person.objects.filter(pk=inside.mentor.pk).update(language="en")
    run(inside, note(inside.mentor))
    send(inside)
    assert postman.received[0]["Subject"] == "News on coachen"


def test_what_people_typed_stays_text(inside: Cast, postman: Postman) -> None:
    run(
        inside, note(inside.mentor, template="testmail/rich", context={"what": "<b>{{ to }}</b>\r\nBcc: x@example.org"})
    )
    send(inside)
    assert "&lt;b&gt;{{ to }}&lt;/b&gt;" in the_mail().html


def test_a_line_break_in_a_subject_adds_no_header(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor, context={"what": "x\r\nBcc: vreemd@example.org"}))
    send(inside)
    (wire,) = postman.received
    assert wire["Bcc"] is None


def test_nothing_goes_out_before_it_is_due(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor, due=NOW + timedelta(hours=1)))
    assert send(inside, 59) == Run()
    assert send(inside, 60) == Run(sent=1)


def test_a_failure_backs_off_and_is_given_up_in_the_end(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    postman.answers = ["451 try later"] * (len(rules.WAITS) + 1)
    at = NOW
    for wait in rules.WAITS:
        assert send_due(inside.partnership, at=at) == Run(again=1)
        assert send_due(inside.partnership, at=at + wait - timedelta(seconds=1)) == Run()
        assert the_mail().next_try == at + wait
        at += wait
    assert send_due(inside.partnership, at=at) == Run(failed=1)
    mail = the_mail()
    assert (mail.state, mail.attempts, "451" in mail.last_error) == ("failed", 6, True)
    actions.retry(mail, by=inside.programme_lead, at=at)
    assert send_due(inside.partnership, at=at) == Run(sent=1)
    assert len(postman.received) == 1


def test_a_mail_that_the_server_refuses_for_good_is_given_up_at_once(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    postman.answers = ["550 no such mailbox"]
    assert send(inside) == Run(failed=1)


def test_one_bad_mail_does_not_hold_up_the_others(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor, template="testmail/broken"), note(inside.trainer, "b"), note(inside.head, "c"))
    postman.answers = ["451 try later"]
    assert send(inside) == Run(sent=1, again=2)


def test_a_server_that_is_away_loses_nothing(inside: Cast, settings: Any, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert send(inside) == Run(again=1)
    settings.EMAIL_PORT = there
    assert send(inside, 1) == Run(sent=1)


def test_a_sender_that_dies_is_replaced_after_its_lease(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    (claimed,) = claiming.claim(NOW, Rest())
    lease = rules.LEASE / timedelta(minutes=1)
    assert send(inside, lease - 1) == Run()
    assert send(inside, lease) == Run(sent=1)
    (wire,) = postman.received
    assert wire["Message-ID"] == claimed.message_id
    # the first one comes back after all: what it says no longer counts
    claiming.settle(claimed, MailState.FAILED, last_error="late")
    assert states() == {"a": "sent"}


def test_at_most_so_many_go_in_one_run(inside: Cast, postman: Postman) -> None:
    run(inside, *[note(inside.mentor, str(n)) for n in range(3)])
    assert send_due(inside.partnership, at=NOW, limit=2) == Run(sent=2)
    assert send_due(inside.partnership, at=NOW, limit=2) == Run(sent=1)


def test_one_partnership_sends_only_its_own(inside: Cast, postman: Postman) -> None:
    other = make_cast()
    run(other, note(other.mentor))
    assert send(inside) == Run()


# What people change ---------------------------------------------------------------------------------------------------


def test_a_mail_can_be_held_back_and_released(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    actions.hold(the_mail(), by=inside.programme_lead, at=NOW)
    assert send(inside) == Run()
    actions.retry(the_mail(), by=inside.programme_lead, at=NOW)
    assert send(inside) == Run(sent=1)
    verbs = list(Entry.objects.order_by("id").values_list("verb", "by_id"))
    lead = inside.programme_lead.pk
    assert verbs == [("mail.reconciled", None), ("mail.held", lead), ("mail.queued", lead)]


def test_a_sent_mail_cannot_be_taken_back(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.mentor))
    send(inside)
    for verb in (actions.cancel, actions.hold, actions.retry):
        with pytest.raises(MoveRefused):
            verb(the_mail(), by=inside.programme_lead, at=NOW)


def test_a_mail_that_is_on_its_way_stays_with_its_sender(inside: Cast) -> None:
    run(inside, note(inside.mentor))
    claiming.claim(NOW, Rest())
    for verb in (actions.cancel, actions.hold, actions.retry):
        with pytest.raises(MoveRefused):
            verb(the_mail(), by=inside.programme_lead, at=NOW)
    assert not run(inside)
