"""What the evaluation tells the year: results under the threshold, todos, mails, standing, personal data, promises."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.models import Mail
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Comment, Instrument, Item, Question, Tally
from dagdeel.year.evaluation.queries import Results, TooSmall
from dagdeel.year.evaluation.states import ASKS, Audience, CommentState, InstrumentState, main_moment
from dagdeel.year.evaluation.step import STEP
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, later_of


def member(stage: Stage, who: Person) -> Member:
    found = memberships_of(who, stage.cast.partnership, stage.cast.year)
    assert found is not None
    return found


# Instruments


def test_the_ready_made_sets_ask_in_two_languages_and_share_their_items(inside: Cast) -> None:
    made = actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    assert [(i.audience, i.moment) for i in made] == [(a.audience, a.moment) for a in ASKS if not a.optional]
    assert not Question.objects.filter(text_nl="").exists()
    assert not Question.objects.filter(text_en="").exists()
    assert Item.objects.get(key="length").questions.count() == 5
    assert [e.verb for e in Entry.objects.all()] == ["evaluation.instruments_made"]
    with pytest.raises(actions.AlreadyMade):
        actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)


def test_the_next_year_asks_the_same_items_in_the_last_words(inside: Cast) -> None:
    actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    question = Question.objects.get(item__key="catering", instrument__audience=Audience.PARTICIPANT)
    line = replace(queries.line_of(question), nl="De lunch was goed.", en="Lunch was good.")
    actions.edit_question(question, line=line, by=inside.head, at=DECEMBER)
    items = Item.objects.count()
    actions.make_instruments(make.programme_year(2017), by=inside.programme_lead, at=DECEMBER)
    again = Question.objects.get(
        item__key="catering", instrument__audience=Audience.PARTICIPANT, instrument__year__first_year=2017
    )
    assert (again.text_nl, again.item_id) == ("De lunch was goed.", question.item_id)
    assert Item.objects.count() == items


def test_words_change_in_a_draft_only_and_never_to_nothing(stage: Stage) -> None:
    question = Question.objects.filter(instrument=stage.participant).first()
    assert question is not None
    line = queries.line_of(question)
    with pytest.raises(actions.NotDraft):
        actions.edit_question(question, line=replace(line, nl="Anders"), by=stage.cast.head, at=DECEMBER)
    Instrument.objects.update(state=InstrumentState.DRAFT)
    with pytest.raises(actions.Unfit) as no:
        actions.edit_question(question, line=replace(line, nl="Anders", en=" "), by=stage.cast.head, at=DECEMBER)
    assert no.value.faults == [(1, actions.Fault.WORDS_EN)]


def test_an_open_instrument_is_not_opened_and_a_closed_one_not_closed(stage: Stage) -> None:
    by = stage.cast.programme_lead
    with pytest.raises(actions.NotInOrder):
        actions.open_instrument(stage.participant, by=by, at=DECEMBER)
    actions.close_instrument(stage.participant, by=by, at=DECEMBER)
    with pytest.raises(actions.NotInOrder):
        actions.close_instrument(stage.participant, by=by, at=DECEMBER)


def test_screening_keeps_what_was_written_and_history_never_has_the_words(stage: Stage) -> None:
    session = stage.held()
    for number, who in enumerate(stage.people[session.pk]):
        stage.answer(session, who, remark="" if number else "Jan was ziek.")
    remark = Comment.objects.get()
    with pytest.raises(actions.ReasonMissing):
        actions.screen_comment(remark, release=False, by=stage.cast.programme_lead, at=DECEMBER)
    actions.screen_comment(remark, release=True, text="Iemand was er niet.", by=stage.cast.programme_lead, at=DECEMBER)
    remark.refresh_from_db()
    assert (remark.text, remark.released_text, remark.state) == (
        "Jan was ziek.",
        "Iemand was er niet.",
        CommentState.RELEASED,
    )
    told = Entry.objects.get(verb="remark.screened")
    assert "ziek" not in f"{told.about}{told.before}{told.after}{told.reason}"


# Results


def test_results_have_a_distribution_and_what_follows_from_it(stage: Stage) -> None:
    session = stage.held()
    stage.answers(session, 4, 5, length=2)
    stage.answer(session, stage.people[session.pk][4], 3, length=1)
    stage.publish()
    said = queries.results(stage.cast.year, Audience.PARTICIPANT, session=session)
    assert isinstance(said, Results)
    useful = said.figures("useful")
    assert useful is not None
    assert (useful.counts, useful.n, useful.mean, useful.agree) == ((0, 0, 1, 0, 4), 5, 4.6, 0.8)
    assert (said.answered, said.asked) == (5, 7)
    assert [row.text for row in said.rows if row.goal] == [goal.text for goal in queries.goals_of(session)]


def test_too_few_is_said_in_words(stage: Stage) -> None:
    session = stage.held()
    stage.answers(session, 3)
    said = queries.results(stage.cast.year, Audience.PARTICIPANT, session=session)
    assert said == TooSmall(3, 7)
    assert str(said) == "3 van 7 hebben geantwoord; te weinig om apart te tonen."


def test_trainers_who_gave_many_sessions_are_no_group(stage: Stage) -> None:
    """Six answers of one trainer are still one person's."""
    edition = make.edition(stage.cast.year)
    given = make.trainer(stage.cast.trainer, stage.cast.institute, edition)
    for n in range(6):
        session = stage.held(edition, day=date(2016, 11, 1 + n))
        make.assignment(session, given)
        actions.answer(
            stage.instruments[Audience.TRAINER], person=given.person, session=session, answers={"length": 1},
            goal_answers={}, comments={}, at=DECEMBER,
        )  # fmt: skip
    assert isinstance(queries.results(stage.cast.year, Audience.TRAINER), TooSmall)


