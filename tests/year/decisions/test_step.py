"""What the decisions tell the year: effect, what is asked, mails, promises."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.actions import reconcile, send_due
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.year.decisions import actions, queries
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import ConsequenceKind, Verdict
from dagdeel.year.decisions.step import STEP
from tests import cast as make
from tests.year.decisions.stage import APRIL, Stage
from tests.year.evaluation.stage import make_stage as make_answers

KEEP = ConsequenceDraft(ConsequenceKind.KEEP, "Zo houden")
AFTER = APRIL + timedelta(days=60)  # the evaluation is over


def member(stage: Stage, who: str, year: ProgrammeYear | None = None) -> Member:
    person = stage.cast.people[who]
    found = memberships_of(person, stage.cast.partnership, year or stage.cast.year)
    assert found is not None
    return found


def asked(stage: Stage, who: str, at: datetime = APRIL) -> list[str]:
    return [todo.title for todo in STEP.todo(stage.cast.year, member(stage, who), at)]


def mails(stage: Stage, at: datetime = APRIL) -> list[Message]:
    return list(STEP.messages(stage.cast.year, at))


def of_kind(found: Iterable[Message], kind: str) -> dict[Person, Message]:
    return {message.to: message for message in found if message.kind == f"decisions.{kind}"}


# Did it help? ---------------------------------------------------------------------------------------------------------


def measured_again(stage: Stage, *, before: int, after: int) -> Finding:
    """A finding on `length`, its setting changed, and the same question a year later."""
    answers = make_answers(stage.cast)
    answers.answers(answers.held(stage.editions[0], number=9), 9, length=before)
    finding = stage.finding(item_key="length")
    stage.take(stage.longer(), finding=finding)
    began = actions.start_next_year(stage.cast.year, **stage.who)
    this_year, stage.cast.year = stage.cast.year, began
    later = make_answers(stage.cast)
    session = later.held(make.edition(began), number=9, day=date(2017, 11, 7))
    for number, who in enumerate(later.people[session.pk]):
        later.answer(session, who, length=after - number % 2)
    stage.cast.year = this_year
    return finding


def test_a_year_later_it_is_better(stage: Stage) -> None:
    finding = measured_again(stage, before=2, after=5)

    effect = queries.effects([finding])[finding.pk]

    assert (effect.before, effect.n_before, effect.n_after, effect.year) == (2.0, 9, 9, "2017-2018")
    assert effect.verdict == Verdict.BETTER
    before, after = effect.measured
    assert (before.year, before.mean, after.year, after.n) == ("2016-2017", 2.0, "2017-2018", 9)
    assert 1 <= before.low < 2 < before.high <= 5
    assert 1 <= after.low < after.mean < after.high <= 5


def test_the_effect_of_a_decision_is_a_picture_with_its_table_and_files(stage: Stage) -> None:
    finding = measured_again(stage, before=2, after=5)
    decision = finding.decisions.get()
    client, door = stage.cast.client("council_member"), f"decisions/{decision.pk}/"
    page = client.get(stage.cast.url(door)).content.decode()
    assert "Heeft het geholpen?" in page
    assert "voor en na het besluit: 2,0 in 2016-2017" in page
    assert f'{door}effect.svg"' in page
    listed = client.get(stage.cast.url(f"{door}effect.csv")).content.decode()
    assert "2016-2017;9;2" in listed
    assert "2017-2018;9;4,556" in listed
    drawn = client.get(stage.cast.url(f"{door}effect.svg"))
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")


def test_a_year_later_it_is_worse(stage: Stage) -> None:
    finding = measured_again(stage, before=5, after=3)

    assert queries.effects([finding])[finding.pk].verdict == Verdict.WORSE


def test_a_year_later_too_few_answers_show_no_effect(stage: Stage) -> None:
    finding = measured_again(stage, before=2, after=5)
    ProgrammeYear.objects.filter(first_year=2017).update(threshold=10)  # nine answered

    assert queries.effects([finding]) == {}
    client, door = stage.cast.client("council_member"), f"decisions/{finding.decisions.get().pk}/"
    assert client.get(stage.cast.url(f"{door}effect.svg")).status_code == 404
    assert len(client.get(stage.cast.url(f"{door}effect.csv")).content.decode().splitlines()) == 1
    assert "Heeft het geholpen?" not in client.get(stage.cast.url(door)).content.decode()
    shown = stage.cast.client("head").get(stage.cast.url("decisions/said/")).content.decode()
    assert "Nog niet gemeten" in shown


def test_before_it_is_measured_again_there_is_no_effect(stage: Stage) -> None:
    finding = stage.finding()

    assert queries.effects([finding]) == {}


# Asked ------------------------------------------------------------------------------------------------------------------


def test_the_lead_is_asked_about_findings_without_a_decision(stage: Stage) -> None:
    finding = stage.finding()
    assert "1 bevinding wacht op een besluit" in asked(stage, "programme_lead")

    stage.propose(KEEP, finding=finding)
    assert "1 bevinding wacht op een besluit" not in asked(stage, "programme_lead")


@pytest.mark.parametrize(
    ("body", "asked_who", "not_asked"),
    [("council", ["council_member", "head"], ["school_educator"]), ("steering", ["council_member"], ["head"])],
)
def test_a_body_is_asked_what_it_decides(stage: Stage, body: str, asked_who: list[str], not_asked: list[str]) -> None:
    stage.propose(KEEP, body=body)

    assert all(asked(stage, who) == ["U besluit mee: Het wordt anders"] for who in asked_who)
    assert all(asked(stage, who) == [] for who in not_asked)


def test_near_the_end_the_lead_is_asked_to_start_the_next_year(stage: Stage) -> None:
    assert "Begin 2017-2018" in asked(stage, "programme_lead", APRIL)
    assert "Begin 2017-2018" not in asked(stage, "programme_lead", APRIL - timedelta(days=120))

    actions.start_next_year(stage.cast.year, **stage.who)
    assert "Begin 2017-2018" not in asked(stage, "programme_lead", APRIL)


def test_an_owner_is_asked_to_carry_out_what_was_decided_late(stage: Stage) -> None:
    actions.start_next_year(stage.cast.year, **stage.who)
    stage.take(stage.longer(), owner=stage.cast.school_educator, due=date(2017, 5, 20))

    assert asked(stage, "school_educator") == ["Voer uit: Het wordt anders"]
    assert date(2017, 5, 20) in {deadline.day for deadline in STEP.deadlines(stage.cast.year)}


def test_the_step_stands_as_its_findings_stand(stage: Stage) -> None:
    year = stage.cast.year
    finding = stage.finding()
    with CaptureQueriesContext(connection) as captured:
        standing = STEP.standing(year, APRIL)
    assert (standing.figure, standing.state, len(captured) <= 2) == ("1 open", "now", True)
    assert STEP.standing(year, AFTER).state == "late"

    stage.take(KEEP, finding=finding)
    assert (STEP.standing(year, APRIL).figure, STEP.standing(year, APRIL).state) == ("1 besluit", "done")


# Mails --------------------------------------------------------------------------------------------------------------------


def test_the_members_of_a_body_hear_what_is_before_them(stage: Stage) -> None:
    stage.propose(KEEP)

    assert set(of_kind(mails(stage), "to_take")) == {stage.cast.council_member, stage.cast.head}


def test_an_owner_hears_a_week_before_it_is_due(stage: Stage) -> None:
    stage.take(KEEP, due=date(2017, 5, 20))
    due = datetime.combine(date(2017, 5, 13), APRIL.timetz())

    assert of_kind(mails(stage, due - timedelta(days=1)), "due") == {}
    assert set(of_kind(mails(stage, due), "due")) == {stage.cast.programme_lead}


def test_who_was_asked_hears_what_was_done_once_everything_is_decided(stage: Stage) -> None:
    answers = make_answers(stage.cast)
    session = answers.held(stage.editions[0], number=6)
    silent, stranger = answers.people[session.pk][5], make.mentors(stage.cast.school, 1)[0]
    stage.take(stage.longer(), title="Vier uur per workshop")
    waiting = stage.finding("Te warm")
    assert of_kind(mails(stage, AFTER), "said") == {}

    actions.no_action(waiting, reason="Is verholpen", **stage.who)
    assert of_kind(mails(stage, APRIL), "said") == {}  # the evaluation still runs

    found = of_kind(mails(stage, AFTER), "said")
    assert silent in found
    assert stage.cast.school_educator in found
    assert stranger not in found


def test_you_said_we_did_arrives_once_in_the_language_of_the_reader(stage: Stage) -> None:
    answers = make_answers(stage.cast)
    answers.held(stage.editions[0], number=6)
    stage.cast.school_educator.language = "en"
    stage.cast.school_educator.save()
    stage.take(stage.longer(), title="Vier uur per workshop")

    for _ in range(2):
        reconcile(stage.cast.partnership, mails(stage, AFTER), at=AFTER)
        send_due(stage.cast.partnership, at=AFTER)

    subjects = dict(Mail.objects.filter(kind="decisions.said").values_list("person", "subject"))
    assert (
        Mail.objects.filter(kind="decisions.said").count() == len(subjects) == 6 + 3
    )  # and the educators and the head
    assert subjects[stage.cast.school_educator.pk] == "You said, we did: 2016-2017"
    assert "U zei, wij deden: 2016-2017" in subjects.values()


def test_the_mails_ask_as_often_for_nine_people_as_for_six(stage: Stage) -> None:
    answers = make_answers(stage.cast)
    stage.take(stage.longer())
    mails(stage, AFTER)  # the partnership of the year is looked up once

    def queries_of(number: int) -> int:
        answers.held(stage.editions[0], number=number)
        with CaptureQueriesContext(connection) as captured:
            mails(stage, AFTER)
        return len(captured)

    assert queries_of(6) == queries_of(3)


# Promises -------------------------------------------------------------------------------------------------------------------


def test_the_doctor_finds_what_does_not_fit(stage: Stage) -> None:
    decision = stage.take(stage.longer())
    actions.start_next_year(stage.cast.year, **stage.who)
    assert list(STEP.invariants()) == []

    Consequence.objects.filter(decision=decision).update(done_at=None)
    assert any("was not done" in line for line in STEP.invariants())
    Decision.objects.filter(pk=decision.pk).update(state="proposed")
    assert any("without a decision that stands" in line for line in STEP.invariants())


def test_what_is_known_of_an_owner(stage: Stage) -> None:
    stage.propose(KEEP)

    told = STEP.personal_data(stage.cast.programme_lead)["decisions.Decision"]
    assert [row["title"] for row in told] == ["Het wordt anders"]
    assert STEP.personal_data(stage.cast.head)["decisions.Decision"] == []
