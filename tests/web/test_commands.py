"""The operator's commands: init, migrate, serve, and the command line itself."""

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
from dagdeel.base.partnerships.rules import year_to_prepare
from dagdeel.base.people.models import Person
from dagdeel.web.management.commands.serve import gunicorn
from tests import cast as story

WORDS = {"name": "Opleidingsschool Noord", "lead": "noor@example.org", "given": "Noor", "surname": "de Wit"}


def init(**more: object) -> str:
    out = StringIO()
    call_command("init", stdout=out, **{"no_input": True, **WORDS, **more})
    return out.getvalue()


@pytest.mark.django_db
def test_an_operator_gets_a_partnership_with_a_lead_who_may_come_in() -> None:
    said = init(slug="noord", first_year="2026-2027").splitlines()
    lead, partnership = Person.objects.get(), Partnership.objects.get()
    assert said[:2] == [
        "Opleidingsschool Noord, 2026-2027, is ready.",
        "Sign in as noor@example.org: http://127.0.0.1:8000/sign-in/?next=%2Fnoord%2F2026-2027%2F",
    ]
    assert (lead.given_name, lead.prefix, lead.surname) == ("Noor", "de", "Wit")
    client = Client()
    client.force_login(lead)
    assert client.get("/noord/2026-2027/history/").status_code == 200
    with scope.of(partnership):
        assert [entry.verb for entry in Entry.objects.order_by("id")] == ["partnership.founded", "year.begun"]
        assert Membership.objects.get().role == "programme_lead"


@pytest.mark.django_db
def test_a_second_time_changes_nothing_and_says_where_to_go_once_more() -> None:
    first, second = init(), init(name="Opleidingsschool Noord", surname="Anders")
    assert "was there already; nothing is changed." in second
    assert [line for line in first.splitlines() if "Sign in" in line] == [
        line for line in second.splitlines() if "Sign in" in line
    ]
    assert (Partnership.objects.count(), ProgrammeYear.everywhere.count(), Person.objects.count()) == (1, 1, 1)
    assert Partnership.objects.get().slug == "opleidingsschool-noord"
    assert Person.objects.get().surname == "Wit"


@pytest.mark.django_db
def test_without_a_year_the_one_begins_that_is_prepared_now() -> None:
    today = now()
    init()
    assert ProgrammeYear.everywhere.get().first_year == year_to_prepare(today.year, today.month)
    assert [year_to_prepare(2027, month) for month in (1, 2, 7, 8, 12)] == [2026, 2027, 2027, 2027, 2027]


@pytest.mark.django_db
def test_somebody_we_know_founds_a_second_partnership_as_herself() -> None:
    known = story.person("Noor", "Wit", "de", email="noor@example.org")
    init(lead="NOOR@example.org")
    assert list(Person.objects.all()) == [known]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slug": "geen slug!"}, "--slug geen slug!"), ({"lead": "geen adres"}, "--lead geen adres"),
        ({"name": "", "lead": ""}, "Give --name, --lead"), ({"first_year": "volgend"}, "2026 or 2026-2027"),
        ({"first_year": "2026-2028"}, "2026 or 2026-2027"), ({"name": "n" * 161}, "longer than 160"),
        ({"lead": "iemand@example.org", "slug": "noord"}, "does not lead it"),
    ],
)  # fmt: skip
def test_what_does_not_hold_makes_nothing_and_says_why(wrong: dict[str, str], sentence: str) -> None:
    if wrong.get("slug") == "noord":
        init(slug="noord")
    before = Partnership.objects.count(), Person.objects.count()
    with pytest.raises(CommandError, match=sentence):
        init(**wrong)
    assert (Partnership.objects.count(), Person.objects.count()) == before


@pytest.mark.django_db
def test_what_is_not_given_is_asked_of_whoever_sits_there(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"Name of the partnership: ": "De Brug", "Given name of the programme lead: ": "Anna"}
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", answers.__getitem__)
    init(name="", given="", no_input=False)
    assert (Partnership.objects.get().slug, Person.objects.get().full_name) == ("de-brug", "Anna de Wit")


class Terminal(StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        """Yes."""
        return True


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
