"""Answering: once, on the scale, by who was there, and so that nothing tells who answered what."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Comment, Respondent, Tally
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.planning.models import Assignment
from tests import cast as make
from tests.cast import make_cast
from tests.year.evaluation.stage import DECEMBER, Stage, make_stage


def counted(stage: Stage, key: str) -> dict[int, int]:
    rows = Tally.objects.filter(question__item__key=key, question__instrument=stage.participant, count__gt=0)
    return dict(rows.values_list("value", "count"))


def test_answers_are_counted_and_words_are_kept_without_a_person(stage: Stage) -> None:
    session = stage.held()
    first, second, *_ = stage.people[session.pk]
    stage.answer(session, first, 4, remark="  Meer tijd graag.  ", length=2)
    stage.answer(session, second, 5)
    assert counted(stage, "useful") == {4: 1, 5: 1}
    assert counted(stage, "length") == {2: 1, 5: 1}
    assert Tally.objects.filter(goal_key__isnull=False).aggregate(n=Sum("count"))["n"] == 4
    assert [c.text for c in Comment.objects.all()] == ["Meer tijd graag."]
    assert set(Respondent.objects.values_list("person", flat=True)) == {first.pk, second.pk}


def test_somebody_answers_once_and_the_second_time_changes_nothing(stage: Stage) -> None:
    session = stage.held()
    who = stage.people[session.pk][0]
    stage.answer(session, who, 4)
    with pytest.raises(actions.AlreadyAnswered):
        stage.answer(session, who, 1, remark="nog iets")
    assert counted(stage, "useful") == {4: 1}
    assert not Comment.objects.exists()


def test_an_educator_answers_once_a_year(stage: Stage) -> None:
    def once() -> None:
        actions.answer(
            stage.instruments[Audience.SCHOOL_EDUCATOR], person=stage.cast.school_educator, answers={"useful": 5, "mark": 8},
            goal_answers={}, comments={}, at=DECEMBER,
        )  # fmt: skip

    once()
    with pytest.raises(actions.AlreadyAnswered):
        once()


@pytest.mark.parametrize(("key", "value"), [("useful", 6), ("useful", -1), ("mark", 0), ("mark", 11), ("useful", True)])
def test_a_value_outside_the_scale_is_refused_and_nothing_is_kept(stage: Stage, key: str, value: int) -> None:
    session = stage.held()
    with pytest.raises(actions.OffScale) as no:
        stage.answer(session, stage.people[session.pk][0], 4, remark="", **{key: value})
    assert no.value.keys == [key]
    assert not Tally.objects.exists()
    assert not Respondent.objects.exists()


def test_goals_of_another_workshop_and_questions_not_asked_are_refused(stage: Stage) -> None:
    session, unknown = stage.held(), uuid4()
    with pytest.raises(actions.OffScale) as no:
        actions.answer(
            stage.participant, person=stage.people[session.pk][0], session=session, answers={"weather": 3},
            goal_answers={unknown: 4}, comments={}, at=DECEMBER,
        )  # fmt: skip
    assert no.value.keys == ["weather", unknown]


def test_an_answer_without_any_answer_is_refused(stage: Stage) -> None:
    session = stage.held()
    with pytest.raises(actions.NothingAnswered):
        actions.answer(
            stage.participant, person=stage.people[session.pk][0], session=session, answers={}, goal_answers={},
            comments={"remark": "   "}, at=DECEMBER,
        )  # fmt: skip


def test_only_who_was_there_may_answer(stage: Stage) -> None:
    session = stage.held()
    absent = make.person()
    Presence.objects.create(session=session, person=absent, state=PresenceState.ABSENT)
    for who in (absent, stage.cast.mentor, stage.cast.programme_lead):
        with pytest.raises(actions.NotAsked):
            stage.answer(session, who)


def test_a_trainer_answers_about_own_sessions_that_have_been(stage: Stage) -> None:
    session = stage.held()
    given = make.trainer(stage.cast.trainer, stage.cast.institute, session.edition)
    instrument = stage.instruments[Audience.TRAINER]

    def answer(at: object = DECEMBER) -> None:
        actions.answer(
            instrument, person=given.person, session=session, answers={"length": 2}, goal_answers={}, comments={},
            at=at,  # type: ignore[arg-type]  # a datetime, defaulted
        )  # fmt: skip

    with pytest.raises(actions.NotAsked):
        answer()
    make.assignment(session, given)
    with pytest.raises(actions.NotAsked):
        answer(DECEMBER - timedelta(days=60))
    answer()
    Assignment.objects.update(live=False)
    assert Respondent.objects.get().person == given.person


def test_nothing_is_answered_before_opening_or_after_closing(stage: Stage) -> None:
    session = stage.held()
    actions.close_instrument(stage.participant, by=stage.cast.programme_lead, at=DECEMBER)
    with pytest.raises(actions.Closed):
        stage.answer(session, stage.people[session.pk][0])


def test_history_holds_nothing_about_answers(stage: Stage) -> None:
    session = stage.held()
    before = Entry.objects.count()
    stage.answer(session, stage.people[session.pk][0], remark="Over mij.")
    assert Entry.objects.count() == before


def test_no_table_of_answers_has_a_time_or_an_order() -> None:
    for model in (Tally, Comment, Respondent):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField", "AutoField", "BigAutoField"}, model
    ways = {field.name for model in (Tally, Comment) for field in model._meta.fields}
    assert not ways & {"person", "respondent", "user", "by"}


def test_the_place_of_rows_tells_nothing_about_who_came_last(stage: Stage) -> None:
    """On SQLite the hidden rowid is the order of writing: it must not be the order of answering."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no rowid")
    last_people, last_words = [], []
    for _ in range(10):
        session = stage.held(number=4)
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=str(who.pk))
        came = stage.people[session.pk][-1].pk
        last_people.append(_last("SELECT person_id FROM evaluation_respondent", session.pk) == came)
        last_words.append(int(_last("SELECT text FROM evaluation_comment", session.pk)) == came)
    # ten times in last place by chance: 1 in a million
    assert not all(last_people)
    assert not all(last_words)


