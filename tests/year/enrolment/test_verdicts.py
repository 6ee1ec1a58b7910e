"""Go or no-go: a session that too few people chose, and the choice of whoever chose it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.models import Enrolment, Verdict
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Room, Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme

DECIDE = NOW + timedelta(days=50)


@pytest.fixture
def small(programme: Programme) -> Session:
    """The first session asks for two people and has one; the same workshop is given again in December."""
    Session.objects.filter(pk=programme.first.pk).update(minimum=2)
    person = programme.mentors[0]
    actions.enrol(programme.first, person=person, by=person, at=NOW)
    programme.first.refresh_from_db()
    return programme.first


@pytest.fixture
def again(programme: Programme) -> Session:
    return builders.session(programme.first.edition, programme.cast.school, day=date(2016, 12, 6), seats=1, minimum=1)


def asked(programme: Programme, days: int) -> bool:
    """Whether somebody is asked about the first session by then."""
    found = queries.doubtful(programme.cast.year, NOW + timedelta(days=days), [programme.cast.school.pk])
    return programme.first in found


def test_from_the_day_of_deciding_until_the_session_somebody_is_asked(programme: Programme, small: Session) -> None:
    assert not asked(programme, 40)
    assert asked(programme, 44)
    assert not asked(programme, 57)


def test_who_says_that_it_goes_on_says_why_and_is_not_asked_again(programme: Programme, small: Session) -> None:
    by = programme.cast.school_educator
    with pytest.raises(actions.ReasonNeeded):
        actions.run_anyway(small, reason=" ", by=by, at=DECIDE)
    actions.run_anyway(small, reason="De groep is klein maar fijn", by=by, at=DECIDE)
    assert not asked(programme, 50)
    assert Verdict.objects.get().taken == 1


def test_a_seat_that_is_kept_without_a_name_is_nobody_yet(programme: Programme, small: Session) -> None:
    by = programme.cast.school_educator
    until = DECIDE + timedelta(days=3)
    actions.reserve(small, number=1, label="Sectie Frans", until=until, by=by, at=NOW)
    assert asked(programme, 50)
    small.refresh_from_db()
    found = queries.doubt(small, DECIDE)
    assert found is not None
    assert (small.taken, found.short) == (2, 1)


def test_the_page_of_the_session_says_what_was_decided(programme: Programme, small: Session) -> None:
    cast = programme.cast
    actions.run_anyway(small, reason="De groep is klein maar fijn", by=cast.school_educator, at=DECIDE)
    page = cast.client("school_educator").get(cast.url(f"enrolment/sessions/{small.pk}/")).content.decode()
    assert "De groep is klein maar fijn" in page
    assert "Besluit wijzigen" in page


def test_who_took_part_in_a_session_that_is_called_off_reads_where_there_is_room(
    programme: Programme, small: Session
) -> None:
    actions.call_off(small, reason="Te weinig mensen", by=programme.cast.school_educator, at=DECIDE)
    small.refresh_from_db()
    assert (small.state, small.cancel_reason) == ("cancelled", "Te weinig mensen")
    (mail,) = [mail for mail in STEP.messages(programme.cast.year, DECIDE) if mail.to == programme.mentors[0]]
    assert mail.kind == "enrolment.session_cancelled"
    assert mail.context["others"] == [
        f"{programme.parallel.edition.title}, dinsdag 8 november 2016",
        f"{programme.later.edition.title}, donderdag 2 februari 2017",
    ]


def test_merging_offers_a_seat_in_the_other_session_and_a_place_in_line_when_it_is_full(
    programme: Programme, small: Session, again: Session
) -> None:
    one, two = programme.mentors[:2]
    actions.enrol(small, person=two, by=two, at=NOW + timedelta(minutes=1))
    by = programme.cast.school_educator
    actions.merge_into(small, into=again, reason="Samen met december", by=by, at=DECIDE)
    found = {row.person_id: row for row in Enrolment.objects.filter(session=again)}
    assert (found[one.pk].state, found[two.pk].state) == ("offered", "waiting")
    assert list(queries.broken_promises()) == []
    actions.decline_offer(found[one.pk], by=one, at=DECIDE)
    found[two.pk].refresh_from_db()
    assert found[two.pk].state == "offered"
    actions.accept_offer(found[two.pk], by=two, at=DECIDE)
    again.refresh_from_db()
    assert again.taken == 1
    assert list(queries.broken_promises()) == []


def test_only_a_session_of_the_same_workshop_takes_others_in(programme: Programme, small: Session) -> None:
    by = programme.cast.school_educator
    for into in (small, programme.later):
        with pytest.raises(actions.CannotMerge):
            actions.merge_into(small, into=into, reason="Samen", by=by, at=DECIDE)
    small.refresh_from_db()
    assert (small.state, Verdict.objects.count()) == ("published", 0)


def test_whoever_cannot_come_on_the_other_day_is_not_offered_a_seat(
    programme: Programme, small: Session, again: Session
) -> None:
    person = programme.mentors[0]
    Session.objects.filter(pk=programme.later.pk).update(day=again.day, half_day=again.half_day)
    actions.enrol(programme.later, person=person, by=person, at=NOW)
    actions.merge_into(small, into=again, reason="Samen", by=programme.cast.school_educator, at=DECIDE)
    assert not Enrolment.objects.filter(session=again).exists()


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(
    programme: Programme, small: Session, again: Session
) -> None:
    client = programme.cast.client("school_educator")
    url = programme.cast.url(f"enrolment/sessions/{small.pk}/verdict/")
    assert "Gaat deze sessie door?" in client.get(url).content.decode()
    answer = client.post(url, {"kind": "merged", "into": "", "reason": "Samen verder"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Kies de sessie om mee samen te voegen." in text
    assert "Samen verder" in text
    answer = client.post(url, {"kind": "merged", "into": again.pk, "reason": "Samen verder"})
    assert answer.status_code == 302
    small.refresh_from_db()
    assert small.state == "cancelled"


# Moving ------------------------------------------------------------------------------------------------------------

FURTHER = date(2016, 12, 13)


def move(programme: Programme, session: Session, day: date, half_day: str = "pm", **more: Any) -> Verdict:
    by = programme.cast.school_educator
    kept = {"room": session.room, "reason": "Op 8 november is er een excursie", "by": by, "at": DECIDE}
    return actions.move(session, day=day, half_day=half_day, accepted=MINDED, **{**kept, **more})


MINDED = ("too_soon", "not_wished", "parallel")


def test_moving_a_session_is_a_decision_with_its_reason_and_everybody_keeps_the_seat(
    programme: Programme, small: Session
) -> None:
    left, starts = small.day, small.starts
    made = move(programme, small, FURTHER, small.half_day)
    small.refresh_from_db()
    assert (small.day, small.starts, small.taken, small.state) == (FURTHER, starts, 1, "published")
    assert (made.kind, made.left, made.day, made.again_on) == ("moved", left, FURTHER, date(2016, 11, 29))
    assert Enrolment.objects.get(session=small).state == "enrolled"
    assert list(queries.broken_promises()) == []


def test_a_session_that_moved_is_asked_about_again_on_its_new_day_of_deciding(
    programme: Programme, small: Session
) -> None:
    actions.run_anyway(small, reason="Klein maar fijn", by=programme.cast.school_educator, at=DECIDE)
    move(programme, small, FURTHER, at=DECIDE + timedelta(hours=1))
    assert not asked(programme, 50)
    assert asked(programme, 84)


def test_a_session_that_moves_to_a_day_nearby_is_not_asked_about_at_once(programme: Programme, small: Session) -> None:
    made = move(programme, small, date(2016, 11, 11))
    assert made.again_on is None
    assert not asked(programme, 51)


def test_who_takes_part_in_a_session_that_moved_reads_why_and_can_stay_change_or_leave(
    programme: Programme, small: Session
) -> None:
    move(programme, small, FURTHER)
    person = programme.mentors[0]
    mails = [mail for mail in STEP.messages(programme.cast.year, DECIDE) if mail.to == person]
    (mail,) = [mail for mail in mails if mail.kind == "enrolment.session_changed"]
    assert mail.context["reason"] == "Op 8 november is er een excursie"
    assert mail.context["others"] == [
        f"{programme.parallel.edition.title}, dinsdag 8 november 2016",
        f"{programme.later.edition.title}, donderdag 2 februari 2017",
    ]
    row = Enrolment.objects.get(session=small)
    after_the_cut_off = DECIDE + timedelta(days=40)
    new = actions.swap(row, to=programme.later, by=person, at=after_the_cut_off)
    assert (new.session_id, new.state) == (programme.later.pk, "enrolled")


@pytest.mark.parametrize(
    ("day", "half_day"), [(date(2016, 11, 8), "am"), (date(2016, 10, 27), "pm")], ids=["as it was", "in the past"]
)
def test_a_session_moves_to_another_half_day_that_is_still_to_come(
    programme: Programme, small: Session, day: date, half_day: str
) -> None:
    Session.objects.filter(pk=small.pk).update(half_day="am")
    with pytest.raises(actions.NotMoved):
        move(programme, small, day, half_day)
    assert not Verdict.objects.exists()


def test_the_page_asks_what_speaks_against_the_new_half_day_before_anything_moves(
    programme: Programme, small: Session
) -> None:
    client = programme.cast.client("school_educator")
    url = programme.cast.url(f"enrolment/sessions/{small.pk}/verdict/")
    typed = {"kind": "moved", "day": "2016-12-10", "half_day": "am", "reason": "Op een zaterdag kan iedereen"}
    answer = client.post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "in een weekend" in text
    assert "Op een zaterdag kan iedereen" in text
    small.refresh_from_db()
    assert (small.day, Verdict.objects.count()) == (date(2016, 11, 8), 0)

    offered = re.findall(r'name="minded" value="([^"]+)"', text)
    elsewhere = client.post(url, {**typed, "day": "2016-12-11", "minded": offered})
    assert elsewhere.status_code == 422, "a warning of another date was not seen"

    assert client.post(url, {**typed, "minded": offered}).status_code == 302
    small.refresh_from_db()
    assert small.day == date(2016, 12, 10)
    page = client.get(programme.cast.url(f"enrolment/sessions/{small.pk}/")).content.decode()
    assert "Op een zaterdag kan iedereen" in page
    assert "di 8 november" in page


def test_the_page_says_beside_the_field_why_a_session_cannot_move_there(programme: Programme, small: Session) -> None:
    client = programme.cast.client("school_educator")
    url = programme.cast.url(f"enrolment/sessions/{small.pk}/verdict/")
    typed = {"kind": "moved", "half_day": "am", "reason": "Excursie"}
    for day, sentence in {
        "": "Kies de nieuwe datum.",
        "2016-09-12": "Kies een datum na vandaag",
        "2018-10-01": "Deze datum valt niet in dit schooljaar.",
    }.items():
        answer = client.post(url, {**typed, "day": day})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), day
    assert not Verdict.objects.exists()


def test_a_room_that_is_taken_then_stops_the_move(programme: Programme, small: Session) -> None:
    room = Room.objects.create(school=programme.cast.school, name="Aula")
    Session.objects.filter(pk=programme.later.pk).update(room=room)
    client = programme.cast.client("school_educator")
    url = programme.cast.url(f"enrolment/sessions/{small.pk}/verdict/")
    answer = client.post(
        url, {"kind": "moved", "day": "2017-02-02", "half_day": "pm", "room": room.pk, "reason": "Excursie"}
    )
    assert "In dit lokaal is op dat dagdeel een andere sessie." in answer.content.decode()
    small.refresh_from_db()
    assert (small.day, Verdict.objects.count()) == (date(2016, 11, 8), 0)
