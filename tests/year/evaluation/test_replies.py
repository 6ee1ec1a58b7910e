"""A trainer writes back to remarks: of the own sessions only, and participants read it when the lead lets them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Comment, Reply
from dagdeel.year.evaluation.states import CommentState, ReplyState
from dagdeel.year.evaluation.step import STEP
from dagdeel.year.planning.models import Session
from dagdeel.year.trainers.models import Trainer
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, make_stage
from tests.year.evaluation.test_pages import text, url

THANKS = "Volgend jaar beginnen we met oefenen."


@pytest.fixture(autouse=True)
def _december(cast: Cast) -> None:
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()


def given(stage: Stage, by: Trainer, *remarks: str, **fields: Any) -> Session:
    """A session that this trainer gave and about which everybody answered; the first of them wrote something."""
    session = stage.held(**fields)
    make.assignment(session, by)
    words = [*remarks, *[""] * 7]
    for who, said in zip(stage.people[session.pk], words, strict=False):
        stage.answer(session, who, remark=said)
    for remark in Comment.objects.filter(state=CommentState.WAITING, block__isnull=False):
        actions.screen_comment(remark, release=True, by=stage.cast.programme_lead, at=DECEMBER)
    return session


def remark_of(words: str) -> Comment:
    return Comment.objects.select_related("question__instrument__year").get(text=words)


@pytest.fixture
def stage(inside: Cast) -> Stage:
    """Two remarks about a session of the trainer of the cast."""
    made = make_stage(inside)
    given(made, make.trainer(inside.trainer, inside.institute), "Meer oefenen.", "Fijn lokaal.")
    return made


def write(stage: Stage, words: str = THANKS, to: str = "Meer oefenen.") -> Comment:
    remark = remark_of(to)
    actions.write_reply(remark, text=words, by=stage.cast.trainer, at=DECEMBER)
    return remark


def participants(stage: Stage) -> list[Person]:
    return stage.people[next(iter(stage.people))]


# The verbs


def test_history_tells_that_there_is_a_reply_and_never_its_words(stage: Stage) -> None:
    write(stage)
    told = Entry.objects.get(verb="reply.written")
    assert "oefenen" not in f"{told.about}{told.before}{told.after}{told.reason}"


def test_a_trainer_replies_to_remarks_about_the_own_sessions_only(stage: Stage) -> None:
    other = make.person()
    given(stage, make.trainer(other, stage.cast.institute), "Van een ander.")
    with pytest.raises(actions.NotTheirs):
        write(stage, to="Van een ander.")
    assert [remark.text for remark in queries.remarks_of_trainer(stage.cast.year, other)] == ["Van een ander."]


def test_a_remark_that_is_shown_together_with_sessions_of_somebody_else_is_nobodys_to_reply_to(inside: Cast) -> None:
    stage = make_stage(inside)
    mine, other = make.trainer(inside.trainer, inside.institute), make.trainer(make.person(), inside.institute)
    edition = make.edition(inside.year)
    for trainer, word in ((mine, "Klein een."), (other, "Klein twee.")):
        session = stage.held(edition, number=3)
        make.assignment(session, trainer)
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=word if who == stage.people[session.pk][0] else "")
    stage.publish()
    for remark in queries.screening_queue(inside.year):
        actions.screen_comment(remark, release=True, by=inside.programme_lead, at=DECEMBER)
    assert Comment.objects.filter(state=CommentState.RELEASED).count() == 2
    assert queries.remarks_of_trainer(inside.year, inside.trainer) == []
    with pytest.raises(actions.NotTheirs):
        write(stage, to="Klein een.")


def test_two_trainers_of_one_session_do_not_write_over_each_other(stage: Stage) -> None:
    colleague = make.person()
    make.assignment(Session.objects.get(), make.trainer(colleague, stage.cast.institute))
    remark = write(stage)
    with pytest.raises(actions.NotTheirs):
        actions.write_reply(remark, text="Nee.", by=colleague, at=DECEMBER)
    with pytest.raises(actions.NotTheirs):
        actions.take_back_reply(remark, by=colleague, at=DECEMBER)
    actions.take_back_reply(remark, by=stage.cast.trainer, at=DECEMBER)
    actions.write_reply(remark, text="Dan ik.", by=colleague, at=DECEMBER)
    assert Reply.objects.get().person == colleague


def test_participants_of_the_session_read_a_reply_only_once_the_lead_lets_them_and_without_the_remark(
    stage: Stage,
) -> None:
    cast = stage.cast
    there, elsewhere = participants(stage)[0], make.mentors(cast.other_school, 1)[0]
    remark = write(stage)
    assert queries.replies_for(cast.year, there) == []
    actions.show_reply(remark, by=cast.programme_lead, at=DECEMBER)
    assert [words for _workshop, words in queries.replies_for(cast.year, there)] == [THANKS]
    assert queries.replies_for(cast.year, elsewhere) == []
    client = Client()
    client.force_login(there)
    shown = text(client.get(url(cast, "mine")))
    assert THANKS in shown
    assert "Meer oefenen." not in shown
    actions.hide_reply(remark, by=cast.programme_lead, at=DECEMBER)
    assert THANKS not in text(client.get(url(cast, "mine")))


@pytest.mark.parametrize("change", ["written", "taken back and restored", "released anew"])
def test_a_reply_that_changed_is_read_by_the_lead_before_participants_see_it_again(stage: Stage, change: str) -> None:
    cast = stage.cast
    remark = write(stage)
    actions.show_reply(remark, by=cast.programme_lead, at=DECEMBER)
    if change == "written":
        write(stage, "Iets anders.")
    elif change == "released anew":
        actions.screen_comment(remark, release=True, text="Meer doen.", by=cast.programme_lead, at=DECEMBER)
    else:
        actions.take_back_reply(remark, by=cast.trainer, at=DECEMBER)
        actions.restore_reply(remark, by=cast.trainer, at=DECEMBER)
    assert Reply.objects.get().state == ReplyState.WRITTEN
    assert queries.replies_for(cast.year, participants(stage)[0]) == []


def test_with_a_remark_that_is_withheld_again_its_reply_is_gone_everywhere(stage: Stage) -> None:
    cast = stage.cast
    remark = write(stage)
    actions.show_reply(remark, by=cast.programme_lead, at=DECEMBER)
    actions.screen_comment(remark, release=False, reason="Toch herkenbaar", by=cast.programme_lead, at=DECEMBER)
    assert queries.replies_for(cast.year, participants(stage)[0]) == []
    assert queries.replied_remarks(cast.year) == []
    assert [found.text for found in queries.remarks_of_trainer(cast.year, cast.trainer)] == ["Fijn lokaal."]
    with pytest.raises(actions.NotThere):
        actions.show_reply(remark, by=cast.programme_lead, at=DECEMBER)
    with pytest.raises(actions.NotTheirs):
        write(stage)


def test_with_a_higher_threshold_a_reply_goes_with_its_remark(stage: Stage) -> None:
    cast = stage.cast
    remark = write(stage)
    actions.show_reply(remark, by=cast.programme_lead, at=DECEMBER)
    type(cast.year).objects.update(threshold=8)
    assert queries.replies_for(cast.year, participants(stage)[0]) == []


def test_a_trainer_gets_the_own_replies_and_a_participant_none(stage: Stage) -> None:
    write(stage)
    assert STEP.personal_data(stage.cast.trainer)["replies_to_remarks"] == [{"text": THANKS, "state": "written"}]
    assert STEP.personal_data(participants(stage)[0])["replies_to_remarks"] == []


# The pages


def test_a_trainer_replies_changes_it_takes_it_back_and_undoes_that(stage: Stage) -> None:
    cast, remark = stage.cast, remark_of("Meer oefenen.")
    client, here, there = cast.client("trainer"), url(cast, "own_remarks"), url(cast, "own_reply", remark.pk)
    assert "2 opmerkingen hebben nog geen reactie." in text(client.get(here))
    for sent, state in (
        ({"verb": "write", "text": THANKS}, ReplyState.WRITTEN),
        ({"verb": "take_back"}, ReplyState.TAKEN_BACK),
        ({"verb": "restore"}, ReplyState.WRITTEN),
    ):
        answer = client.post(there, sent)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"#remark-{remark.pk}")
        assert Reply.objects.get().state == state
    assert THANKS in text(client.get(here))


def test_an_empty_reply_gets_a_sentence_and_nothing_is_kept(stage: Stage) -> None:
    answer = stage.cast.client("trainer").post(
        url(stage.cast, "own_reply", remark_of("Fijn lokaal.").pk), {"verb": "write", "text": " "}
    )
    assert answer.status_code == 422
    assert "Schrijf iets" in text(answer)
    assert not Reply.objects.exists()


def test_a_remark_about_somebody_elses_session_is_not_there(stage: Stage) -> None:
    given(stage, make.trainer(make.person(), stage.cast.institute), "Van een ander.")
    client = stage.cast.client("trainer")
    assert "Van een ander." not in text(client.get(url(stage.cast, "own_remarks")))
    there = url(stage.cast, "own_reply", remark_of("Van een ander.").pk)
    assert client.post(there, {"verb": "write", "text": "Zo."}).status_code == 404


def test_the_lead_lets_participants_read_a_reply_and_no_longer(stage: Stage) -> None:
    remark, client = write(stage), stage.cast.client("programme_lead")
    assert THANKS in text(client.get(url(stage.cast, "replies")))
    for verb, state in (("show", ReplyState.SHOWN), ("hide", ReplyState.WRITTEN)):
        client.post(url(stage.cast, "reply_shown", remark.pk), {"verb": verb})
        assert Reply.objects.get().state == state


def todos(stage: Stage, who: Person) -> list[tuple[str, date | None, bool]]:
    """What the evaluation asks of somebody: what, until when, and whether it goes by mail."""
    member = Member(who, tuple(Membership.objects.filter(person=who)))
    with translation.override("nl"):
        return [(str(todo.title), todo.due, todo.mailed) for todo in STEP.todo(stage.cast.year, member, DECEMBER)]


def test_a_trainer_is_told_of_remarks_to_reply_to_without_a_day_or_a_mail(stage: Stage) -> None:
    trainer = stage.cast.trainer
    assert ("2 opmerkingen over uw bijeenkomsten", None, False) in todos(stage, trainer)
    write(stage)
    assert ("1 opmerking over uw bijeenkomsten", None, False) in todos(stage, trainer)
    waiting = stage.held(number=6, day=DECEMBER.date() - timedelta(days=2))
    make.assignment(waiting, Trainer.objects.get())
    for who in stage.people[waiting.pk][:5]:
        stage.answer(waiting, who, remark="Nog niet getoond.")
    assert ("1 opmerking over uw bijeenkomsten", None, False) in todos(
        stage, trainer
    )  # in no block, and read by nobody
    actions.unscreen_comments(
        [remark_of("Fijn lokaal.")], year=stage.cast.year, by=stage.cast.programme_lead, at=DECEMBER
    )
    assert not [title for title, _due, _mailed in todos(stage, trainer) if "opmerking" in title]
    home = stage.cast.client("trainer").get(reverse("year_home", args=[stage.cast.partnership.slug, stage.cast.year]))
    assert "opmerking over uw" not in text(home)


def test_the_lead_is_told_of_replies_that_wait_to_be_shown(stage: Stage) -> None:
    lead, told = stage.cast.programme_lead, ("Lees 1 reactie van een trainer", None, False)
    assert told not in todos(stage, lead)
    remark = write(stage)
    assert told in todos(stage, lead)
    actions.show_reply(remark, by=lead, at=DECEMBER)
    assert told not in todos(stage, lead)
    actions.hide_reply(remark, by=lead, at=DECEMBER)
    assert told in todos(stage, lead)
    stage.cast.year.threshold = 10
    stage.cast.year.save()
    assert told not in todos(stage, lead)


def test_a_page_of_remarks_takes_as_many_queries_for_many_as_for_few(stage: Stage) -> None:
    cast, costs = stage.cast, []
    trainer = Trainer.objects.get()
    for number in range(2):
        given(stage, trainer, *(f"{number} {n}" for n in range(5)), day=DECEMBER.date() - timedelta(days=3 + number))
        for remark in queries.remarks_of_trainer(cast.year, cast.trainer):
            actions.write_reply(remark_of(remark.text), text=THANKS, by=cast.trainer, at=DECEMBER)
            actions.show_reply(remark_of(remark.text), by=cast.programme_lead, at=DECEMBER)
        for who, name in (
            (cast.trainer, "own_remarks"),
            (cast.programme_lead, "replies"),
            (participants(stage)[0], "mine"),
        ):
            client = cast.client(who)
            with CaptureQueriesContext(connection) as captured, scope.of(cast.partnership):
                assert client.get(url(cast, name)).status_code == 200
            costs.append(len(captured))
    assert costs[:3] == costs[3:]
