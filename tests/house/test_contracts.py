"""Every import contract of the house is kept, and each goes red when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Breach:
    """An import that must not be: the contract it breaks, the module that imports, what it imports, whom to blame."""

    contract: str
    importer: str
    imported: str
    blamed: str = ""  # where that is not the importer


BREACHES = [
    Breach("floors", "outputs.mail.message", "year.step"),
    Breach("floors", "base.people.rules", "web.context"),
    Breach("floors", "web.views", "demo.apps"),
    Breach("floors", "cellar.wine", "base", "dagdeel.cellar"),
    Breach("floors", "matching.check", "base.people.rules"),
    Breach("matching", "year.planning.actions", "matching.solve"),
    Breach("matching", "web.views", "matching"),
    Breach("pure", "matching.check", "django.utils.timezone"),
    Breach("year", "year.catalogue.models", "year.choices.models"),
    Breach("year", "year.planning.models", "year.enrolment.models"),
    Breach("year", "year.evaluation.models", "year.budget.models"),
    Breach("year", "year.step", "year.catalogue.models"),
    Breach("year", "year.holidays.models", "base", "dagdeel.year.holidays"),
    Breach("ground", "base.people.models", "base.partnerships.models"),
    Breach("ground", "base.partnerships.models", "base.history.models"),
    Breach("ground", "base.ui.apps", "base.people.models"),
    Breach("ground", "base.history.models", "base.jobs.models"),
    Breach("ground", "base.utils.text", "base", "dagdeel.base.utils"),
    Breach("step-files", "year.planning.actions", "year.planning.forms"),
    Breach("step-files", "year.planning.queries", "year.planning.actions"),
    Breach("step-files", "year.planning.models", "year.planning.permissions"),
    Breach("step-files", "year.planning.rules", "year.planning.models"),
    Breach("step-files", "year.planning.helpers", "base"),
    Breach("other-files", "base.people.models", "base.people.actions"),
    Breach("other-files", "web.queries", "web.views"),
    Breach("private", "year.reporting.views", "year.decisions.views"),
    Breach("private", "year.decisions.actions", "year.evaluation.forms"),
    Breach("private", "demo.apps", "web.views"),
    Breach("pure", "year.planning.rules", "year.planning.models"),
    Breach("pure", "year.choices.rules", "django.utils.timezone"),
    Breach("circles", "year.planning.states", "year.planning.models", "dagdeel.year.planning"),
]


def contracts() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["id"] for contract in project["tool"]["importlinter"]["contracts"]]


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    wanted = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()", "--no-logo", *wanted],
        cwd=folder,
        env={"PYTHONPATH": "src:."},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house once more, to break something in. Only what import-linter reads."""
    for name in ("src", "scripts"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "templates", "locale", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def module(folder: Path, name: str) -> Path:
    """The file of a module below dagdeel, made with the packages around it where it is not there yet."""
    package = folder / "src" / "dagdeel"
    *parents, last = name.split(".")
    for parent in parents:
        package /= parent
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
    if (package / last).is_dir():
        return package / last / "__init__.py"
    (package / f"{last}.py").touch()
    return package / f"{last}.py"


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_contract_is_broken_once_below() -> None:
    assert sorted({breach.contract for breach in BREACHES}) == sorted(contracts())


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.importer} imports {breach.imported}")
def test_a_contract_goes_red_when_it_is_broken(breach: Breach, copy: Path) -> None:
    imported = breach.imported
    if not imported.startswith("django"):
        module(copy, imported)
        imported = f"dagdeel.{imported}"
    with module(copy, breach.importer).open("a") as source:
        source.write(f"\nimport {imported}\n")
    done = lint(copy, breach.contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
    assert (breach.blamed or breach.importer) in done.stdout.replace("\n", "")
