"""Lists of people, trainers, rooms and earlier workshops, handed in, looked at, taken over and taken back, through the pages."""

import re
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.exchange.models import Intake, Trace
from dagdeel.outputs.sheets.table import read_file
from dagdeel.web.jobs import work_off
from dagdeel.year.attendance.models import TakenOver
from dagdeel.year.planning.models import Room
from dagdeel.year.trainers.models import Trainer
from tests import cast as make
from tests.cast import NOW, Cast
from tests.exchange import files

HEAD = ("Achternaam", "Tussenvoegsel", "Roepnaam", "Mailadres", "Functie", "School", "Sectie")
ANNA = ("Spek", "van der", "Anna", "a.spek@school.example", "wpb", "School A", "Duits")
BRAM = ("Kuipers", "", "Bram", "b.kuipers@school.example", "SO / WPB", "School B", "")


def hand_in(cast: Cast, content: bytes | str, kind: str = "people", name: str = "lijst.xlsx", **typed: Any) -> Any:
    """The page after handing in a file, or pasted rows."""
    given: dict[str, Any] = {"from_year": "2016"} if kind in {"people", "trainers"} else {}
    given |= {"pasted": content} if isinstance(content, str) else {"file": SimpleUploadedFile(name, content)}
    client = cast.client("programme_lead")
    return client.post(cast.url(f"exchange/new/{kind}/"), {**given, **typed}, follow=True)


def people(cast: Cast, *rows: Sequence[Any], **typed: Any) -> Any:
    return hand_in(cast, files.workbook(HEAD, *rows), **typed)


def address(cast: Cast, shown: Any, end: str = "") -> str:
    return cast.url(f"exchange/imports/{shown.context['intake'].pk}/{end}")


def take_over(cast: Cast, shown: Any) -> Any:
    seal = shown.context["plan"].seal
    return cast.client("programme_lead").post(address(cast, shown, "take-over/"), {"seal": seal}, follow=True)


def decide(cast: Cast, shown: Any, **choices: str) -> Any:
    typed = {name.replace("_", "-"): choice for name, choice in choices.items()}
    return cast.client("programme_lead").post(address(cast, shown), typed, follow=True)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def everything() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Person, Membership, Trainer, Room, TakenOver, Entry))


# People --------------------------------------------------------------------------------------------------------------


def test_the_preview_changes_nothing_then_all_is_taken_over_and_a_second_run_changes_nothing(inside: Cast) -> None:
    before = everything()
    shown = people(inside, ANNA, BRAM)
    assert shown.status_code == 200
    assert everything() == before
    done = take_over(inside, shown)
    assert "Alles is overgenomen" in text(done)
    anna = Person.objects.get(email="a.spek@school.example")
    assert (anna.full_name, anna.list_name, anna.has_usable_password()) == (
        "Anna van der Spek",
        "van der Spek, Anna",
        False,
    )
    assert anna.sort_key == "spek  anna  van der"
    held = set(Membership.objects.filter(person__surname="Kuipers").values_list("role", "school__name", "from_year"))
    assert held == {("school_educator", "School B", 2016), ("mentor", "School B", 2016)}
    assert Membership.objects.get(person=anna).subject == "Duits"
    assert Entry.objects.filter(verb="import.taken_over").count() == 1
    after = everything()
    again = people(inside, ANNA, BRAM)
    assert "Er verandert niets" in text(again)
    assert "Alles overnemen" not in text(again)
    take_over(inside, again)
    assert everything() == after


def test_somebody_who_is_new_signs_in_with_the_address_of_the_list(inside: Cast) -> None:
    take_over(inside, people(inside, (*ANNA[:3], " A.Spek@School.Example ", *ANNA[4:])))
    anna = Person.objects.get(email="a.spek@school.example")
    assert inside.client(anna).get(inside.url()).status_code == 200


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        (3, "anna(at)school", "Dit is geen e-mailadres"), (3, "", "Hier is niets ingevuld"), (0, "", "Hier is niets ingevuld"),
        (4, "astronaut", "Deze rol is niet bekend"), (4, "", "Hier staat geen rol"), (5, "School C", "Deze school staat hier niet"),
        (5, "", "Deze rol hoort bij een school"), (0, "x" * 121, "Deze tekst is te lang"), (5, "#N/B", "zelf een fout"),
        (3, "=A1", "formule zonder uitkomst"), (4, "mentro", "Bedoelt u “mentor”?"),
    ],
)  # fmt: skip
def test_one_cell_that_does_not_hold_stops_all_and_says_which_and_what_to_do(
    inside: Cast, column: int, cell: str, sentence: str
) -> None:
    row = [cell if place == column else value for place, value in enumerate(ANNA)]
    shown = people(inside, BRAM, row)
    before = everything()
    (wrong,) = shown.context["wrong"]
    assert (wrong["row"], wrong["where"]) == (3, "ABCDEFG"[column])
    assert sentence in text(shown)
    assert "Alles overnemen" not in text(shown)
    take_over(inside, shown)  # who asks for it all the same
    assert everything() == before


