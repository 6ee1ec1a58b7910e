"""The queue of remarks: by question and workshop, marked or not, several at once, and undone right after."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Comment
from dagdeel.year.evaluation.states import CommentState
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, make_stage
from tests.year.evaluation.test_pages import text, url


@pytest.fixture
def stage(inside: Cast) -> Stage:
    """Three remarks about one workshop, of which one has a name in it; and one about another."""
    inside.partnership.demo_day = DECEMBER.date()
    inside.partnership.save()
    made = make_stage(inside)
    for title, remarks in (
        ("De weekreflectie", ("Meer oefenen.", "Fijn lokaal.", "Volgens Sanne te kort.")),
        ("Feedback geven", ("Goed voorbeeld.",)),
    ):
        session = made.held(make.edition(inside.year, title))
        for who, said in zip(made.people[session.pk], [*remarks, *[""] * 7], strict=False):
            made.answer(session, who, remark=said)
    return made


def keys(*words: str) -> list[str]:
    return [str(pk) for pk in Comment.objects.filter(text__in=words).values_list("pk", flat=True)]


def states() -> dict[str, str]:
    return dict(Comment.objects.values_list("text", "state"))


def test_a_remark_stands_under_its_question_and_workshop_and_never_its_session(stage: Stage) -> None:
    shown = text(stage.cast.client("programme_lead").get(url(stage.cast, "remarks")))
    assert "· De weekreflectie ·" in shown
    assert "0 van 4 gelezen" in shown
    assert "nog 4 te gaan" in shown
    assert stage.cast.school.name not in shown


def test_a_workshop_is_named_only_when_everybody_of_the_block_speaks_of_it(inside: Cast) -> None:
    """Two sessions of three are shown together: who is of which would be half of the answer."""
    stage = make_stage(inside)
    for title in ("De weekreflectie", "Feedback geven"):
        session = stage.held(make.edition(inside.year, title), number=3)
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=f"{title} {who.pk}")
    stage.publish()
    found = queries.waiting_remarks(inside.year)
    assert len(found) == 6
    assert {row.workshops for row in found} == {("De weekreflectie", "Feedback geven")}


def test_the_queue_is_filtered_by_what_is_marked_and_by_workshop(stage: Stage) -> None:
    client, here = stage.cast.client("programme_lead"), url(stage.cast, "remarks")
    for query, there, gone in (
        ("?only=marked", "te kort", "Meer oefenen."),
        ("?only=plain", "Meer oefenen.", "te kort"),
        ("?workshop=Feedback geven", "Goed voorbeeld.", "Meer oefenen."),
        ("?workshop=Onbekend", "Geen opmerkingen van deze soort", "Meer oefenen."),
    ):
        shown = text(client.get(here + query))
        assert there in shown
        assert gone not in shown


def test_several_are_released_at_once_and_that_is_undone(stage: Stage) -> None:
    client = stage.cast.client("programme_lead")
    chosen = keys("Meer oefenen.", "Fijn lokaal.")
    answer = client.post(url(stage.cast, "release_some") + "?only=plain", {"remark": chosen})
    assert answer.status_code == 302
    assert states()["Meer oefenen."] == states()["Fijn lokaal."] == CommentState.RELEASED
    assert states()["Goed voorbeeld."] == CommentState.WAITING
    after = client.get(answer["Location"])
    assert "2 opmerkingen zijn net gelezen." in text(after)
    assert "only=plain" in answer["Location"]
    client.post(url(stage.cast, "unscreen"), {"remark": chosen})
    assert set(states().values()) == {CommentState.WAITING}
    assert not Comment.objects.exclude(released_text="").exists()
    told = Entry.objects.get(verb="remarks.released")
    assert "oefenen" not in f"{told.about}{told.before}{told.after}"


def test_all_that_are_shown_and_not_marked_are_released_after_a_question(stage: Stage) -> None:
    client = stage.cast.client("programme_lead")
    shown = client.get(url(stage.cast, "remarks") + "?workshop=De weekreflectie")
    assert "Hebt u ze alle 2 gelezen?" in text(shown)
    form = shown.content.decode().partition('class="confirm-box form"')[2].partition("</form>")[0]
    client.post(url(stage.cast, "release_some"), {"remark": re.findall(r'name="remark" value="([^"]+)"', form)})
    waiting = [words for words, state in states().items() if state == CommentState.WAITING]
    assert sorted(waiting) == ["Goed voorbeeld.", "Volgens Sanne te kort."]


def test_what_is_marked_is_never_released_with_others(stage: Stage) -> None:
    client = stage.cast.client("programme_lead")
    chosen = keys("Volgens Sanne te kort.", "Meer oefenen.")
    client.post(url(stage.cast, "release_some"), {"remark": chosen})
    assert states()["Volgens Sanne te kort."] == CommentState.WAITING
    assert states()["Meer oefenen."] == CommentState.RELEASED
    answer = client.post(
        url(stage.cast, "release_some"), {"remark": [*keys("Volgens Sanne te kort."), "geen sleutel"]}, follow=True
    )
    assert "Er is niets vrijgegeven." in text(answer)


def test_one_that_was_withheld_waits_again_after_undoing(stage: Stage) -> None:
    client = stage.cast.client("programme_lead")
    (key,) = keys("Meer oefenen.")
    answer = client.post(url(stage.cast, "screen", key), {"verb": "withhold", "reason": "Te kennen"}, follow=True)
    assert "Ongedaan maken" in text(answer)
    client.post(url(stage.cast, "unscreen"), {"remark": key})
    remark = Comment.objects.get(pk=key)
    assert (remark.state, remark.withheld_reason) == (CommentState.WAITING, "")


def test_the_queue_takes_as_many_queries_for_many_as_for_few(stage: Stage) -> None:
    client, costs = stage.cast.client("programme_lead"), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured, scope.of(stage.cast.partnership):
            assert client.get(url(stage.cast, "remarks")).status_code == 200
        costs.append(len(captured))
        session = stage.held(Edition.objects.all()[0])
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=f"Van {who.pk}")
    assert costs[0] == costs[1]
