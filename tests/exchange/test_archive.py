"""Everything of a partnership as one archive: whole, harmless in a spreadsheet, and silent about who answered what."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from openpyxl import load_workbook

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.scope import Owned
from dagdeel.exchange import tables
from dagdeel.exchange.models import Archive
from dagdeel.web import actions as roof
from dagdeel.web.jobs import work_off
from dagdeel.web.ties import owned
from dagdeel.year.catalogue.models import Workshop
from tests import cast as make
from tests.cast import NOW, Cast
from tests.house.everything import House, make_house


@pytest.fixture
def house(db: None) -> House:
    """One of everything."""
    return make_house()


def made(cast: Cast) -> Any:
    """Ask for an archive, let the worker make it, and download it."""
    client = cast.client("programme_lead")
    asked = client.post(cast.url("exchange/archive/"))
    assert asked.status_code == 302
    assert work_off(clock=lambda _=None: NOW) > 0
    assert client.get(asked.headers["Location"]).status_code == 302
    return client.get(cast.url("exchange/archive/everything.zip"))


def opened(response: Any) -> ZipFile:
    content = b"".join(response.streaming_content)
    return ZipFile(BytesIO(content))


def test_the_archive_holds_every_list_as_csv_and_excel_the_documents_and_a_table_of_contents(house: House) -> None:
    cast = house.cast
    archive = opened(made(cast))
    manifest = json.loads(archive.read("manifest.json"))
    names = set(archive.namelist())
    for entry in manifest["lists"]:
        assert {f"{entry['file']}.csv", f"{entry['file']}.xlsx"} <= names
    with scope.of(cast.partnership):
        rows = {entry["file"]: entry["rows"] for entry in manifest["lists"]}
        assert {
            f"lists/{model._meta.label}": model.objects.count() for model in tables.tables()
        }.items() <= rows.items() | {("lists/history.Entry", rows["lists/history.Entry"] + 1)}
    people = archive.read("lists/people.Person.csv").decode()
    assert cast.mentor.email in people
    assert cast.stranger.email not in people
    assert any(file["file"].endswith(".pdf") for file in manifest["files"])
    assert all(file["file"] in names for file in manifest["files"])
    classes = {entry["file"]: entry["personal"] for entry in manifest["lists"]}
    assert classes["lists/people.Person"]["email"] == "contact"


def test_the_archive_tells_of_the_evaluation_only_what_was_published(house: House) -> None:
    archive = opened(made(house.cast))
    names = " ".join(archive.namelist())
    for table in ("Tally", "Comment", "Respondent", "AnswerCode"):
        assert table not in names
    whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".csv", ".json")))
    assert b"Fijn" not in whole  # a remark that nobody released
    assert house.cast.link(house.cast.mentor).encode() not in whole


def test_every_table_is_in_the_archive_or_left_out_for_a_reason() -> None:
    labels = {model._meta.label for model in owned()}
    assert set(tables.LEFT_OUT) <= labels
    answers = {label for label in labels if label.startswith("evaluation.")} - set(tables.LEFT_OUT)
    assert answers == {"evaluation.Item", "evaluation.Instrument", "evaluation.Question"}
    fields = {f"{model._meta.label}.{field.name}" for model in owned() for field in model._meta.concrete_fields}
    assert set(tables.COLUMNS_LEFT_OUT) <= fields
    assert all(issubclass(model, Owned) for model in tables.tables())


def test_what_is_in_the_archive_and_what_is_not_is_told_in_words_of_the_reader() -> None:
    alike = {"brochure", "item", "import", "mail", "school", "trainer", "workshop"}
    labels = [*(model._meta.label for model in tables.tables()), *tables.LEFT_OUT, *tables.COLUMNS_LEFT_OUT]
    with translation.override("en"):
        english = [tables.name_of(label) for label in labels]
    with translation.override("nl"):
        dutch = [tables.name_of(label) for label in labels]
        assert sum(map(len, tables.left_out().values())) == len(tables.LEFT_OUT) + len(tables.COLUMNS_LEFT_OUT)
    assert {one for one, other in zip(english, dutch, strict=True) if one == other} == alike


def test_a_text_that_a_spreadsheet_would_run_stays_a_text(house: House) -> None:
    with scope.of(house.cast.partnership):
        Workshop.objects.filter(pk=Workshop.objects.order_by("pk")[0].pk).update(name='=HYPERLINK("http://x")')
    archive = opened(made(house.cast))
    assert b"'=HYPERLINK" in archive.read("lists/catalogue.Workshop.csv")
    book = load_workbook(BytesIO(archive.read("lists/catalogue.Workshop.xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_only_who_leads_the_programme_gets_the_archive(house: House) -> None:
    opened(made(house.cast))
    url = house.cast.url("exchange/archive/everything.zip")
    visitors = ("head", "controller", "stranger")
    assert [house.cast.client(who).get(url).status_code for who in visitors] == [403, 403, 404]


def test_a_new_archive_takes_the_place_of_the_old_one_and_forgetting_somebody_throws_it_away(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    cast = house.cast
    with django_capture_on_commit_callbacks(execute=True):
        opened(made(cast))
        opened(made(cast))
    with scope.of(cast.partnership):
        (kept,) = Archive.objects.all()
        somebody = make.person("Wim", "Weg")
        make.mentors(cast.school, 1)
        make.membership(somebody, Role.MENTOR, school=cast.school)
        with django_capture_on_commit_callbacks(execute=True):
            roof.erase_person(somebody, reason="Gevraagd", by=cast.programme_lead, at=NOW)
        assert not Archive.objects.exists()
    assert not default_storage.exists(str(kept.file.name))
