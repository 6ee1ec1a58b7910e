"""Who gets what, and when: the whole year of mail, and nobody named before somebody is asked for."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.outputs.mail.actions import reconcile, send_due
from dagdeel.outputs.mail.message import Message
from dagdeel.web import year_of_mail
from dagdeel.year.enrolment.models import Invitation
from dagdeel.year.enrolment.states import InvitationState
from dagdeel.year.planning.models import Session
from tests import cast as build
from tests.cast import NOW, Cast

ZONE = NOW.tzinfo


@pytest.fixture
def programme(inside: Cast) -> Session:
    """A session on 8 November with three people in it."""
    session = build.session(build.edition(inside.year, "Coachen"), inside.school)
    for who in [inside.mentor, *build.mentors(inside.school, 2)]:
        build.enrolment(who, session)
    return session


def asked(cast: Cast, key: str, kind: str, due: datetime | None = None) -> None:
    mail = Message(
        key=key, to=cast.mentor, template="enrolment/mail/new_link", why="Omdat", kind=kind, due=due, year=cast.year.pk,
        context={"link": "https://example.org/"},
    )  # fmt: skip
    reconcile(cast.partnership, [mail], at=NOW, source=key)


def lines(cast: Cast, at: datetime = NOW) -> set[tuple[date, str, int, str]]:
    return {(line.day, line.kind, line.number, line.state) for line in year_of_mail.lines(cast.year, at)}


def test_past_and_queue_come_from_the_outbox_and_the_future_from_the_steps(inside: Cast, programme: Session) -> None:
    asked(inside, "sent", "enrolment.new_link")
    send_due(inside.partnership, at=NOW)
    asked(inside, "queued", "enrolment.reminder", NOW + timedelta(days=50))
    found = lines(inside)
    assert (NOW.date(), "enrolment.new_link", 1, "sent") in found
    assert (date(2016, 11, 1), "enrolment.reminder", 1, "queued") in found
    assert (date(2016, 11, 8), "certificates.ready", 3, "coming") in found
    assert (date(2016, 11, 8), "evaluation.please", 3, "coming") in found
    assert (date(2016, 11, 15), "evaluation.reminder", 3, "coming") in found
    assert (date(2017, 1, 17), "evaluation.followup", 3, "coming") in found
    assert (date(2017, 7, 15), "reporting.published", 3, "coming") in found


def test_what_was_cancelled_is_not_in_the_year(inside: Cast) -> None:
    asked(inside, "a", "enrolment.new_link")
    reconcile(inside.partnership, [], at=NOW, source="a")
    assert lines(inside) & {(NOW.date(), "enrolment.new_link", 1, s) for s in ("sent", "queued", "failed")} == set()


def test_the_future_follows_the_data(inside: Cast, programme: Session) -> None:
    before = lines(inside)
    programme.day = date(2016, 12, 6)
    programme.save()
    after = lines(inside)
    assert (date(2016, 12, 13), "evaluation.reminder", 3, "coming") in after - before
    programme.state, programme.cancel_reason = "cancelled", "ziek"
    programme.save()
    assert {kind for _, kind, _, state in lines(inside) if state == "coming"}.isdisjoint(
        {"evaluation.please", "certificates.ready"}
    )


def test_mentors_of_a_school_whose_head_has_not_signed_will_be_invited(inside: Cast) -> None:
    early = datetime(2016, 9, 1, 9, tzinfo=ZONE)
    wanted = (inside.year.invitations_due, "enrolment.invitation", 1, "coming")
    assert wanted in lines(inside, early)
    Invitation.objects.create(
        year=inside.year, school=inside.school, subject="x", text="x", state=InvitationState.SENT, sent_at=early,
        signed_by=inside.head,
    )  # fmt: skip
    assert wanted not in lines(inside, early)


def get(cast: Cast, query: str = "", who: str = "programme_lead") -> str:
    answer = cast.client(who).get(cast.url(f"mail/year/{query}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_question_nobody_is_named(inside: Cast, programme: Session) -> None:
    inside.partnership.demo_day = NOW.date()
    inside.partnership.save()
    names = [inside.mentor.list_name, inside.mentor.email]
    text = get(inside)
    assert "november 2016" in text
    assert "komt nog" in text
    assert [name for name in names if name in text] == []
    of_a_kind = get(inside, "?kind=evaluation.please")
    assert inside.mentor.list_name in of_a_kind
    assert "aan wie er was" in of_a_kind
    of_a_person = get(inside, f"?q={inside.mentor.surname}")
    assert "Bewijs van deelname klaar: Coachen" in of_a_person
    assert of_a_person.count("<tr>") == of_a_person.count(inside.mentor.list_name) + 1  # the head, and hers alone


@pytest.mark.parametrize(
    "query", ["?kind=onzin", "?q=%25_%27", "?q=niemand", "?kind=enrolment.offered&page=99", "?page=x"]
)
def test_strange_questions_break_no_page(inside: Cast, programme: Session, query: str) -> None:
    get(inside, query)


def test_the_page_costs_the_same_for_more_people(inside: Cast, programme: Session) -> None:
    client = inside.client("programme_lead")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(inside.url("mail/year/?kind=evaluation.please"))
        return len(captured)

    cost()
    before = cost()
    for who in build.mentors(inside.school, 5):
        build.enrolment(who, programme)
    assert cost() == before


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("head", 403), ("stranger", 404)])
def test_others_do_not_see_it(inside: Cast, who: str, status: int, settings: Any) -> None:
    for path in ("mail/year/", "mail/kinds/", "mail/kinds/enrolment.offered/", "mail/worker/", "mail/failed/"):
        assert inside.client(who).get(inside.url(path)).status_code == status


def test_every_kind_has_a_page_with_an_example_in_both_languages(inside: Cast) -> None:
    client = inside.client("programme_lead")
    listed = client.get(inside.url("mail/kinds/")).content.decode()
    assert "Er wordt" not in listed
    assert inside.url("mail/kinds/enrolment.offered/") in listed
    for language, words in (("nl", "Beste Anna"), ("en", "Dear Anna")):
        text = client.get(inside.url(f"mail/kinds/enrolment.offered/?language={language}")).content.decode()
        assert words in text
        frame = client.get(inside.url(f"mail/kinds/enrolment.offered/html/?language={language}"))
        assert words in frame.content.decode()
        assert "sandbox" in frame["Content-Security-Policy"]
        assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(inside.url("mail/kinds/onzin/")).status_code == 404
