"""What was published stays as it was read: the annual report, the page of each school with it, and the evidence file."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import School
from dagdeel.year.attendance.models import Roster
from dagdeel.year.budget import actions as budget
from dagdeel.year.reporting import actions, queries
from dagdeel.year.reporting.models import AnnualReport, ReportVersion
from dagdeel.year.reporting.states import ReportKind
from dagdeel.year.reporting.step import STEP
from tests.cast import Cast
from tests.year.evaluation.stage import make_stage
from tests.year.reporting.test_report import JULY, WORDS, held, pages_of, who


def published(cast: Cast) -> None:
    actions.write_report(cast.year, **WORDS, **who(cast))
    actions.publish_report(cast.year, **who(cast))


def read(cast: Cast, path: str, role: str = "head") -> str:
    response = cast.client(role).get(cast.url(f"reporting/{path}"))
    assert response.status_code == 200
    return " ".join(response.content.decode().split("<main", 1)[1].split())


def school_path(cast: Cast) -> str:
    return f"schools/{cast.school.pk}/"


def test_the_page_of_a_school_is_frozen_with_the_annual_report(inside: Cast) -> None:
    stage = make_stage(inside)
    stage.answers(stage.held(number=7), 7)
    before = queries.school_report(inside.year, inside.school)
    published(inside)
    held(inside, 8)

    assert queries.school_report(inside.year, inside.school).turnout.people == before.turnout.people + 8
    frozen = queries.version_of(inside.year, ReportKind.SCHOOL, school=inside.school)
    report = queries.school_report(inside.year, inside.school, frozen)
    assert (report.turnout, report.rows, report.sessions) == (before.turnout, before.rows, before.sessions)
    assert report.rows
    shown = read(inside, school_path(inside))
    assert "Versie 1, gepubliceerd op" in shown
    assert "De cijfers op deze bladzijde zijn die van vandaag" not in shown
    number, text = pages_of(inside.client("head").get(inside.url(f"reporting/{school_path(inside)}report.pdf")).content)
    assert number == 1
    assert "versie 1, gepubliceerd op" in text


def test_a_version_that_was_opened_again_stays_readable_and_the_next_one_comes_after_it(inside: Cast) -> None:
    held(inside, 6)
    published(inside)
    actions.reopen_report(inside.year, reason="Een sessie vergeten", **who(inside))
    held(inside, 8)
    actions.write_report(inside.year, **{**WORDS, "foreword": "Een beter jaar."}, **who(inside))
    actions.publish_report(inside.year, **who(inside))

    old, new = read(inside, "?version=1"), read(inside, "")
    assert "Een goed jaar." in old
    assert "Een sessie vergeten" in old
    assert "Een beter jaar." in new
    assert "Een sessie vergeten" not in new
    versions = {one.number: one for one in ReportVersion.objects.filter(kind=ReportKind.ANNUAL)}
    people = {number: queries.report_of(inside.year, one).figures["people"] for number, one in versions.items()}
    assert people == {1: 6, 2: 14}
    of_school = ReportVersion.objects.filter(school=inside.school)
    assert [one.figures["turnout"]["people"] for one in of_school] == [6, 14]
    assert "Een sessie vergeten" in read(inside, f"{school_path(inside)}?version=1")
    for path in ("report.pdf", "report.xlsx", f"{school_path(inside)}report.pdf"):
        assert inside.client("head").get(inside.url(f"reporting/{path}?version=1")).status_code == 200


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "99999", ""])
def test_a_version_that_there_is_not_is_not_found(inside: Cast, number: str) -> None:
    published(inside)
    for path in ("", "report.pdf", school_path(inside), "evidence/"):
        assert inside.client("head").get(inside.url(f"reporting/{path}?version={number}")).status_code == 404


def test_a_head_reads_no_old_version_of_another_school(inside: Cast) -> None:
    published(inside)
    other = inside.url(f"reporting/schools/{inside.other_school.pk}/?version=1")
    assert inside.client("head").get(other).status_code == 403
    assert inside.client("council_member").get(other).status_code == 200


def test_the_evidence_file_is_frozen_by_itself(inside: Cast) -> None:
    Roster.objects.create(session=held(inside, 6), closed_at=JULY, closed_by=inside.trainer)
    client = inside.client("programme_lead")
    publish, reopen = inside.url("reporting/evidence/publish/"), inside.url("reporting/evidence/reopen/")
    assert "gepubliceerd als versie 1" in client.post(publish, follow=True).content.decode()
    Roster.objects.create(session=held(inside, 6), closed_at=JULY, closed_by=inside.trainer)
    assert "1 sessies gehouden" in read(inside, "evidence/")
    assert "al gepubliceerd" in client.post(publish, follow=True).content.decode()

    no = client.post(reopen, {"reason": " "})
    assert no.status_code == 422
    assert "Geef de reden" in no.content.decode()
    client.post(reopen, {"reason": "Nog een sessie"})
    assert "2 sessies gehouden" in read(inside, "evidence/")
    client.post(publish)
    assert "2 sessies gehouden" in read(inside, "evidence/")
    old = read(inside, "evidence/?version=1")
    assert "1 sessies gehouden" in old
    assert "Nog een sessie" in old
    _number, text = pages_of(client.get(inside.url("reporting/evidence.pdf?version=1")).content)
    assert "opnieuw geopend" in text
    assert list(Entry.objects.filter(verb__startswith="evidence.").order_by("pk").values_list("verb", flat=True)) == [
        "evidence.published", "evidence.reopened", "evidence.published",
    ]  # fmt: skip


def test_what_was_not_published_is_not_opened_again(inside: Cast) -> None:
    with pytest.raises(actions.NotPublished):
        actions.reopen_evidence(inside.year, reason="Fout", **who(inside))
    response = inside.client("programme_lead").post(
        inside.url("reporting/evidence/reopen/"), {"reason": "Fout"}, follow=True
    )
    assert "niet gepubliceerd" in response.content.decode()


@pytest.mark.parametrize("role", ["head", "council_member", "controller"])
def test_only_who_writes_the_report_freezes_the_evidence_file(inside: Cast, role: str) -> None:
    assert inside.client(role).post(inside.url("reporting/evidence/publish/")).status_code == 403
    assert "Publiceer de bewijsmap" not in read(inside, "evidence/", role)


def test_the_evidence_file_leads_to_the_report_as_it_stood_then(inside: Cast) -> None:
    published(inside)
    actions.publish_evidence(inside.year, **who(inside))
    actions.reopen_report(inside.year, reason="Fout", **who(inside))
    actions.publish_report(inside.year, **who(inside))
    assert "report.pdf?version=1" in read(inside, "evidence/")


def test_the_report_names_each_grant_with_its_rule_and_amount(inside: Cast) -> None:
    grant = budget.set_grant(inside.year, amount=Decimal(64000), name="Regeling", **who(inside))
    rule: dict[str, Any] = {"amount": Decimal(1000), "per_student": Decimal(25), "students": 40}
    budget.set_grant(inside.year, name="Gemeente", grantor="Stad", **rule, **who(inside))
    published(inside)
    budget.set_grant(inside.year, amount=Decimal(1), name="Regeling", grant=grant, **who(inside))

    shown = read(inside, "")
    for words in ("Regeling", "vast bedrag", "Gemeente", "€\xa01.000 + 40 × €\xa025", "€\xa02.000", "€\xa066.000"):
        assert words.replace("\xa0", " ") in shown.replace("\xa0", " "), words
    _number, text = pages_of(inside.client("head").get(inside.url("reporting/report.pdf")).content)
    assert "Gemeente (Stad)" in text


def test_publishing_asks_as_often_for_two_schools_as_for_ten(inside: Cast) -> None:
    make_stage(inside)
    actions.write_report(inside.year, **WORDS, **who(inside))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.publish_report(inside.year, **who(inside))
        actions.reopen_report(inside.year, reason="Nog eens", **who(inside))
        return len(captured)

    asked()  # the first time some kinds of rows are looked up as well
    once = asked()
    for place in range(8):
        School.objects.create(name=f"School {place}")
    assert asked() == once


def test_two_versions_cannot_stand_at_once(inside: Cast) -> None:
    published(inside)
    for kind, school in ((ReportKind.ANNUAL, None), (ReportKind.SCHOOL, inside.school)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportVersion.objects.create(
                year=inside.year, kind=kind, school=school, number=2, published_at=JULY, figures={}
            )
    with pytest.raises(IntegrityError, match="version_of_school_has_school"), transaction.atomic():
        ReportVersion.objects.create(year=inside.year, kind=ReportKind.SCHOOL, number=2, published_at=JULY, figures={})
    with pytest.raises(IntegrityError, match="reopened_version_has_reason"), transaction.atomic():
        ReportVersion.objects.update(reopened_at=JULY)


def test_the_doctor_sees_a_report_that_says_published_without_a_version(inside: Cast) -> None:
    published(inside)
    assert list(STEP.invariants()) == []
    AnnualReport.objects.update(published_at=None)
    assert len(list(STEP.invariants())) == 1


def test_a_version_from_before_factors_and_grants_still_opens(inside: Cast) -> None:
    budget.set_grant(inside.year, amount=Decimal(64000), name="Regeling", **who(inside))
    published(inside)
    version = ReportVersion.objects.get(kind=ReportKind.ANNUAL)
    for name in ("factors", "brought", "grants"):
        del version.figures[name]
    for school in version.figures["schools"]:
        del school["pk"]
    version.save()
    for path in ("", "report.pdf", "report.xlsx", "practice/", "practice.pdf"):
        assert inside.client("head").get(inside.url(f"reporting/{path}")).status_code == 200
    assert "Regeling" in read(inside, "")


def test_the_evidence_file_is_a_list_as_well(inside: Cast) -> None:
    published(inside)
    actions.publish_evidence(inside.year, **who(inside))
    text = inside.client("head").get(inside.url("reporting/evidence.csv")).content.decode("utf-8-sig")
    assert "Jaarverslag" in text
    assert "report.pdf?version=1" in text
    assert inside.client("head").get(inside.url("reporting/evidence.xlsx?version=1")).status_code == 200