def test_two_header_rows_a_title_merged_cells_blank_rows_and_a_repeated_head_are_no_trouble(inside: Cast) -> None:
    head = ("Naam", None, None, "Contact", None, "Werk")
    below = ("Achternaam", "Tussenvoegsel", "Voornaam", "E-mail", "Telefoon", "School")
    content = files.workbook(
        ("Werkplekbegeleiders 2016-2017",), (), head, below,
        ("Spek", "van der", "Anna", "a@school.example", 612345678.0, "School A"),
        (), ("Kuipers", "", "Bram", "b@school.example", "", None), below,
        ("Mol", None, "Cor ", "c@school.example", None, "school b"),
        merged=("A1:F1", "A3:C3", "D3:E3", "F5:F7"),
    )  # fmt: skip
    take_over(inside, hand_in(inside, content, role="mentor"))
    found = Membership.objects.filter(person__email__endswith="@school.example").order_by("person__email")
    assert [(m.person.full_name, str(m.school)) for m in found] == [
        ("Anna van der Spek", "School A"), ("Bram Kuipers", "School A"), ("Cor Mol", "School B"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Anna van der Spek", ("Anna", "van der", "Spek")), ("Spek, Anna van der", ("Anna", "van der", "Spek")),
        ("van der Spek, A.", ("A.", "van der", "Spek")), ("A.M. vd Spek", ("A.M.", "van de", "Spek")),
        ("Mevr. drs. A. Spek-de Boer", ("A.", "", "Spek-de Boer")), ("Spek", ("", "", "Spek")),
        ("Piet Jansen", ("Piet", "", "Jansen")), ("'t Hooft, J.", ("J.", "'t", "Hooft")), ("Van Dijk", ("", "van", "Dijk")),
    ],
)  # fmt: skip
def test_whole_names_come_apart_the_dutch_way(inside: Cast, name: str, whole: tuple[str, str, str]) -> None:
    take_over(
        inside, hand_in(inside, f'Naam\tE-mail\n"{name}"\tx@school.example', role="mentor", school=inside.school.pk)
    )
    made = Person.objects.get(email="x@school.example")
    assert (made.given_name, made.prefix, made.surname) == whole


def test_columns_that_are_not_recognised_are_matched_by_hand(inside: Cast) -> None:
    content = files.separated([("wie", "bereikbaar via", "doet"), ("Spek", "a@school.example", "wpb")], ";").encode()
    asked = hand_in(inside, content, name="lijst.csv", school=inside.school.pk)
    assert asked.templates[0].name == "exchange/columns.html"
    url = address(inside, asked, "columns/")
    client = inside.client("programme_lead")
    wrong = client.post(url, {"starts": 1, "surname": 0})
    assert wrong.status_code == 422
    assert "Kies de kolom" in text(wrong)
    twice = client.post(url, {"starts": 1, "surname": 0, "email": 0})
    assert "twee keer gekozen" in text(twice)
    shown = client.post(url, {"starts": 1, "surname": 0, "email": 1, "role": 2}, follow=True)
    take_over(inside, shown)
    assert Membership.objects.get(person__email="a@school.example").role == Role.MENTOR


def test_who_is_known_by_address_gets_the_role_and_keeps_the_name(inside: Cast) -> None:
    head = inside.head
    row = (head.surname, head.prefix, head.given_name[0] + ".", head.email.upper(), "schoolopleider", "School B", "")
    take_over(inside, people(inside, row))
    head.refresh_from_db()
    assert head.given_name == "Head"
    assert set(head.memberships.values_list("role", flat=True)) == {"head", "school_educator"}


