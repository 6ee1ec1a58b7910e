"""Moving a session on the board, and taking that back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from django.db import connection

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.year.planning import actions, messages, queries
from dagdeel.year.planning.models import Assignment, Room, Session
from dagdeel.year.planning.rules import Code, Place
from dagdeel.year.planning.states import AssignmentState, SessionState
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, can, codes, story

WEDNESDAY = date(2016, 11, 9)


@pytest.fixture
def tale(cast: c.Cast) -> Iterator[Story]:
    """Two drafts of which the first stands on a Tuesday afternoon in the Aula with its trainer; the scope stays open."""
    with scope.of(cast.partnership):
        told = story(cast)
        first = told.place(told.drafts()[0], room=told.room)
        actions.assign_trainer(first, trainer=told.trainer, **told.at)
        yield told


def first(tale: Story) -> Session:
    return queries.sessions_of(tale.cast.year).order_by("pk")[0]


def here(tale: Story) -> Place:
    return queries.place_of(first(tale))


def move(tale: Story, day: date | None = DECEMBER, *, room: int | None = None, seen: str = "", accepted: tuple[str, ...] = (),
         trainers: frozenset[int] | None = None) -> Session:  # fmt: skip
    now = here(tale)
    to = Place(day, "pm" if day else "", room or now.room, now.trainers if trainers is None else trainers)
    return actions.move_session(first(tale), to=to, seen=seen or now.stamp, accepted=accepted, private=True, **tale.at)


def test_a_move_takes_the_trainer_along_keeps_the_times_and_is_told_once(tale: Story) -> None:
    actions.schedule(
        first(tale), day=TUESDAY, half_day="pm", starts=time(14), ends=time(17, 30), room=tale.room, **tale.at
    )
    told = Entry.objects.count()
    move(tale)
    moved = first(tale)
    assert (moved.day, moved.half_day, moved.starts, moved.room) == (DECEMBER, "pm", time(14), tale.room)
    assert [(a.trainer, a.day) for a in queries.live(moved)] == [(tale.trainer, DECEMBER)]
    assert [entry.verb for entry in Entry.objects.all()[: Entry.objects.count() - told]] == ["session.moved"]


def test_another_half_day_gets_its_usual_times(tale: Story) -> None:
    to = Place(DECEMBER, "am", tale.room.pk, frozenset())
    found = queries.meaning_of(first(tale), to, today=TUESDAY, private=True)
    accepted = [shown.code for shown in found.warnings]
    actions.move_session(first(tale), to=to, seen=here(tale).stamp, accepted=accepted, private=True, **tale.at)
    assert first(tale).starts == time(9)


def test_who_looked_at_another_place_moves_nothing(tale: Story) -> None:
    seen = here(tale).stamp
    actions.schedule(first(tale), day=DECEMBER, half_day="pm", room=tale.room, **tale.at)
    with pytest.raises(actions.ChangedMeanwhile):
        move(tale, TUESDAY, seen=seen)
    assert first(tale).day == DECEMBER


def test_what_speaks_against_it_has_to_be_accepted_first(tale: Story) -> None:
    with pytest.raises(actions.MindFirst) as no:
        move(tale, WEDNESDAY)
    assert codes(no.value.conflicts) == {Code.NOT_WISHED, Code.TRAINER_UNSAID}
    assert first(tale).day == TUESDAY
    move(tale, WEDNESDAY, accepted=(Code.NOT_WISHED, Code.TRAINER_UNSAID))
    assert first(tale).day == WEDNESDAY


def test_moving_nowhere_is_refused(tale: Story) -> None:
    with pytest.raises(actions.NotMoved):
        move(tale, TUESDAY)


def test_a_room_or_a_trainer_that_is_taken_leaves_everything_as_it_was(tale: Story) -> None:
    other = Session.objects.order_by("pk")[1]
    tale.place(other, DECEMBER, room=tale.room)
    with pytest.raises(actions.RoomTaken):
        move(tale)
    Session.objects.filter(pk=other.pk).update(room=None)
    actions.assign_trainer(other, trainer=tale.trainer, **tale.at)
    with pytest.raises(actions.TrainerTaken):
        move(tale)
    assert (first(tale).day, Assignment.objects.get(session=first(tale)).day) == (TUESDAY, TUESDAY)


def test_what_it_would_mean_says_what_the_action_would_refuse(tale: Story) -> None:
    other = Session.objects.order_by("pk")[1]
    tale.place(other, DECEMBER, room=tale.room)
    actions.assign_trainer(other, trainer=tale.trainer, **tale.at)
    found = queries.meaning_of(
        first(tale), Place(DECEMBER, "pm", tale.room.pk, frozenset({tale.trainer.pk})), today=TUESDAY, private=True
    )
    assert found.blocks == (
        f"{tale.trainer.person} geeft op dat dagdeel een andere sessie.",
        "In dit lokaal is op dat dagdeel een andere sessie.",
    )
    assert first(tale).day == TUESDAY


def test_a_published_session_that_goes_to_another_trainer_asks_the_one_and_thanks_the_other(tale: Story) -> None:
    new = c.trainer(c.person("Nieuw"), tale.cast.institute, *tale.editions)
    can(new, tale.cast, DECEMBER)
    actions.publish_plan(tale.cast.year, **tale.at)
    found = queries.meaning_of(
        first(tale), Place(DECEMBER, "pm", tale.room.pk, frozenset({new.pk})), today=TUESDAY, private=True
    )
    assert found.hears == (
        f"{new.person} krijgt de vraag om deze sessie te geven.",
        f"{tale.trainer.person} hoort dat dit niet meer nodig is.",
    )
    assert [(load.name, load.before, load.after) for load in found.loads] == [
        (str(tale.trainer.person), 1, 0),
        (str(new.person), 0, 1),
    ]
    move(tale, trainers=frozenset({new.pk}))
    assert [(a.trainer, a.state) for a in queries.live(first(tale))] == [(new, AssignmentState.ASKED)]
    assert Assignment.objects.get(trainer=tale.trainer).state == AssignmentState.WITHDRAWN


def test_a_trainer_who_does_not_give_the_workshop_is_refused(tale: Story) -> None:
    stranger = c.trainer(c.person("Ander"), tale.cast.institute)
    with pytest.raises(actions.NotCompetent):
        move(tale, trainers=frozenset({stranger.pk}))


def test_taking_a_move_back_restores_the_place_and_the_answers(tale: Story) -> None:
    actions.publish_plan(tale.cast.year, **tale.at)
    actions.confirm_assignment(Assignment.objects.get(), by=tale.cast.trainer, at=tale.cast.now)
    before = here(tale)
    move(tale)
    assert queries.live(first(tale))[0].state == AssignmentState.ASKED
    actions.undo_move(first(tale), **tale.at)
    assert here(tale) == before
    assert queries.live(first(tale))[0].state == AssignmentState.CONFIRMED
    # who may have read of the move reads of the return, with an appointment that is newer than both
    assert first(tale).sequence == 2
    assert [m.kind for m in messages.mails(tale.cast.year, tale.cast.now) if m.to == tale.trainer.person] == [
        "planning.changed"
    ]


def test_a_trainer_who_was_taken_off_comes_back_with_the_answer_that_was_given(tale: Story) -> None:
    actions.publish_plan(tale.cast.year, **tale.at)
    actions.confirm_assignment(Assignment.objects.get(), by=tale.cast.trainer, at=tale.cast.now)
    move(tale, TUESDAY, trainers=frozenset())
    assert queries.live(first(tale)) == []
    actions.undo_move(first(tale), **tale.at)
    assert [(a.trainer, a.state) for a in queries.live(first(tale))] == [(tale.trainer, AssignmentState.CONFIRMED)]


def test_a_move_is_not_taken_back_when_something_else_happened(tale: Story) -> None:
    with pytest.raises(actions.NothingToUndo):
        actions.undo_move(first(tale), **tale.at)
    move(tale)
    actions.change_seats(first(tale), seats=18, **tale.at)
    with pytest.raises(actions.NothingToUndo):
        actions.undo_move(first(tale), **tale.at)
    assert first(tale).day == DECEMBER


def test_a_move_is_taken_back_once(tale: Story) -> None:
    move(tale)
    actions.undo_move(first(tale), **tale.at)
    with pytest.raises(actions.NothingToUndo):
        actions.undo_move(first(tale), **tale.at)
    assert here(tale).day == TUESDAY


def test_a_move_is_not_taken_back_onto_a_room_that_was_taken_since(tale: Story) -> None:
    move(tale)
    tale.place(Session.objects.order_by("pk")[1], TUESDAY, room=tale.room)
    with pytest.raises(actions.RoomTaken):
        actions.undo_move(first(tale), **tale.at)
    assert first(tale).day == DECEMBER


def test_a_session_that_was_published_after_its_move_is_not_taken_back(tale: Story) -> None:
    move(tale)
    actions.publish_plan(tale.cast.year, **tale.at)
    with pytest.raises(actions.NothingToUndo):
        actions.undo_move(first(tale), **tale.at)


def test_a_draft_goes_back_to_having_no_date_and_a_published_session_does_not(tale: Story) -> None:
    move(tale, None)
    assert (first(tale).day, first(tale).starts) == (None, None)
    actions.undo_move(first(tale), **tale.at)
    actions.publish_plan(tale.cast.year, **tale.at)
    with pytest.raises(actions.TimeMissing):
        move(tale, None)


def test_a_room_that_is_taken_then_is_replaced_by_the_smallest_free_one_that_fits(tale: Story) -> None:
    Room.objects.create(school=tale.cast.school, name="Zaal", seats=200)
    fits = Room.objects.create(school=tale.cast.school, name="Kamer", seats=25)
    Room.objects.create(school=tale.cast.school, name="Hok", seats=4)
    tale.place(Session.objects.order_by("pk")[1], DECEMBER, room=tale.room)
    assert queries.room_there(first(tale), DECEMBER, "pm") == fits
    assert queries.room_there(first(tale), WEDNESDAY, "pm") == tale.room


def test_a_held_session_stands(tale: Story) -> None:
    actions.publish_plan(tale.cast.year, **tale.at)
    Session.objects.filter(pk=first(tale).pk).update(state=SessionState.HELD)
    with pytest.raises(actions.SessionClosed):
        move(tale)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_move_one_session_at_once_one_wins_and_the_other_hears_it() -> None:
    cast = c.make_cast()
    with scope.of(cast.partnership):
        tale = story(cast)
        session = tale.place(tale.drafts()[0], room=tale.room)
    seen = Place(TUESDAY, "pm", tale.room.pk).stamp
    days = [DECEMBER + timedelta(days=number) for number in range(4)]
    barrier = Barrier(len(days))
    accepted = [str(code) for code in Code]

    def carry(day: date) -> str:
        try:
            with scope.of(cast.partnership):
                mine = Session.objects.get(pk=session.pk)
                barrier.wait()
                to = Place(day, "pm", tale.room.pk)
                actions.move_session(mine, to=to, seen=seen, accepted=accepted, by=cast.programme_lead, at=cast.now)
                return "moved"
        except actions.ChangedMeanwhile:
            return "changed meanwhile"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(days)) as pool:
        answers = list(pool.map(carry, days))
    assert sorted(answers) == [*["changed meanwhile"] * 3, "moved"]
    with scope.of(cast.partnership):
        assert Entry.objects.filter(verb="session.moved").count() == 1
