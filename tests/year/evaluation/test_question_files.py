"""A questionnaire as a workbook: out, changed in a spreadsheet, looked at, and in again; or a sentence for each cell."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument, Item, Question
from dagdeel.year.evaluation.queries import Line
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER
from tests.year.evaluation.test_answering_pages import draft
from tests.year.evaluation.test_pages import text, url

KEY, LABEL, KIND, NL, EN, NUMBER, OPTION_NL, OPTION_EN, AFTER, VALUES, GOALS, ABOUT = range(12)
CHOICE = "één uit enkele mogelijkheden"


class Desk:
    """The programme lead with a draft questionnaire and its workbook."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.made = cast, draft(cast)
        self.client: Client = cast.client("programme_lead")
        answer = self.client.get(url(cast, "save_workbook", self.made.pk))
        self.content = answer.content
        self.book = load_workbook(io.BytesIO(self.content))
        self.rows: list[list[Any]] = [list(row) for row in self.book.worksheets[0].iter_rows(values_only=True)]

    def lines(self) -> list[Line]:
        with scope.of(self.cast.partnership):
            return queries.lines_of(self.made)

    def row(self, key: str) -> list[Any]:
        return next(row for row in self.rows if row[KEY] == key)

    def new(self, **cells: Any) -> list[Any]:
        """A row at the end."""
        row: list[Any] = [
            cells.get(name) for name in ("key", "label", "kind", "nl", "en", "number", "option_nl", "option_en")
        ]
        row += [cells.get("after"), cells.get("values"), cells.get("goals"), cells.get("about")]
        self.rows.append(row)
        return row

    def hand_in(self, content: bytes | None = None, name: str = "vragen.xlsx") -> Any:
        file = SimpleUploadedFile(name, as_book(self.rows) if content is None else content)
        return self.client.post(url(self.cast, "read_file", self.made.pk), {"file": file})

    def take(self, looked: Any) -> Any:
        sealed = looked.context["sealed"]
        return self.client.post(url(self.cast, "take_file", self.made.pk), {"sealed": sealed}, follow=True)

    def wrong(self) -> dict[str, str]:
        """What does not hold, by cell; nothing was changed."""
        before, answer = self.lines(), self.hand_in()
        assert (answer.status_code, self.lines()) == (422, before), text(answer)
        return {f"{cell.where}{cell.row}": cell.why for cell in answer.context["found"].wrong}


