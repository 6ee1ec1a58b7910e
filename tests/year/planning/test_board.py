"""The planning board, through the browser's eyes."""

from collections.abc import Iterator
from typing import Any

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.models import Session
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, proposed, story


@pytest.fixture
def tale(cast: c.Cast) -> Iterator[Story]:
    """Two drafts of which the first stands on a Tuesday afternoon in the Aula with its trainer; the scope stays open."""
    with scope.of(cast.partnership):
        cast.partnership.demo_day = cast.now.date()
        cast.partnership.save()
        told = story(cast)
        first = told.place(told.drafts()[0], room=told.room)
        actions.assign_trainer(first, trainer=told.trainer, **told.at)
        yield told


def one(tale: Story) -> Session:
    return queries.sessions_of(tale.cast.year).order_by("pk")[0]


def text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def look(tale: Story, query: str = "", who: str = "programme_lead") -> str:
    answer = tale.cast.client(who).get(tale.cast.url(f"planning/board/{query}"))
    assert answer.status_code == 200
    return text(answer)


def card(page: str, session: Session) -> str:
    return page.split(f'id="s{session.pk}"')[1].split("</article>", maxsplit=1)[0]


def place(session: Session, **other: str) -> dict[str, str]:
    """What the form hands back about a move to December."""
    data = {
        "day": "2016-12-06",
        "half_day": "pm",
        "room": str(session.room_id),
        "trainer": "",
        "seen": queries.place_of(session).stamp,
    }
    return data | other


def test_the_board_shows_a_card_where_the_session_is_and_apart_what_has_no_date(tale: Story) -> None:
    page = look(tale)
    dated, undated = Session.objects.order_by("pk")
    row = page.split('<tr data-day="2016-11-08" data-half="pm"')[1].split("</tr>")[0]
    assert f'id="s{dated.pk}"' in row
    assert "Aula" in card(page, dated)
    assert "0/20" in card(page, dated)
    assert f'id="s{undated.pk}"' in page.split('class="plan-tray"')[1].split("</section>")[0]


def test_the_month_that_is_shown_is_the_next_one_with_sessions_or_the_one_that_was_asked(tale: Story) -> None:
    assert "november 2016</h2>" in look(tale)
    assert "december 2016</h2>" in look(tale, "?month=2016-12")
    for nonsense in ("2016-13", "x", "1850-01"):
        assert "november 2016</h2>" in look(tale, f"?month={nonsense}")


def test_only_half_days_with_something_or_offered_are_rows_until_all_are_asked(tale: Story) -> None:
    assert look(tale).count("<tr data-day=") == 1
    assert look(tale, "?every=on").count("<tr data-day=") == 44


def test_trainers_beside_each_other_give_each_session_its_column(tale: Story) -> None:
    page = look(tale, "?by=trainers")
    assert str(tale.trainer.person) in page.split("<thead>")[1].split("</thead>")[0]
    assert 'class="said-can"' in page
    assert f'data-col="{tale.trainer.pk}"' in page.split(f'id="s{one(tale).pk}"')[1].split(">")[0]


def test_the_filters_stand_in_the_address(tale: Story) -> None:
    other = Session.objects.order_by("pk")[1]
    assert f'id="s{other.pk}"' not in look(tale, f"?workshop={tale.editions[0].pk}")
    assert f'id="s{other.pk}"' not in look(tale, f"?trainer={tale.trainer.pk}")
    assert 'class="plan-card' not in look(tale, "?state=published")
    assert 'class="plan-card' not in look(tale, "?only=on")
    assert "plan-card" in look(tale, "?school=onzin&trainer=99999999999999999999&workshop=²&state=zot&by=x&cols=x")


def test_what_is_the_matter_stands_in_a_list_that_leads_to_the_card(tale: Story) -> None:
    tale.place(one(tale), DECEMBER, "am", room=tale.room)
    page = look(tale)
    link = page.split('class="plan-matters')[1].split('<a href="')[1].split('"')[0]
    assert link == f"?month=2016-12#s{one(tale).pk}"
    assert "Dit dagdeel hoort niet bij de dagdelen die de school heeft aangeboden" in page


def test_the_form_says_what_it_means_and_moves_without_any_script(tale: Story) -> None:
    client, session = tale.cast.client("programme_lead"), one(tale)
    url = tale.cast.url(f"planning/sessions/{session.pk}/move/")
    assert client.get(url).status_code == 200
    page = text(client.get(url, {"day": "2016-11-09", "half_day": "am", "trainer": ""}))
    assert "Dit dagdeel hoort niet bij de dagdelen die de school heeft aangeboden" in page
    assert "Niemand: het is een concept." in page
    assert one(tale).day == TUESDAY
    answer = client.post(url, place(session, next="month=2016-11"), follow=True)
    assert one(tale).day == DECEMBER
    assert "is verplaatst" in text(answer)
    assert answer.redirect_chain[0][0].endswith(f"planning/board/?month=2016-12&moved={session.pk}#s{session.pk}")


