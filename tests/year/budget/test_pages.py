"""The pages of the budget: who reads what, in both languages, and how a page says no."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, School
from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.models import Actual, BudgetLine, Grant, Rate
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.trainers.models import Trainer, Travel
from tests.cast import Cast, assignment, edition, enrolment, mentors, programme_year, session, trainer

GETS = [
    "budget/", "budget/schools/", "budget/what-if/", "budget/costs/", "budget/actuals/", "budget/lines.csv", "budget/lines.xlsx",
    "budget/schools.csv", "budget/schools.xlsx", "budget/actuals.csv", "budget/actuals.xlsx",
]  # fmt: skip
EDITS = ["budget/settings/", "budget/lines/travel/"]
# planned, committed, realised and then what is free, of a line or of all
FREE = r"(?:(?:workshops geven|catering|reiskosten|voorbereiding|Totaal)(?: € [\d.,]+){3}) € (−?[\d.,]+)"
READERS = {"programme_lead", "controller", "head", "school_educator", "council_member"}
EDITORS = {"programme_lead", "controller"}

PDF = b"%PDF-1.7 een brief"


def book(cast: Cast, reference: str, amount: str = "250.00", school: School | None = None) -> Actual:
    return actions.book_actual(
        cast.year, category=Category.CATERING, amount=Decimal(amount), day=date(2016, 12, 20), reference=reference,
        school=school, by=cast.controller, at=cast.now,
    )  # fmt: skip


@pytest.fixture
def money(inside: Cast) -> Cast:
    """A grant, rates, two lines, a session with a trainer and two mentors, and catering money for each school."""
    by, at = inside.controller, inside.now
    actions.set_grant(inside.year, amount=Decimal("5000"), name="Subsidie", by=by, at=at)
    for kind, rate in zip(RateKind, ("650", "240", "0.19", "9.50"), strict=True):
        actions.set_rate(inside.year, kind=kind, amount=Decimal(rate), by=by, at=at)
    actions.set_line(inside.year, category=Category.DELIVERY, amount=Decimal("600"), by=by, at=at)
    actions.set_line(inside.year, category=Category.CATERING, amount=Decimal("1000"), by=by, at=at)
    workshop = edition(inside.year, "Feedback geven")
    gives = trainer(inside.trainer, inside.institute, workshop)
    Travel.objects.create(trainer=gives, school=inside.school, minutes=20, km=10)
    given = session(workshop, inside.school)
    assignment(given, gives)
    for mentor in mentors(inside.school, 2):
        enrolment(mentor, given)
    book(inside, "C-1", school=inside.school)
    book(inside, "C-2", "333.00", school=inside.other_school)
    return inside


@pytest.mark.parametrize("path", [*GETS, *EDITS])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_in_both_languages(money: Cast, path: str, language: str) -> None:
    client = money.client("controller")
    client.cookies["dagdeel_language"] = language
    assert client.get(money.url(path)).status_code == 200


@pytest.mark.parametrize("path", [*GETS, *EDITS])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_before_anything_is_filled_in(inside: Cast, path: str, language: str) -> None:
    client = inside.client("controller")
    client.cookies["dagdeel_language"] = language
    assert client.get(inside.url(path)).status_code == 200


@pytest.mark.parametrize("path", [*GETS, *EDITS])
@pytest.mark.parametrize(
    "role", [*sorted(READERS), "mentor", "trainer", "institute_educator", "hr_officer", "developer", "stranger"]
)
def test_each_role_opens_its_own_pages_only(money: Cast, path: str, role: str) -> None:
    allowed = EDITORS if path in EDITS else READERS
    expected = 404 if role == "stranger" else 200 if role in allowed else 403
    assert money.client(role).get(money.url(path)).status_code == expected


def test_signed_out_leads_to_signing_in(money: Cast) -> None:
    assert Client().get(money.url("budget/")).status_code == 302


POSTS = [
    "settings/grant/", "settings/rates/travel/", "lines/travel/", "lines/delivery/explanation/", "commitments/", "actuals/",
]  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(("role", "status"), [("head", 403), ("council_member", 403), ("stranger", 404)])
def test_who_only_reads_changes_nothing(money: Cast, path: str, role: str, status: int) -> None:
    before = Entry.objects.count()
    data = {"amount": "1", "category": "travel", "day": "2016-10-01", "reference": "x", "explanation": "x"}
    assert money.client(role).post(money.url(f"budget/{path}"), data).status_code == status
    assert Entry.objects.count() == before


def test_a_head_sees_the_part_of_the_own_school_and_the_totals_of_all(money: Cast) -> None:
    head = money.client("head")
    for path in ("budget/schools/", "budget/schools.csv", "budget/actuals/", "budget/actuals.csv"):
        text = head.get(money.url(path)).content.decode()
        assert "School A" in text
        assert "School B" not in text
        assert "333" not in text
    assert "583" in head.get(money.url("budget/")).content.decode()


def test_who_belongs_to_no_school_sees_all(money: Cast) -> None:
    text = money.client("council_member").get(money.url("budget/schools/")).content.decode()
    assert "School A" in text
    assert "School B" in text


def test_the_overview_shows_planned_committed_realised_and_free(money: Cast) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", money.client("controller").get(money.url("budget/")).content.decode())
    text = re.sub(r"\s+", " ", text)
    # 650 for the trainer against 600 planned; 2 × 9,50 catering promised and 583 paid
    assert "workshops geven € 600 € 650 € 0 −€ 50" in text
    assert "catering € 1.000 € 19 € 583 € 417" in text
    # what is free adds up; what is free of the grant is another sum, and says so
    free = [
        Decimal(found.replace("−", "-").replace(".", "").replace(",", "."))
        for found in re.findall(FREE, text.replace("−€ ", "€ −"))
    ]
    assert len(free) > 2
    assert sum(free[:-1]) == free[-1]
    assert re.search(r"Totaal .* vrij van de subsidie van € 5.000", text)


def test_each_school_is_shown_to_pay_nothing_line_by_line(money: Cast) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", money.client("head").get(money.url("budget/schools/")).content.decode())
    text = re.sub(r"\s+", " ", text)
    assert "workshops geven € 650 € 0 voorbereiding € 240 € 0 reiskosten € 3,80 € 0 catering € 250 € 0" in text
    assert "Geen kosten voor scholen" in text


def test_a_contribution_of_schools_is_not_hidden(money: Cast) -> None:
    actions.set_grant(
        money.year,
        amount=Decimal(5000),
        name="Tweede",
        school_contribution=Decimal(75),
        by=money.controller,
        at=money.now,
    )
    text = money.client("head").get(money.url("budget/schools/")).content.decode()
    assert "Geen kosten voor scholen" not in text
    assert "€\u00a075" in text


# Grants -------------------------------------------------------------------------------------------------------------


def test_two_grants_with_their_own_rules_are_one_sum_everywhere(money: Cast) -> None:
    client, address = money.client("controller"), money.url("budget/settings/grant/")
    typed = {
        "name": "Regeling per student", "grantor": "DUS-I", "reference": "OS-17", "amount": "0", "per_student": "80,50",
        "students": "100", "document": SimpleUploadedFile("brief.pdf", PDF, "application/pdf"),
    }  # fmt: skip

    assert client.post(address, typed).status_code == 302

    added = Grant.objects.get(name="Regeling per student")
    assert (added.amount, added.grantor, added.reference) == (Decimal(8050), "DUS-I", "OS-17")
    assert queries.overview(money.year).grant == Decimal(13050)
    assert queries.committed_against_grant(money.year)[1] == Decimal(13050)
    shown = re.sub(r"\s+", " ", text_of(money.client("head").get(money.url("budget/")))).replace("\xa0", " ")
    assert "€ 13.050" in shown
    assert "Regeling per student DUS-I 100 × € 80,50 € 8.050" in shown
    letter: Any = client.get(f"{address}{added.pk}/document/")
    assert b"".join(letter.streaming_content) == PDF
    assert money.client("head").get(f"{address}{added.pk}/document/").status_code == 403


def test_a_grant_is_changed_and_taken_away_on_its_page(money: Cast) -> None:
    client, made = money.client("controller"), Grant.objects.get()
    address = money.url(f"budget/settings/grant/{made.pk}/")
    assert 'value="5.000,00"' in client.get(address).content.decode()

    assert client.post(address, {"name": "Anders", "amount": "6000"}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.amount) == ("Anders", Decimal(6000))
    assert client.post(f"{address}remove/").status_code == 302
    assert queries.overview(money.year).grant is None
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Geef de subsidie een naam"), ("Subsidie", "Een andere subsidie van dit jaar heet zo")]
)
def test_a_grant_needs_a_name_of_its_own(money: Cast, name: str, sentence: str) -> None:
    typed = {"name": name, "amount": "1", "reference": "Blijft staan"}
    answer = money.client("controller").post(money.url("budget/settings/grant/"), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Blijft staan"' in answer.content.decode()
    assert Grant.objects.count() == 1


def test_a_document_that_is_refused_leaves_no_grant_behind(money: Cast) -> None:
    typed = {"name": "Nieuw", "amount": "1", "document": SimpleUploadedFile("brief.pdf", b"MZ", "application/pdf")}
    answer = money.client("controller").post(money.url("budget/settings/grant/"), typed)
    assert answer.status_code == 422
    assert Grant.objects.count() == 1


# Filling in --------------------------------------------------------------------------------------------------------


def test_the_controller_fills_in_grant_rate_line_and_explanation(inside: Cast) -> None:
    client = inside.client("controller")
    to = inside.url
    grant = {"amount": "€ 64.000,00", "name": "Regeling", "school_contribution": ""}
    assert client.post(to("budget/settings/grant/"), grant).status_code == 302
    assert client.post(to("budget/settings/rates/travel/"), {"travel-amount": "0,19"}).status_code == 302
    assert client.post(to("budget/lines/travel/"), {"amount": "1.500"}).status_code == 302
    assert client.post(to("budget/lines/travel/explanation/"), {"explanation": "Meer scholen."}).status_code == 302
    assert (Grant.objects.get().amount, Rate.objects.get().amount) == (Decimal(64000), Decimal("0.19"))
    line = BudgetLine.objects.get()
    assert (line.amount, line.explanation) == (Decimal(1500), "Meer scholen.")
    assert Entry.objects.filter(verb__startswith="budget.").count() == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "Een bedrag kan niet negatief zijn."),
        ("veel", "Dit is geen bedrag."),
        ("999999999", "Dit bedrag is te groot"),
        ("", "Dit veld is verplicht."),
    ],
)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("settings/grant/", "amount"),
        ("settings/rates/travel/", "travel-amount"),
        ("lines/travel/", "amount"),
        ("actuals/", "amount"),
    ],
)
def test_a_wrong_amount_stays_with_a_sentence_beside_it(
    inside: Cast, typed: str, sentence: str, path: str, name: str
) -> None:
    answer = inside.client("controller").post(inside.url(f"budget/{path}"), {name: typed, "grantor": "Blijft staan"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{name}_error".*?{re.escape(sentence)}', text, re.S)
    assert not typed or f'value="{typed}"' in text
    assert not Grant.objects.exists()
    assert not Rate.objects.exists()
    assert not BudgetLine.objects.exists()


ACTUAL = {
    "category": "printing", "amount": "870,00", "day": "2016-09-01", "reference": "F-1", "description": "Drukwerk", "school": "",
}  # fmt: skip


def test_the_controller_books_what_was_spent(inside: Cast) -> None:
    assert inside.client("controller").post(inside.url("budget/actuals/"), ACTUAL).status_code == 302
    made = Actual.objects.get()
    assert (made.amount, made.category, made.school) == (Decimal(870), "printing", None)
    assert "F-1" in inside.client("controller").get(inside.url("budget/actuals/")).content.decode()


def test_what_was_spent_is_sorted_filtered_and_shown_in_the_columns_of_the_reader(inside: Cast) -> None:
    book(inside, "F-1", "30.00")
    book(inside, "F-2", "9.00")
    Actual.objects.filter(reference="F-1").update(category=Category.PRINTING)
    client = inside.client("controller")

    def references(query: str) -> list[str]:
        return re.findall(r"F-\d(?= <span)", client.get(inside.url(f"budget/actuals/?{query}")).content.decode())

    assert references("sort=amount") == ["F-2", "F-1"]
    assert references("sort=-amount") == ["F-1", "F-2"]
    assert references(f"category={Category.PRINTING}") == ["F-1"]
    assert references("category=nonsense&sort=nonsense") == ["F-2", "F-1"]
    assert "30,00" not in client.get(inside.url("budget/actuals/?column=day")).content.decode()
    nothing = client.get(inside.url(f"budget/actuals/?category={Category.TRAVEL}")).content.decode()
    assert "Hieraan is niets uitgegeven" in nothing


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"day": "2015-12-01"}, "day", "maandag 1 februari 2016"),
        ({"day": "2018-01-01"}, "day", "zondag 31 december 2017"),
        ({"reference": "C-1"}, "reference", "al geboekt"),
        ({"amount": "0"}, "amount", "meer dan 0"),
        ({"category": "champagne"}, "category", "champagne"),
        ({"reference": ""}, "reference", "verplicht"),
    ],
)
def test_a_booking_that_does_not_hold_is_kept_and_explained(
    money: Cast, wrong: dict[str, str], field: str, sentence: str
) -> None:
    before = Actual.objects.count()
    answer = money.client("controller").post(money.url("budget/actuals/"), {**ACTUAL, **wrong})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error".*?{re.escape(sentence)}', text, re.S)
    assert "Drukwerk" in text
    assert Actual.objects.count() == before


def test_a_school_of_another_partnership_cannot_be_booked_on(money: Cast) -> None:
    other = Membership.everywhere.get(person=money.stranger).partnership
    with scope.of(other):
        theirs = School.objects.create(name="Vreemde school")
    answer = money.client("controller").post(money.url("budget/actuals/"), {**ACTUAL, "school": str(theirs.pk)})
    assert answer.status_code == 422
    assert "Vreemde school" not in answer.content.decode()


def test_a_correction_needs_a_reason_and_keeps_the_old_amount(money: Cast) -> None:
    actual = Actual.objects.get(reference="C-1")
    address = money.url(f"budget/actuals/{actual.pk}/")
    controller = money.client("controller")
    assert controller.post(address, {"amount": "200", "reason": ""}).status_code == 422
    assert controller.post(address, {"amount": "200", "reason": "Verkeerd overgenomen"}).status_code == 302
    actual.refresh_from_db()
    assert actual.amount == Decimal(200)
    entry = Entry.objects.filter(verb="budget.actual_corrected").get()
    assert (entry.before, entry.after, entry.reason) == (
        {"amount": "250.00"},
        {"amount": "200.00"},
        "Verkeerd overgenomen",
    )


def test_an_actual_of_another_year_or_partnership_is_not_found(money: Cast) -> None:
    address = f"budget/actuals/{Actual.objects.get(reference='C-1').pk}/"
    programme_year(2017)
    assert money.client("stranger").get(money.url(address)).status_code == 404
    next_year = f"/{money.partnership.slug}/2017-2018/{address}"
    assert money.client("controller").get(next_year).status_code == 404


@pytest.mark.parametrize("path", ["lines/champagne/", "settings/rates/champagne/", "lines/printing/explanation/"])
def test_what_does_not_exist_is_not_found(money: Cast, path: str) -> None:
    answer = money.client("controller").post(money.url(f"budget/{path}"), {"amount": "1", "explanation": "x"})
    assert answer.status_code == 404


def test_writing_the_commitments_down_twice_changes_nothing_the_second_time(money: Cast) -> None:
    client = money.client("controller")
    first = client.post(money.url("budget/commitments/"), follow=True).content.decode()
    second = client.post(money.url("budget/commitments/"), follow=True).content.decode()
    assert "vastgelegd" in first
    assert "niet veranderd" in second


@pytest.mark.parametrize(
    "path",
    [
        "budget/",
        "budget/schools/",
        "budget/what-if/",
        "budget/costs/",
        "budget/costs/?sort=-whole&sort_sessions=heads",
        "budget/actuals/",
        "budget/actuals.csv",
    ],
)
def test_three_of_everything_take_as_many_queries_as_one(money: Cast, path: str) -> None:
    client = money.client("controller")
    client.get(money.url(path))
    with CaptureQueriesContext(connection) as one:
        client.get(money.url(path))
    gives = money.trainer.trainer_rows.get()
    for month in (1, 2, 3):
        workshop = edition(money.year)
        school = School.objects.create(name=f"School {month}")
        given = session(workshop, school, day=date(2017, month, 7))
        assignment(given, gives)
        book(money, f"M-{month}", school=school)
    with CaptureQueriesContext(connection) as three:
        client.get(money.url(path))
    assert len(three) == len(one)


# What one costs, other rates, what if -------------------------------------------------------------------------------


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_controller_adds_and_removes_the_rate_of_a_trainer(money: Cast) -> None:
    client = money.client("controller")
    gives = Trainer.objects.get()
    typed = {"kind": "delivery", "amount": "800", "from_day": "2016-08-01", "institute": "", "trainer": gives.pk}
    assert client.post(money.url("budget/settings/rates/"), typed).status_code == 302
    assert str(gives.person) in text_of(client.get(money.url("budget/settings/")))
    assert "workshops geven € 600 € 800" in text_of(client.get(money.url("budget/")))
    rate = Rate.objects.get(trainer=gives)
    assert client.post(money.url(f"budget/settings/rates/{rate.pk}/remove/")).status_code == 302
    assert "workshops geven € 600 € 650" in text_of(client.get(money.url("budget/")))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"from_day": "2017-08-01"}, "Een tarief van 2016-2017 begint tussen"),
        ({"kind": "catering"}, "Catering kost hetzelfde"),
        ({"both": "1"}, "niet allebei"),
        ({"amount": "veel"}, "Dit is geen bedrag"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_beside_its_field(money: Cast, typed: dict[str, str], sentence: str) -> None:
    values = {"kind": "delivery", "amount": "800", "from_day": "2016-08-01", "institute": money.institute.pk, **typed}
    if "both" in typed:
        values["trainer"] = Trainer.objects.get().pk
    response = money.client("controller").post(money.url("budget/settings/rates/"), values)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Rate.objects.count() == len(RateKind)


def test_what_if_works_with_the_assumptions_in_the_address(money: Cast) -> None:
    client = money.client("council_member")
    asked = "?participation=50&group=20&mentor_km=10&km_rate=0,19&room=100"
    text = text_of(client.get(money.url(f"budget/what-if/{asked}")))
    # one of the two people comes: half-day, preparation, catering, 2 × 10 km, a room
    assert "Totaal € 912,80 € 1.003,30" in text
    assert "1 meer doen mee op de scholen" in text


def test_what_if_and_the_budget_are_files_as_well_under_the_same_assumptions(money: Cast) -> None:
    client = money.client("council_member")
    asked = "?participation=50&group=20&mentor_km=10&km_rate=0%2C19&room=100"
    shown = client.get(money.url(f"budget/what-if/{asked}")).content.decode()
    for kind in ("csv", "xlsx", "svg"):
        assert f"/budget/what-if.{kind}{asked.replace('&', '&amp;')}" in shown
    assert "Totaal;912,80;1003,30" in client.get(money.url(f"budget/what-if.csv{asked}")).content.decode()
    for path in (f"what-if.svg{asked}", "lines.svg"):
        drawn = client.get(money.url(f"budget/{path}"))
        assert drawn.headers["Content-Type"].startswith("image/svg+xml")
        assert b"<title" in drawn.content
    assert "/budget/lines.svg" in client.get(money.url("budget/")).content.decode()
    assert client.get(money.url("budget/what-if.csv?participation=101&group=20")).status_code == 404


def test_an_assumption_that_cannot_be_is_said_beside_its_field(money: Cast) -> None:
    response = money.client("council_member").get(money.url("budget/what-if/?participation=101&group=20"))
    assert response.status_code == 422
    assert "field-wrong" in response.content.decode()


def test_only_who_keeps_the_books_sees_what_one_session_costs(money: Cast) -> None:
    books = "alleen voor wie de boekhouding doet"
    assert books in text_of(money.client("controller").get(money.url("budget/costs/")))
    assert books not in text_of(money.client("council_member").get(money.url("budget/costs/")))
    assert money.client("council_member").get(money.url("budget/sessions.csv")).status_code == 403
    assert ";2;912,80" in money.client("controller").get(money.url("budget/sessions.csv")).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_grants_are_a_list_for_who_keeps_the_books(money: Cast, kind: str) -> None:
    assert money.client("council_member").get(money.url(f"budget/grants.{kind}")).status_code == 403
    assert money.client("controller").get(money.url(f"budget/grants.{kind}")).status_code == 200


def test_costs_are_per_session_participant_and_workshop(money: Cast) -> None:
    text = text_of(money.client("head").get(money.url("budget/costs/")))
    # 650 + 240 + 2 × 10 × 0,19 + 2 × 9,50, for one session and two people
    assert "Feedback geven 1 2 € 912,80 € 912,80 € 456,40 € 1.476,80" in text


def two_workshops(money: Cast) -> None:
    """A second workshop, given twice and visited by nobody yet."""
    workshop = edition(money.year, "Zien en bespreken")
    for month in (1, 2):
        given = session(workshop, School.objects.create(name=f"School {month}"), day=date(2017, month, 7))
        assignment(given, money.trainer.trainer_rows.get())


@pytest.mark.parametrize("key", ["workshop", "sessions", "-heads", "-per_session", "-per_head", "whole", "amount"])
def test_costs_are_sorted_by_their_headings(money: Cast, key: str) -> None:
    two_workshops(money)

    def titles(sort: str) -> list[str]:
        answer = money.client("head").get(money.url(f"budget/costs/?sort={sort}"))
        return re.findall(r'<th scope="row">(Feedback geven|Zien en bespreken)</th>', answer.content.decode())

    assert titles(key) == ["Feedback geven", "Zien en bespreken"]
    assert titles(key.removeprefix("-") if key.startswith("-") else f"-{key}") == [
        "Zien en bespreken",
        "Feedback geven",
    ]
    assert titles("nonsense") == titles("")


def test_costs_are_shown_in_the_columns_of_the_reader(money: Cast) -> None:
    all_of_it = "Feedback geven 1 2 € 912,80 € 912,80 € 456,40 € 1.476,80"
    assert "Feedback geven 1 Totaal 1" in text_of(money.client("head").get(money.url("budget/costs/?column=sessions")))
    assert all_of_it in text_of(money.client("head").get(money.url("budget/costs/?column=nonsense")))


def test_the_sessions_are_sorted_beside_the_workshops(money: Cast) -> None:
    two_workshops(money)

    def sessions(query: str) -> list[int]:
        answer = money.client("controller").get(money.url(f"budget/costs/?{query}"))
        return [session.pk for session, _cost in answer.context["sessions"]]

    by_title = sessions("sort_sessions=session&sort=-whole")
    assert len(by_title) == 3
    assert by_title == sessions("sort_sessions=-session")[::-1]
    assert sessions("sort_sessions=amount") == sessions("") == sessions("sort=-whole")


def test_the_schools_and_the_costs_add_up_to_what_the_budget_uses_line_by_line(money: Cast) -> None:
    """At the first school 231 more was spent on catering than its two seats promise; a bill is on no school's name."""
    workshop = edition(money.year, "Nagesprek", position=2)
    given = session(workshop, money.other_school, day=date(2017, 2, 1))
    for mentor in mentors(money.other_school, 19):
        enrolment(mentor, given)
    actions.book_actual(
        money.year, category=Category.PRINTING, amount=Decimal("100.01"), day=date(2016, 12, 20), reference="P-1",
        by=money.controller, at=money.now,
    )  # fmt: skip
    book(money, "C-3", "33.00")

    overview, rows = queries.overview(money.year), queries.school_parts(money.year)
    ties, costs = queries.school_ties(money.year, rows), queries.costs(money.year)

    assert [(tie.category, tie.at_schools, tie.evened, tie.elsewhere, tie.used) for tie in ties if tie.elsewhere] == [
        (Category.CATERING, Decimal("583.00"), Decimal(0), Decimal("33.00"), Decimal("616.00")),
        (Category.PRINTING, Decimal(0), Decimal(0), Decimal("100.01"), Decimal("100.01")),
    ]
    assert sum(tie.at_schools for tie in ties) == sum(row.part.costs for row in rows)
    assert sum(tie.at_schools + tie.evened + tie.elsewhere for tie in ties) == overview.used
    assert costs.whole == overview.used
    assert sum(row.whole for row in costs.workshops) == overview.used
    assert sum(one.amount for one in costs.each.values()) == costs.own == overview.committed
    shown = text_of(money.client("controller").get(money.url("budget/schools/")))
    assert "Niet bij één school" in shown
    assert "Niet bij één school" not in text_of(money.client("head").get(money.url("budget/schools/")))