def test_an_address_with_another_name_is_reviewed_and_can_be_left_out(inside: Cast) -> None:
    row = ("Pietersen", "", "Piet", inside.mentor.email, "so", "School A", "")
    shown = people(inside, ANNA, row)
    assert "met een andere naam bekend" in text(shown)
    assert not shown.context["plan"].holds
    before = everything()
    take_over(inside, shown)
    assert everything() == before
    done = take_over(inside, decide(inside, shown, who_0="skip"))
    assert done.context["intake"].counts["skipped"] == 1
    assert not Membership.objects.filter(person=inside.mentor, role=Role.SCHOOL_EDUCATOR).exists()


@pytest.mark.parametrize(("choice", "new"), [("same", 0), ("apart", 1), ("skip", 0)])
def test_the_same_name_at_the_same_school_is_reviewed(inside: Cast, choice: str, new: int) -> None:
    known = inside.mentor
    row = (known.surname, known.prefix, known.given_name, "ander@school.example", "wpb / so", "School A", "")
    shown = people(inside, ANNA, row)
    before = Person.objects.count()
    take_over(inside, decide(inside, shown, who_0=choice))
    assert Person.objects.count() == before + 1 + new
    assert Membership.objects.filter(person=known, role=Role.SCHOOL_EDUCATOR).exists() == (choice == "same")
    after = everything()
    again = people(inside, ANNA, row)
    if choice != "skip":  # what was decided is remembered
        assert "Er verandert niets" in text(again)
    take_over(inside, again)
    assert everything() == after


def test_one_person_twice_in_the_file_is_made_once(inside: Cast) -> None:
    other = (*ANNA[:4], "so", "School B", "")
    shown = people(inside, ANNA, other, ANNA)
    take_over(inside, shown)
    assert Membership.objects.filter(person__email="a.spek@school.example").count() == 2
    assert "andere rij" in text(
        people(inside, ("Mol", "", "X", "m@school.example", *ANNA[4:]), ("Rat", "", "X", "m@school.example", *ANNA[4:]))
    )


def test_the_same_name_twice_in_the_file_with_two_addresses_is_reviewed(inside: Cast) -> None:
    shown = people(inside, ANNA, (*ANNA[:3], "spek@elders.example", *ANNA[4:]))
    before = Person.objects.count()
    take_over(inside, decide(inside, shown, rest="same"))
    assert Person.objects.count() == before + 1


def test_somebody_of_another_partnership_is_met_by_the_typed_name_only(inside: Cast) -> None:
    stranger = inside.stranger
    row = ("Anders", "", "Vera", stranger.email, "wpb", "School A", "")
    assert "met een andere naam" in text(people(inside, row))
    own = (stranger.surname, stranger.prefix, stranger.given_name, stranger.email, "wpb", "School A", "")
    take_over(inside, people(inside, own))
    assert Membership.objects.filter(person=stranger, role=Role.MENTOR).exists()


def test_what_changed_since_the_preview_stops_the_whole_import(inside: Cast) -> None:
    shown = people(inside, ANNA, BRAM)
    made = make.person("Anna", "Spek", "van der", email="a.spek@school.example")
    make.membership(made, Role.MENTOR, school=inside.school)
    refused = take_over(inside, shown)
    assert refused.status_code == 422
    assert "intussen iets veranderd" in text(refused)
    assert not Person.objects.filter(surname="Kuipers").exists()


def test_the_cells_of_a_file_are_not_kept_after_it_was_taken_over(inside: Cast) -> None:
    take_over(inside, people(inside, ANNA))
    intake = Intake.objects.get()
    assert (intake.table, intake.decisions) == ([], {})
    told = "".join(str(row) for row in Trace.objects.values())
    assert "Spek" not in told
    assert "school.example" not in told


def test_only_who_keeps_the_list_of_people_imports_and_a_stranger_sees_nothing(inside: Cast) -> None:
    url = inside.url("exchange/new/people/")
    assert [inside.client(who).get(url).status_code for who in ("head", "school_educator", "stranger")] == [
        403,
        403,
        404,
    ]
    shown = people(inside, ANNA)
    other = inside.client("stranger").get(address(inside, shown))
    assert other.status_code == 404


def test_a_file_or_pasted_rows_one_of_the_two(inside: Cast) -> None:
    nothing = hand_in(inside, "")
    assert nothing.status_code == 422
    assert "Kies een bestand" in text(nothing)
    both = hand_in(inside, files.workbook(HEAD, ANNA), pasted="Naam")
    assert "een van de twee" in text(both)
    unreadable = hand_in(inside, files.locked())
    assert unreadable.status_code == 422
    assert "wachtwoord" in text(unreadable)
    assert not Intake.objects.exists()


