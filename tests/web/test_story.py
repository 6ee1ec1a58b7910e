"""The history in words: a sentence, and the facts that changed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.web.named import names_for
from dagdeel.web.story import Fact, told
from tests import cast as build
from tests.cast import NOW, Cast

BEFORE_AND_AFTER: list[tuple[str, Any, Any, Fact]] = [
    ("state", "draft", "published", Fact("Stand", "concept", "gepubliceerd")),
    ("minutes", 120, 210, Fact("Duur in minuten", "120", "210")),
    ("certificate_hours", "2.0", "3.5", Fact("Uren op het certificaat", "2,0", "3,5")),
    ("goals", [], ["Kijken", "Luisteren"], Fact("Doelen", "", "Kijken, Luisteren")),
    ("opens", None, "2016-09-01", Fact("Opens", "", "donderdag 1 september 2016")),
    ("opens", None, "2016-13-99", Fact("Opens", "", "2016-13-99")),
    ("at", None, "2016-09-01T10:00:00+02:00", Fact("At", "", "donderdag 1 september 2016, 10.00")),
    ("starts", "09:00:00", "13:30:00", Fact("Starts", "09.00", "13.30")),
    ("pinned", False, True, Fact("Pinned", "nee", "ja")),
    ("year", None, 7, Fact("Schooljaar", "", "nr. 7")),
    ("schools", None, {"School A": [12, 4]}, Fact("Scholen", "", "School A: 12, 4")),
    ("states", None, {"7": "present"}, Fact("Aanwezigheid", "", "nr. 7: aanwezig")),
]


def _entry(verb: str = "edition.edited", **fields: Any) -> Entry:
    return Entry(
        at=NOW,
        by_name="Noor de Wit",
        verb=verb,
        about="Bumpy moments",
        **{"object_type": "catalogue.edition", **fields},
    )


@pytest.mark.parametrize(("name", "before", "after", "fact"), BEFORE_AND_AFTER)
def test_a_fact_is_told_in_words(name: str, before: Any, after: Any, fact: Fact) -> None:
    assert told(_entry(before={name: before}, after={name: after})).facts == (fact,)


@pytest.mark.parametrize(
    ("about", "read"),
    [
        ("School F 2017-03-09", "School F donderdag 9 maart 2017"),
        ("2016-2017 · 2016-09-12 10:00", "2016-2017 · maandag 12 september 2016 10:00"),
        ("School F 2017-13-09", "School F 2017-13-09"),
        ("2016-2017", "2016-2017"),
    ],
)
def test_a_day_in_what_it_is_about_is_read_the_dutch_way(about: str, read: str) -> None:
    entry = _entry()
    entry.about = about
    assert told(entry).about == read


def test_a_verb_is_a_sentence_in_the_language_of_the_reader() -> None:
    assert told(_entry("edition.published")).what == "publiceerde de workshop"
    with translation.override("en"):
        assert told(_entry("edition.published")).what == "published the workshop"


def test_what_did_not_change_is_left_out() -> None:
    facts = told(_entry(before={"state": "draft", "title": "Was"}, after={"state": "draft", "title": "Werd"})).facts
    assert facts == (Fact("Titel", "Was", "Werd"),)


def test_what_the_code_no_longer_knows_is_shown_as_it_was_written() -> None:
    line = told(_entry("workshop.abolished", object_type="gone.thing", after={"some_fact": "x"}))
    assert (line.what, line.facts) == ("workshop.abolished", (Fact("Some fact", "", "x"),))


def test_a_long_text_is_cut() -> None:
    (fact,) = told(_entry(after={"content": "woord " * 500})).facts
    assert len(fact.after) == 300
    assert fact.after.endswith("…")


def test_rows_that_are_pointed_at_have_their_names_with_one_query_per_table(cast: Cast) -> None:
    with scope.of(cast.partnership):
        where = build.session(build.edition(cast.year, "Bumpy moments"), cast.school)
        entries = [
            _entry("enrolment.enrolled", object_type="enrolment.enrolment", after={"person": cast.mentor.pk, "session": where.pk}),
            _entry("attendance.all_present", object_type="planning.session", after={"states": {str(cast.mentor.pk): "present"}}),
            _entry("invitation.extended", object_type="enrolment.invitation", after={"invited": [cast.mentor.pk, cast.head.pk]}),
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            names = names_for(entries)
        assert len(captured) == 2
        enrolled, present, invited = (told(entry, names).facts for entry in entries)
    assert {fact.after for fact in enrolled} == {str(cast.mentor), f"Bumpy moments · {cast.school}"}
    assert [fact.after for fact in present] == [f"{cast.mentor}: aanwezig"]
    assert [fact.after for fact in invited] == [f"{cast.mentor}, {cast.head}"]


def test_a_count_is_no_number_of_a_row_and_what_is_gone_keeps_its_number(cast: Cast) -> None:
    with scope.of(cast.partnership):
        entry = _entry("invitation.sent", object_type="enrolment.invitation", after={"invited": 28})
        gone = _entry("plan.exempted", object_type="choices.schoolplan", after={"person": 0})
        names = names_for([entry, gone])
        assert [fact.after for fact in told(entry, names).facts] == ["28"]
        assert [fact.after for fact in told(gone, names).facts] == ["nr. 0"]


def test_history_names_nothing_of_another_partnership(cast: Cast) -> None:
    other = build.partnership()
    with scope.of(other):
        theirs = School.objects.create(name="School van elders")
    with scope.of(cast.partnership):
        entry = _entry("session.added", object_type="planning.session", after={"school": theirs.pk})
        assert names_for([entry]) == {}
