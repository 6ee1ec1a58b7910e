"""The options of a choice change places without becoming another option."""

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.year.evaluation.models import Instrument, Option, Question
from dagdeel.year.evaluation.states import InstrumentState
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, make_stage
from tests.year.evaluation.test_pages import text, url


@pytest.fixture
def question(cast: Cast) -> Question:
    """A choice in a draft."""
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()
    with scope.of(cast.partnership):
        make_stage(cast)
        Instrument.objects.update(state=InstrumentState.DRAFT)
        return Question.objects.filter(kind="one").select_related("item", "only_if__item").order_by("pk")[0]


def sent(question: Question, **more: object) -> dict[str, object]:
    """The form as it stands, with what is changed."""
    found: dict[str, object] = {"text_nl": question.text_nl, "text_en": question.text_en}
    found["order"] = [str(option.number) for option in question.choices]
    if question.only_if:
        found["only"] = [f"{question.only_if.item.key}:{value}" for value in question.only_values]
    for option in question.choices:
        found |= {f"option_{option.number}_nl": option.nl, f"option_{option.number}_en": option.en}
    return {**found, **more}


def places(body: str, options: tuple[Option, ...]) -> list[int]:
    """The numbers of the options in the order of the page."""
    return sorted((option.number for option in options), key=lambda number: body.index(f'name="option_{number}_nl"'))


def test_there_is_room_for_two_more_options_and_the_rest_is_folded_in(cast: Cast, question: Question) -> None:
    body = cast.client("programme_lead").get(url(cast, "question", question.pk)).content.decode()
    near, _fold, spare = body.partition("Meer mogelijkheden")
    assert near.count('name="order"') == len(question.choices) + 2
    assert near.count('name="order"') + spare.count('name="order"') == 10


def test_an_option_goes_up_and_keeps_its_number_and_what_was_typed(cast: Cast, question: Question) -> None:
    client, there = cast.client("programme_lead"), url(cast, "question", question.pk)
    first, second, *rest = question.choices
    assert f'aria-label="Mogelijkheid {second.number} omhoog"' in client.get(there).content.decode()
    moved = client.post(there, sent(question, move=f"up:{second.number}", text_nl="Getypt, nog niet bewaard"))
    body = moved.content.decode()
    assert moved.status_code == 200
    assert "Getypt, nog niet bewaard" in body
    assert places(body, question.choices) == [second.number, first.number, *(option.number for option in rest)]
    with scope.of(cast.partnership):
        assert Question.objects.get(pk=question.pk).choices == question.choices  # nothing is kept yet
    order = [str(number) for number in places(body, question.choices)]
    assert client.post(there, sent(question, order=order)).status_code == 302
    with scope.of(cast.partnership):
        kept = Question.objects.get(pk=question.pk)
    assert kept.choices == (second, first, *rest)
    assert list(kept.values) == [second.number, first.number, *(option.number for option in rest)]


@pytest.mark.parametrize("move", ["up:1", "down:99", "up:", "sideways", "down:x"])
def test_a_move_that_cannot_be_made_changes_nothing(cast: Cast, question: Question, move: str) -> None:
    there = url(cast, "question", question.pk)
    answer = cast.client("programme_lead").post(there, sent(question, move=move, order=["1", "x", "1"]))
    assert answer.status_code == 200
    assert places(answer.content.decode(), question.choices)[0] == 1


def test_a_question_that_is_written_for_the_first_time_shows_no_faults_when_an_option_moves(
    cast: Cast, question: Question
) -> None:
    there = url(cast, "add", question.instrument_id)
    answer = cast.client("programme_lead").post(there, {"move": "up:2", "option_2_nl": "Nee", "label": ""})
    assert (answer.status_code, "verplicht veld" in text(answer).lower()) == (200, False)
    body = answer.content.decode()
    assert body.index('name="option_2_nl"') < body.index('name="option_1_nl"')
