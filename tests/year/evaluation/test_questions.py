"""Questions of other kinds: options, several at once, and questions that are asked of some people only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.actions import Fault
from dagdeel.year.evaluation.models import Comment, Instrument, Item, Option, Question, Tally
from dagdeel.year.evaluation.queries import Line, Results, TooSmall
from dagdeel.year.evaluation.states import Audience, InstrumentState, Kind, Moment
from dagdeel.year.evaluation.step import STEP
from dagdeel.year.planning.models import Session
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage

LATER = DECEMBER + timedelta(weeks=12)
NEW = Line("", Kind.AGREE, "Het was de reis waard.", "It was worth the journey.", label="Reis")


def again(stage: Stage, session: Session, who: Person, *, remark: str = "", **answers: int | list[int]) -> None:
    """Somebody answers some weeks later."""
    assert stage.later is not None
    actions.answer(
        stage.later,
        person=who,
        session=session,
        answers=answers,
        goal_answers={},
        comments={"remark": remark},
        at=LATER,
    )


def later(stage: Stage, session: Session | None = None) -> Results | TooSmall:
    return queries.results(stage.cast.year, Audience.PARTICIPANT, moment=Moment.LATER, session=session)


def chosen(said: Results | TooSmall, key: str) -> dict[str, int]:
    assert isinstance(said, Results)
    (row,) = (row for row in said.choices if row.key == key)
    return {option.text: option.count for option in row.options}


# Some weeks later


def test_participants_are_asked_again_when_the_weeks_have_passed(stage: Stage) -> None:
    assert stage.later is not None
    session = stage.held(day=date(2016, 11, 1))
    who = stage.people[session.pk][0]
    soon, then = DECEMBER.date(), date(2016, 11, 1) + timedelta(weeks=10)
    assert [a.instrument.moment for a in queries.answerable(stage.cast.year, who, soon)] == [Moment.SESSION]
    assert {a.instrument.moment for a in queries.answerable(stage.cast.year, who, then)} == {"session", "later"}
    with pytest.raises(actions.NotAsked):
        actions.answer(
            stage.later, person=who, session=session, answers={"used": 1}, goal_answers={}, comments={}, at=DECEMBER
        )


def test_the_look_back_leads_to_its_questions_and_only_who_has_not_answered_is_reminded(stage: Stage) -> None:
    session = stage.held(day=date(2016, 11, 1), number=2)
    first, second = stage.people[session.pk]
    at = DECEMBER.replace(year=2017, month=1, day=10)
    mails = [
        m for m in STEP.messages(stage.cast.year, at) if m.to in (first, second) and m.kind == "evaluation.followup"
    ]
    assert {m.due.date() for m in mails if m.due} == {date(2017, 1, 10)}
    assert all("/e/" in str(m.context["questions"]) for m in mails)
    again(stage, session, first, used=1)
    reminded = [m for m in STEP.messages(stage.cast.year, at) if m.kind == "evaluation.reminder" and m.due]
    later_on = [m.to for m in reminded if m.due and m.due.date() == date(2017, 1, 17)]
    assert later_on == [second]


def test_another_number_of_weeks_moves_the_look_back(inside: Cast) -> None:
    actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    instrument = Instrument.objects.get(moment=Moment.LATER)
    actions.introduce_instrument(instrument, introduction="Kort.", weeks=8, by=inside.programme_lead, at=DECEMBER)
    for weeks in (7, 13, None):
        with pytest.raises(actions.WeeksOutside):
            actions.introduce_instrument(
                instrument, introduction="", weeks=weeks, by=inside.programme_lead, at=DECEMBER
            )
    stage = Stage(inside)
    session = stage.held(day=date(2016, 11, 1), number=1)
    (mail,) = (m for m in STEP.messages(inside.year, DECEMBER) if m.kind == "evaluation.followup")
    assert mail.due is not None
    assert mail.due.date() == date(2016, 12, 27)
    assert mail.context["questions"] == ""  # a draft asks nobody
    assert session.edition.title in str(mail.context["title"])


# Options


def test_several_options_of_one_person_count_once_for_the_size_of_the_group(stage: Stage) -> None:
    session = stage.held(day=date(2016, 11, 1))
    people = stage.people[session.pk]
    for who in people[:4]:
        again(stage, session, who, hindered=[1, 2, 5])  # four people, twelve crosses
    stage.publish()
    assert later(stage, session) == TooSmall(4, 7)
    again(stage, session, people[4], hindered=[1])
    stage.publish()
    said = later(stage, session)
    assert [n for n in chosen(said, "hindered").values() if n] == [5, 4, 4]
    assert isinstance(said, Results)
    (row,) = (row for row in said.choices if row.key == "hindered")
    assert (row.n, [option.share for option in row.options][:2]) == (5, [1.0, 0.8])
    assert list(queries.broken_promises()) == []


@pytest.mark.parametrize("answer", [[], [1, 1], [8], [0], 1, [True]])
def test_what_is_no_choice_of_several_is_refused(stage: Stage, answer: int | list[int]) -> None:
    session = stage.held(day=date(2016, 11, 1))
    with pytest.raises(actions.OffScale):
        again(stage, session, stage.people[session.pk][0], hindered=answer)
    assert not Tally.objects.exists()


@pytest.mark.parametrize("answer", [0, 4, [1], True])
def test_what_is_no_choice_of_one_is_refused(stage: Stage, answer: int | list[int]) -> None:
    session = stage.held(day=date(2016, 11, 1))
    with pytest.raises(actions.OffScale):
        again(stage, session, stage.people[session.pk][0], used=answer)


# Of some people only


@pytest.mark.parametrize("used", [None, 2, 3])
def test_who_did_not_meet_the_condition_is_not_asked(stage: Stage, used: int | None) -> None:
    session = stage.held(day=date(2016, 11, 1))
    answers = {"how_often": 1} if used is None else {"how_often": 1, "used": used}
    with pytest.raises(actions.OffScale) as no:
        again(stage, session, stage.people[session.pk][0], remark="", **answers)
    assert no.value.keys == ["how_often"]


def test_who_is_asked_a_conditional_question_is_a_smaller_group(stage: Stage) -> None:
    session = stage.held(day=date(2016, 11, 1))
    people = stage.people[session.pk]
    for who in people[:4]:
        again(stage, session, who, used=1, how_often=2)
    for who in people[4:]:
        again(stage, session, who, used=3)
    said = later(stage, session)
    assert list(chosen(said, "used").values()) == [4, 0, 3]
    assert chosen(said, "how_often") == {}  # four used it: how often would be theirs


def test_words_of_a_smaller_group_wait_for_it(stage: Stage) -> None:
    """Seven answered, but the question in own words was asked of four of them."""
    assert stage.later is not None
    remark = Question.objects.get(instrument=stage.later, item__key="remark")
    remark.only_if, remark.only_values = Question.objects.get(instrument=stage.later, item__key="used"), [1]
    remark.save()
    session = stage.held(day=date(2016, 11, 1))
    people = stage.people[session.pk]
    with pytest.raises(actions.OffScale):
        again(stage, session, people[6], used=3, remark="Niet gevraagd.")
    for who in people[:4]:
        again(stage, session, who, used=1, remark="Meer tijd.")
    for who in people[4:6]:
        again(stage, session, who, used=3)
    stage.publish()
    assert isinstance(later(stage, session), Results)
    assert queries.to_screen(stage.cast.year) == 0
    again(stage, session, people[6], used=1)
    assert queries.to_screen(stage.cast.year) == 4
    for words in Comment.objects.all():
        actions.screen_comment(words, release=True, by=stage.cast.programme_lead, at=LATER)
    said = later(stage, session)
    assert isinstance(said, Results)
    assert len(said.remarks) == 4


# Making a questionnaire


@pytest.fixture
def made(inside: Cast) -> Instrument:
    actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    return Instrument.objects.get(audience=Audience.PARTICIPANT, moment=Moment.SESSION)


def keys(instrument: Instrument) -> list[str]:
    return [line.key for line in queries.lines_of(instrument)]


def test_a_new_question_is_a_new_item_and_words_that_exist_are_not(made: Instrument, inside: Cast) -> None:
    question = actions.add_question(made, line=NEW, by=inside.head, at=DECEMBER)
    assert (question.item.key, question.item.label, keys(made)[-1]) == ("reis", "Reis", "reis")
    other = Instrument.objects.get(audience=Audience.TRAINER)
    with pytest.raises(actions.Unfit) as no:
        actions.add_question(other, line=replace(NEW, label="Iets anders"), by=inside.head, at=DECEMBER)
    assert no.value.faults == [(len(keys(other)) + 1, Fault.ASKED_ALREADY)]
    taken = next(row.line for row in queries.bank(other) if row.line.key == "reis")
    actions.take_question(other, line=taken, by=inside.head, at=DECEMBER)
    assert Item.objects.get(key="reis").questions.count() == 2


def test_other_words_make_a_version_of_the_same_item(made: Instrument, inside: Cast) -> None:
    by = inside.programme_lead
    question = Question.objects.get(instrument=made, item__key="length")
    line = queries.line_of(question)
    actions.edit_question(question, line=replace(line, nl="Duurde het goed?"), by=by, at=DECEMBER)
    question.refresh_from_db()
    assert question.version == 1  # nobody was asked yet, in whatever words
    actions.open_instrument(made, by=by, at=DECEMBER)
    following = make.programme_year(2017)
    actions.make_instruments(following, by=by, at=DECEMBER)
    new = Question.objects.get(
        instrument__year=following, instrument__moment="session", item__key="length", instrument__audience="participant"
    )
    assert (new.version, new.item_id) == (1, question.item_id)
    line = queries.line_of(new)
    actions.edit_question(new, line=replace(line, nl="De lengte was goed."), by=by, at=DECEMBER)
    new.refresh_from_db()
    assert new.version == 2
    actions.edit_question(new, line=line, by=by, at=DECEMBER)  # and back to the words of last year
    new.refresh_from_db()
    assert (new.version, new.item_id) == (1, question.item_id)


def test_a_question_never_changes_its_kind_or_its_item(made: Instrument, inside: Cast) -> None:
    question = Question.objects.get(instrument=made, item__key="length")
    line = replace(queries.line_of(question), key="other", kind=Kind.MARK, nl="Anders?")
    actions.edit_question(question, line=line, by=inside.head, at=DECEMBER)
    question.refresh_from_db()
    assert (question.kind, question.item.key, question.text_nl) == (Kind.AGREE, "length", "Anders?")


def test_questions_change_places_and_a_condition_stays_behind_its_question(made: Instrument, inside: Cast) -> None:
    first = Question.objects.get(instrument=made, position=1)
    actions.move_question(first, up=False, by=inside.head, at=DECEMBER)
    assert keys(made)[:2] == ["useful", "goals"]
    actions.move_question(first, up=True, by=inside.head, at=DECEMBER)
    assert keys(made)[:2] == ["goals", "useful"]
    actions.move_question(first, up=True, by=inside.head, at=DECEMBER)  # the first goes no higher
    assert keys(made)[:2] == ["goals", "useful"]
    again_ = Instrument.objects.get(moment=Moment.LATER)
    used = Question.objects.get(instrument=again_, item__key="used")
    for up, which in ((False, used), (True, Question.objects.get(instrument=again_, item__key="how_often"))):
        with pytest.raises(actions.InTheWay):
            actions.move_question(which, up=up, by=inside.head, at=DECEMBER)
    with pytest.raises(actions.InTheWay):
        actions.remove_question(used, by=inside.head, at=DECEMBER)


def test_a_question_that_was_never_asked_leaves_no_item_behind(made: Instrument, inside: Cast) -> None:
    question = actions.add_question(made, line=NEW, by=inside.head, at=DECEMBER)
    actions.remove_question(question, by=inside.head, at=DECEMBER)
    assert not Item.objects.filter(key="reis").exists()
    actions.remove_question(Question.objects.get(instrument=made, item__key="length"), by=inside.head, at=DECEMBER)
    assert Item.objects.filter(key="length").exists()


ONE_OPTION = (Option(1, "Ja", "Yes"),)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (replace(NEW, nl=" "), Fault.WORDS_NL),
        (replace(NEW, en=""), Fault.WORDS_EN),
        (replace(NEW, nl="x" * 301), Fault.TOO_LONG),
        (replace(NEW, kind="smell"), Fault.KIND),
        (replace(NEW, kind=Kind.ONE), Fault.OPTIONS_FEW),
        (replace(NEW, kind=Kind.ONE, options=ONE_OPTION), Fault.OPTIONS_FEW),
        (replace(NEW, kind=Kind.ONE, options=ONE_OPTION * 2), Fault.OPTIONS_MANY),
        (replace(NEW, kind=Kind.ONE, options=(*ONE_OPTION, Option(11, "a", "b"))), Fault.OPTIONS_MANY),
        (replace(NEW, kind=Kind.ONE, options=(*ONE_OPTION, Option(2, "Nee", ""))), Fault.OPTIONS_WORDS),
        (replace(NEW, options=(*ONE_OPTION, Option(2, "Nee", "No"))), Fault.OPTIONS_MANY),
        (replace(NEW, only_if="nothing", only_values=(1,)), Fault.CONDITION),
        (replace(NEW, only_if="remark", only_values=(1,)), Fault.CONDITION),
        (replace(NEW, only_if="goals", only_values=(1,)), Fault.CONDITION),
        (replace(NEW, only_if="length"), Fault.CONDITION_VALUES),
        (replace(NEW, only_if="length", only_values=(6,)), Fault.CONDITION_VALUES),
        (replace(NEW, goals=True), Fault.GOALS),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(
    made: Instrument, inside: Cast, line: Line, fault: Fault
) -> None:
    before = keys(made)
    with pytest.raises(actions.Unfit) as no:
        actions.add_question(made, line=line, by=inside.head, at=DECEMBER)
    assert [found for _place, found in no.value.faults] == [fault]
    assert keys(made) == before


def test_the_questions_of_an_open_instrument_stay(made: Instrument, inside: Cast) -> None:
    by, question = inside.programme_lead, made.questions.all()[0]
    actions.open_instrument(made, by=by, at=DECEMBER)
    for verb in (
        lambda: actions.add_question(made, line=NEW, by=by, at=DECEMBER),
        lambda: actions.take_question(made, line=NEW, by=by, at=DECEMBER),
        lambda: actions.move_question(question, up=False, by=by, at=DECEMBER),
        lambda: actions.remove_question(question, by=by, at=DECEMBER),
        lambda: actions.read_questions(made, lines=[NEW], by=by, at=DECEMBER),
        lambda: actions.introduce_instrument(made, introduction="", by=by, at=DECEMBER),
        lambda: actions.drop_instrument(made, by=by, at=DECEMBER),
    ):
        with pytest.raises(actions.NotDraft):
            verb()


def test_an_instrument_without_questions_is_not_opened_and_a_draft_can_be_dropped(
    made: Instrument, inside: Cast
) -> None:
    other = Instrument.objects.get(moment=Moment.LATER)
    actions.drop_instrument(other, by=inside.programme_lead, at=DECEMBER)
    assert not Instrument.objects.filter(moment=Moment.LATER).exists()
    for question in reversed(list(made.questions.all())):
        actions.remove_question(question, by=inside.programme_lead, at=DECEMBER)
    with pytest.raises(actions.NothingAsked):
        actions.open_instrument(made, by=inside.programme_lead, at=DECEMBER)


def test_the_bank_has_what_is_not_asked_and_drops_a_condition_that_has_no_question(made: Instrument) -> None:
    found = {row.line.key: row.line for row in queries.bank(made)}
    assert not found.keys() & {*keys(made)}
    assert (found["how_often"].only_if, len(found["how_often"].options)) == ("", 3)
    assert not any(line.goals for line in found.values())  # the goals are asked once


def test_the_optional_questionnaire_is_made_when_asked_for_and_again_the_year_after(inside: Cast) -> None:
    from dagdeel.year.evaluation.states import BY_KEY

    actions.make_instruments(inside.year, by=inside.programme_lead, at=DECEMBER)
    assert not Instrument.objects.filter(audience=Audience.STUDENT).exists()
    (made,) = actions.make_instruments(
        inside.year, asks=[BY_KEY["student-year"]], by=inside.programme_lead, at=DECEMBER
    )
    assert (made.audience, made.state) == (Audience.STUDENT, InstrumentState.DRAFT)
    following: ProgrammeYear = make.programme_year(2017)
    assert len(actions.make_instruments(following, by=inside.programme_lead, at=DECEMBER)) == 8


def test_heads_look_back_once_a_year_and_school_educators_after_each_session_too(stage: Stage) -> None:
    session = stage.held()
    head = [a.instrument for a in queries.answerable(stage.cast.year, stage.cast.head, DECEMBER.date())]
    assert [(i.audience, i.moment) for i in head] == [("head", "year")]
    educator = queries.answerable(stage.cast.year, stage.cast.school_educator, DECEMBER.date())
    assert [(a.instrument.moment, a.session) for a in educator] == [("session", session), ("year", None)]
    assert queries.asked_by_session(stage.cast.year, "school_educator", "session") == {
        session.pk: {stage.cast.school_educator.pk}
    }