def test_more_spent_at_one_school_and_less_at_another_evens_out_in_the_budget(money: Cast) -> None:
    for number in range(3):
        given = session(edition(money.year, f"Nagesprek {number}"), money.other_school, day=date(2017, 2, 1 + number))
        for mentor in mentors(money.other_school, 20):
            enrolment(mentor, given)  # 570 promised in all, 333 of it spent

    rows = queries.school_parts(money.year)
    (catering,) = (tie for tie in queries.school_ties(money.year, rows) if tie.category == Category.CATERING)

    # 250 and 570 at the schools; together 589 was promised and 583 spent
    assert (catering.at_schools, catering.evened, catering.elsewhere) == (Decimal(820), Decimal(-231), Decimal(0))
    assert catering.used == Decimal(589)


def test_an_explanation_is_edited_in_place_and_those_before_stay_readable(money: Cast) -> None:
    client = money.client("controller")
    for words in ("Meer scholen.", "Twee scholen meer."):
        client.post(money.url("budget/lines/delivery/explanation/"), {"explanation": words})

    assert BudgetLine.objects.get(category=Category.DELIVERY).explanation == "Twee scholen meer."
    before = text_of(client.get(money.url("budget/lines/delivery/"))).split("Wat hier eerder stond")[1]
    assert "Meer scholen." in before
    assert "Twee scholen" not in before