def as_book(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def test_a_workbook_that_comes_back_unchanged_changes_nothing(desk: Desk) -> None:
    assert [sheet.title for sheet in desk.book.worksheets] == ["Vragen", "Toelichting"]
    assert desk.rows[0][:5] == [
        "Sleutel",
        "Korte naam",
        "Soort vraag",
        "Vraag in het Nederlands",
        "Vraag in het Engels",
    ]
    before = desk.lines()
    assert any(line.only_if for line in before)
    assert any(len(line.options) > 2 for line in before)
    looked = desk.hand_in(desk.content)
    assert not looked.context["found"].wrong
    assert (looked.status_code, looked.context["same"], looked.context["found"].lines) == (200, True, before)
    assert "Er verandert niets" in text(looked)
    assert "Meerdere" not in text(looked)  # the sheet that explains is no remark
    assert not looked.context["found"].remarks
    desk.take(looked)
    assert desk.lines() == before


def test_a_title_above_blank_rows_below_and_merged_cells_change_nothing(desk: Desk) -> None:
    before = desk.lines()
    book = load_workbook(io.BytesIO(desk.content))
    sheet = book.worksheets[0]
    first = next(at for at, row in enumerate(desk.rows, 1) if row[KEY] is None)  # an option below its question
    sheet.merge_cells(start_row=first - 1, end_row=first, start_column=1, end_column=1)
    sheet.insert_rows(len(desk.rows) + 1, 5)
    out = io.BytesIO()
    book.save(out)
    assert desk.hand_in(out.getvalue()).context["found"].lines == before
    desk.rows = [["Vragen van dit jaar"], [None], *desk.rows[:3], [None] * 12, *desk.rows[3:], [None, "", " "]]
    assert desk.hand_in().context["found"].lines == before


def test_what_was_changed_is_looked_at_and_then_taken_over(desk: Desk) -> None:
    before = desk.lines()
    desk.row("used")[NL] = "Hebt u er iets van gebruikt?"
    desk.rows = [row for row in desk.rows if row[KEY] != "support"]
    desk.new(label="Reis", kind=CHOICE, nl="Was de reis ver?", en="Was it far?", option_nl="Ja", option_en="Yes")
    desk.new(option_nl="Nee", option_en="No")
    desk.new(
        label="Hoe ver", kind="cijfer van 1 tot en met 10", nl="Hoe ver?", en="How far?", after="Reis", values="ja"
    )
    looked = desk.hand_in()
    assert desk.lines() == before
    said = text(looked)
    assert [what in said for what in ("nieuw", "gewijzigd", "wordt niet meer gevraagd")] == [True] * 3
    assert "Nieuw: 2 · Gewijzigd: 1" in said
    assert "3 vragen" not in text(desk.take(looked))
    after = {line.key: line for line in desk.lines()}
    assert (after["used"].nl, "support" in after) == ("Hebt u er iets van gebruikt?", False)
    assert [(option.number, option.nl) for option in after["reis"].options] == [(1, "Ja"), (2, "Nee")]
    assert (after["hoe-ver"].only_if, after["hoe-ver"].only_values) == ("reis", (1,))
    with scope.of(desk.cast.partnership):
        assert Entry.objects.filter(verb="instrument.read").count() == 1


def test_a_number_that_an_option_had_is_not_given_to_another(desk: Desk) -> None:
    with scope.of(desk.cast.partnership):
        question = Question.objects.get(instrument=desk.made, item__key="how_often")
        numbers = {row[0] for row in question.options}
    at = next(place for place, row in enumerate(desk.rows) if row[KEY] == "how_often")
    del desk.rows[at + 1]  # the second option goes
    desk.rows.insert(at + 1, [None] * 6 + ["Iets nieuws", "Something new"] + [None] * 4)
    (line,) = (line for line in desk.hand_in().context["found"].lines if line.key == "how_often")
    (new,) = (option for option in line.options if option.nl == "Iets nieuws")
    assert new.number not in numbers
    assert line.options[1] == new


def test_each_cell_that_does_not_hold_has_its_own_sentence(desk: Desk) -> None:
    last = len(desk.rows)
    desk.row("used")[LABEL] = "Anders"
    desk.row("remark")[KIND] = "sterren"
    desk.new(label="Leeg", kind="cijfer van 1 tot en met 10", nl="", en="Nothing in Dutch?")
    desk.new(
        label="Nergens",
        kind="cijfer van 1 tot en met 10",
        nl="Waarheen?",
        en="Where to?",
        after="bestaat-niet",
        values="1",
    )
    desk.new(label="Zelf", kind="cijfer van 1 tot en met 10", nl="Wat nu?", en="What now?", after="Zelf", values="1")
    desk.new(
        label="Waarde", kind="cijfer van 1 tot en met 10", nl="Welke?", en="Which?", after="used", values="misschien"
    )
    desk.new(
        label="Getal", kind="cijfer van 1 tot en met 10", nl="Welk getal?", en="Which number?", after="used", values="9"
    )
    desk.new(
        label="Keus", kind=CHOICE, nl="Een of twee?", en="One or two?", number="11", option_nl="Een", option_en="One"
    )
    desk.new(option_nl="Twee")
    desk.new(label="Cijfer", kind="cijfer van 1 tot en met 10", nl="Rapport?", en="Report?", goals="soms")
    desk.new(label="Formule", kind="cijfer van 1 tot en met 10", nl="=A1", en="Formula?")
    desk.new(label="Fout", kind="cijfer van 1 tot en met 10", nl="#N/B", en="Error?")
    desk.new(label="Dubbel", kind="cijfer van 1 tot en met 10", nl=desk.row("used")[NL], en="Else?")
    wrong = desk.wrong()
    used, remark = (1 + next(at for at, row in enumerate(desk.rows) if row[KEY] == key) for key in ("used", "remark"))
    expected = {
        f"B{used}": "blijft elk jaar gelijk", f"C{remark}": "Kies uit: ",
        f"D{last + 1}": "in beide talen", f"I{last + 2}": "korte naam “bestaat-niet”", f"I{last + 3}": "niet vóór deze",
        f"J{last + 4}": "zoals 1; 2", f"J{last + 5}": "Kies antwoorden", f"F{last + 6}": "van 1 tot 10",
        f"H{last + 7}": "in beide talen", f"K{last + 8}": "Schrijf ja", f"D{last + 9}": "formule zonder uitkomst",
        f"D{last + 10}": "vond zelf een fout", f"D{last + 11}": "bestaat al",
    }  # fmt: skip
    assert {cell: words for cell, words in expected.items() if words not in wrong.get(cell, "")} == {}, wrong
    assert len(wrong) == len(expected), wrong


def test_a_second_row_with_names_and_an_option_under_nothing_are_said_by_row(desk: Desk) -> None:
    desk.rows[1:1] = [list(desk.rows[0]), [None] * 6 + ["Ja", "Yes"] + [None] * 4]
    assert desk.wrong() == {
        "A2": "Dit is een tweede rij met namen van kolommen. Haal deze rij weg.",
        "G3": "Deze mogelijkheid staat onder geen vraag. Zet haar onder de rij van haar vraag.",
    }


def test_a_file_that_is_no_list_of_questions_is_refused_with_one_sentence(desk: Desk) -> None:
    head, rest = desk.rows[0], desk.rows[1:]
    refused = [
        (as_book([["a", "b"], ["c", "d"]]), "q.xlsx", "geen rij met de namen van de kolommen"),
        (
            as_book([head[:-2], *(row[:-2] for row in rest)]),
            "q.xlsx",
            "Deze kolommen ontbreken: Per doel, Over de trainer",
        ),
        (as_book([[*head, head[KIND]], *rest]), "q.xlsx", "staat twee keer in rij 1"),
        (as_book([head]), "q.xlsx", "geen vragen in dit bestand"),
        (as_book([[]]), "q.xlsx", "staat niets"),
        (b"PK\x03\x04 broken", "q.xlsx", "kan niet worden gelezen"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "q.xls", "oude soort Excel"),
        (b"PK\x03\x04" + b"x" * 200_000, "q.xlsx", "te groot"),
    ]
    before = desk.lines()
    for content, name, words in refused:
        answer = desk.hand_in(content, name)
        assert (answer.status_code, words in text(answer)) == (422, True), words
    assert desk.lines() == before
    added = desk.hand_in(as_book([[*head, "Mijn notitie"], *rest]))
    assert (added.status_code, "“Mijn notitie” is hier niet bekend" in text(added)) == (200, True)


def test_only_what_was_looked_at_is_taken_over(desk: Desk) -> None:
    desk.row("used")[NL] = "Hebt u er iets van gebruikt?"
    looked, before = desk.hand_in(), desk.lines()
    with scope.of(desk.cast.partnership):
        other = Instrument.objects.exclude(pk=desk.made.pk).first()
        assert other is not None
        there = queries.lines_of(other)
    elsewhere = desk.client.post(
        url(desk.cast, "take_file", other.pk), {"sealed": looked.context["sealed"]}, follow=True
    )
    assert "Intussen" in text(elsewhere)
    assert "Intussen" in text(desk.client.post(url(desk.cast, "take_file", desk.made.pk), {"sealed": "x"}, follow=True))
    with scope.of(desk.cast.partnership):
        assert queries.lines_of(other) == there
        support = Question.objects.get(instrument=desk.made, item__key="support")
        actions.remove_question(support, by=desk.cast.programme_lead, at=DECEMBER)
        items = Item.objects.count()
    assert "Intussen" in text(desk.take(looked))
    assert [line.key for line in desk.lines()] == [line.key for line in before if line.key != "support"]
    with scope.of(desk.cast.partnership):
        actions.open_instrument(desk.made, by=desk.cast.programme_lead, at=DECEMBER)
        assert Item.objects.count() == items
    assert desk.hand_in().status_code == 422
