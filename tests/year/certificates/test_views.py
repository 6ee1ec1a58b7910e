"""The pages of certificates: who may, what a code shows to the world, what a personal link opens."""

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.base.partnerships.models import Membership
from dagdeel.year.certificates import actions
from dagdeel.year.certificates.models import Certificate
from tests import cast as build
from tests.cast import Cast
from tests.year.certificates.conftest import NEXT_DAY, Held, hold


@pytest.fixture
def issued(held: Held) -> Held:
    """The certificates of the held session are issued."""
    with scope.of(held.cast.partnership):
        actions.issue_certificates(held.session, by=held.cast.programme_lead, at=NEXT_DAY)
    return held


def _certificate(held: Held) -> Certificate:
    with scope.of(held.cast.partnership):
        return Certificate.objects.get(person=held.present, revoked_at__isnull=True)


def _read(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def _live_in(cast: Cast, year: int) -> None:
    cast.partnership.demo_day = NEXT_DAY.date().replace(year=year)
    cast.partnership.save(update_fields=["demo_day"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("programme_lead", 200), ("school_educator", 200), ("head", 200), ("hr_officer", 200), ("mentor", 403),
        ("trainer", 403), ("institute_educator", 403), ("council_member", 403), ("stranger", 404),
    ],
)  # fmt: skip
def test_who_sees_the_hours(issued: Held, who: str, status: int) -> None:
    cast, client = issued.cast, issued.cast.client(who)
    paper = f"{_certificate(issued).pk}/certificate.pdf"
    for path in ("", f"schools/{cast.school.pk}/", "hours.csv", f"schools/{cast.school.pk}/hours.xlsx", paper):
        assert client.get(cast.url(f"certificates/{path}")).status_code == status


@pytest.mark.parametrize("who", ["school_educator", "head", "hr_officer"])
def test_another_school_stays_closed(issued: Held, who: str) -> None:
    cast = issued.cast
    with scope.of(cast.partnership):
        Membership.objects.filter(person=issued.late).update(school=cast.other_school)
        theirs = Certificate.objects.get(person=issued.late)
    client, there = cast.client(who), f"schools/{cast.other_school.pk}"
    for path in (f"{there}/", f"{there}/hours.csv", f"{theirs.pk}/certificate.pdf"):
        assert client.get(cast.url(f"certificates/{path}")).status_code == 403
    assert "Bert" not in _read(client, cast.url("certificates/hours.csv"))


@pytest.mark.parametrize("who", ["school_educator", "head", "hr_officer", "trainer", "mentor"])
def test_only_the_lead_issues_and_revokes(issued: Held, who: str) -> None:
    cast, client, pk = issued.cast, issued.cast.client(who), _certificate(issued).pk
    for path in ("issue/", f"sessions/{issued.session.pk}/issue/", f"{pk}/revoke/", f"{pk}/again/"):
        assert client.post(cast.url(f"certificates/{path}"), {"reason": "zomaar"}).status_code == 403


def test_the_lead_issues_one_session_or_all(held: Held) -> None:
    cast, client = held.cast, held.cast.client("programme_lead")
    assert "Bumpy moments" in _read(client, cast.url("certificates/"))
    url = cast.url(f"certificates/sessions/{held.session.pk}/issue/")
    assert "3 certificaten zijn uitgegeven" in client.post(url, follow=True).content.decode()
    assert "Er ontbrak niets" in client.post(cast.url("certificates/issue/"), follow=True).content.decode()


def test_a_session_that_was_not_held_has_nothing_to_issue(issued: Held) -> None:
    with scope.of(issued.cast.partnership):
        coming = build.session(issued.session.edition, issued.cast.school)
    url = issued.cast.url(f"certificates/sessions/{coming.pk}/issue/")
    assert "nog niet gesloten" in issued.cast.client("programme_lead").post(url, follow=True).content.decode()


def test_revoking_needs_a_reason_and_then_the_code_says_so(issued: Held) -> None:
    cast, client, found = issued.cast, issued.cast.client("programme_lead"), _certificate(issued)
    url = cast.url(f"certificates/{found.pk}/revoke/")
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "naam verkeerd gespeld"})
    page = _read(Client(), f"/c/{found.code}/")
    assert "Dit certificaat is ingetrokken" in page
    assert "naam verkeerd gespeld" not in page
    assert client.get(cast.url(f"certificates/{found.pk}/certificate.pdf")).status_code == 404
    client.post(cast.url(f"certificates/{found.pk}/again/"))
    assert _certificate(issued).code != found.code


