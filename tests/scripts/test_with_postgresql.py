"""The throwaway PostgreSQL is there for the command, and gone afterwards, whatever becomes of the command."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import machine

SCRIPT = machine.ROOT / "scripts" / "with_postgresql.py"
SAY_WHERE = "import os; print(os.environ['DATABASE_URL'], flush=True)"

pytestmark = pytest.mark.skipif("postgresql" in machine.missing(), reason="PostgreSQL is missing")


def folder(url: str) -> Path:
    found = re.search(r"%2F(dagdeel-pg-\w+)/", url)
    assert found is not None
    return Path("/tmp") / found[1]


def test_the_exit_code_is_that_of_the_command_and_nothing_stays_behind() -> None:
    query = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).execute('select 1'); raise SystemExit(7)"
    done = subprocess.run(
        [sys.executable, SCRIPT, sys.executable, "-c", f"{SAY_WHERE}; {query}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert not folder(done.stdout).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_leaves_nothing_behind(number: signal.Signals) -> None:
    sleep = f"{SAY_WHERE}; import time; time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, SCRIPT, sys.executable, "-c", sleep],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        home = folder(running.stdout.readline())
        assert home.is_dir()
        if number is signal.SIGINT:  # the terminal's Ctrl-C reaches the whole group
            os.killpg(running.pid, signal.SIGINT)
        else:
            running.terminate()
        assert running.wait(timeout=30) == 128 + number
    assert not home.exists()
