"""The benchmark of both puzzles says of an instance what its note promises."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "matching.py"


def test_the_benchmark_measures_an_instance_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--only", "timetable-1", "--first", "1"],
        capture_output=True,
        check=True,
        text=True,
    )
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert told["proven"] is True
    assert told["violations"] == 0
    assert told["megabytes"] < 1024
    assert [goal["name"] for goal in told["goals"]] == list(told["greedy"])