def _last(select: str, session: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE session_id = %s ORDER BY rowid DESC LIMIT 1", [session])
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_the_first_answer_makes_every_counter_so_that_new_rows_tell_nothing(stage: Stage) -> None:
    session = stage.held()
    stage.answer(session, stage.people[session.pk][0], 1)
    made = Tally.objects.count()
    stage.answer(session, stage.people[session.pk][1], 5, mark=9)
    assert Tally.objects.count() == made


@pytest.mark.django_db(transaction=True)
def test_real_voters_at_once_are_all_counted() -> None:
    """Twelve people press the button together; a counter that were read and written back would lose some."""
    cast = make_cast()
    with scope.of(cast.partnership):
        stage = make_stage(cast)
        session = stage.held(number=12)
    people = stage.people[session.pk]
    failures: list[Exception] = []
    together = threading.Barrier(len(people) + 1)

    def vote(who: Person) -> None:
        together.wait()
        try:
            with scope.of(cast.partnership):
                stage.answer(session, who, 4, remark=f"Van {who.pk}")
        except Exception as no:
            failures.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=vote, args=[who]) for who in [*people, people[0]]]  # one of them twice
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(no) for no in failures] == [actions.AlreadyAnswered]
    with scope.of(cast.partnership):
        sums = Tally.objects.filter(count__gt=0).values_list("question", "goal_key", "value", "count")
        asked = [q for q in queries.questions_of(stage.participant) if q.kind in {"agree", "text"}]
        assert {(value, count) for _q, _g, value, count in sums} == {(4, 12), (0, 12)}  # 0: to whom words were asked
        assert len(sums) == len(asked) - 1 + 2  # the goals question counts twice: two goals
        assert not Tally.objects.filter(block__isnull=True, count__gt=0).exists()  # complete, so all of it is shown
        assert Respondent.objects.count() == 12
        assert Comment.objects.count() == 12
    assert list(queries.broken_promises()) == []
