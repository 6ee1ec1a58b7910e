"""The mails that should exist: the same facts give the same keys, and each is written out in both languages."""

from datetime import date, datetime, timedelta

import pytest

from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.rendering import Rendered, render
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.models import Enrolment, Invitation
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme
from tests.year.enrolment.test_step import member

KINDS = (
    "invitation", "new_link", "nudge", "confirmed", "waiting", "offered", "accepted", "lapsed", "substituted", "came_instead",
    "cancelled", "given_up", "swapped", "session_cancelled", "session_changed", "reminder",
)  # fmt: skip


def mails(programme: Programme, at: datetime = NOW) -> list[Message]:
    return list(STEP.messages(programme.cast.year, at))


def kinds(programme: Programme, person: Person, at: datetime = NOW) -> list[str]:
    return [mail.kind.removeprefix("enrolment.") for mail in mails(programme, at) if mail.to == person]


def seat(session: Session, person: Person, at: datetime = NOW) -> Enrolment:
    return actions.enrol(session, person=person, by=person, at=at)


def invite(programme: Programme) -> Invitation:
    cast = programme.cast
    return actions.send_invitation(
        actions.draft_invitation(cast.year, cast.school, by=cast.head, at=NOW), by=cast.head, at=NOW
    )


def test_before_anything_happened_nobody_is_written_to(programme: Programme) -> None:
    actions.draft_invitation(programme.cast.year, programme.cast.school, by=programme.cast.head, at=NOW)
    assert mails(programme) == []


def test_asked_twice_the_mails_are_the_same_and_every_key_is_unique(programme: Programme) -> None:
    invite(programme)
    seat(programme.first, programme.cast.mentor)
    first, second = mails(programme), mails(programme, NOW + timedelta(hours=1))
    assert first == second
    keys = [mail.key for mail in first]
    assert len(keys) == len(set(keys))


def test_every_invited_mentor_gets_the_letter_with_a_link_of_his_own(programme: Programme) -> None:
    invite(programme)
    found = mails(programme)
    assert [mail.kind for mail in found] == ["enrolment.invitation"] * 5
    assert len({mail.context["link"] for mail in found}) == 5
    own = next(mail for mail in found if mail.to == programme.cast.mentor)
    assert programme.cast.link(programme.cast.mentor) in own.context["text"]
    assert programme.cast.head.full_name in own.context["text"]


def test_the_mail_is_in_the_language_of_its_reader(programme: Programme) -> None:
    programme.cast.mentor.language = "en"
    programme.cast.mentor.save(update_fields=["language"])
    invite(programme)
    own = next(mail for mail in mails(programme) if mail.to == programme.cast.mentor)
    assert own.context["subject"].startswith("Invitation: your workshops")
    assert own.context["text"].startswith(f"Dear {programme.cast.mentor.full_name},")
    assert own.context["text_language"] == "en"


def test_after_a_revocation_a_new_link_follows(programme: Programme) -> None:
    invite(programme)
    actions.revoke_link(programme.cast.mentor, programme.cast.year, by=programme.cast.head, at=NOW)
    assert kinds(programme, programme.cast.mentor) == ["invitation", "new_link"]


def test_a_seat_is_confirmed_and_remembered_a_week_before(programme: Programme) -> None:
    seat(programme.first, programme.cast.mentor)
    assert kinds(programme, programme.cast.mentor) == ["confirmed", "reminder"]
    reminder = mails(programme)[1]
    assert reminder.due is not None
    assert reminder.due.date() == date(2016, 11, 1)


def test_a_reminder_that_did_not_go_in_time_does_not_go_any_more(programme: Programme) -> None:
    seat(programme.first, programme.cast.mentor)
    starts = queries.starts_at(programme.first)
    assert starts is not None
    before = [kinds(programme, programme.cast.mentor, starts - timedelta(days=days)) for days in (4, 2)]
    assert before == [["confirmed", "reminder"], ["confirmed"]]


def test_whoever_enrols_in_the_last_week_gets_no_reminder_of_last_week(programme: Programme) -> None:
    late = NOW + timedelta(days=53)
    seat(programme.first, programme.cast.mentor, late)
    assert kinds(programme, programme.cast.mentor, late) == ["confirmed"]


def test_once_the_session_has_begun_nothing_is_sent_about_it(programme: Programme) -> None:
    seat(programme.first, programme.cast.mentor)
    assert mails(programme, NOW + timedelta(days=58)) == []