def test_evidence_can_be_kept_as_json_and_needs_the_threshold(stage: Stage) -> None:
    session = stage.held()
    workshop = session.edition.workshop
    stage.answers(session, 4, 2)
    assert queries.evidence(stage.cast.year, "length") is None
    stage.answer(session, stage.people[session.pk][4], 2)
    stage.publish()
    found = queries.evidence(stage.cast.year, "length", workshop)
    assert found is not None
    assert (found.n, found.mean, found.share_agree, found.distribution) == (5, 2.0, 0.0, (0, 5, 0, 0, 0))
    assert json.loads(json.dumps(asdict(found)))["workshop"] == workshop.name
    assert queries.evidence(stage.cast.year, "trainer", workshop) is None
    assert queries.evidence(stage.cast.year, "trainer") is not None


def test_quality_is_handed_over_for_groups_that_are_large_enough(stage: Stage) -> None:
    edition, other = make.edition(stage.cast.year), make.edition(stage.cast.year)
    given = make.trainer(stage.cast.trainer, stage.cast.institute, edition, other)
    large, small = stage.held(edition), stage.held(other, day=date(2016, 11, 10))
    make.assignment(large, given)
    make.assignment(small, given)
    stage.answers(large, 6, 4, trainer=5)
    stage.answers(small, 3, 1)
    stage.held(edition, day=date(2016, 11, 11))
    spare = stage.held(make.edition(stage.cast.year), day=date(2016, 11, 14))
    stage.answers(spare, 5)
    found = queries.quality(stage.cast.year)
    assert found == {(given.pk, edition.workshop_id): (Decimal("5.0"), 6)}
    assert actions.hand_over_quality(stage.cast.year, by=stage.cast.programme_lead, at=DECEMBER) == 1
    assert Entry.objects.filter(verb="trainers.quality_recorded").count() == 1


# The year's questions


def test_whoever_can_answer_is_asked_until_done(stage: Stage) -> None:
    session = stage.held()
    who = stage.people[session.pk][0]
    todos = list(STEP.todo(stage.cast.year, member(stage, who), DECEMBER))
    assert [session.edition.title in todo.title for todo in todos] == [True]
    stage.answer(session, who)
    assert list(STEP.todo(stage.cast.year, member(stage, who), DECEMBER)) == []
    assert (
        len(list(STEP.todo(stage.cast.year, member(stage, stage.cast.school_educator), DECEMBER))) == 2
    )  # the year, and this session


def test_the_programme_lead_is_asked_to_make_open_and_read(inside: Cast) -> None:
    lead = memberships_of(inside.programme_lead, inside.partnership, inside.year)
    assert lead is not None
    titles = [todo.title for todo in STEP.todo(inside.year, lead, DECEMBER)]
    assert titles == ["Maak de vragenlijsten van dit jaar"]
    made = actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    assert [todo.title for todo in STEP.todo(inside.year, lead, DECEMBER)] == ["Open 7 vragenlijsten"]
    for instrument in made:
        actions.open_instrument(instrument, by=inside.programme_lead, at=DECEMBER)
    stage = Stage(
        inside, {str(i.audience): i for i in made if i.moment == main_moment(i.audience)}, later=later_of(made)
    )
    session = stage.held()
    for who in stage.people[session.pk][:4]:
        stage.answer(session, who, remark="Goed.")
    stage.publish()
    assert list(STEP.todo(inside.year, lead, DECEMBER)) == []  # a remark among four would still be somebody's
    stage.answer(session, stage.people[session.pk][4])
    stage.publish()
    assert [todo.title for todo in STEP.todo(inside.year, lead, DECEMBER)] == ["Lees 4 opmerkingen"]


