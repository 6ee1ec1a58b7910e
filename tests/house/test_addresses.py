"""Default closed: every address says who may come in, and the table here says the same."""

from tests.house.addresses import addresses
from tests.house.doors import DOORS


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in addresses()]
    assert sorted(names) == sorted(set(names))


def test_every_address_stands_in_the_table_with_its_door() -> None:
    assert {address.name: address.mark for address in addresses()} == DOORS
