"""The operator's commands: found, migrate, serve, and the command line itself."""

import sys
from io import StringIO
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from dagdeel import __main__
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.rules import school_year_of
from dagdeel.base.people.models import Person
from dagdeel.web.management.commands.serve import gunicorn
from tests import cast as story

WORDS = {"name": "Opleidingsschool Noord", "slug": "noord", "lead": "noor@example.org", "surname": "Wit"}


def found(**more: object) -> str:
    out = StringIO()
    call_command("found", stdout=out, **{**WORDS, **more})
    return out.getvalue()


@pytest.mark.django_db
def test_who_founds_a_partnership_leads_its_first_year_and_may_come_in() -> None:
    said = found(given="Noor", prefix="de", first_year=2026)
    lead, partnership = Person.objects.get(), Partnership.objects.get()
    assert said == "Opleidingsschool Noord is founded; Noor de Wit signs in at /noord/2026-2027/ with a code by mail.\n"
    client = Client()
    client.force_login(lead)
    assert client.get("/noord/2026-2027/history/").status_code == 200
    with scope.of(partnership):
        assert [entry.verb for entry in Entry.objects.order_by("id")] == ["partnership.founded", "year.begun"]
        assert Membership.objects.get().role == "programme_lead"


@pytest.mark.django_db
def test_without_a_year_the_present_one_begins() -> None:
    today = now()
    found()
    assert ProgrammeYear.everywhere.get().first_year == school_year_of(today.year, today.month)


@pytest.mark.django_db
def test_somebody_we_know_founds_a_second_partnership_as_herself() -> None:
    known = story.person("Noor", "Wit", "de", email="noor@example.org")
    found(lead="NOOR@example.org")
    assert list(Person.objects.all()) == [known]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "sentence"), [({"slug": "geen slug!"}, "slug"), ({"lead": "geen adres"}, "e-mail"), ({}, "already")]
)
def test_what_does_not_hold_founds_nothing(wrong: dict[str, str], sentence: str) -> None:
    if not wrong:
        found()
    before = Partnership.objects.count(), Person.objects.count()
    with pytest.raises(CommandError, match=sentence):
        found(**wrong)
    assert (Partnership.objects.count(), Person.objects.count()) == before


@pytest.mark.django_db
def test_migrate_also_makes_the_table_in_which_attempts_are_counted(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "dagdeel_cache"}
    }
    call_command("migrate", verbosity=0)
    assert "dagdeel_cache" in connection.introspection.table_names()
    caches["default"].set("attempt", 1)
    assert caches["default"].get("attempt") == 1
    call_command("migrate", verbosity=0)  # may run again


def test_the_server_runs_threads_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    words = gunicorn("127.0.0.1:8000", 2, 4)
    assert words[:4] == [sys.executable, "-m", "gunicorn", "dagdeel.web.wsgi:application"]
    assert set(words[4:]) == {
        "--bind=127.0.0.1:8000", "--workers=2", "--worker-class=gthread", "--threads=4", "--log-level=warning",
    }  # fmt: skip
    monkeypatch.setenv("DAGDEEL_ACCESS_LOG", "1")
    assert "--access-logfile=-" in gunicorn("127.0.0.1:8000", 2, 4)


def test_the_server_never_loads_the_product_before_it_forks() -> None:
    """Rendering hangs in a child of a process that rendered."""
    assert not [word for word in gunicorn("127.0.0.1:8000", 2, 4) if "preload" in word]


def test_a_command_may_be_written_with_a_hyphen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dagdeel", "demo-links", "--help"])
    with pytest.raises(SystemExit) as left:
        __main__.main()
    assert left.value.code == 0
    assert "one-time sign-in link" in capsys.readouterr().out
