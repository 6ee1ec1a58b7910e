"""The annual report: figures from the year, words from people, frozen on the day of publication."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.states import Category
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting import actions, queries, rules
from dagdeel.year.reporting.rules import Attended, Turnout
from tests import cast as make
from tests.cast import Cast
from tests.year.decisions.stage import make_stage as decisions_stage
from tests.year.decisions.test_step import measured_again
from tests.year.evaluation.stage import make_stage

JULY = datetime(2017, 7, 4, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
WORDS: dict[str, Any] = {"foreword": "Een goed jaar.", "looking_back": "Het ging **beter**.", "obligations": "Voldaan."}


def who(cast: Cast) -> dict[str, Any]:
    return {"by": cast.programme_lead, "at": JULY}


def held(cast: Cast, number: int = 6, **fields: Any) -> Any:
    """A session that was held, with so many people."""
    session = make.session(make.edition(cast.year), cast.school, state=SessionState.HELD, **fields)
    for person in make.mentors(cast.school, number):
        Presence.objects.create(session=session, person=person, state=PresenceState.PRESENT)
    return session


# Rules --------------------------------------------------------------------------------------------------------------------


def test_who_came_twice_is_one_person_and_two_seats() -> None:
    rows = [Attended(1, 7, 120), Attended(2, 7, 90), Attended(2, 8, 120), Attended(9, 8, 120)]

    assert rules.turnout(rows, [1, 2, 3]) == Turnout(2, 3, 5.5, 0, 1.0, 2)


def test_without_sessions_everything_is_nought() -> None:
    assert rules.turnout([Attended(1, 7, 120)], []) == Turnout(0, 0, 0.0, 0, 0.0, 0)
    assert rules.share(0, 0) is None


# Figures --------------------------------------------------------------------------------------------------------------------


def test_figures_count_what_was_held_and_who_came(inside: Cast) -> None:
    session = held(inside, 6)
    late = Presence.objects.filter(session=session).order_by("pk").last()
    assert late is not None
    Presence.objects.filter(pk=late.pk).update(state=PresenceState.PARTLY, minutes=30)
    gone = Presence.objects.filter(session=session).order_by("pk").first()
    assert gone is not None
    Presence.objects.filter(pk=gone.pk).update(state=PresenceState.ABSENT)
    make.session(session.edition, inside.other_school, state=SessionState.CANCELLED, cancel_reason="Ziek")

    figures = queries.figures_of(inside.year)

    assert (figures.held, figures.cancelled, figures.people, figures.hours) == (1, 1, 5, 4 * 3.5 + 0.5)
    assert [(row.school, row.held, row.people) for row in figures.schools] == [("School A", 1, 5), ("School B", 0, 0)]
    assert figures.activities[0].group == "5"


def test_answers_under_the_threshold_stay_out_of_the_report(inside: Cast) -> None:
    stage = make_stage(inside)
    session = stage.held(number=7)
    stage.answers(session, 4)
    assert queries.figures_of(inside.year).results == []

    stage.answer(session, stage.people[session.pk][4])
    stage.publish()

    assert {row.n for row in queries.figures_of(inside.year).results if row.key == "length"} == {5}


def test_figures_ask_as_often_for_three_sessions_as_for_one(inside: Cast) -> None:
    stage = make_stage(inside)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.figures_of(inside.year)
            queries.factors_of(inside.year)
        return len(captured)

    stage.answers(stage.held(number=6), 6)
    once = asked()
    for _ in range(2):
        stage.answers(stage.held(number=6), 6)

    assert asked() == once


def test_the_factors_have_their_figures(inside: Cast) -> None:
    budget.set_grant(inside.year, amount=Decimal(64000), name="Subsidie", **who(inside))
    session = held(inside, 6)
    guest = make.person()
    make.membership(guest, Role.MENTOR, school=inside.other_school)
    Presence.objects.create(session=session, person=guest, state=PresenceState.PRESENT)
    trainer = make.trainer(inside.trainer, inside.institute, session.edition)
    make.assignment(session, trainer)
    plan = make.agreed_plan(inside.year, inside.school, [session.edition], inside.head)
    assert plan.pk

    factors = queries.factors_of(inside.year)

    assert (factors.heads.agreed, factors.heads.plans) == (1, 1)
    assert (factors.at_school.own, factors.at_school.attendances) == (6, 7)
    assert (factors.trainers.qualified, factors.trainers.assignments, factors.trainers.mean) == (1, 1, None)
    assert (factors.costs.contribution, factors.costs.sessions_free) == (0, 1)
    assert factors.policy.share == 0


# Writing and publishing -----------------------------------------------------------------------------------------------


def test_a_published_report_keeps_the_figures_of_its_day(inside: Cast) -> None:
    held(inside, 6)
    actions.write_report(inside.year, **WORDS, **who(inside))
    actions.publish_report(inside.year, **who(inside))
    held(inside, 8)

    assert queries.report_of(inside.year).figures["people"] == 6
    actions.reopen_report(inside.year, reason="Sessie vergeten", **who(inside))
    assert queries.report_of(inside.year).figures["people"] == 14


def test_a_report_without_words_is_not_published(inside: Cast) -> None:
    actions.write_report(inside.year, **{**WORDS, "obligations": " "}, **who(inside))

    with pytest.raises(actions.WordsMissing) as no:
        actions.publish_report(inside.year, **who(inside))
    assert no.value.names == ("obligations",)


def test_what_was_published_is_not_rewritten(inside: Cast) -> None:
    actions.write_report(inside.year, **WORDS, **who(inside))
    actions.publish_report(inside.year, **who(inside))

    with pytest.raises(actions.AlreadyPublished):
        actions.write_report(inside.year, **WORDS, **who(inside))
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_report(inside.year, **who(inside))
    with pytest.raises(actions.ReasonMissing):
        actions.reopen_report(inside.year, reason="", **who(inside))


def test_what_was_not_published_is_not_reopened(inside: Cast) -> None:
    with pytest.raises(actions.NotPublished):
        actions.reopen_report(inside.year, reason="Fout", **who(inside))


# Pages --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visitor", "reads", "writes"),
    [("programme_lead", 200, 200), ("head", 200, 403), ("council_member", 200, 403), ("mentor", 403, 403), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_writes(inside: Cast, visitor: str, reads: int, writes: int) -> None:
    client = inside.client(visitor)

    for path in ("", "factors/", "report.pdf"):
        assert client.get(inside.url(f"reporting/{path}")).status_code == reads
    assert client.get(inside.url("reporting/write/")).status_code == writes


def test_a_report_goes_from_words_to_paper(inside: Cast) -> None:
    stage = make_stage(inside)
    stage.answers(stage.held(number=7), 7)
    budget.set_grant(inside.year, amount=Decimal(64000), name="Subsidie", **who(inside))
    budget.set_line(inside.year, category=Category.CATERING, amount=Decimal(6000), **who(inside))
    client = inside.client("programme_lead")

    assert client.post(inside.url("reporting/write/"), WORDS).status_code == 302
    shown = client.post(inside.url("reporting/publish/"), follow=True).content.decode()
    paper = client.get(inside.url("reporting/report.pdf"))

    assert "Een goed jaar." in shown
    assert "<strong>beter</strong>" in shown
    assert "De lengte van de workshop was goed." in shown
    assert "€\xa06.000" in shown
    read = PdfReader(BytesIO(paper.content))
    root = cast("DictionaryObject", read.trailer["/Root"])
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nl")
    cover, first = (read.pages[n].extract_text() for n in (0, 1))
    assert "Jaarverslag 2016-2017" in cover
    assert "Een goed jaar." in first
    contents = first.partition("Inhoud")[2]
    assert "Per school" in contents
    assert "Jaarverslag 2016-2017 ." not in contents  # it does not list itself


def test_publishing_too_early_says_what_is_missing(inside: Cast) -> None:
    client = inside.client("programme_lead")

    shown = client.post(inside.url("reporting/publish/"), follow=True).content.decode()

    assert "Nog niet: schrijf eerst" in shown


def test_reopening_without_a_reason_asks_for_it(inside: Cast) -> None:
    actions.write_report(inside.year, **WORDS, **who(inside))
    actions.publish_report(inside.year, **who(inside))

    response = inside.client("programme_lead").post(inside.url("reporting/reopen/"), {"reason": ""})

    assert response.status_code == 422
    assert "Geef de reden" in response.content.decode()


def test_a_frozen_report_speaks_both_languages(inside: Cast) -> None:
    stage = make_stage(inside)
    stage.answers(stage.held(number=7), 7)
    actions.write_report(inside.year, **WORDS, **who(inside))
    actions.publish_report(inside.year, **who(inside))
    lead = inside.programme_lead
    lead.language = "en"
    lead.save()

    shown = inside.client("programme_lead").get(inside.url("reporting/")).content.decode()

    assert "The length of the workshop was good." in shown
    assert "De lengte" not in shown


# For others: schools, other partnerships, reviewers ---------------------------------------------------------------------


def pages_of(content: bytes) -> tuple[int, str]:
    reader = PdfReader(BytesIO(content))
    assert cast("DictionaryObject", reader.root_object["/MarkInfo"])["/Marked"] == BooleanObject(True)
    return len(reader.pages), " ".join(page.extract_text() for page in reader.pages)


def test_every_table_of_the_report_stands_in_one_workbook(inside: Cast) -> None:
    held(inside, 6)
    content = inside.client("council_member").get(inside.url("reporting/report.xlsx")).content
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == [
        "In het kort", "Workshops", "Scholen", "Respons", "Resultaten", "Besluiten", "Besluiten van vorig jaar",
        "Blijft zoals het is",
        "Subsidies", "Begroot en gerealiseerd", "Zes succesfactoren",
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in book["Scholen"].iter_rows(min_row=2, max_col=5)] == [
        ["School A", book["Workshops"]["A2"].value, 1, 0, 6],
        ["School B", None, 0, 0, 0],
    ]
    assert book["Zes succesfactoren"].max_row == 7


def test_a_frozen_report_keeps_its_factors_with_their_sources(inside: Cast) -> None:
    held(inside, 6)
    actions.write_report(inside.year, **WORDS, **who(inside))
    actions.publish_report(inside.year, **who(inside))
    held(inside, 8)
    found = queries.report_of(inside.year).figures["factors"]
    assert [one.figure for one in found][3] == "100\u00a0%"
    assert "6 keer deed iemand mee" in found[3].sentence
    assert all(one.source for one in found)
    assert "presentielijsten" in inside.client("head").get(inside.url("reporting/")).content.decode()


def test_a_head_gets_one_page_about_the_own_school_and_none_about_another(inside: Cast) -> None:
    for _ in range(20):
        held(inside, 1)
    head = inside.client("head")
    own, other = (inside.url(f"reporting/schools/{school.pk}/") for school in (inside.school, inside.other_school))
    assert "School A" in head.get(own).content.decode()
    assert head.get(other).status_code == 403
    assert head.get(f"{other}report.pdf").status_code == 403
    assert inside.client("council_member").get(other).status_code == 200
    number, text = pages_of(head.get(f"{own}report.pdf").content)
    assert number == 1
    assert "en nog 6" in text


def test_what_too_few_said_stands_in_no_report_of_a_school(inside: Cast) -> None:
    stage = make_stage(inside)
    session = stage.held(number=7)
    stage.answers(session, 4)
    url = inside.url(f"reporting/schools/{inside.school.pk}/")
    head = inside.client("head")
    few = head.get(url).content.decode()
    assert "4 van 7" in few
    assert "<svg" not in few.split("<main", 1)[1].split("Wat deelnemers zeiden", 1)[1].split("Wat het kostte", 1)[0]
    stage.answer(session, stage.people[session.pk][4])
    stage.publish()
    enough = head.get(url).content.decode()
    assert "<figure" in enough
    assert "te weinig om apart te laten zien" not in enough


def test_the_practice_sheet_names_no_school_and_no_person(inside: Cast) -> None:
    stage = make_stage(inside)
    stage.answers(stage.held(number=7), 6)
    actions.write_report(inside.year, **WORDS, practice="Begin **klein**.", **who(inside))
    page = inside.client("council_member").get(inside.url("reporting/practice/")).content.decode()
    number, text = pages_of(inside.client("council_member").get(inside.url("reporting/practice.pdf")).content)
    assert number >= 1
    for said in (page.split("<main", 1)[1], text):
        assert "klein" in said
        assert inside.school.name not in said
        assert str(inside.trainer) not in said
        assert str(inside.head) not in said


def test_the_evidence_file_leads_to_what_there_is_of_six_years(inside: Cast) -> None:
    old = make.programme_year(2010)
    last = make.programme_year(2011)
    held(inside, 6)
    found = queries.evidence_file(inside.year, inside.now.date())
    assert [file.year for file in found] == [inside.year, last]
    assert old not in [file.year for file in found]
    there = {piece.title: piece.there for piece in found[0].pieces}
    assert there["Aanwezigheid"] is True
    assert there["Jaarverslag"] is False
    client = inside.client("council_member")
    for piece in found[0].pieces:
        if piece.there and piece.permission in {Permission.EVALUATION_VIEW, Permission.REPORTING_VIEW}:
            assert client.get(piece.address).status_code == 200
    _number, text = pages_of(client.get(inside.url("reporting/evidence.pdf")).content)
    assert "1 sessies gehouden" in text


def test_what_is_not_due_yet_is_not_called_missing(inside: Cast) -> None:
    last = make.programme_year(2015)
    of_now, of_then = queries.evidence_file(inside.year, inside.now.date())
    words = {piece.title: piece.missing for piece in of_now.pieces}
    assert (words["Aanwezigheid"], words["Jaarverslag"]) == ("nog niet aan de beurt", "nog niet aan de beurt")
    assert of_then.year == last
    assert {piece.missing for piece in of_then.pieces} == {"nog niets"}


def test_a_school_report_says_which_workshops_are_still_to_come(inside: Cast) -> None:
    held(inside, 6)
    make.session(make.edition(inside.year, "Nagesprek"), inside.school, day=date(2017, 5, 10))
    client, url = inside.client("head"), inside.url(f"reporting/schools/{inside.school.pk}/")
    assert "Van deze workshops zijn er 1 gegeven en komt er nog 1" in " ".join(client.get(url).content.decode().split())
    _number, text = pages_of(client.get(f"{url}report.pdf").content)
    assert "er komt er nog 1" in " ".join(text.split())


def test_a_reader_is_led_only_through_doors_that_open(inside: Cast) -> None:
    held(inside, 6)
    page = inside.client("controller").get(inside.url("reporting/evidence/")).content.decode()
    main = page.split("<main", 1)[1]
    assert f'href="{inside.url("attendance/")}"' not in main
    assert "Aanwezigheid" in main


def test_the_school_report_and_the_evidence_file_ask_as_often_for_three_sessions_as_for_one(inside: Cast) -> None:
    stage = make_stage(inside)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.school_report(inside.year, inside.school)
            queries.evidence_file(inside.year, inside.now.date())
        return len(captured)

    stage.answers(stage.held(number=6), 6)
    once = asked()
    for _ in range(2):
        stage.answers(stage.held(number=6), 6)
    assert asked() == once


def test_the_report_of_the_next_year_says_what_last_years_decisions_brought(inside: Cast) -> None:
    measured_again(decisions_stage(inside), before=2, after=5)
    began = ProgrammeYear.objects.get(first_year=inside.year.first_year + 1)

    assert queries.figures_of(inside.year).brought == []
    (row,) = queries.report_of(began).figures["brought"]
    assert row["effect"].startswith("2,0 → 4,6")
    report_page = inside.client("council_member").get(inside.url("reporting/").replace(inside.year.label, began.label))
    assert "Wat de besluiten van vorig jaar opleverden" in report_page.content.decode()
