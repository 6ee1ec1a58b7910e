"""What the year may ask of the plan: what is asked, mails, calendar, standing, promises."""

from datetime import timedelta

from django.test.utils import override_settings

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.outputs.mail.message import Message
from dagdeel.year.planning import actions
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.step import STEP
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, by_lead, story


def member(cast: c.Cast, who: str) -> Member:
    found = memberships_of(cast.people[who], cast.partnership, cast.year)
    assert found is not None
    return found


def titles(cast: c.Cast, who: str) -> list[str]:
    return [todo.title for todo in STEP.todo(cast.year, member(cast, who), cast.now)]


def mails(cast: c.Cast, to: str = "trainer") -> dict[str, Message]:
    return {mail.key: mail for mail in STEP.messages(cast.year, cast.now) if mail.to == cast.people[to]}


def kinds(cast: c.Cast, to: str = "trainer") -> list[str]:
    return sorted(mail.kind for mail in mails(cast, to).values())


def published(cast: c.Cast) -> tuple[Session, Assignment]:
    tale = story(cast)
    session = tale.place(tale.drafts()[0], room=tale.room)
    actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    actions.publish_plan(cast.year, **tale.at)
    session.refresh_from_db()
    return session, Assignment.objects.get(session=session)


def test_each_role_is_asked_what_is_theirs(inside: c.Cast) -> None:
    tale = story(inside)
    assert titles(inside, "programme_lead") == ["Rooster 2 workshops die met scholen zijn afgesproken"]
    one, _ = tale.drafts()
    tale.place(one)
    assert titles(inside, "programme_lead") == [
        "1 sessie zonder datum",
        "2 sessies zonder trainer",
        "1 geplande sessie is niet gepubliceerd",
    ]
    assert titles(inside, "school_educator") == ["2 sessies zonder lokaal"]
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    assert titles(inside, "trainer") == []
    actions.publish_plan(inside.year, **tale.at)
    assert titles(inside, "trainer") == ["Geeft u deze sessie? Er wacht 1 antwoord"]
    assert titles(inside, "mentor") == titles(inside, "head") == []


def test_a_trainer_gets_one_question_for_all_sessions_and_one_reminder_after_a_week(inside: c.Cast) -> None:
    tale = story(inside)
    for session, day in zip(tale.drafts(), (TUESDAY, DECEMBER), strict=True):
        tale.place(session, day)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    actions.publish_plan(inside.year, **tale.at)
    first, reminder = sorted(mails(inside).values(), key=lambda mail: mail.kind)
    assert (first.kind, len(first.context["sessions"]), first.to) == ("planning.asked", 2, inside.trainer)
    assert (reminder.kind, reminder.due) == ("planning.reminder", inside.now + timedelta(days=7))
    assert mails(inside).keys() == {first.key, reminder.key}
    for assignment in Assignment.objects.all():
        actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    assert kinds(inside) == ["planning.confirmed"] * 2


def test_a_trainer_hears_of_another_room_another_day_and_of_cancelling(inside: c.Cast) -> None:
    session, assignment = published(inside)
    actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    lead = by_lead(inside)
    actions.schedule(session, day=session.day, half_day=session.half_day, room=None, **lead)
    assert kinds(inside) == ["planning.changed"]
    before = set(mails(inside))
    actions.schedule(session, day=DECEMBER, half_day="pm", **lead)
    assert kinds(inside) == ["planning.asked", "planning.reminder"]
    assert before.isdisjoint(mails(inside))
    actions.cancel_session(session, reason="Te weinig mensen", **lead)
    (mail,) = mails(inside).values()
    assert (mail.kind, mail.context["reason"]) == ("planning.cancelled", "Te weinig mensen")


def test_a_trainer_who_is_taken_off_hears_of_it(inside: c.Cast) -> None:
    session, assignment = published(inside)
    actions.unassign_trainer(session, trainer=assignment.trainer, **by_lead(inside))
    assert kinds(inside) == ["planning.withdrawn"]


def test_every_mail_has_its_text_in_both_languages(inside: c.Cast) -> None:
    from django.template.loader import render_to_string
    from django.utils import translation

    published(inside)
    (mail, *_rest) = mails(inside).values()
    for name in ("asked", "reminder", "changed", "cancelled", "withdrawn"):
        for language, words in (("nl", "Beste"), ("en", "Dear")):
            with translation.override(language), override_settings(LANGUAGE_CODE=language):
                said = render_to_string(f"planning/mail/{name}.txt", {**mail.context, "to": mail.to})
            assert words in said
            assert said.strip().splitlines()[0]


def test_the_calendar_shows_confirmed_sessions_to_trainers_and_the_schools_own_to_the_educator(inside: c.Cast) -> None:
    session, assignment = published(inside)
    assert list(STEP.diary(inside.year, member(inside, "trainer"))) == []
    actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    for who in ("trainer", "school_educator"):
        (item,) = STEP.diary(inside.year, member(inside, who))
        assert (item.uid, item.starts.hour, item.place) == (f"session-{session.pk}@dagdeel", 13, "Aula, School A")
    assert list(STEP.diary(inside.year, member(inside, "mentor"))) == []
    actions.cancel_session(session, reason="ziek", **by_lead(inside))
    (item,) = STEP.diary(inside.year, member(inside, "trainer"))
    assert (item.cancelled, item.sequence) == (True, 1)


def test_the_step_stands_where_its_sessions_stand(inside: c.Cast) -> None:
    assert STEP.standing(inside.year, inside.now).state == "later"
    published(inside)
    assert (STEP.standing(inside.year, inside.now).figure, STEP.standing(inside.year, inside.now).state) == (
        "1 van 2",
        "late",
    )
    assert STEP.schools(inside.year, inside.now)[inside.school.pk].figure == "1 van 2"
    assert STEP.standing(inside.year, inside.now - timedelta(days=200)).state == "now"


def test_the_doctor_finds_a_copy_that_differs(inside: c.Cast) -> None:
    session, assignment = published(inside)
    assert list(STEP.invariants()) == []
    Assignment.objects.filter(pk=assignment.pk).update(day=DECEMBER)
    Session.objects.filter(pk=session.pk).update(school=inside.other_school)
    assert list(STEP.invariants()) == [
        f"assignment {assignment.pk} has another date or half-day than its session",
        f"session {session.pk} is in a room of another school",
    ]


def test_personal_data_tells_what_somebody_gave_and_published(inside: c.Cast) -> None:
    published(inside)
    assert len(STEP.personal_data(inside.trainer)["assignments"]) == 1
    assert len(STEP.personal_data(inside.programme_lead)["plan_versions"]) == 1