def test_a_move_is_taken_back_with_one_button_as_long_as_nothing_else_changed(tale: Story) -> None:
    client, session = tale.cast.client("programme_lead"), one(tale)
    client.post(tale.cast.url(f"planning/sessions/{session.pk}/move/"), place(session))
    assert "Verplaatsing terugdraaien" in look(tale, f"?moved={session.pk}")
    undo = tale.cast.url(f"planning/sessions/{session.pk}/undo/")
    assert "staat weer waar die stond" in text(client.post(undo, follow=True))
    assert one(tale).day == TUESDAY
    assert "Verplaatsing terugdraaien" not in look(tale, f"?moved={session.pk}")
    assert "Er is daarna iets anders met deze sessie gebeurd" in text(client.post(undo, follow=True))
    assert "plan-card" in look(tale, "?moved=x")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2017-09-01"}, "Deze datum valt niet in dit schooljaar."),
        ({"day": ""}, "Kies de datum van dit dagdeel."),
        ({"half_day": ""}, "Kies het dagdeel op deze datum."),
        ({"day": "31 februari"}, ""),
        ({"room": "999999999999999999999"}, ""),
        ({"trainer": "²"}, ""),
        ({"seen": "2016-11-08/am//"}, "Iemand heeft deze sessie intussen veranderd."),
        ({"day": "2016-11-09"}, "Sinds u keek spreekt er iets tegen."),
        ({"day": "2016-11-08"}, "De sessie staat daar al."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_moves(tale: Story, typed: dict[str, str], sentence: str) -> None:
    session = one(tale)
    url = tale.cast.url(f"planning/sessions/{session.pk}/move/")
    answer = tale.cast.client("programme_lead").post(url, place(session, **typed))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert queries.place_of(one(tale)) == queries.place_of(session)


def test_a_school_educator_moves_the_own_sessions_but_chooses_no_trainer(tale: Story) -> None:
    client, session = tale.cast.client("school_educator"), one(tale)
    other = c.trainer(c.person("Nieuw"), tale.cast.institute, *tale.editions)
    url = tale.cast.url(f"planning/sessions/{session.pk}/move/")
    assert 'name="trainer"' not in text(client.get(url))
    assert client.post(url, place(session, trainer=str(other.pk))).status_code == 302
    assert (one(tale).day, [a.trainer for a in queries.live(one(tale))]) == (DECEMBER, [tale.trainer])
    Session.objects.filter(pk=session.pk).update(school=tale.cast.other_school, room=None)
    assert client.get(url).status_code == 403
    assert client.post(tale.cast.url(f"planning/sessions/{session.pk}/undo/")).status_code == 403


def test_a_school_educator_takes_back_the_own_move_and_not_the_choice_of_a_trainer(tale: Story) -> None:
    educator, session = tale.cast.client("school_educator"), one(tale)
    undo = tale.cast.url(f"planning/sessions/{session.pk}/undo/")
    url = tale.cast.url(f"planning/sessions/{session.pk}/move/")
    tale.cast.client("programme_lead").post(url, place(session, trainer="0"))
    assert educator.post(undo).status_code == 403
    assert "Verplaatsing terugdraaien" not in look(tale, f"?moved={session.pk}", who="school_educator")
    educator.post(url, place(one(tale), day="2016-11-08"))
    assert educator.post(undo).status_code == 302
    assert (one(tale).day, queries.live(one(tale))) == (DECEMBER, [])


def test_who_only_looks_gets_no_handles_and_no_trainers_own_circumstances(tale: Story) -> None:
    tale.place(one(tale), DECEMBER, "am", room=tale.room)
    page = look(tale, "?month=2016-12&by=trainers&proposal=1", who="head")
    assert "data-move" not in page
    assert "heeft niet gezegd of dit dagdeel schikt" not in page
    assert "plan-by-trainer" not in page


def test_a_proposal_stands_beside_the_plan_and_one_line_of_it_is_taken_over(tale: Story) -> None:
    other = Session.objects.order_by("pk")[1]
    found = proposed(tale.cast)
    page = look(tale, f"?proposal={found.pk}&month=2016-12")
    assert "In het voorstel:" in card(page, other)
    assert "plan-ghost" in page
    client = tale.cast.client("programme_lead")
    data = {"session": str(other.pk), "board": f"proposal={found.pk}"}
    answer = client.post(tale.cast.url(f"planning/proposals/{found.pk}/accept/"), data)
    assert answer.headers["Location"] == tale.cast.url(f"planning/board/?proposal={found.pk}")
    other.refresh_from_db()
    assert other.day == DECEMBER


def test_the_costs_of_another_trainer_are_told(tale: Story) -> None:
    new = c.trainer(c.person("Nieuw"), tale.cast.institute, *tale.editions)
    url = tale.cast.url(f"budget/effects/moves/{one(tale).pk}/?trainer={new.pk}")
    assert "Evenveel als nu." in text(tale.cast.client("programme_lead").get(url))