def test_mails_go_to_who_was_there_and_the_reminder_only_to_who_has_not_answered(stage: Stage) -> None:
    session = stage.held(day=date(2016, 11, 29), number=3)
    first, *rest = stage.people[session.pk]
    asked = [m for m in STEP.messages(stage.cast.year, DECEMBER) if m.to in stage.people[session.pk]]
    kinds = ["evaluation.followup"] * 3 + ["evaluation.please"] * 3 + ["evaluation.reminder"] * 3
    assert sorted(m.kind for m in asked) == kinds
    assert len({m.key for m in asked}) == 9
    assert {(m.kind, m.due.date()) for m in asked if m.due} == {
        ("evaluation.reminder", date(2016, 12, 6)),
        ("evaluation.followup", date(2017, 2, 7)),
    }
    reminded = [m.follows for m in asked if m.kind == "evaluation.reminder"]
    assert {follows.after for follows in reminded if follows} == {timedelta(days=7)}
    stage.answer(session, first)
    left = [m for m in STEP.messages(stage.cast.year, DECEMBER) if m.to in stage.people[session.pk]]
    assert {m.to for m in left if m.kind != "evaluation.followup"} == set(rest)
    assert list(STEP.messages(stage.cast.year, DECEMBER + timedelta(days=365))) == []


def test_the_mails_can_be_sent_and_their_link_opens(stage: Stage) -> None:
    session = stage.held(day=date(2016, 11, 20), number=1)
    due = [m for m in STEP.messages(stage.cast.year, DECEMBER) if m.to in stage.people[session.pk]]
    due = [m for m in due if m.kind != "evaluation.followup"]
    mail.reconcile(stage.cast.partnership, due, at=DECEMBER, source="evaluation")
    assert Mail.objects.count() == 1  # the reminder waits until the first mail went out
    mail.send_due(stage.cast.partnership, at=DECEMBER)
    mail.reconcile(stage.cast.partnership, due, at=DECEMBER, source="evaluation")
    assert Mail.objects.count() == 2
    from dagdeel.outputs.mail.rendering import render

    for row in Mail.objects.select_related("person"):
        words = render(row, stage.cast.partnership)
        assert session.edition.title in words.subject
        assert "/e/" in words.text
        assert "anoniem" in words.html


def test_standing_says_how_many_of_how_many(stage: Stage) -> None:
    session = stage.held()
    stage.answers(session, 2)
    year = stage.cast.year
    assert STEP.standing(year, DECEMBER).figure == "2 van 7"
    assert {pk: s.figure for pk, s in STEP.schools(year, DECEMBER).items()} == {stage.cast.school.pk: "2 van 7"}
    assert [d.day for d in STEP.deadlines(year)] == [year.evaluation_due]


def test_personal_data_is_that_somebody_answered_never_what(stage: Stage) -> None:
    session = stage.held()
    who = stage.people[session.pk][0]
    stage.answer(session, who, remark="Over mij.")
    assert STEP.personal_data(who) == {
        "evaluations_answered": [
            {
                "instrument__audience": "participant",
                "instrument__moment": "session",
                "instrument__year__first_year": 2016,
                "session__edition__title": session.edition.title,
            }
        ],
        "replies_to_remarks": [],
    }


def test_the_doctor_finds_a_question_that_is_in_a_block_with_fewer_sessions_than_others(stage: Stage) -> None:
    edition = make.edition(stage.cast.year)
    few = [stage.held(edition, number=4, day=date(2016, 11, day)) for day in (3, 10)]
    for session in few:
        stage.answers_only(session, 3)
    stage.publish()
    assert list(queries.broken_promises()) == []
    found = Tally.objects.filter(block__isnull=False, question__item__key="useful", session=few[0], count__gt=0)
    assert found.update(session=stage.held(edition, number=4, day=date(2016, 11, 17))) == 1
    told = list(queries.broken_promises())
    assert any("with fewer sessions than others" in one for one in told)


def test_the_doctor_finds_counts_without_people_and_people_who_were_never_asked(stage: Stage) -> None:
    session = stage.held()
    stage.answers(session, 2)
    assert list(STEP.invariants()) == []
    Tally.objects.filter(question__item__key="useful", value=4).update(count=9)
    question = Question.objects.get(item__key="useful", instrument=stage.participant)
    Tally.objects.create(question=question, session=session, value=8, count=0)
    from dagdeel.year.evaluation.models import Respondent

    Respondent.objects.create(instrument=stage.participant, session=session, person=stage.cast.stranger)
    found = list(STEP.invariants())
    assert len(found) == 3
    assert Instrument.objects.count() == 7
    assert Workshop.objects.exists()
