"""A deadline is shifted: what follows is shown first, then it is done, and it can be taken back."""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from dagdeel.base.administration import actions
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.web import shifts
from dagdeel.year.cycle import CYCLE
from tests import cast as c
from tests.cast import Cast
from tests.house.everything import make_house, more

PLAN, LATER = date(2017, 7, 1), date(2017, 7, 4)


@pytest.fixture
def tale(cast: Cast) -> Iterator[Cast]:
    """In the middle of the year."""
    with scope.of(cast.partnership):
        cast.partnership.demo_day = cast.now.date()
        cast.partnership.save()
        yield cast


def text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def year(tale: Cast) -> ProgrammeYear:
    return ProgrammeYear.objects.get(pk=tale.year.pk)


def ask(tale: Cast, setting: str, day: str, **more: str) -> str:
    answer = tale.client("programme_lead").get(tale.url(f"timeline/{setting}/"), {"day": day, **more})
    assert answer.status_code == 200
    return text(answer)


def test_every_deadline_of_the_settings_can_be_shifted_by_whoever_may_change_them(tale: Cast) -> None:
    page = text(tale.client("programme_lead").get(tale.url("timeline/")))
    for setting in actions.DEADLINES:
        assert tale.url(f"timeline/{setting}/") in page
    assert "/timeline/plan_due/" not in text(tale.client("head").get(tale.url("timeline/")))
    assert tale.client("head").get(tale.url("timeline/plan_due/")).status_code == 403
    assert tale.client("programme_lead").get(tale.url("timeline/threshold/")).status_code == 404


def test_looking_says_which_dates_move_stay_and_lie_badly_and_writes_nothing(tale: Cast) -> None:
    page = ask(tale, "evaluation_due", "2017-05-27")
    assert "zaterdag 27 mei 2017" in page
    assert "in het weekend" in page
    assert page.index("Latere data die blijven") < page.index("donderdag 15 juni 2017")
    assert "een feestdag (Koningsdag)" in ask(tale, "evaluation_due", "2017-04-27")
    assert "in een schoolvakantie" in ask(tale, "report_due", "2017-07-26")
    assert year(tale).evaluation_due == date(2017, 5, 31)


def test_what_comes_later_can_move_along(tale: Cast) -> None:
    client, url = tale.client("programme_lead"), tale.url("timeline/evaluation_due/")
    page = ask(tale, "evaluation_due", "2017-06-02", follow="on")
    assert page.count("<del>") == 3
    seen = {"seen_evaluation_due": "2017-05-31", "seen_decisions_due": "2017-06-15", "seen_report_due": "2017-07-15"}
    assert client.post(url, {"day": "2017-06-02", "follow": "on", **seen}).status_code == 302
    now = year(tale)
    assert (now.evaluation_due, now.decisions_due, now.report_due) == (
        date(2017, 6, 2), date(2017, 6, 17), date(2017, 7, 17),
    )  # fmt: skip
    assert [e.verb for e in Entry.objects.all()] == ["year.shifted"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2017-06-20", "‘Besluiten genomen’ zou vóór ‘evaluatie"),
        ("2019-01-01", "moet tussen"),
        ("2017-05-31", "Deze datum ligt al op deze dag."),
        ("geen dag", ""),
        ("", ""),
    ],
)
def test_a_day_that_cannot_be_is_said_and_nothing_moves(tale: Cast, day: str, sentence: str) -> None:
    url = tale.url("timeline/evaluation_due/")
    answer = tale.client("programme_lead").post(url, {"day": day, "seen_evaluation_due": "2017-05-31"})
    assert answer.status_code == 422
    assert sentence.lower() in text(answer).lower()
    assert year(tale).evaluation_due == date(2017, 5, 31)


def test_who_looked_at_another_date_shifts_nothing(tale: Cast) -> None:
    url = tale.url("timeline/report_due/")
    actions.shift_deadlines(
        tale.year, days={"report_due": LATER}, seen={"report_due": date(2017, 7, 15)}, by=tale.head, at=tale.now
    )
    answer = tale.client("programme_lead").post(url, {"day": "2017-07-01", "seen_report_due": "2017-07-15"})
    assert answer.status_code == 422
    assert "Iemand heeft deze data intussen veranderd" in text(answer)
    assert year(tale).report_due == LATER


def test_a_shift_is_taken_back_as_long_as_nobody_changed_the_dates(tale: Cast) -> None:
    client = tale.client("programme_lead")
    shift = {"day": "2017-07-04", "seen_report_due": "2017-07-15"}
    client.post(tale.url("timeline/report_due/"), shift)
    assert "Verschuiving terugdraaien" in text(client.get(tale.url("timeline/")))
    assert "De data zijn weer zoals ze waren." in text(client.post(tale.url("timeline/undo/"), follow=True))
    assert year(tale).report_due == date(2017, 7, 15)
    assert "Deze data zijn daarna veranderd" in text(client.post(tale.url("timeline/undo/"), follow=True))
    client.post(tale.url("timeline/report_due/"), shift)
    actions.change_settings(year(tale), settings={"report_due": PLAN}, by=tale.head, at=tale.now)
    with pytest.raises(actions.NothingToUndo):
        actions.undo_shift(tale.year, by=tale.head, at=tale.now)
    assert year(tale).report_due == PLAN


def test_the_mails_that_would_go_on_another_day_are_counted(tale: Cast) -> None:
    c.agreed_plan(tale.year, tale.school, c.brochure(tale.year, 1), tale.head)
    # the day is past and nothing was expected any more; now it is
    found = shifts.shift_of(tale.year, "invitations_due", date(2016, 9, 14), follow=False, at=tale.now)
    assert [(mail.number, mail.old, mail.new) for mail in found.mails] == [(1, None, date(2016, 9, 14))]
    later = copy.copy(tale.year)
    later.invitations_due, later.enrolment_due = date(2016, 9, 15), date(2016, 9, 30)
    moved = shifts.shift_of(later, "invitations_due", date(2016, 9, 20), follow=False, at=tale.now)
    assert [(mail.number, mail.old, mail.new) for mail in moved.mails] == [(1, date(2016, 9, 15), date(2016, 9, 20))]


def test_no_other_steps_mails_look_at_a_deadline(db: None) -> None:
    house = make_house().cast
    with scope.of(house.partnership):
        more(house, 2)
        supposed = copy.copy(house.year)
        for name in actions.DEADLINES:
            setattr(supposed, name, getattr(supposed, name) + timedelta(days=9))
        for step in CYCLE:
            if step.key not in shifts.DATED:
                now, then = (
                    {(message.key, message.due) for message in step.messages(one, house.now)}
                    for one in (house.year, supposed)
                )
                assert now == then, step.key
