"""What is installed is whole: templates, static files, migrations, paper and the compiled Dutch are in the wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.machine import ROOT

pytestmark = pytest.mark.once


def test_the_wheel_holds_every_file_of_the_package_and_its_dutch(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("dagdeel/")}
    source = ROOT / "src"
    there = {
        str(file.relative_to(source))
        for file in (source / "dagdeel").rglob("*")
        if file.is_file() and file.suffix not in {".pyc", ".mo"}
    }
    compiled = {name.removesuffix(".po") + ".mo" for name in there if name.endswith(".po")}
    assert packed == there | compiled