@pytest.mark.parametrize("kind", ["people", "trainers", "rooms", "history"])
def test_the_template_of_each_kind_is_recognised_whole(inside: Cast, kind: str) -> None:
    response = inside.client("programme_lead").get(inside.url(f"exchange/new/{kind}/template.xlsx"))
    table = read_file(response.content, "sjabloon.xlsx")
    assert len(table.rows) == 1
    shown = hand_in(inside, response.content, kind)
    assert set(shown.context["intake"].columns) == set(dict.fromkeys(shown.context["intake"].columns))
    assert len(shown.context["intake"].columns) == len([cell for cell in table.rows[0] if cell])


# Taking back ---------------------------------------------------------------------------------------------------------


def test_an_import_is_taken_back_except_what_was_touched_since(inside: Cast) -> None:
    before = {table: table.objects.count() for table in (Person, Membership)}
    rows = [
        ANNA,
        BRAM,
        ("Mol", "", "Cor", "c@school.example", "wpb", "School A", ""),
        (inside.head.surname, "", "Head", inside.head.email, "so", "School B", ""),
    ]
    done = take_over(inside, people(inside, *rows))
    cor = Person.objects.get(email="c@school.example")
    make.enrolment(cor, make.session(make.brochure(inside.year, 1)[0], inside.school))  # used since
    Membership.objects.filter(person__surname="Kuipers", role="mentor").update(to_year=2017)  # changed since
    url = address(inside, done, "back/")
    client = inside.client("programme_lead")
    told = text(client.get(url))
    assert "Cor Mol" in told
    assert "is sindsdien gebruikt" in told
    assert Person.objects.filter(surname="Spek").exists()  # looking takes nothing back
    client.post(url)
    assert not Person.objects.filter(surname="Spek").exists()
    assert set(Membership.objects.filter(person__surname="Kuipers").values_list("role", flat=True)) == {"mentor"}
    assert Membership.objects.filter(person=cor).exists()
    assert not Membership.objects.filter(person=inside.head, role="school_educator").exists()
    assert Person.objects.count() == before[Person] + 2
    assert Entry.objects.filter(verb="import.taken_back").count() == 1
    again = client.post(url, follow=True)
    assert again.status_code == 200
    assert Entry.objects.filter(verb="import.taken_back").count() == 1


def test_who_signed_in_since_stays_with_the_role(inside: Cast) -> None:
    done = take_over(inside, people(inside, ANNA))
    anna = Person.objects.get(surname="Spek")
    inside.client(anna)
    inside.client("programme_lead").post(address(inside, done, "back/"))
    assert Membership.objects.filter(person=anna).exists()


def test_after_taking_back_the_same_list_can_be_taken_over_again(inside: Cast) -> None:
    before = everything()[:-1]
    for _time in range(2):
        done = take_over(inside, people(inside, ANNA, BRAM))
        inside.client("programme_lead").post(address(inside, done, "back/"))
        assert everything()[:-1] == before


# Trainers and rooms --------------------------------------------------------------------------------------------------


def test_trainers_come_with_their_role_and_one_who_is_there_stays_as_she_is(inside: Cast) -> None:
    make.trainer(inside.trainer, inside.institute)
    head = ("Naam", "E-mail", "Instelling", "Max aantal")
    rows = [
        ("Dolf Egels", "d@inst.example", "instituut noord", 4.0),
        (str(inside.trainer), inside.trainer.email, "Instituut Noord", 2),
    ]
    shown = hand_in(inside, files.workbook(head, *rows), "trainers")
    done = take_over(inside, shown)
    made = Trainer.objects.get(person__email="d@inst.example")
    assert (made.maximum, made.institute) == (4, inside.institute)
    assert Membership.objects.filter(person=made.person, role=Role.TRAINER, institute=inside.institute).exists()
    assert Trainer.objects.get(person=inside.trainer).maximum == 6
    assert done.context["intake"].counts["differs"] == 1
    inside.client("programme_lead").post(address(inside, done, "back/"))
    assert not Person.objects.filter(email="d@inst.example").exists()


def test_rooms_are_taken_over_once_and_taken_back_when_no_session_uses_them(inside: Cast) -> None:
    content = files.separated(
        [
            ("Locatie", "Lokaal", "Capaciteit"),
            ("School A", "B1.04", "24"),
            ("School A", 12, ""),
            ("School A", "b1.04", 24),
        ]
    ).encode()
    done = take_over(inside, hand_in(inside, content, "rooms", "lokalen.csv"))
    assert list(Room.objects.order_by("name").values_list("name", "seats")) == [("12", 20), ("B1.04", 24)]
    assert "Er verandert niets" in text(hand_in(inside, content, "rooms", "lokalen.csv"))
    used = Room.objects.get(name="12")
    make.session(make.brochure(inside.year, 1)[0], inside.school, room=used)
    inside.client("programme_lead").post(address(inside, done, "back/"))
    assert list(Room.objects.all()) == [used]


