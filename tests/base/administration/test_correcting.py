"""Correcting what was typed: a school, an institute, the name of a person."""

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.partnerships.permissions import Role
from tests.cast import Cast, membership, partnership
from tests.cast import person as somebody

FACTS = {
    "name": "School A", "brin": "02AB", "street": "Lindelaan 1", "postcode": "6525 GA", "town": "Nijmegen",
    "holiday_region": "Zuid",
}  # fmt: skip
NAME = {"given_name": "Mo", "prefix": "van", "surname": "Dijk", "language": "nl"}


@pytest.fixture
def school(inside: Cast) -> School:
    School.objects.filter(pk=inside.school.pk).update(**FACTS)
    inside.school.refresh_from_db()
    return inside.school


def page_of(inside: Cast, one: School | Institute) -> str:
    kind = "schools" if isinstance(one, School) else "institutes"
    return inside.url(f"administration/organisations/{kind}/{one.pk}/")


# A school ----------------------------------------------------------------------------------------------------------


def test_a_school_is_corrected_from_the_list_and_the_history_tells_what_changed_only(
    inside: Cast, school: School
) -> None:
    lead = inside.client("programme_lead")
    assert f'href="{page_of(inside, school)}"' in lead.get(inside.url("administration/organisations/")).content.decode()
    shown = lead.get(page_of(inside, school)).content.decode()
    assert 'value="Lindelaan 1"' in shown
    answer = lead.post(page_of(inside, school), {**FACTS, "name": "School Alfa", "postcode": "6525gb"}, follow=True)
    assert "School Alfa is opgeslagen." in answer.content.decode()
    school.refresh_from_db()
    assert (school.name, school.postcode, school.street) == ("School Alfa", "6525 GB", "Lindelaan 1")
    entry = Entry.objects.get(verb="school.corrected")
    assert entry.before == {"name": "School A", "postcode": "6525 GA"}
    assert entry.after == {"name": "School Alfa", "postcode": "6525 GB"}
    assert (entry.about, entry.by_name) == ("School Alfa", str(inside.programme_lead))
    told = lead.get(inside.url("history/")).content.decode()
    assert "verbeterde de school" in told


def test_a_school_that_is_saved_as_it_was_writes_nothing(inside: Cast, school: School) -> None:
    assert inside.client("programme_lead").post(page_of(inside, school), FACTS).status_code == 302
    assert not Entry.objects.exists()