def test_the_waiting_list_is_confirmed_and_a_seat_is_offered_until_a_day(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    held = seat(programme.first, one)
    seat(programme.first, two)
    row = actions.join_waiting_list(programme.first, person=three, by=three, at=NOW)
    assert kinds(programme, three) == ["waiting"]
    actions.cancel(held, by=one, at=NOW)
    (mail,) = [mail for mail in mails(programme) if mail.to == three]
    assert (mail.kind, mail.context["until"]) == ("enrolment.offered", "donderdag 15 september 2016")
    row.refresh_from_db()
    actions.accept_offer(row, by=three, at=NOW)
    assert kinds(programme, three) == ["accepted", "reminder"]
    assert kinds(programme, one) == ["given_up"]  # told only to whose calendar has it


def test_an_offer_that_lapsed_and_a_colleague_who_comes_instead_are_told(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    held = seat(programme.first, one)
    seat(programme.first, two)
    actions.join_waiting_list(programme.first, person=three, by=three, at=NOW)
    actions.send_substitute(held, person=four, by=one, at=NOW)
    assert (kinds(programme, one), kinds(programme, four)) == (["substituted"], ["came_instead", "reminder"])
    actions.cancel(Enrolment.objects.get(person=two), by=two, at=NOW)
    late = NOW + timedelta(days=4)
    actions.serve_waiting_lists(programme.cast.year, at=late)
    assert kinds(programme, three, late) == ["lapsed"]
    assert kinds(programme, two, late) == ["given_up"]


def test_whoever_is_taken_off_by_the_school_reads_why(programme: Programme) -> None:
    held = seat(programme.first, programme.cast.mentor)
    actions.cancel(held, by=programme.cast.school_educator, at=NOW, reason="Dubbel ingepland")
    (mail,) = mails(programme)
    assert (mail.kind, mail.context["reason"]) == ("enrolment.cancelled", "Dubbel ingepland")


def test_a_cancelled_session_makes_its_enrolments_void_and_says_so_once(programme: Programme) -> None:
    seat(programme.first, programme.cast.mentor)
    Session.objects.filter(pk=programme.first.pk).update(
        state=SessionState.CANCELLED, cancel_reason="Trainer ziek", sequence=1
    )
    (mail,) = mails(programme)
    assert (mail.kind, mail.context["reason"]) == ("enrolment.session_cancelled", "Trainer ziek")


def test_each_change_of_a_session_is_a_mail_of_its_own(programme: Programme) -> None:
    seat(programme.first, programme.cast.mentor)
    keys = set()
    for sequence in (1, 2):
        Session.objects.filter(pk=programme.first.pk).update(sequence=sequence)
        (mail,) = [mail for mail in mails(programme) if mail.kind == "enrolment.session_changed"]
        keys.add(mail.key)
    assert len(keys) == 2


def test_a_reminder_of_the_rule_goes_to_who_still_needs_it(programme: Programme) -> None:
    invite(programme)
    actions.nudge(programme.cast.year, programme.cast.school, by=programme.cast.school_educator, at=NOW)
    assert "nudge" in kinds(programme, programme.cast.mentor)
    for session in (programme.first, programme.later):
        seat(session, programme.cast.mentor)
    assert "nudge" not in kinds(programme, programme.cast.mentor)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_of_mail_can_be_read_in_both_languages(programme: Programme, language: str) -> None:
    Person.objects.update(language=language)
    invite(programme)
    one, two, three, four, five = programme.mentors
    six, seven, eight, nine = builders.mentors(programme.cast.school, 4)
    Person.objects.update(language=language)
    actions.nudge(programme.cast.year, programme.cast.school, by=programme.cast.head, at=NOW)
    actions.revoke_link(five, programme.cast.year, by=programme.cast.head, at=NOW)
    held = seat(programme.first, one)
    actions.send_substitute(seat(programme.first, two), person=six, by=two, at=NOW)
    rows = [
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW + timedelta(minutes=n))
        for n, person in enumerate((three, four, five, seven, eight))
    ]
    actions.cancel(held, by=programme.cast.school_educator, at=NOW, reason="Ziek")
    actions.serve_waiting_lists(programme.cast.year, at=NOW + timedelta(days=4))  # three did not answer in time
    rows[1].refresh_from_db()
    actions.accept_offer(rows[1], by=four, at=NOW + timedelta(days=4))
    actions.cancel(rows[4], by=eight, at=NOW + timedelta(days=4))
    Session.objects.filter(pk=programme.first.pk).update(seats=3)
    actions.serve_waiting_lists(programme.cast.year, at=NOW + timedelta(days=4))
    seat(programme.later, two)
    seat(programme.parallel, one)
    extra = builders.session(builders.edition(programme.cast.year), programme.cast.school, day=date(2017, 3, 2))
    actions.swap(seat(programme.parallel, nine), to=extra, by=nine, at=NOW + timedelta(days=4))
    Session.objects.filter(pk=programme.later.pk).update(state=SessionState.CANCELLED, cancel_reason="Vol", sequence=1)
    Session.objects.filter(pk=programme.first.pk).update(sequence=1)
    found = {mail.kind.removeprefix("enrolment."): mail for mail in mails(programme)}
    assert set(found) == set(KINDS)
    for kind, mail in found.items():
        mail.to.refresh_from_db()
        row = Mail(
            partnership=programme.cast.partnership,
            person=mail.to,
            template=mail.template,
            context=dict(mail.context),
            why=mail.why,
        )
        words = render(row, programme.cast.partnership)
        assert words.subject, kind
        assert "{" not in words.text + words.subject, kind
        assert mail.context["link"] in words.text, kind
        assert mail.context["link"] in words.html, kind
        if kind != "invitation":
            assert ("Beste" in words.text, "Dear" in words.text) == (language == "nl", language == "en"), kind


# Changing to another session is one mail -------------------------------------------------------------------------------


def test_a_change_to_another_session_is_one_mail_that_moves_the_appointment(programme: Programme) -> None:
    own = programme.cast.mentor
    old = seat(programme.first, own)
    (confirmed, _) = [mail for mail in mails(programme) if mail.to == own]
    new = actions.swap(old, to=programme.later, by=own, at=NOW + timedelta(hours=1))
    found = [mail for mail in mails(programme, NOW + timedelta(hours=2)) if mail.to == own]
    assert [mail.kind for mail in found] == ["enrolment.swapped", "enrolment.reminder"]
    assert found[0].context["title"] == programme.later.edition.title
    assert found[0].context["instead"] == programme.first.edition.title
    before, after = confirmed.appointment, found[0].appointment
    assert before is not None
    assert after is not None
    assert (after.uid, after.cancelled, after.starts[:10]) == (before.uid, False, "2017-02-02")
    assert after.sequence > before.sequence
    (listed,) = STEP.diary(programme.cast.year, member(programme.cast, own))
    assert (listed.uid, listed.title) == (after.uid, programme.later.edition.title)
    actions.cancel(new, by=own, at=NOW + timedelta(hours=3))
    (gone,) = [mail for mail in mails(programme, NOW + timedelta(hours=4)) if mail.to == own]
    assert gone.appointment is not None
    assert (gone.kind, gone.appointment.uid, gone.appointment.cancelled) == ("enrolment.given_up", before.uid, True)
    assert gone.appointment.sequence > after.sequence


def test_a_waiting_list_that_was_left_does_not_take_the_appointment_of_another_change_away(
    programme: Programme,
) -> None:
    own, one, two = programme.cast.mentor, *programme.mentors[1:3]
    for person in (one, two):
        seat(programme.parallel, person)
    old = seat(programme.first, own)
    waiting = actions.swap(old, to=programme.parallel, by=own, at=NOW)
    actions.swap(old, to=programme.later, by=own, at=NOW + timedelta(hours=1))
    waiting.refresh_from_db()
    actions.cancel(waiting, by=own, at=NOW + timedelta(hours=2))
    uids = {
        mail.kind: mail.appointment.uid
        for mail in mails(programme, NOW + timedelta(hours=3))
        if mail.to == own and mail.appointment
    }
    assert uids["enrolment.swapped"] != uids["enrolment.given_up"]


def test_a_colleague_who_was_sent_reads_once_that_the_seat_passed_on(programme: Programme) -> None:
    own, other = programme.cast.mentor, programme.mentors[1]
    actions.send_substitute(seat(programme.first, own), person=other, by=own, at=NOW)
    (mail,) = [mail for mail in mails(programme) if mail.kind == "enrolment.came_instead"]
    text = written(programme, mail).text
    assert text.count("plaats van een collega") + text.count("doorgegeven") == 1
    assert "De plaats is zeker; u hoeft zich niet in te schrijven." in text


def test_the_subject_of_a_reminder_has_its_number_in_words_like_its_text(programme: Programme) -> None:
    invite(programme)
    actions.nudge(programme.cast.year, programme.cast.school, by=programme.cast.school_educator, at=NOW)
    mail = next(mail for mail in mails(programme) if mail.kind == "enrolment.nudge")
    assert written(programme, mail).subject == "Kies nog twee workshops"


def written(programme: Programme, mail: Message) -> Rendered:
    row = Mail(
        partnership=programme.cast.partnership,
        person=mail.to,
        template=mail.template,
        context=dict(mail.context),
        why=mail.why,
    )
    return render(row, programme.cast.partnership)