def test_anybody_can_check_a_code(issued: Held) -> None:
    found = _certificate(issued)
    response = Client().get(f"/c/{found.code}/")
    page = response.content.decode()
    for words in ("Dit certificaat is geldig", "Anna Jansen", "Bumpy moments", "3,5", "dinsdag 8 november 2016"):
        assert words in page
    assert issued.present.email not in page
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "onzin", "K7QM-X2RP-9HT0", "x" * 200])
def test_an_unknown_code_is_not_found_and_says_so_kindly(issued: Held, code: str) -> None:
    response = Client().get(f"/c/{code}/")
    assert response.status_code == 404
    assert "Wij kennen deze code niet" in response.content.decode()


def test_a_typed_code_leads_to_the_check(issued: Held) -> None:
    code = _certificate(issued).code
    typed = code.replace("-", " ").lower()
    assert Client().get("/c/", {"code": typed}, follow=True).redirect_chain == [(f"/c/{code}/", 302)]
    assert Client().get(f"/c/{code.lower()}/", follow=True).redirect_chain == [(f"/c/{code}/", 302)]
    refused = Client().get("/c/", {"code": "K7QM-0000"})
    assert refused.status_code == 422
    assert "K7QM-0000" in refused.content.decode()
    assert Client().get("/c/").status_code == 200


def test_the_personal_link_opens_the_record_and_its_papers(issued: Held) -> None:
    token = issued.cast.link(issued.present)
    response = Client().get(f"/r/{token}/")
    assert "Bumpy moments" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert Client().get(f"/r/{token}/{_certificate(issued).code}.pdf").content.startswith(b"%PDF")


def test_a_link_opens_nobody_elses_paper(issued: Held) -> None:
    with scope.of(issued.cast.partnership):
        other = Certificate.objects.get(person=issued.late)
    assert Client().get(f"/r/{issued.cast.link(issued.present)}/{other.code}.pdf").status_code == 404


def test_a_link_that_does_not_open_says_why(issued: Held) -> None:
    cast, person = issued.cast, issued.present
    good = cast.link(person)
    for token in ("onzin", cast.link(person, Purpose.CALENDAR), good + "x"):
        response = Client().get(f"/r/{token}/")
        assert response.status_code == 404
        assert "Deze link gaat niet open" in response.content.decode()
    _live_in(cast, 2019)
    assert Client().get(f"/r/{good}/").status_code == 410
    _live_in(cast, 2016)
    links.revoke(person, cast.year, Purpose.MENTOR)
    for path in (f"/r/{good}/", f"/r/{good}/{_certificate(issued).code}.pdf"):
        assert Client().get(path).status_code == 410


def test_the_signed_in_mentor_sees_the_own_record(issued: Held) -> None:
    cast, paper = issued.cast, issued.cast.url(f"certificates/mine/{_certificate(issued).code}.pdf")
    assert "Bumpy moments" in _read(cast.client(issued.present), cast.url("certificates/mine/"))
    assert cast.client(issued.present).get(paper).status_code == 200
    assert cast.client(issued.late).get(paper).status_code == 404
    assert "Nog geen certificaten" in _read(cast.client("mentor"), cast.url("certificates/mine/"))


@pytest.mark.parametrize(("language", "words"), [("nl", "Bewijs van deelname"), ("en", "Certificate of attendance")])
def test_the_paper_is_tagged_and_says_what_was_done(issued: Held, language: str, words: str) -> None:
    cast, found = issued.cast, _certificate(issued)
    issued.present.language = language
    issued.present.save()
    content = cast.client(issued.present).get(cast.url(f"certificates/mine/{found.code}.pdf")).content
    reader = PdfReader(io.BytesIO(content))
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for part in (words, "Anna Jansen", "Bumpy moments", found.code, "School A", cast.partnership.name, found.goals[0]):
        assert part in text
    assert str(reader.root_object["/Lang"]).startswith(language)
    assert b"pdfuaid" in content


def test_long_names_and_many_goals_stay_on_one_page(issued: Held) -> None:
    cast, found = issued.cast, _certificate(issued)
    goal = "U kunt samen met uw student een les voorbereiden, bekijken en bespreken, en daar zelf ook van leren. " * 3
    with scope.of(cast.partnership):
        Certificate.objects.filter(pk=found.pk).update(
            name="Wilhelmina Alexandra Konstantinopoulos-van den Broek tot Heerenveen",
            title="Begeleiden van studenten met behulp van video en gezamenlijke lesvoorbereiding in de bovenbouw van havo en vwo",
            goals=[goal[:300]] * 5,
        )
    content = cast.client("programme_lead").get(cast.url(f"certificates/{found.pk}/certificate.pdf")).content
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_the_list_for_hr_has_hours_and_can_do_no_harm(issued: Held) -> None:
    with scope.of(issued.cast.partnership):
        issued.present.surname = "=1+1"
        issued.present.save()
    text = issued.cast.client("hr_officer").get(issued.cast.url("certificates/hours.csv")).content.decode("utf-8-sig")
    assert re.search(r"School A;'=1\+1, Anna;.*;wiskunde;1;3,5;3,5", text)