def test_a_school_may_get_other_capitals_but_not_the_name_of_another(inside: Cast, school: School) -> None:
    lead = inside.client("programme_lead")
    taken = {**FACTS, "name": inside.other_school.name.upper(), "town": "Wijchen"}
    answer = lead.post(page_of(inside, school), taken)
    assert answer.status_code == 422
    assert "Deze school staat al in de lijst." in answer.content.decode()
    assert 'value="Wijchen"' in answer.content.decode()
    assert not Entry.objects.exists()
    assert lead.post(page_of(inside, school), {**FACTS, "name": "SCHOOL A"}).status_code == 302
    school.refresh_from_db()
    assert (school.name, school.town) == ("SCHOOL A", "Nijmegen")


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("brin", "2AB"), ("postcode", "99"), ("holiday_region", "x")]
)
def test_what_does_not_hold_of_a_school_is_said_and_what_was_typed_kept(
    inside: Cast, school: School, field: str, typed: str
) -> None:
    wrong = {**FACTS, "street": "Kastanjelaan 9", field: typed}
    answer = inside.client("programme_lead").post(page_of(inside, school), wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'id="id_{field}_error"' in text or 'aria-invalid="true"' in text
    assert 'value="Kastanjelaan 9"' in text
    school.refresh_from_db()
    assert school.street == "Lindelaan 1"
    assert not Entry.objects.exists()


# An institute ------------------------------------------------------------------------------------------------------


def test_an_institute_gets_another_name_but_not_that_of_another(inside: Cast) -> None:
    lead, kept = inside.client("programme_lead"), inside.institute
    Institute.objects.create(name="Instituut Zuid")
    assert page_of(inside, kept) in lead.get(inside.url("administration/organisations/")).content.decode()
    taken = lead.post(page_of(inside, kept), {"name": "instituut zuid"})
    assert taken.status_code == 422
    assert 'value="instituut zuid"' in taken.content.decode()
    assert lead.post(page_of(inside, kept), {"name": kept.name}).status_code == 302
    assert not Entry.objects.exists()
    assert lead.post(page_of(inside, kept), {"name": "Hogeschool Noord"}).status_code == 302
    entry = Entry.objects.get()
    assert (entry.verb, entry.before, entry.after) == (
        "institute.corrected", {"name": "Instituut Noord"}, {"name": "Hogeschool Noord"},
    )  # fmt: skip


# The name of a person ----------------------------------------------------------------------------------------------


def rename(inside: Cast, **typed: str) -> tuple[int, str]:
    address = inside.url(f"administration/people/{inside.mentor.pk}/name/")
    answer = inside.client("programme_lead").post(address, {**NAME, **typed})
    return answer.status_code, answer.content.decode()


def test_the_name_of_a_person_is_corrected_and_the_lists_sort_by_the_new_one(inside: Cast) -> None:
    before = inside.mentor.full_name
    assert rename(inside)[0] == 302
    inside.mentor.refresh_from_db()
    assert inside.mentor.full_name == "Mo van Dijk"
    assert inside.mentor.sort_key.startswith("dijk")
    entry = Entry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("person.corrected", {"name": before}, {"name": "Mo van Dijk"})
    assert rename(inside)[0] == 302
    assert Entry.objects.count() == 1, "the same name again writes nothing"


def test_the_language_of_a_person_is_corrected_and_told_without_the_name(inside: Cast) -> None:
    rename(inside)
    assert rename(inside, language="en")[0] == 302
    inside.mentor.refresh_from_db()
    assert inside.mentor.language == "en"
    assert Entry.objects.latest("pk").after == {"language": "en"}


@pytest.mark.parametrize("wrong", [{"surname": ""}, {"language": "fr"}])
def test_a_name_that_does_not_hold_is_said_on_the_page_of_the_person(inside: Cast, wrong: dict[str, str]) -> None:
    status, text = rename(inside, given_name="Mohamed", **wrong)
    assert status == 422
    assert 'value="Mohamed"' in text
    assert not Entry.objects.exists()


def test_somebody_who_takes_part_elsewhere_keeps_the_name(inside: Cast) -> None:
    before = inside.mentor.full_name
    with scope.of(partnership("Opleidingsschool De Ander")):
        membership(inside.mentor, Role.COUNCIL_MEMBER)
    status, text = rename(inside)
    assert status == 422
    assert "Deze persoon doet ook elders mee" in text
    inside.mentor.refresh_from_db()
    assert inside.mentor.full_name == before
    assert not Entry.objects.exists()


# Who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [("school_educator", 403), ("hr_officer", 403), ("stranger", 404)])
def test_who_may_not_edit_corrects_nothing_and_finds_no_way_there(inside: Cast, role: str, status: int) -> None:
    client = inside.client(role)
    for address in (page_of(inside, inside.school), page_of(inside, inside.institute)):
        assert client.get(address).status_code == status
        assert client.post(address, {**FACTS, "name": "Anders"}).status_code == status
        if status == 403:
            assert address not in client.get(inside.url("administration/organisations/")).content.decode()
    assert client.post(inside.url(f"administration/people/{inside.mentor.pk}/name/"), NAME).status_code == status
    assert not Entry.objects.exists()


def test_what_is_of_another_partnership_is_not_there(inside: Cast) -> None:
    lead = inside.client("programme_lead")
    with scope.of(partnership("Opleidingsschool De Ander")):
        theirs: tuple[School | Institute, ...] = (
            School.objects.create(name="School Elders"), Institute.objects.create(name="Instituut Elders"),
        )  # fmt: skip
        membership(stranger := somebody("Olga", "Oud"), Role.COUNCIL_MEMBER)
    for one in theirs:
        assert lead.get(page_of(inside, one)).status_code == 404
        assert lead.post(page_of(inside, one), {**FACTS, "name": "Gekaapt"}).status_code == 404
    assert lead.post(inside.url(f"administration/people/{stranger.pk}/name/"), NAME).status_code == 404
    stranger.refresh_from_db()
    assert stranger.surname == "Oud"
