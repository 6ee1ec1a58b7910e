"""How a body decides: consensus or votes, what is not taken, agenda and list on paper, minutes."""

from io import BytesIO
from typing import Any, cast

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dagdeel.year.decisions import actions, queries
from dagdeel.year.decisions.actions import Outcome
from dagdeel.year.decisions.models import Decision, Minutes
from dagdeel.year.decisions.states import DecisionState, FindingState
from tests.year.decisions.stage import Stage

MEETING = "meetings/council/2017-04-25/"
VOTE = Outcome("vote", 5, 2, 1)


def get(stage: Stage, path: str, who: str = "programme_lead") -> Any:
    return stage.cast.client(who).get(stage.cast.url(f"decisions/{path}"))


def post(stage: Stage, path: str, data: dict[str, Any], who: str = "programme_lead", **rest: Any) -> Any:
    return stage.cast.client(who).post(stage.cast.url(f"decisions/{path}"), data, **rest)


def text(response: Any) -> str:
    return str(response.content.decode())


def paper(response: Any) -> str:
    read = PdfReader(BytesIO(response.content))
    root = cast("DictionaryObject", read.trailer["/Root"])
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nl")
    return "\n".join(page.extract_text() for page in read.pages)


# Votes ----------------------------------------------------------------------------------------------------------------


def test_a_vote_stands_with_the_decision(stage: Stage) -> None:
    decision = actions.take_decision(stage.propose(stage.longer()), outcome=VOTE, **stage.who)

    assert (decision.manner, decision.votes_for, decision.votes_against, decision.abstained) == ("vote", 5, 2, 1)
    assert "5 voor, 2 tegen, 1 onthouding" in text(get(stage, f"{decision.pk}/", "council_member"))


def test_a_lost_vote_cannot_be_taken_and_a_won_one_cannot_be_refused(stage: Stage) -> None:
    decision = stage.propose(stage.longer())

    with pytest.raises(actions.NoMajority):
        actions.take_decision(decision, outcome=Outcome("vote", 2, 2, 4), **stage.who)
    with pytest.raises(actions.HadMajority):
        actions.reject_decision(decision, reason="Te duur", outcome=VOTE, **stage.who)
    with pytest.raises(ValueError, match="consensus"):
        Outcome("consensus", 5)
    decision.refresh_from_db()
    assert decision.state == DecisionState.PROPOSED


@pytest.mark.parametrize(
    "values",
    [{"state": "taken", "manner": "vote", "votes_for": 2, "votes_against": 2}, {"votes_for": 3}, {"state": "rejected"}],
)
def test_the_database_keeps_the_promises_of_a_vote(stage: Stage, values: dict[str, Any]) -> None:
    decision = stage.propose(stage.longer())

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**values)


def test_what_was_not_taken_has_a_reason_and_its_finding_waits_again(stage: Stage) -> None:
    decision = stage.propose(stage.longer())
    with pytest.raises(actions.MissingReason):
        actions.reject_decision(decision, reason=" ", **stage.who)

    actions.reject_decision(decision, reason="Te duur", outcome=Outcome("vote", 2, 6), **stage.who)

    assert decision.finding.state == FindingState.OPEN
    assert queries.progress(stage.cast.year).proposed == 0
    with pytest.raises(actions.WrongState):
        actions.take_decision(decision, **stage.who)
    actions.no_action(decision.finding, reason="De raad wil het niet", **stage.who)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"votes_for": "5"}, "kies ‘door te stemmen’"),
        ({"manner": "vote"}, "Vul in hoeveel"),
        ({"manner": "vote", "votes_for": "2", "votes_against": "3"}, "dan is het niet genomen"),
        ({"result": "rejected"}, "Zeg waarom"),
        ({"result": "rejected", "manner": "vote", "votes_for": "4", "reason": "x"}, "dan is het genomen"),
        ({"manner": "vote", "votes_for": "-1"}, "0"),
    ],
)
def test_the_page_says_what_does_not_hold_and_keeps_what_was_typed(
    stage: Stage, values: dict[str, str], sentence: str
) -> None:
    decision = stage.propose(stage.longer())

    response = post(stage, f"{decision.pk}/take/", {"abstained": "", **values})

    assert response.status_code == 422
    assert sentence in text(response)
    assert all(f'value="{value}"' in text(response) for name, value in values.items() if "votes" in name)
    decision.refresh_from_db()
    assert decision.state == DecisionState.PROPOSED


