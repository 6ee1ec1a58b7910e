"""People in the database: the order of a Dutch list, one address each, no passwords."""

import pytest
from django.db import IntegrityError, connection, transaction

from dagdeel.base.people.models import Person
from tests import cast

pytestmark = pytest.mark.django_db

IN_ORDER = [
    ("", "El Amrani"), ("van", "Dam"), ("'t", "Hooft"), ("ter", "Horst"), ("", "IJsberg"), ("", "Jansen-de Boer"),
    ("", "Oud"), ("", "Özcan"), ("van der", "Spek"), ("", "Vrielink"), ("de", "Vries"),
]  # fmt: skip
# "El" is a prefix here, as in the list that the rule comes from.
PARTS = [("El", "Amrani") if surname == "El Amrani" else (prefix, surname) for prefix, surname in IN_ORDER]


def test_the_database_sorts_a_list_the_dutch_way() -> None:
    for prefix, surname in sorted(PARTS, key=hash):
        cast.person("Anna", surname, prefix)
    assert [(p.prefix, p.surname) for p in Person.objects.all()] == PARTS


@pytest.mark.postgresql
@pytest.mark.parametrize("collation", ["C", "en-x-icu", "nl-x-icu"])
def test_the_order_is_the_same_under_every_collation(collation: str) -> None:
    for given_name, surname in [("An", "Jansens"), ("An", "Jansen-de Boer"), ("Piet", "Jansen"), ("Zoë", "Jansen")]:
        cast.person(given_name, surname)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT given_name, surname FROM people_person ORDER BY sort_key COLLATE "{collation}"')
        found = cursor.fetchall()
    assert found == [("Piet", "Jansen"), ("Zoë", "Jansen"), ("An", "Jansen-de Boer"), ("An", "Jansens")]


def test_who_changes_name_moves_in_the_list_also_when_only_the_name_is_saved() -> None:
    who = cast.person("Anna", "Adelaar")
    who.surname = "Zwaan"
    who.save(update_fields=["surname"])
    assert Person.objects.get(pk=who.pk).sort_key == "zwaan  anna"


def test_two_people_never_share_an_address_whatever_its_capitals() -> None:
    cast.person(email="Anna@Example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([Person(email="ANNA@example.ORG", surname="Dubbel", sort_key="dubbel")])


def test_somebody_is_found_by_the_address_however_it_is_typed() -> None:
    who = cast.person(email=" Anna@Example.org ")
    assert who.email == "anna@example.org"
    assert Person.objects.get_by_natural_key("ANNA@EXAMPLE.ORG") == who


def test_nobody_has_a_password() -> None:
    assert not cast.person().has_usable_password()
