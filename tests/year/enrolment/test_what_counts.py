"""A seat that is offered is not chosen yet: what counts for the rule, and what stands apart."""

from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState, WhyWaiting
from dagdeel.year.planning.models import Session
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme


def offered_seat(programme: Programme) -> Enrolment:
    """The cast's mentor waited for the first session, and a seat is kept for her."""
    own, one, two = programme.cast.mentor, *programme.mentors[1:3]
    held = [actions.enrol(programme.first, person=person, by=person, at=NOW) for person in (one, two)]
    waiting = actions.join_waiting_list(programme.first, person=own, by=own, at=NOW)
    actions.cancel(held[0], by=one, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == EnrolmentState.OFFERED
    return waiting


def test_an_offer_that_is_not_answered_is_not_chosen(programme: Programme) -> None:
    row, cast = offered_seat(programme), programme.cast
    page = " ".join(cast.client("mentor").get(cast.url("enrolment/mine/")).content.decode().split())
    assert "U hebt nog niet gekozen." in page
    assert "Eén plaats is u aangeboden: die telt zodra u hem aanneemt." in page
    assert "U hebt er één gekozen" not in page
    (standing,) = queries.participation(cast.year, people=[cast.mentor.pk])
    assert (standing.have, standing.offered, standing.missing) == (0, 1, 2)
    assert queries.taking_part(cast.year)[0] == 1
    actions.accept_offer(row, by=cast.mentor, at=NOW)
    (standing,) = queries.participation(cast.year, people=[cast.mentor.pk])
    assert (standing.have, standing.offered, standing.missing) == (1, 0, 1)


def test_the_school_sees_what_is_offered_apart_from_what_somebody_has(programme: Programme) -> None:
    offered_seat(programme)
    cast = programme.cast
    school = cast.url(f"enrolment/schools/{cast.school.pk}/")
    page = " ".join(cast.client("school_educator").get(school).content.decode().split())
    assert page.count("1 aangeboden") == 1
    assert cast.client("school_educator").get(school).context["row"].taking_part == 1
    listed = cast.client("school_educator").get(f"{school}mentors.csv").content.decode("utf-8-sig").splitlines()
    own = next(line.split(";") for line in listed if cast.mentor.email in line)
    named = dict(zip(listed[0].split(";"), own, strict=True))
    assert (named["Heeft"], named["Aangeboden"], named["Tekort"]) == ("0", "1", "2")


def test_somebody_to_whom_enough_is_offered_is_passed_over_on_the_other_waiting_lists(programme: Programme) -> None:
    own = programme.cast.mentor
    actions.enrol(programme.later, person=own, by=own, at=NOW)
    offered_seat(programme)
    Session.objects.filter(pk=programme.parallel.pk).update(seats=1, taken=1)
    Enrolment.objects.create(
        session=programme.parallel, person=own, state=EnrolmentState.WAITING, since=NOW, by=own, told_sequence=0
    )
    Session.objects.filter(pk=programme.parallel.pk).update(day=programme.later.day, half_day="am")
    moved = queries.sessions_of(programme.cast.year).get(pk=programme.parallel.pk)
    (entry,) = queries.waiting_lists(programme.cast.year, [moved])[moved.pk]
    assert entry.hindrance == WhyWaiting.ENOUGH


def test_the_home_page_asks_to_answer_the_offer_and_to_choose_only_the_rest(programme: Programme) -> None:
    offered_seat(programme)
    page = programme.cast.client("mentor").get(programme.cast.url()).content.decode()
    assert "Neem de plaats aan die u is aangeboden, of laat hem gaan" in page
    assert "Kies één workshop" in page