def test_the_page_writes_down_that_it_was_not_taken(stage: Stage) -> None:
    decision = stage.propose(stage.longer())
    data = {"result": "rejected", "manner": "vote", "votes_for": "1", "votes_against": "7", "reason": "Te duur"}

    shown = text(post(stage, f"{decision.pk}/take/", data, follow=True))

    assert "niet genomen" in shown
    assert "Te duur" in shown
    assert "1 voor, 7 tegen" in shown


# Papers ---------------------------------------------------------------------------------------------------------------


def test_the_agenda_has_what_is_before_the_body_and_the_list_what_it_decided(stage: Stage) -> None:
    stage.propose(stage.longer(), title="Nog te besluiten")
    actions.take_decision(stage.propose(stage.longer(), title="Is besloten"), outcome=VOTE, **stage.who)
    stage.propose(stage.longer(), title="Van de stuurgroep", body="steering")

    agenda, decided = paper(get(stage, f"{MEETING}agenda.pdf")), paper(get(stage, f"{MEETING}decisions.pdf"))

    assert "Nog te besluiten" in agenda
    assert "Van 3,5 naar 4 uur" in agenda
    assert "Is besloten" not in agenda
    assert "Is besloten" in decided
    assert "5 voor" in decided
    assert "Nog te besluiten" not in decided
    assert "Van de stuurgroep" not in agenda + decided


def test_a_meeting_lists_its_decisions_with_what_would_change(stage: Stage) -> None:
    stage.propose(stage.longer())

    assert "25 april 2017" in text(get(stage, "meetings/", "head"))
    shown = text(get(stage, MEETING, "council_member"))
    assert "Het wordt anders" in shown
    assert "Van 3,5 naar 4 uur" in shown
    assert "Er is nog geen verslag" in shown


@pytest.mark.parametrize(
    "path", ["meetings/council/2017-04-26/", "meetings/council/2017-02-31/", "meetings/lead/2017-04-25/"]
)
def test_a_meeting_that_was_not_held_is_not_found(stage: Stage, path: str) -> None:
    stage.propose(stage.longer())

    assert get(stage, path).status_code == 404


# Minutes --------------------------------------------------------------------------------------------------------------


def upload(name: str = "verslag.pdf", content: bytes = b"%PDF-1.7 verslag") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_minutes_are_kept_read_by_the_body_and_replaced(
    stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:  # fmt: skip
    stage.propose(stage.longer())
    assert post(stage, f"{MEETING}keep/", upload()).status_code == 302
    first = Minutes.objects.get().file.name

    read = get(stage, f"{MEETING}minutes/", "council_member")
    assert b"".join(read.streaming_content) == b"%PDF-1.7 verslag"
    assert (read["Content-Type"], read["X-Content-Type-Options"], read["Cache-Control"]) == (
        "application/pdf", "nosniff", "no-store",
    )  # fmt: skip
    assert get(stage, f"{MEETING}minutes/", "mentor").status_code == 403

    with django_capture_on_commit_callbacks(execute=True):
        post(stage, f"{MEETING}keep/", upload(content=b"%PDF-1.7 beter"))
    kept = Minutes.objects.get()
    with kept.file.open("rb") as content:
        assert content.read() == b"%PDF-1.7 beter"
    assert not default_storage.exists(first or "")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload("verslag.exe", b"MZ"), "soort bestand"),
        (upload("verslag.pdf", b"<html>"), "iets anders dan de naam zegt"),
        ({}, "verplicht"),
    ],
)
def test_only_what_is_what_its_name_says_is_kept(stage: Stage, file: dict[str, Any], sentence: str) -> None:
    stage.propose(stage.longer())

    response = post(stage, f"{MEETING}keep/", file)

    assert response.status_code == 422
    assert sentence in text(response)
    assert not Minutes.objects.exists()


def test_minutes_belong_to_a_meeting(stage: Stage) -> None:
    with pytest.raises(actions.NoMeeting):
        actions.keep_minutes(
            stage.cast.year, body="council", day=stage.cast.year.first_day, file=upload()["file"], **stage.who
        )
    stage.propose(stage.longer())
    assert post(stage, f"{MEETING}keep/", upload(), "head").status_code == 403
