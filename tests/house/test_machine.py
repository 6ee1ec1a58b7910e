"""What this machine lacks is said in a sentence and counted as a skip; with CI=true it is a failure."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from tests import machine


@pytest.mark.parametrize("part", ["postgresql", "chromium", "axe-core", "gettext"])
def test_the_machine_has_what_the_whole_suite_needs(part: str) -> None:
    sentence = machine.missing().get(part)
    if sentence and not machine.CI:
        pytest.skip(sentence)
    assert sentence is None


def test_a_test_cannot_reach_the_world_outside() -> None:
    with (
        socket.socket() as outside,
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 80))
