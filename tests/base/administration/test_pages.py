"""The pages of the administration: who sees whom, adding and ending roles, schools, settings, and how a page says no."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.administration import actions
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.links import LinkRevoked, Purpose, open_link
from dagdeel.base.partnerships.models import Institute, Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pronouns import Pronoun
from tests.cast import Cast, membership, mentors, partnership, person

SEES = {"programme_lead", "school_educator", "hr_officer"}


def paths(cast: Cast) -> dict[str, set[str]]:
    """Every page that can be read, with the roles that may."""
    return {
        "": SEES,
        "organisations/": SEES,
        f"people/{cast.mentor.pk}/": SEES,
        "people/add/": {"programme_lead"},
        "settings/": {"programme_lead"},
        "settings/roles/": {"programme_lead"},
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_in_both_languages(inside: Cast, language: str) -> None:
    client = inside.client("programme_lead")
    client.cookies["dagdeel_language"] = language
    for path in paths(inside):
        assert client.get(inside.url(f"administration/{path}")).status_code == 200


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_each_role_opens_its_own_pages_only(inside: Cast, role: str) -> None:
    for path, allowed in paths(inside).items():
        expected = 404 if role == "stranger" else 200 if role in allowed else 403
        assert inside.client(role).get(inside.url(f"administration/{path}")).status_code == expected, path


def test_signed_out_leads_to_signing_in(inside: Cast) -> None:
    assert Client().get(inside.url("administration/")).status_code == 302


@pytest.mark.parametrize(("role", "status"), [("school_educator", 403), ("hr_officer", 403), ("stranger", 404)])
def test_who_only_reads_changes_nothing(inside: Cast, role: str, status: int) -> None:
    held = Membership.objects.get(person=inside.mentor)
    before = Entry.objects.count()
    for path in (
        "people/add/", f"people/{inside.mentor.pk}/roles/", f"people/{inside.mentor.pk}/links/", f"roles/{held.pk}/end/",
        "organisations/schools/", "organisations/institutes/", "settings/", "settings/address/",
    ):  # fmt: skip
        assert inside.client(role).post(inside.url(f"administration/{path}"), {}).status_code == status, path
    assert Entry.objects.count() == before


# The form of address -----------------------------------------------------------------------------------------------


def test_the_lead_chooses_the_form_of_address_and_every_page_speaks_so(inside: Cast) -> None:
    client = inside.client("programme_lead")
    answer = client.post(inside.url("administration/settings/address/"), {"pronoun": "je"}, follow=True)
    inside.partnership.refresh_from_db()
    assert inside.partnership.pronoun == Pronoun.JE
    entry = Entry.objects.get(verb="partnership.pronoun_chosen")
    assert (entry.before, entry.after) == ({"pronoun": "u"}, {"pronoun": "je"})
    assert entry.by_name == str(inside.programme_lead)
    assert "De aanspreekvorm is opgeslagen." in answer.content.decode()
    home = client.get(inside.url("")).content.decode()
    assert "van je gevraagd" in home
    assert "van u gevraagd" not in home


def test_the_same_form_of_address_again_writes_nothing(inside: Cast) -> None:
    inside.client("programme_lead").post(inside.url("administration/settings/address/"), {"pronoun": "u"})
    assert not Entry.objects.filter(verb="partnership.pronoun_chosen").exists()


def test_a_form_of_address_that_does_not_exist_is_refused(inside: Cast) -> None:
    answer = inside.client("programme_lead").post(inside.url("administration/settings/address/"), {"pronoun": "gij"})
    assert answer.status_code == 422
    inside.partnership.refresh_from_db()
    assert inside.partnership.pronoun == Pronoun.U


def test_another_partnership_keeps_its_form_of_address(inside: Cast) -> None:
    other = partnership("Opleidingsschool De Ander")
    inside.client("programme_lead").post(inside.url("administration/settings/address/"), {"pronoun": "je"})
    other.refresh_from_db()
    assert other.pronoun == Pronoun.U


# Who sees whom -----------------------------------------------------------------------------------------------------


def test_a_school_educator_sees_people_of_the_own_school_only(inside: Cast) -> None:
    membership(elsewhere := person("Olga", "Oud"), Role.MENTOR, school=inside.other_school)
    client = inside.client("school_educator")
    text = client.get(inside.url("administration/")).content.decode()
    assert inside.mentor.list_name in text
    assert "Oud, Olga" not in text
    assert inside.programme_lead.list_name not in text
    assert client.get(inside.url(f"administration/people/{elsewhere.pk}/")).status_code == 403
    assert client.get(inside.url(f"administration/people/{inside.programme_lead.pk}/")).status_code == 403
    searched = client.get(inside.url(f"administration/?school={inside.other_school.pk}")).content.decode()
    assert "Oud, Olga" not in searched


def test_roles_at_another_school_are_not_shown(inside: Cast) -> None:
    membership(inside.mentor, Role.HEAD, school=inside.other_school)
    address = inside.url(f"administration/people/{inside.mentor.pk}/")
    assert "School B" not in inside.client("hr_officer").get(address).content.decode()
    assert "rector · School B" in inside.client("programme_lead").get(address).content.decode()


def test_a_person_of_another_partnership_is_not_found(inside: Cast) -> None:
    address = inside.url(f"administration/people/{inside.stranger.pk}/")
    assert inside.client("programme_lead").get(address).status_code == 404


def names(text: str) -> list[str]:
    return re.findall(r'people/\d+/">([^<]+)</a>', text)


def test_people_stand_in_the_dutch_order_of_names(inside: Cast) -> None:
    Membership.objects.filter(role=Role.MENTOR).delete()
    for prefix, surname in [
        ("de", "Vries"),
        ("", "Özcan"),
        ("'t", "Hooft"),
        ("", "Oud"),
        ("van", "Dam"),
        ("", "IJsberg"),
    ]:
        membership(person("Ab", surname, prefix), Role.MENTOR, school=inside.school)
    text = inside.client("programme_lead").get(inside.url("administration/?role=mentor")).content.decode()
    listed = [name.replace("&#x27;", "'") for name in names(text)]
    assert listed == ["van Dam, Ab", "'t Hooft, Ab", "IJsberg, Ab", "Oud, Ab", "Özcan, Ab", "de Vries, Ab"]


@pytest.mark.parametrize("words", ["ozcan", "ÖZCAN", "ayse ozcan", "Ozcan Ayşe", "ayse@"])
def test_a_search_forgives_marks_and_capitals(inside: Cast, words: str) -> None:
    membership(person("Ayşe", "Özcan", email="ayse@example.org"), Role.MENTOR, school=inside.school)
    text = inside.client("programme_lead").get(inside.url("administration/"), {"q": words}).content.decode()
    assert names(text) == ["Özcan, Ayşe"]


@pytest.mark.parametrize(
    "query", ["q=zzz", "q=%25", "role=mentor&q=zzz", "school=999999", "school=9999999999999999999999"]
)
def test_nobody_found_is_said(inside: Cast, query: str) -> None:
    answer = inside.client("programme_lead").get(inside.url(f"administration/?{query}"))
    assert "Niemand gevonden" in answer.content.decode()


@pytest.mark.parametrize("query", ["role=baas", "school=abc", "school=²", "page=zzz", "page=99"])
def test_a_strange_filter_does_no_harm(inside: Cast, query: str) -> None:
    assert inside.client("programme_lead").get(inside.url(f"administration/?{query}")).status_code == 200


def test_who_left_is_not_in_the_list_of_this_year(inside: Cast) -> None:
    Membership.objects.filter(person=inside.mentor).update(to_year=2015)
    text = inside.client("programme_lead").get(inside.url("administration/")).content.decode()
    assert inside.mentor.list_name not in text


def test_a_long_list_has_pages(inside: Cast) -> None:
    mentors(inside.school, 45)
    client = inside.client("programme_lead")
    first = names(client.get(inside.url("administration/?role=mentor")).content.decode())
    second = names(client.get(inside.url("administration/?role=mentor&page=2")).content.decode())
    assert (len(first), len(second)) == (40, 6)


@pytest.mark.parametrize("path", ["", "organisations/", "organisations/?sort=-mentors&sort_institutes=people"])
def test_three_of_everything_take_as_many_queries_as_one(inside: Cast, path: str) -> None:
    client, address = inside.client("programme_lead"), inside.url(f"administration/{path}")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(3):
        school = School.objects.create(name=f"School {number}")
        mentors(school, 3)
        membership(person(), Role.TRAINER, institute=Institute.objects.create(name=f"Instituut {number}"))
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("query", "schools", "institutes"),
    [
        ("sort=-mentors", "Zuid Noord", "Hogeschool Academie"), ("sort=mentors", "Noord Zuid", "Hogeschool Academie"),
        ("sort=brin", "Noord Zuid", "Hogeschool Academie"),
        ("sort=-brin&sort_institutes=-institute", "Zuid Noord", "Hogeschool Academie"),
        ("sort=address&sort_institutes=institute", "Zuid Noord", "Academie Hogeschool"),
        ("sort=-school&sort_institutes=people", "Zuid Noord", "Academie Hogeschool"),
        ("sort=nonsense&sort_institutes=-people", "Noord Zuid", "Hogeschool Academie"),
    ],
)  # fmt: skip
def test_schools_and_institutes_are_sorted_by_their_headings(
    inside: Cast, query: str, schools: str, institutes: str
) -> None:
    School.objects.create(name="Noord", brin="01AA", town="Zwolle")
    mentors(School.objects.create(name="Zuid", brin="02AA", town="Assen"), 2)
    Institute.objects.create(name="Academie")
    membership(person(), Role.TRAINER, institute=Institute.objects.create(name="Hogeschool"))
    query = query if "sort_institutes" in query else f"{query}&sort_institutes=-people"
    page = inside.client("programme_lead").get(inside.url(f"administration/organisations/?{query}")).content.decode()
    assert re.findall(r">(Noord|Zuid)</a></th>", page) == schools.split()
    assert re.findall(r">(Academie|Hogeschool)</a></th>", page) == institutes.split()


def test_schools_are_shown_in_the_columns_of_the_reader(inside: Cast) -> None:
    client, address = inside.client("programme_lead"), inside.url("administration/organisations/")
    assert 'data-label="BRIN"' in client.get(address).content.decode()
    page = client.get(f"{address}?column=mentors&column=nonsense").content.decode()
    assert 'data-label="BRIN"' not in page
    assert 'data-label="Werkplekbegeleiders"' in page


# Roles -------------------------------------------------------------------------------------------------------------


def typed(cast: Cast, **given: object) -> dict[str, object]:
    return {
        "given_name": "Nel", "prefix": "ter", "surname": "Horst", "email": "nel@example.org", "role": "mentor",
        "school": cast.school.pk, "institute": "", "subject": "Frans", "from_year": "2016", **given,
    }  # fmt: skip


def test_somebody_new_is_added_with_a_role(inside: Cast) -> None:
    answer = inside.client("programme_lead").post(inside.url("administration/people/add/"), typed(inside), follow=True)
    made = Membership.objects.get(person__email="nel@example.org")
    assert (made.role, made.school, made.from_year, made.subject) == ("mentor", inside.school, 2016, "Frans")
    assert "Nel ter Horst is toegevoegd." in answer.content.decode()
    assert Entry.objects.filter(verb="role.given").count() == 1


def test_a_known_address_means_that_person_and_the_page_says_so(inside: Cast) -> None:
    number = Person.objects.count()
    data = typed(inside, email=inside.trainer.email.upper(), role="school_educator")
    answer = inside.client("programme_lead").post(inside.url("administration/people/add/"), data, follow=True)
    text = answer.content.decode()
    assert Person.objects.count() == number
    assert f"Dit e-mailadres was al bekend: {inside.trainer.full_name}" in text
    assert {m.role for m in Membership.objects.filter(person=inside.trainer)} == {"trainer", "school_educator"}


def test_nothing_of_another_partnership_comes_with_an_address_that_is_known_there(inside: Cast) -> None:
    there = inside.stranger
    address = inside.url("administration/people/add/")
    answer = inside.client("programme_lead").post(address, typed(inside, email=there.email))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bij dit adres hoort iemand met een andere naam" in page
    assert there.surname not in page
    assert 'value="Nel"' in page
    assert not Membership.objects.filter(person=there).exists()


def test_who_is_known_elsewhere_by_the_name_that_is_typed_gets_the_role_like_anybody_new(inside: Cast) -> None:
    there = inside.stranger
    data = typed(inside, email=there.email, given_name="vera", prefix="Van", surname="VREEMD")
    number = Person.objects.count()
    answer = inside.client("programme_lead").post(inside.url("administration/people/add/"), data, follow=True)
    page = answer.content.decode()
    assert Person.objects.count() == number
    assert "al bekend" not in page
    assert "Vera van Vreemd is toegevoegd." in page
    assert Membership.objects.get(person=there).role == "mentor"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"school": ""}, "school", "Kies de school"),
        ({"role": "trainer"}, "institute", "Kies het instituut"),
        ({"email": "geen adres"}, "email", "geldig"),
        ({"surname": ""}, "surname", "verplicht"),
        ({"role": "baas"}, "role", "baas"),
        ({"from_year": "1999"}, "from_year", "1999"),
        ({"school": "999999"}, "school", ""),
    ],
)
def test_a_person_who_cannot_be_added_is_explained_beside_the_field(
    inside: Cast, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = inside.client("programme_lead").post(inside.url("administration/people/add/"), typed(inside, **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error".*?{sentence}', text, re.S)
    assert 'value="Nel"' in text
    assert not Person.objects.filter(given_name="Nel").exists()


def test_a_role_that_is_held_is_not_given_again(inside: Cast) -> None:
    client = inside.client("programme_lead")
    client.post(inside.url("administration/people/add/"), typed(inside))
    again = client.post(inside.url("administration/people/add/"), typed(inside))
    assert again.status_code == 422
    assert "heeft deze rol daar al" in again.content.decode()
    made = Membership.objects.get(person__email="nel@example.org")
    # ended this year, it can begin again next year and not before
    actions.end_role(made, to_year=2016, by=inside.programme_lead, at=inside.now)
    address = inside.url(f"administration/people/{made.person_id}/roles/")
    for year, status in (("2015", 422), ("2016", 422), ("2017", 302)):
        data = {"role": "mentor", "school": inside.school.pk, "from_year": year}
        assert client.post(address, data).status_code == status


def test_one_person_holds_several_roles(inside: Cast) -> None:
    data = {"role": "developer", "from_year": "2016"}
    address = inside.url(f"administration/people/{inside.mentor.pk}/roles/")
    assert inside.client("programme_lead").post(address, data).status_code == 302
    assert Membership.objects.filter(person=inside.mentor).count() == 2


def end(cast: Cast, who: Person, year: str) -> tuple[int, str]:
    held = Membership.objects.get(person=who)
    address = cast.url(f"administration/roles/{held.pk}/end/")
    answer = cast.client("programme_lead").post(address, {f"{held.pk}-to_year": year})
    return answer.status_code, answer.content.decode()


def test_a_role_ends_with_a_school_year(inside: Cast) -> None:
    assert end(inside, inside.mentor, "2016")[0] == 302
    assert Membership.objects.get(person=inside.mentor).to_year == 2016
    assert Entry.objects.filter(verb="role.ended").count() == 1


def test_a_role_does_not_end_before_it_began(inside: Cast) -> None:
    status, text = end(inside, inside.mentor, "2014")
    assert status == 422
    assert re.search(r'to_year_error".*?2014', text, re.S)
    assert Membership.objects.get(person=inside.mentor).to_year is None


def test_somebody_always_leads_the_programme(inside: Cast) -> None:
    status, text = end(inside, inside.programme_lead, "2016")
    assert status == 422
    assert "Daarna leidt niemand het programma meer" in text
    membership(inside.head, Role.PROGRAMME_LEAD)
    assert end(inside, inside.programme_lead, "2016")[0] == 302


def test_a_role_in_another_partnership_is_not_found(inside: Cast) -> None:
    theirs = Membership.everywhere.get(person=inside.stranger)
    address = inside.url(f"administration/roles/{theirs.pk}/end/")
    assert inside.client("programme_lead").post(address, {}).status_code == 404


def test_withdrawn_links_open_nothing_and_history_tells(inside: Cast) -> None:
    given = {purpose: inside.link(inside.mentor, purpose) for purpose in Purpose}
    address = inside.url(f"administration/people/{inside.mentor.pk}/links/")
    assert inside.client("programme_lead").post(address).status_code == 302
    for purpose, text in given.items():
        with pytest.raises(LinkRevoked):
            open_link(text, purpose)
    assert Entry.objects.filter(verb="links.revoked").count() == 1


# Schools, institutes, settings -------------------------------------------------------------------------------------


def school(**given: str) -> dict[str, str]:
    data = {
        "name": "School C",
        "brin": "02ab01",
        "street": "",
        "postcode": "6525ga",
        "town": "",
        "holiday_region": "Zuid",
    }
    return {f"school-{name}": value for name, value in {**data, **given}.items()}


def test_a_school_is_added_with_its_brin_in_capitals(inside: Cast) -> None:
    address = inside.url("administration/organisations/schools/")
    assert inside.client("programme_lead").post(address, school()).status_code == 302
    made = School.objects.get(name="School C")
    assert (made.brin, made.postcode) == ("02AB01", "6525 GA")
    assert Entry.objects.filter(verb="school.added").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"brin": "AB02"}, "brin", "twee cijfers en twee letters"),
        ({"brin": "02AB0"}, "brin", "twee cijfers en twee letters"),
        ({"postcode": "0525 GA"}, "postcode", "vier cijfers en twee letters"),
        ({"name": "school a"}, "name", "staat al in de lijst"),
        ({"name": ""}, "name", "verplicht"),
    ],
)
def test_a_school_that_does_not_hold_is_explained(
    inside: Cast, wrong: dict[str, str], field: str, sentence: str
) -> None:
    data = school(town="Nijmegen", **wrong)
    answer = inside.client("programme_lead").post(inside.url("administration/organisations/schools/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_school-{field}_error".*?{sentence}', text, re.S)
    assert 'value="Nijmegen"' in text
    assert School.objects.count() == 2


def test_an_institute_is_added_once(inside: Cast) -> None:
    client, address = inside.client("programme_lead"), inside.url("administration/organisations/institutes/")
    assert client.post(address, {"institute-name": "Instituut Zuid"}).status_code == 302
    again = client.post(address, {"institute-name": "instituut zuid"})
    assert again.status_code == 422
    assert "staat al in de lijst" in again.content.decode()
    assert Institute.objects.count() == 2


def settings(cast: Cast, **given: object) -> dict[str, object]:
    now = {name: getattr(cast.year, name) for name in actions.NUMBERS + actions.DEADLINES}
    return {name: value for name, value in {**now, **given}.items() if value is not None}


def test_the_settings_of_a_year_are_changed_with_one_entry(inside: Cast) -> None:
    client, address = inside.client("programme_lead"), inside.url("administration/settings/")
    assert client.post(address, settings(inside, group_maximum=18, plan_due="2016-07-08")).status_code == 302
    year = ProgrammeYear.objects.get()
    assert (year.group_maximum, year.plan_due) == (18, date(2016, 7, 8))
    entry = Entry.objects.get(verb="year.changed")
    assert entry.after == {"group_maximum": 18, "plan_due": "2016-07-08"}
    assert client.post(address, settings(inside, group_maximum=18, plan_due="2016-07-08")).status_code == 302
    assert Entry.objects.filter(verb="year.changed").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"group_minimum": 21}, "group_maximum", "kleiner dan de kleinste groep"),
        ({"group_minimum": 0}, "group_minimum", "van 1 tot en met 100"),
        ({"session_minutes": 5}, "session_minutes", "van 30 tot en met 600"),
        ({"threshold": 2}, "threshold", "van 3 tot en met 10"),
        ({"workshops_per_school": 99}, "workshops_per_school", "van 1 tot en met 12"),
        ({"cancel_days": "zeven"}, "cancel_days", "geheel getal"),
        ({"choices_due": "2016-03-01"}, "choices_due", "dinsdag 15 maart 2016"),
        ({"report_due": "2019-01-01"}, "report_due", "31 december 2017"),
        ({"plan_due": "ooit"}, "plan_due", "datum"),
    ],
)
def test_settings_that_contradict_are_explained_beside_the_field(
    inside: Cast, wrong: dict[str, object], field: str, sentence: str
) -> None:
    data = settings(inside, **{**wrong, "session_minutes": wrong.get("session_minutes", 199)})
    answer = inside.client("programme_lead").post(inside.url("administration/settings/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error".*?{sentence}', text, re.S)
    assert f'value="{data["session_minutes"]}"' in text
    assert ProgrammeYear.objects.get().session_minutes == 210


def test_every_page_of_the_administration_has_the_same_tabs(inside: Cast) -> None:
    client = inside.client("programme_lead")
    pages = ("administration/", "administration/organisations/", "administration/settings/", "exchange/")
    for path in pages:
        bar = client.get(inside.url(path)).content.decode().partition('<nav class="tabs"')[2].partition("</nav>")[0]
        assert set(re.findall(r'href="([^"]+)"', bar)) == {inside.url(tab) for tab in pages}, path


def test_the_settings_lead_to_shifting_a_deadline_and_to_the_names_of_roles(inside: Cast) -> None:
    text = inside.client("programme_lead").get(inside.url("administration/settings/")).content.decode()
    for path in ("timeline/", "administration/settings/roles/"):
        assert f'href="{inside.url(path)}"' in text


def test_a_partnership_calls_its_roles_by_own_names_everywhere_and_can_go_back(inside: Cast) -> None:
    client, url = inside.client("programme_lead"), inside.url("administration/settings/roles/")
    answer = client.post(url, {"mentor": "Vakcoach", "head": ""}, follow=True)
    assert "De namen van de rollen zijn opgeslagen." in answer.content.decode()
    listed = client.get(inside.url("administration/")).content.decode()
    assert "Vakcoach ·" in listed
    assert 'value="Vakcoach"' in client.get(url).content.decode()
    schools = client.get(inside.url("administration/organisations/")).content.decode()
    assert ">Vakcoach</a></th>" in schools
    menu = inside.client("mentor").get(inside.url("")).content.decode()
    assert f"Vakcoach · {inside.school}</span>" in menu
    along = client.get(inside.url("decisions/next-year/")).content.decode()
    assert "<li>Vakcoach: 1</li>" in along
    assert Entry.objects.get(verb="partnership.roles_named").after == {"role_labels": {"mentor": "Vakcoach"}}

    client.post(url, {})
    assert "Vakcoach" not in client.get(inside.url("administration/")).content.decode()


@pytest.mark.parametrize("name", ["Rector", "trainer", "x" * 41])
def test_a_name_of_a_role_that_does_not_hold_is_kept_and_explained(inside: Cast, name: str) -> None:
    answer = inside.client("programme_lead").post(
        inside.url("administration/settings/roles/"), {"mentor": name, "head": "Rector"}
    )
    assert answer.status_code == 422
    assert f'value="{name}"' in answer.content.decode()
    inside.partnership.refresh_from_db()
    assert inside.partnership.role_labels == {}
