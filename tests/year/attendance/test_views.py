"""The pages of attendance: who sees and takes which list, what a tap does, and what is said when it does not hold."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.attendance import actions
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.planning.models import Session
from tests import cast as build
from tests.cast import Cast

THAT_DAY = date(2016, 11, 8)


@pytest.fixture
def session(cast: Cast) -> Session:
    """A session of today with two mentors and the trainer of the cast."""
    _live_on(cast, THAT_DAY)
    with scope.of(cast.partnership):
        edition = build.edition(cast.year, "Bumpy moments")
        made = build.session(edition, cast.school)
        for given, prefix, surname in (("Samira", "El", "Amrani"), ("Anna", "van der", "Spek")):
            person = build.person(given, surname, prefix)
            build.membership(person, Role.MENTOR, school=cast.school)
            build.enrolment(person, made)
        build.assignment(made, build.trainer(cast.trainer, cast.institute, edition))
    return made


@pytest.fixture
def opened(cast: Cast) -> Iterator[Cast]:
    with scope.of(cast.partnership):
        yield cast


def _live_on(cast: Cast, day: date) -> None:
    cast.partnership.demo_day = day
    cast.partnership.save(update_fields=["demo_day"])


def _url(cast: Cast, session: Session, rest: str = "") -> str:
    return cast.url(f"attendance/sessions/{session.pk}/{rest}")


def _people(cast: Cast, session: Session) -> list[int]:
    with scope.of(cast.partnership):
        return list(session.enrolments.order_by("pk").values_list("person_id", flat=True))


def _states(cast: Cast) -> list[str]:
    with scope.of(cast.partnership):
        return list(Presence.objects.order_by("person_id").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("programme_lead", 200), ("school_educator", 200), ("trainer", 200), ("head", 200), ("hr_officer", 200),
        ("institute_educator", 403), ("mentor", 403), ("council_member", 403), ("controller", 403), ("developer", 403),
        ("stranger", 404),
    ],
)  # fmt: skip
def test_who_sees_the_lists(cast: Cast, session: Session, who: str, status: int) -> None:
    client = cast.client(who)
    for url in (
        cast.url("attendance/"),
        _url(cast, session),
        _url(cast, session, "paper/"),
        _url(cast, session, "list.csv"),
    ):
        assert client.get(url).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("programme_lead", 302),
        ("school_educator", 302),
        ("trainer", 302),
        ("head", 403),
        ("hr_officer", 403),
        ("stranger", 404),
    ],
)
def test_who_takes_the_attendance(cast: Cast, session: Session, who: str, status: int) -> None:
    assert cast.client(who).post(_url(cast, session, "all-present/")).status_code == status
    assert (_states(cast) == ["present", "present"]) is (status == 302)


def test_another_school_and_another_trainers_session_stay_closed(cast: Cast, session: Session) -> None:
    with scope.of(cast.partnership):
        other_trainer = build.person()
        build.membership(other_trainer, Role.TRAINER, institute=cast.institute)
        there = build.session(build.edition(cast.year, "Weekreflectie"), cast.other_school)
    for who, closed in ((other_trainer, session), (cast.school_educator, there), (cast.head, there)):
        client = cast.client(who)
        for url in (_url(cast, closed), _url(cast, closed, "list.xlsx")):
            assert client.get(url).status_code == 403
        assert client.post(_url(cast, closed, "all-present/")).status_code == 403
        assert (closed.edition.title in client.get(cast.url("attendance/")).content.decode()) is False


def test_head_and_hr_officer_read_and_cannot_change(cast: Cast, session: Session) -> None:
    for who in ("head", "hr_officer"):
        page = cast.client(who).get(_url(cast, session)).content.decode()
        assert "van der Spek, Anna" in page
        assert "all-present" not in page
        assert "walk-in" not in page


def test_a_tap_marks_one_person_and_htmx_gets_the_list_only(cast: Cast, session: Session) -> None:
    person = _people(cast, session)[0]
    client = cast.client("trainer")
    response = client.post(_url(cast, session, f"people/{person}/"), {"state": "late"}, follow=True)
    assert "te laat" in response.content.decode()
    headers = {"HX-Request": "true"}
    part = client.post(_url(cast, session, f"people/{person}/"), {"state": "absent"}, follow=True, headers=headers)
    assert part.content.decode().strip().startswith('<div id="list"')
    assert _states(cast) == ["absent"]


def test_a_tap_keeps_the_note_that_was_there(cast: Cast, session: Session) -> None:
    person = _people(cast, session)[0]
    client = cast.client("trainer")
    url = _url(cast, session, f"people/{person}/")
    client.post(url, {"state": "late", "note": "trein"})
    assert '<input type="hidden" name="note" value="trein">' in client.get(_url(cast, session)).content.decode()


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [("", "Vul in hoeveel minuten"), ("211", "De sessie duurt 210 minuten"), ("0", "1"), ("veel", "geheel getal")],
)
def test_partly_without_sound_minutes_gets_a_sentence_and_keeps_what_was_typed(
    cast: Cast, session: Session, minutes: str, sentence: str
) -> None:
    person = _people(cast, session)[0]
    sent = {"state": "partly", "minutes": minutes, "note": "moest naar een leerling"}
    response = cast.client("trainer").post(_url(cast, session, f"people/{person}/"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "moest naar een leerling" in page
    assert _states(cast) == []


def test_a_state_that_does_not_exist_is_refused(cast: Cast, session: Session) -> None:
    person = _people(cast, session)[0]
    assert cast.client("trainer").post(_url(cast, session, f"people/{person}/"), {"state": "gone"}).status_code == 422


def test_somebody_who_is_not_on_the_list_cannot_be_marked(cast: Cast, session: Session) -> None:
    url = _url(cast, session, f"people/{cast.mentor.pk}/")
    assert cast.client("trainer").post(url, {"state": "present"}).status_code == 404


def test_the_day_before_the_list_is_shown_but_cannot_be_taken(cast: Cast, session: Session) -> None:
    _live_on(cast, date(2016, 11, 7))
    client = cast.client("trainer")
    assert "De lijst opent op de dag zelf" in client.get(_url(cast, session)).content.decode()
    response = client.post(_url(cast, session, "all-present/"), follow=True)
    assert "de dag zelf, of later" in response.content.decode()
    assert _states(cast) == []


def test_a_walk_in_is_found_by_name_among_the_mentors_of_the_school(cast: Cast, session: Session) -> None:
    with scope.of(cast.partnership):
        here, there = build.person("Özge", "Öztürk"), build.person("Özlem", "Özcan")
        build.membership(here, Role.MENTOR, school=cast.school)
        build.membership(there, Role.MENTOR, school=cast.other_school)
    client = cast.client("trainer")
    page = client.get(_url(cast, session), {"q": "ozt"}).content.decode()
    assert "Öztürk, Özge" in page
    assert "Özcan" not in client.get(_url(cast, session), {"q": "oz"}).content.decode()
    assert "Geen werkplekbegeleider van deze school" in client.get(_url(cast, session), {"q": "spek"}).content.decode()
    client.post(_url(cast, session, "walk-in/"), {"person": here.pk})
    assert "ingelopen" in client.get(_url(cast, session)).content.decode()


def test_a_stranger_cannot_be_added_as_a_walk_in(cast: Cast, session: Session) -> None:
    response = cast.client("trainer").post(_url(cast, session, "walk-in/"), {"person": cast.stranger.pk})
    assert response.status_code == 422
    assert "Vreemd" not in response.content.decode()


def test_closing_says_who_is_missing_and_then_closes(cast: Cast, session: Session) -> None:
    client = cast.client("trainer")
    response = client.post(_url(cast, session, "close/"))
    assert response.status_code == 422
    assert "Anna van der Spek" in response.content.decode()
    client.post(_url(cast, session, "all-present/"))
    page = client.post(_url(cast, session, "close/"), follow=True).content.decode()
    assert "De lijst is gesloten" in page
    with scope.of(cast.partnership):
        assert Roster.objects.get(session=session).closed_by == cast.trainer
    assert client.post(_url(cast, session, "close/"), follow=True).status_code == 200  # twice is no error


def test_a_correction_needs_a_reason_and_shows_in_the_history_of_the_list(cast: Cast, session: Session) -> None:
    person = _people(cast, session)[0]
    client = cast.client("school_educator")
    client.post(_url(cast, session, "all-present/"))
    client.post(_url(cast, session, "close/"))
    url = _url(cast, session, f"people/{person}/correct/")
    refused = client.post(url, {"state": "absent", "note": "was ziek"})
    assert refused.status_code == 422
    assert "was ziek" in refused.content.decode()
    page = client.post(url, {"state": "absent", "reason": "stond verkeerd op papier"}, follow=True).content.decode()
    assert "aanwezig → afwezig" in page
    assert "stond verkeerd op papier" in page


def test_somebody_forgotten_needs_a_reason_once_the_list_is_closed(cast: Cast, session: Session) -> None:
    client = cast.client("trainer")
    client.post(_url(cast, session, "all-present/"))
    client.post(_url(cast, session, "close/"))
    refused = client.post(_url(cast, session, "walk-in/"), {"person": cast.mentor.pk})
    assert refused.status_code == 422
    client.post(_url(cast, session, "walk-in/"), {"person": cast.mentor.pk, "reason": "stond op papier"})
    assert _states(cast) == ["present"] * 3


def test_the_paper_has_a_line_to_sign_for_everybody(cast: Cast, session: Session) -> None:
    page = cast.client("trainer").get(_url(cast, session, "paper/")).content.decode()
    assert page.count('class="to-sign"') == 2 + 3
    assert page.index("El Amrani") < page.index("van der Spek")  # by surname: A before S


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_come_as_files(cast: Cast, session: Session, kind: str) -> None:
    client = cast.client("programme_lead")
    for path in (cast.url(f"attendance/sessions.{kind}"), _url(cast, session, f"list.{kind}")):
        response = client.get(path)
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]


def test_every_page_speaks_both_languages(cast: Cast, session: Session) -> None:
    for language, words in (("nl", "Aanwezigheid"), ("en", "Attendance")):
        cast.trainer.language = language
        cast.trainer.save()
        client = cast.client("trainer")
        for url in (cast.url("attendance/"), _url(cast, session)):
            assert words in client.get(url).content.decode()


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_ask_as_much_for_three_rows_as_for_one(cast: Cast, session: Session) -> None:
    client = cast.client("programme_lead")
    urls = (
        cast.url("attendance/"),
        _url(cast, session),
        _url(cast, session, "paper/"),
        cast.url("attendance/sessions.csv"),
        cast.url("attendance/?sort=-people"),
    )
    client.get(urls[0])
    with scope.of(cast.partnership):
        session.enrolments.filter(person=_people(cast, session)[1]).delete()  # one person is left
    before = [_count(client, url) for url in urls]
    with scope.of(cast.partnership):
        for person in build.mentors(cast.school, 2):
            build.enrolment(person, session)
        build.enrolment(cast.mentor, session)
        for _ in range(2):
            more = build.session(session.edition, cast.other_school)
            build.enrolment(build.person(), more)
            actions.mark_all_present(more, by=cast.programme_lead, at=build.NOW.replace(month=11, day=9))
    assert [_count(client, url) for url in urls] == before


def test_a_closed_list_with_corrections_asks_as_much_for_three_as_for_one(cast: Cast, session: Session) -> None:
    client, at = cast.client("programme_lead"), build.NOW.replace(month=11, day=9)
    with scope.of(cast.partnership):
        build.enrolment(cast.mentor, session)
        actions.mark_all_present(session, by=cast.trainer, at=at)
        actions.close_roster(session, by=cast.trainer, at=at)
        first, *others = Presence.objects.select_related("session")
        actions.correct(first, state=PresenceState.LATE, reason="a", by=cast.trainer, at=at)
    before = _count(client, _url(cast, session))
    with scope.of(cast.partnership):
        for row in others:
            actions.correct(row, state=PresenceState.LATE, reason="b", by=cast.trainer, at=at)
    assert _count(client, _url(cast, session)) == before


@pytest.fixture
def several(cast: Cast, session: Session) -> Cast:
    """Held: one session with one of two people, another with three of three; to come: one, two weeks later."""
    at = build.NOW.replace(month=11, day=9)
    with scope.of(cast.partnership):
        other = build.session(build.edition(cast.year, "Actief leren"), cast.other_school)
        for _ in range(3):
            build.enrolment(build.person(), other)
        actions.mark_all_present(other, by=cast.programme_lead, at=at)
        actions.close_roster(other, by=cast.programme_lead, at=at)
        absent = session.enrolments.order_by("pk")[0].person
        actions.mark_all_present(session, but={absent: PresenceState.ABSENT}, by=cast.programme_lead, at=at)
        actions.close_roster(session, by=cast.programme_lead, at=at)
        build.session(build.edition(cast.year, "Co-teaching"), cast.school, day=date(2016, 11, 22))
    return cast


def _titles(cast: Cast, query: str = "") -> list[str]:
    page = cast.client("programme_lead").get(cast.url(f"attendance/?{query}")).content.decode()
    return re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', page)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("sort=workshop", ["Actief leren", "Bumpy moments"]), ("sort=-workshop", ["Bumpy moments", "Actief leren"]),
        ("sort=school", ["Bumpy moments", "Actief leren"]), ("sort=-school", ["Actief leren", "Bumpy moments"]),
        ("sort=people", ["Bumpy moments", "Actief leren"]), ("sort=-people", ["Actief leren", "Bumpy moments"]),
    ],
)  # fmt: skip
def test_lists_are_sorted_by_their_headings(several: Cast, query: str, titles: list[str]) -> None:
    assert _titles(several, query) == [*titles, "Co-teaching"]


def test_lists_of_one_school_are_shown_in_the_columns_of_the_reader(several: Cast) -> None:
    assert _titles(several, f"school={several.school.pk}") == ["Bumpy moments", "Co-teaching"]
    assert _titles(several, f"school={several.other_school.pk}&sort=-day") == ["Actief leren"]
    assert sorted(_titles(several, "school=nonsense&sort=nonsense&column=nonsense")) == sorted(_titles(several))
    client, url = several.client("programme_lead"), several.url("attendance/")
    assert 'data-label="Deelgenomen"' in client.get(url).content.decode()
    page = client.get(f"{url}?column=day").content.decode()
    assert 'data-label="Deelgenomen"' not in page
    assert 'data-label="Datum"' in page


def test_who_sees_one_school_chooses_from_no_other(several: Cast) -> None:
    page = several.client("head").get(several.url("attendance/")).content.decode()
    assert "Alle scholen" not in page
    assert several.other_school.name not in page
    theirs = several.client("head").get(several.url(f"attendance/?school={several.other_school.pk}")).content.decode()
    assert "Actief leren" not in theirs
