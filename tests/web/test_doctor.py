"""`dagdeel doctor`: a clean house says so; each promise that is broken behind the actions' back is named."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, School
from dagdeel.web.doctor import examine
from dagdeel.year.catalogue.models import Material
from dagdeel.year.cycle import CYCLE
from dagdeel.year.planning.models import Session
from tests import cast as story
from tests.cast import Cast


def doctor(*words: str) -> tuple[int, str]:
    """The exit code and what was said."""
    out = StringIO()
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def taught(inside: Cast) -> Session:
    """A session with somebody in it."""
    session = story.session(story.edition(inside.year), inside.school)
    story.enrolment(inside.mentor, session)
    return session


def test_a_clean_house_is_healthy_in_words(taught: Session) -> None:
    code, said = doctor()
    assert (code, said.splitlines()[-1]) == (0, "Every promise holds.")


def test_a_clean_house_is_healthy_in_json_with_a_check_per_step(taught: Session) -> None:
    code, said = doctor("--json")
    found = json.loads(said)
    assert (code, found["healthy"]) == (0, True)
    assert list(found["checks"]) == ["partnership", "orphans", "files", "jobs", *(step.key for step in CYCLE)]
    assert set(map(tuple, found["checks"].values())) == {()}


def _strange_school(inside: Cast, session: Session) -> str:
    with scope.of(story.partnership("Een andere")):
        theirs = School.objects.create(name="School van hen")
    Membership.everywhere.filter(person=inside.head).update(school=theirs)
    return "school belongs to another partnership"


def _strange_year(inside: Cast, session: Session) -> str:
    with scope.of(story.partnership("Een andere")):
        year = story.programme_year()
    Session.everywhere.filter(pk=session.pk).update(year=year)
    return f"planning.Session {session.pk}: year belongs to another partnership."


def _missing_file(inside: Cast, session: Session) -> str:
    made = Material(edition=session.edition, title="Kijkwijzer", file="materials/weg.pdf")
    Material.objects.bulk_create([made])
    return f"catalogue.Material {made.pk}: file materials/weg.pdf is missing."


def _taken_counter(inside: Cast, session: Session) -> str:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planning_session SET taken = 3 WHERE id = %s", [session.pk])
    return str(session.pk)


BREAKS: dict[str, tuple[Callable[[Cast, Session], str], str]] = {
    "a membership at a school of another partnership": (_strange_school, "partnership"),
    "a session in a year of another partnership": (_strange_year, "partnership"),
    "a file that is gone": (_missing_file, "files"),
    "a seat counter that does not count": (_taken_counter, "enrolment"),
}


@pytest.mark.parametrize(("broken", "check"), BREAKS.values(), ids=BREAKS.keys())
def test_the_doctor_names_what_is_wrong_and_leaves_with_one(
    broken: Callable[[Cast, Session], str], check: str, inside: Cast, taught: Session
) -> None:
    sentence = broken(inside, taught)
    code, said = doctor("--json")
    found: dict[str, Any] = json.loads(said)
    assert (code, found["healthy"]) == (1, False)
    assert any(sentence in violation for violation in found["checks"][check]), found
    code, said = doctor()
    assert code == 1
    assert f"NO  {check}" in said
    assert said.splitlines()[-1] == "Some promises do not hold."


def test_a_file_that_is_there_is_no_complaint(inside: Cast, taught: Session) -> None:
    name = default_storage.save("materials/kijkwijzer.txt", ContentFile(b"kijk"))
    made = Material(edition=taught.edition, title="Kijkwijzer", file=name)
    Material.objects.bulk_create([made])
    assert doctor()[0] == 0
    default_storage.delete(name)
    assert doctor()[0] == 1


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL lets no orphan in, so there is none to find")
def test_a_row_that_points_at_nothing_is_found(inside: Cast, taught: Session) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE planning_session SET edition_id = 999999 WHERE id = %s", [taught.pk])
        (orphans,) = [check for check in examine() if check.name == "orphans"]
        transaction.set_rollback(True)
    assert len(orphans.violations) == 1
    assert "planning_session" in orphans.violations[0]


def test_the_doctor_touches_nothing(inside: Cast, taught: Session) -> None:
    with CaptureQueriesContext(connection) as captured:
        examine()
    reading = {"SELECT", "PRAGMA", "SET", "DECLARE"}  # the last is a cursor of PostgreSQL
    assert {q["sql"].split()[0] for q in captured} <= reading
