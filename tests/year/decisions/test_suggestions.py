"""What the evaluation asks to be looked at: under a mark, fallen, seen differently, or said again and again."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.decisions import actions, queries, rules
from dagdeel.year.decisions.models import Finding, FindingMarks
from dagdeel.year.decisions.queries import Suggestion
from dagdeel.year.decisions.states import Signal, ThemeGroup
from dagdeel.year.evaluation import actions as evaluation
from dagdeel.year.evaluation import queries as answered
from dagdeel.year.evaluation.models import Comment, Tally
from dagdeel.year.evaluation.states import CommentState
from dagdeel.year.planning.models import Session
from tests import cast as make
from tests.year.decisions.stage import Stage
from tests.year.evaluation.stage import DECEMBER
from tests.year.evaluation.stage import Stage as Answers
from tests.year.evaluation.stage import make_stage as make_answers


def suggested(stage: Stage) -> list[Suggestion]:
    return queries.suggest_findings(stage.cast.year)


def keys(found: list[Suggestion]) -> list[tuple[str, tuple[Signal, ...]]]:
    return [(suggestion.item_key, suggestion.signals) for suggestion in found]


def said(stage: Stage, number: int = 9, **answers: int) -> Answers:
    """So many participants answered 4 everywhere, but for these items."""
    made = make_answers(stage.cast)
    made.answers(made.held(stage.editions[0], number=number), number, **answers)
    return made


def test_a_low_question_is_suggested_until_it_is_noted(stage: Stage) -> None:
    said(stage, length=2)

    assert keys(suggested(stage)) == [("length", (Signal.LOW,))]
    stage.finding(item_key="length")
    assert suggested(stage) == []


def test_nothing_under_the_threshold_is_suggested(stage: Stage) -> None:
    answers = make_answers(stage.cast)
    answers.answers(answers.held(stage.editions[0], number=7), 4, length=1)

    assert suggested(stage) == []


# The mark is a setting -------------------------------------------------------------------------------------------------


def marks(stage: Stage, **values: Any) -> FindingMarks:
    plain: dict[str, Any] = {
        "lowest_mean": Decimal("3.0"), "lowest_agree": 50, "lowest_mark": Decimal("6.0"), "theme_remarks": 3,
    }  # fmt: skip
    return actions.set_marks(stage.cast.year, **{**plain, **values}, **stage.who)


def test_a_higher_mark_asks_for_more(stage: Stage) -> None:
    said(stage, length=4)
    assert suggested(stage) == []

    marks(stage, lowest_mean=Decimal("4.5"))

    assert ("length", (Signal.LOW,)) in keys(suggested(stage))


def test_the_marks_hold_for_the_years_after(stage: Stage) -> None:
    marks(stage, lowest_agree=70)
    began = actions.start_next_year(stage.cast.year, **stage.who)

    assert queries.marks_of(began).lowest_agree == 70


@pytest.mark.parametrize(
    ("field", "value"),
    [("lowest_mean", Decimal("0.5")), ("lowest_mark", Decimal(11)), ("lowest_agree", 101), ("theme_remarks", 1)],
)
def test_a_mark_lies_on_its_scale(stage: Stage, field: str, value: Any) -> None:
    with pytest.raises(actions.BadMark) as no:
        marks(stage, **{field: value})

    assert no.value.field == field
    assert not FindingMarks.objects.exists()


@pytest.mark.parametrize(
    ("mean", "agree", "under"),
    [(2.9, 0.6, True), (3.4, 0.4, True), (3.4, 0.6, False), (5.9, None, True), (6, None, False)],
)
def test_an_item_is_under_by_its_mean_or_by_who_agrees(mean: float, agree: float | None, under: bool) -> None:
    assert rules.Marks().under(mean, agree) is under


def test_the_page_of_the_marks_keeps_what_was_typed(stage: Stage) -> None:
    client = stage.cast.client("programme_lead")
    wrong = {"lowest_mean": "9", "lowest_agree": "50", "lowest_mark": "6", "theme_remarks": "3"}

    response = client.post(stage.cast.url("decisions/marks/"), wrong)
    assert response.status_code == 422
    assert 'value="9"' in response.content.decode()

    client.post(stage.cast.url("decisions/marks/"), {**wrong, "lowest_mean": "3.5"})
    assert FindingMarks.objects.get().lowest_mean == Decimal("3.5")


# Lower than last year ---------------------------------------------------------------------------------------------------


@dataclass
class TwoYears:
    stage: Stage
    last: ProgrammeYear


def two_years(stage: Stage, number: int, *, before: int, after: int) -> TwoYears:
    """The same question in two years; in the second, one in three says one less."""
    said(stage, number, length=before)
    last, stage.cast.year = stage.cast.year, actions.start_next_year(stage.cast.year, **stage.who)
    later = make_answers(stage.cast)
    session = later.held(make.edition(stage.cast.year), number=number, day=date(2017, 11, 7))
    for place, who in enumerate(later.people[session.pk]):
        later.answer(session, who, length=after - (place % 3 == 0))
    return TwoYears(stage, last)


def test_an_item_that_fell_is_suggested_with_last_year_beside_it(stage: Stage) -> None:
    two_years(stage, 12, before=5, after=4)

    (found,) = suggested(stage)
    assert (found.item_key, found.signals, found.workshop) == ("length", (Signal.DROP,), None)
    finding = stage.finding(item_key="length", against="year")
    assert (finding.evidence["beside"]["year"], finding.evidence["beside"]["mean"]) == ("2016-2017", 5.0)


def test_a_fall_that_luck_could_bring_is_not_suggested(stage: Stage) -> None:
    two_years(stage, 6, before=4, after=4)

    assert suggested(stage) == []


def test_last_year_under_the_threshold_is_not_compared_with(stage: Stage) -> None:
    years = two_years(stage, 12, before=5, after=4)
    years.last.threshold = years.stage.cast.year.threshold = 10
    years.last.save()
    assert keys(suggested(stage)) == [("length", (Signal.DROP,))]

    first = answered.load(years.last, "participant")
    assert first is not None
    session = next(iter(first.answered))
    Tally.objects.filter(session=session, count=12).update(count=8)

    assert suggested(stage) == []
    assert "beside" not in stage.finding(item_key="length", against="year").evidence


# Audiences ----------------------------------------------------------------------------------------------------------------


def educators(answers: Answers, number: int, value: int) -> None:
    """So many school educators say how the year went."""
    instrument = answers.instruments["school_educator"]
    cast = answers.cast
    texts = {q.item.key for q in answered.questions_of(instrument) if q.kind != "agree"}
    given = {q.item.key: value for q in answered.questions_of(instrument) if q.item.key not in texts}
    for _ in range(number):
        who = make.person()
        make.membership(who, Role.SCHOOL_EDUCATOR, school=cast.school)
        evaluation.answer(
            instrument,
            person=who,
            session=None,
            answers={**given, "mark": 7},
            goal_answers={},
            comments={},
            at=DECEMBER,
        )
    answers.publish()


def test_audiences_that_differ_are_suggested_from_who_is_less_glad(stage: Stage) -> None:
    answers = said(stage, 9, length=3, organisation=4)
    educators(answers, 8, 5)

    found = [s for s in suggested(stage) if Signal.DIFFERS in s.signals]

    assert ("length", "participant", "school_educator") in {(s.item_key, s.audience, s.against) for s in found}
    finding = stage.finding(item_key="length", audience="participant", against="school_educator")
    assert finding.evidence["beside"]["audience"] == "school_educator"
    again = [(s.item_key, s.against) for s in suggested(stage) if Signal.DIFFERS in s.signals]
    assert ("length", "school_educator") not in again


def test_an_audience_under_the_threshold_is_not_compared_with(stage: Stage) -> None:
    answers = said(stage, 9, length=2)
    educators(answers, 4, 5)

    assert keys(suggested(stage)) == [("length", (Signal.LOW,))]
    assert "beside" not in stage.finding(item_key="length", against="school_educator").evidence


def test_what_participants_say_some_weeks_later_asks_for_a_finding_and_is_kept_with_its_moment(stage: Stage) -> None:
    answers = said(stage, 9)
    (session,) = Session.objects.all()
    assert answers.later is not None
    for who in answers.people[session.pk][:6]:
        evaluation.answer(
            answers.later, person=who, session=session, answers={"used": 1, "mentoring": 2, "own_teaching": 4},
            goal_answers={}, comments={}, at=DECEMBER + timedelta(weeks=30),
        )  # fmt: skip
    answers.publish()

    found = next(s for s in suggested(stage) if s.item_key == "mentoring" and s.workshop is None)
    assert (found.audience, found.moment, found.side) == ("participant", "later", "participant-later")
    client, door = stage.cast.client("programme_lead"), stage.cast.url("decisions/findings/new/")
    assert "audience=participant-later" in client.get(stage.cast.url("decisions/")).content.decode()
    values = {"title": "Weinig effect", "item_key": "mentoring", "audience": "participant-later"}
    shown = client.post(door, values, follow=True).content.decode()
    assert "deelnemers, enkele weken later" in shown
    assert "audience=participant&amp;moment=later" in shown
    kept = Finding.objects.get(title="Weinig effect").evidence
    assert (kept["audience"], kept["moment"], kept["n"], kept["mean"]) == ("participant", "later", 6, 2.0)
    assert "mentoring" not in {s.item_key for s in suggested(stage)}


# Themes -------------------------------------------------------------------------------------------------------------------

REMARKS = ["Na een lesdag is soep fijn.", "Graag lunch vooraf", "De koffie was op", "Meer tijd graag"]


def remarks(stage: Stage, texts: list[str], *, silent: int = 3) -> None:
    answers = make_answers(stage.cast)
    session = answers.held(stage.editions[0], number=len(texts) + silent)
    for who, text in zip(answers.people[session.pk], [*texts, *[""] * silent], strict=True):
        answers.answer(session, who, remark=text)
    answers.publish()


def release(stage: Stage) -> None:
    for comment in Comment.objects.all():
        evaluation.screen_comment(comment, release=True, **stage.who)


def test_what_comes_back_in_released_remarks_is_suggested(stage: Stage) -> None:
    remarks(stage, REMARKS)
    assert suggested(stage) == []  # nobody has read them yet

    release(stage)

    (found,) = suggested(stage)
    assert found.theme == rules.Theme(ThemeGroup.FOOD, 3, ("koffie", "lunch", "soep"))
    assert (found.of, found.signals) == (4, (Signal.THEME,))


def test_a_theme_is_kept_with_its_words_and_without_the_remarks(stage: Stage) -> None:
    remarks(stage, REMARKS)
    release(stage)

    finding = stage.finding(theme="eten")

    assert finding.evidence == {
        "year": "2016-2017", "theme": "eten", "words": ["koffie", "lunch", "soep"], "remarks": 3, "of": 4,
    }  # fmt: skip
    assert suggested(stage) == []
    shown = stage.cast.client("head").get(stage.cast.url(f"decisions/findings/{finding.pk}/")).content.decode()
    assert "in 3 van 4 vrijgegeven opmerkingen: koffie, lunch, soep" in shown


def test_of_a_theme_it_cannot_be_told_whether_it_helped_and_the_remarks_of_the_next_year_are_a_link_away(
    stage: Stage,
) -> None:
    remarks(stage, REMARKS)
    release(stage)
    decision = stage.take(stage.longer(), finding=stage.finding(theme="eten"))

    shown = stage.cast.client("council_member").get(stage.cast.url(f"decisions/{decision.pk}/")).content.decode()

    assert "Niet te zeggen of het hielp" in shown or "Een thema heeft geen cijfer" in shown
    assert f"/{stage.cast.partnership.slug}/2017-2018/evaluation/" not in shown  # that year is not there yet
    actions.start_next_year(stage.cast.year, **stage.who)
    shown = stage.cast.client("council_member").get(stage.cast.url(f"decisions/{decision.pk}/")).content.decode()
    assert f"/{stage.cast.partnership.slug}/2017-2018/evaluation/" in shown


def test_remarks_of_a_group_that_is_too_small_are_no_theme(stage: Stage) -> None:
    remarks(stage, REMARKS, silent=0)
    Comment.objects.update(state=CommentState.RELEASED, released_text="Graag lunch", block=uuid4())

    assert suggested(stage) == []


def test_a_theme_that_does_not_come_back_cannot_be_noted(stage: Stage) -> None:
    with pytest.raises(actions.UnknownTheme):
        stage.finding(theme="eten")
    client = stage.cast.client("programme_lead")
    response = client.post(stage.cast.url("decisions/findings/new/"), {"title": "Eten", "theme": "eten"})
    assert response.status_code == 422
    assert "komt niet meer terug" in response.content.decode()


@pytest.mark.parametrize(
    ("word", "theme"),
    [
        ("lunch", "eten"), ("koffie", "eten"), ("uurtje", "tijd"), ("oefenen", "oefenen"), ("beamer", "ruimte"),
        ("intervisies", "intervisie"), ("leerdoelen", "leerdoel"), ("graag", ""), ("we", ""), ("workshop", ""),
    ],
)  # fmt: skip
def test_a_word_belongs_to_a_theme(word: str, theme: str) -> None:
    assert rules.theme_of(word) == theme


def test_a_name_inside_a_sentence_is_no_theme_and_a_remark_counts_once() -> None:
    texts = ["Dank aan Jansen, Jansen!", "Met Jansen was het leerzaam", "Leerzaam. Leerzaam!"]

    assert rules.themes(texts, 2) == [rules.Theme("leerzaam", 2, ("leerzaam",))]


# From suggestion to finding -------------------------------------------------------------------------------------------------


def test_one_click_fills_the_form_and_the_finding_leads_to_the_figures_of_today(stage: Stage) -> None:
    said(stage, length=2)
    client = stage.cast.client("programme_lead")
    assert "item_key=length&amp;audience=participant" in client.get(stage.cast.url("decisions/")).content.decode()

    values = {"title": "Te kort", "item_key": "length", "audience": "participant"}
    page = client.post(stage.cast.url("decisions/findings/new/"), values, follow=True).content.decode()

    assert f'href="{stage.cast.url("evaluation/")}"' in page


def test_looking_takes_as_many_queries_for_more_questions(stage: Stage) -> None:
    said(stage, length=2)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            suggested(stage)
        return len(captured)

    once = asked()
    stage.finding(item_key="length")
    stage.finding("Nog een")
    assert asked() == once