def test_every_page_speaks_both_languages(issued: Held) -> None:
    cast, found = issued.cast, _certificate(issued)
    for language, words in (("nl", "Certificaten"), ("en", "Certificates")):
        cast.programme_lead.language = language
        cast.programme_lead.save()
        for path in ("", f"schools/{cast.school.pk}/", f"{found.pk}/revoke/"):
            assert words in _read(cast.client("programme_lead"), cast.url(f"certificates/{path}"))


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def _rows(client: Client, url: str, table: int) -> list[str]:
    """The first cells of a table, the headings left out."""
    body = _read(client, url).split("<tbody>")[table].split("</tbody>")[0]
    return [re.sub(r"<[^>]+>", "", name) for name in re.findall(r'<th scope="row">(.*?)</th>', body)]


def test_the_hours_of_mentors_are_sorted_and_shown_in_the_columns_of_the_reader(issued: Held) -> None:
    cast, client = issued.cast, issued.cast.client("head")
    for url in (cast.url("certificates/"), cast.url(f"certificates/schools/{cast.school.pk}/")):
        names = _rows(client, url, 1)
        assert _rows(client, f"{url}?sort=-name", 1) == names[::-1]
        by_hours = _rows(client, f"{url}?sort=hours", 1)
        assert by_hours.index("Jansen, Dirk") < by_hours.index("Jansen, Carla") < by_hours.index("Jansen, Anna")
        assert _rows(client, f"{url}?sort=-hours", 1)[0] == "Jansen, Anna"
        assert _rows(client, f"{url}?sort=salary&column=salary", 1) == names
        assert "wiskunde" in _read(client, url)
        assert "wiskunde" not in _read(client, f"{url}?column=hours")


def test_the_certificates_of_a_school_are_sorted_beside_the_hours(issued: Held) -> None:
    cast, client = issued.cast, issued.cast.client("head")
    url = cast.url(f"certificates/schools/{cast.school.pk}/")
    names = ["Jansen, Anna", "Jansen, Bert", "Jansen, Carla"]
    assert _rows(client, f"{url}?sort_certificates=name", 2) == names
    assert _rows(client, f"{url}?sort=-hours&sort_certificates=-name", 2) == names[::-1]
    assert _rows(client, f"{url}?sort_certificates=code", 2) == names


def test_the_hours_of_schools_are_sorted_and_shown_in_the_columns_of_the_reader(issued: Held) -> None:
    cast, client, url = issued.cast, issued.cast.client("hr_officer"), issued.cast.url("certificates/")
    assert _rows(client, url, 1)
    client = cast.client("programme_lead")
    names = _rows(client, url, 1)
    assert len(names) > 1
    assert (
        _rows(client, f"{url}?sort=-school", 1) == names[::-1] == _rows(client, f"{url}?sort=-school&column=hours", 1)
    )
    assert _rows(client, f"{url}?sort=-hours", 1)[0] == cast.school.name == _rows(client, f"{url}?sort=hours", 1)[-1]
    assert _rows(client, f"{url}?sort=nonsense", 1) == names
    assert 'data-label="Per begeleider"' in _read(client, url)
    assert 'data-label="Per begeleider"' not in _read(client, f"{url}?column=hours")


def test_pages_ask_as_much_for_three_sessions_as_for_one(held: Held) -> None:
    cast, client = held.cast, held.cast.client("programme_lead")
    with scope.of(cast.partnership):
        actions.issue_certificates(held.session, by=cast.programme_lead, at=NEXT_DAY)
        hold(cast)
    paths = (
        "",
        f"schools/{cast.school.pk}/",
        "hours.csv",
        "?sort=-hours",
        f"schools/{cast.school.pk}/?sort_certificates=day",
    )
    urls = [cast.url(f"certificates/{path}") for path in paths]
    record = f"/r/{cast.link(held.present)}/"
    client.get(urls[0])
    before = [*(_count(client, url) for url in urls), _count(Client(), record)]
    with scope.of(cast.partnership):
        for _ in range(2):
            actions.issue_certificates(hold(cast).session, by=cast.programme_lead, at=NEXT_DAY)
            hold(cast)
    assert [*(_count(client, url) for url in urls), _count(Client(), record)] == before