# Earlier years -------------------------------------------------------------------------------------------------------

PAST = ("Naam", "E-mail", "Workshop", "Schooljaar", "Datum", "Uren")


def history(cast: Cast, *rows: Sequence[Any], **typed: Any) -> Any:
    return hand_in(cast, files.workbook(PAST, *rows), "history", **typed)


def test_workshops_of_earlier_years_stand_in_the_personal_record_with_their_source(inside: Cast) -> None:
    mentor = inside.mentor
    rows = [
        ("", mentor.email, "Feedback geven", "2014-2015", "18-11-2014", "3,5"),
        (str(mentor), "", "Intervisie", 2013, None, ""),
    ]
    take_over(inside, history(inside, *rows, source="Register van School A"))
    found = TakenOver.objects.filter(person=mentor)
    assert set(found.values_list("first_year", "title", "day", "hours")) == {
        (2014, "Feedback geven", date(2014, 11, 18), Decimal("3.5")), (2013, "Intervisie", None, None),
    }  # fmt: skip
    shown = text(inside.client(mentor).get(inside.url("certificates/mine/")))
    assert "Feedback geven" in shown
    assert "Overgenomen uit: Register van School A" in shown
    after = everything()
    assert "Er verandert niets" in text(history(inside, *rows, source="Register van School A"))
    assert everything() == after


def test_a_row_about_nobody_who_is_here_is_left_out_only_when_somebody_says_so(inside: Cast) -> None:
    shown = history(
        inside, ("Wie Weg", "", "Feedback", "2014-2015", "", ""), ("", inside.mentor.email, "Feedback", "14/15", "", "")
    )
    assert not shown.context["plan"].holds
    take_over(inside, decide(inside, shown, who_0="skip"))
    assert list(TakenOver.objects.values_list("person", flat=True)) == [inside.mentor.pk]


def test_a_year_to_come_and_a_day_that_is_none_are_said(inside: Cast) -> None:
    email = inside.mentor.email
    shown = history(
        inside,
        ("", email, "A", "2030-2031", "", ""),
        ("", email, "A", "ooit", "", ""),
        ("", email, "A", "2014-2015", "31-02-2015", "veel"),
    )
    assert [(one["row"], str(one["field"])) for one in shown.context["wrong"]] == [
        (2, "Schooljaar"), (3, "Schooljaar"), (4, "Datum"), (4, "Uren"),
    ]  # fmt: skip


# Long lists ----------------------------------------------------------------------------------------------------------


def many(number: int) -> bytes:
    return files.workbook(
        HEAD, *((f"Naam{n}", "", "Test", f"n{n}@school.example", "wpb", "School A", "") for n in range(number))
    )


def test_a_long_list_is_taken_over_by_the_worker_with_its_progress_on_a_page(inside: Cast) -> None:
    shown = hand_in(inside, many(1600))
    asked = take_over(inside, shown)
    assert asked.templates[0].name == "jobs/job.html"
    assert not Person.objects.filter(surname="Naam7").exists()
    work_off(clock=lambda _=None: NOW)
    assert Person.objects.filter(email__endswith="@school.example").count() == 1600
    done = inside.client("programme_lead").get(asked.request["PATH_INFO"], follow=True)
    assert done.templates[0].name == "exchange/report.html"


def test_ten_thousand_rows_take_seconds_and_as_many_questions_as_a_few(inside: Cast) -> None:
    began = time.process_time()
    costs = []
    for number in (20, 10_000):
        shown = hand_in(inside, many(number))
        with CaptureQueriesContext(connection) as captured:
            assert inside.client("programme_lead").get(address(inside, shown)).status_code == 200
        costs.append(len(captured))
    assert costs[1] <= costs[0] + 1  # addresses that are nobody's here are looked for in thousands at once
    take_over(inside, shown)
    work_off(clock=lambda _=None: NOW)
    assert Person.objects.filter(email__endswith="@school.example").count() == 10_000
    inside.client("programme_lead").post(address(inside, shown, "back/"))
    assert not Person.objects.filter(email__endswith="@school.example").exists()
    assert time.process_time() - began < 60
