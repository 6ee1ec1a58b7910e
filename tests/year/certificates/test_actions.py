"""Certificates follow from attendance and from nothing else."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.certificates import actions, queries
from dagdeel.year.certificates.models import Certificate
from tests import cast as build
from tests.cast import Cast
from tests.year.certificates.conftest import NEXT_DAY, THAT_DAY, Held, hold


def _issue(held: Held) -> list[Certificate]:
    return actions.issue_certificates(held.session, by=held.cast.programme_lead, at=NEXT_DAY)


def _hours(held: Held) -> dict[int, Decimal]:
    return dict(queries.valid().filter(session=held.session).values_list("person_id", "hours"))


def test_everybody_who_took_part_gets_one_and_nobody_else(closed: Held) -> None:
    _issue(closed)
    whole = Decimal("3.5")
    assert _hours(closed) == {closed.present.pk: whole, closed.late.pk: whole, closed.partly.pk: Decimal("2.0")}


def test_the_words_are_those_of_the_moment_of_issue(closed: Held) -> None:
    first = _issue(closed)[0]
    Edition.objects.update(title="Een andere titel")
    closed.present.surname = "Anders"
    closed.present.save()
    fresh = Certificate.objects.get(pk=first.pk)
    assert (fresh.name, fresh.title, fresh.school) == ("Anna Jansen", "Bumpy moments", "School A")
    assert len(fresh.goals) == 2


def test_issuing_twice_makes_nothing_new(closed: Held) -> None:
    assert len(_issue(closed)) == 3
    assert _issue(closed) == []


def test_before_the_list_is_closed_there_are_none(inside: Cast) -> None:
    session = build.session(build.edition(inside.year), inside.school)
    build.enrolment(inside.mentor, session)
    attendance.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.NotHeld):
        actions.issue_certificates(session, by=inside.programme_lead, at=THAT_DAY)
    with pytest.raises(actions.NotHeld):
        actions.follow_attendance(session, by=inside.programme_lead, at=THAT_DAY)


def test_a_workshop_without_hours_gives_no_certificates(inside: Cast) -> None:
    session = build.session(build.edition(inside.year, certificate_hours=0), inside.school)
    build.enrolment(inside.mentor, session)
    attendance.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    attendance.close_roster(session, by=inside.trainer, at=THAT_DAY)
    assert actions.issue_certificates(session, by=inside.programme_lead, at=NEXT_DAY) == []
    assert queries.owed(inside.year) == ()


def test_the_database_allows_one_valid_certificate_per_person_and_session(closed: Held) -> None:
    again = _issue(closed)[0]
    again.pk, again.code = None, "AAAA-BBBB-CCCC"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_issuing_asks_as_many_queries_for_many_people_as_for_few(inside: Cast) -> None:
    def asked_for(number: int) -> int:
        session = build.session(build.edition(inside.year), inside.school)
        for person in build.mentors(inside.school, number):
            build.enrolment(person, session)
        attendance.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
        attendance.close_roster(session, by=inside.trainer, at=THAT_DAY)
        with CaptureQueriesContext(connection) as asked:
            assert len(actions.issue_certificates(session, by=inside.programme_lead, at=NEXT_DAY)) == number
        return len(asked)

    assert asked_for(1) == asked_for(12)


def test_a_revoked_certificate_stays_revoked_until_it_is_issued_again(closed: Held) -> None:
    lead = closed.cast.programme_lead
    first = _issue(closed)[0]
    with pytest.raises(actions.ReasonMissing):
        actions.revoke(first, reason=" ", by=lead, at=NEXT_DAY)
    actions.revoke(first, reason="naam verkeerd gespeld", by=lead, at=NEXT_DAY)
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke(first, reason="nog eens", by=lead, at=NEXT_DAY)
    assert _issue(closed) == []
    assert queries.owed(closed.cast.year) == ()
    closed.present.given_name = "Hanna"
    closed.present.save()
    again = actions.issue_again(first, by=lead, at=NEXT_DAY)
    assert (again.name, again.hours) == ("Hanna Jansen", Decimal("3.5"))
    assert again.code != first.code
    with pytest.raises(actions.NotRevoked):
        actions.issue_again(first, by=lead, at=NEXT_DAY)


def test_nothing_is_issued_again_for_who_was_not_there(closed: Held) -> None:
    first = _issue(closed)[0]
    actions.revoke(first, reason="was er niet", by=closed.cast.programme_lead, at=NEXT_DAY)
    closed.correct(closed.present, PresenceState.ABSENT)
    with pytest.raises(actions.NotDeserved):
        actions.issue_again(first, by=closed.cast.programme_lead, at=NEXT_DAY)


def test_after_a_correction_certificates_follow_the_attendance(closed: Held) -> None:
    lead = closed.cast.programme_lead
    _issue(closed)
    closed.correct(closed.present, PresenceState.ABSENT)
    closed.correct(closed.absent, PresenceState.PRESENT)
    closed.correct(closed.partly, PresenceState.PARTLY, minutes=60)
    (owed,) = queries.owed(closed.cast.year)
    assert (owed.missing, owed.undeserved) == (1, 2)
    made = actions.follow_attendance(closed.session, reason="lijst verbeterd", by=lead, at=NEXT_DAY)
    assert {row.person_id for row in made} == {closed.absent.pk, closed.partly.pk}
    whole = Decimal("3.5")
    assert _hours(closed) == {closed.late.pk: whole, closed.partly.pk: Decimal("1.0"), closed.absent.pk: whole}
    revoked = Certificate.objects.filter(revoked_at__isnull=False)
    assert {row.person_id for row in revoked} == {closed.present.pk, closed.partly.pk}
    assert {row.revoked_reason for row in revoked} == {"lijst verbeterd"}
    assert queries.owed(closed.cast.year) == ()


def test_what_attendance_took_away_attendance_brings_back(closed: Held) -> None:
    lead = closed.cast.programme_lead
    _issue(closed)
    closed.correct(closed.present, PresenceState.ABSENT)
    actions.follow_attendance(closed.session, by=lead, at=NEXT_DAY)
    closed.correct(closed.present, PresenceState.PRESENT)
    (made,) = actions.follow_attendance(closed.session, by=lead, at=NEXT_DAY)
    assert made.person == closed.present


def test_following_an_attendance_that_did_not_change_changes_nothing(closed: Held) -> None:
    _issue(closed)
    before = list(Certificate.objects.order_by("pk").values_list("pk", "revoked_at"))
    assert actions.follow_attendance(closed.session, by=closed.cast.programme_lead, at=NEXT_DAY) == []
    assert list(Certificate.objects.order_by("pk").values_list("pk", "revoked_at")) == before


def test_all_sessions_of_the_year_at_once(closed: Held) -> None:
    hold(closed.cast)
    assert actions.issue_all(closed.cast.year, by=closed.cast.programme_lead, at=NEXT_DAY) == 6
    assert queries.owed(closed.cast.year) == ()


def test_each_verb_tells_the_history_once(closed: Held) -> None:
    lead = closed.cast.programme_lead
    first = _issue(closed)[0]
    actions.revoke(first, reason="fout", by=lead, at=NEXT_DAY)
    actions.issue_again(first, by=lead, at=NEXT_DAY)
    actions.follow_attendance(closed.session, by=lead, at=NEXT_DAY)
    verbs = Entry.objects.filter(verb__startswith="certificate").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == ["issued", "revoked", "issued_again", "followed"]


def test_hours_per_mentor_count_this_year_and_the_years_before(closed: Held) -> None:
    _issue(closed)
    earlier = build.programme_year(2015)
    session = build.session(build.edition(earlier), closed.cast.school)
    Certificate.objects.create(
        session=session, person=closed.present, code="AAAA-BBBB-CCCC", name="x", title="x", school="x",
        day=THAT_DAY.date(), hours=2, issued_at=THAT_DAY,
    )  # fmt: skip
    (found,) = queries.hours_per_school(closed.cast.year, [closed.cast.school])
    mine = next(line for line in found.mentors if line.person == closed.present)
    assert (mine.workshops, mine.hours, mine.total, mine.subject) == (1, Decimal("3.5"), Decimal("5.5"), "wiskunde")
    (then,) = queries.hours_per_school(earlier, [closed.cast.school])
    assert next(line.total for line in then.mentors if line.person == closed.present) == 2


def test_the_record_of_a_person_tells_all_years(closed: Held) -> None:
    assert [len(year.waiting) for year in queries.record(closed.present).years] == [1]
    first = _issue(closed)[0]
    issued = queries.record(closed.present)
    assert (issued.workshops, issued.hours, issued.years[0].waiting) == (1, Decimal("3.5"), ())
    actions.revoke(first, reason="fout", by=closed.cast.programme_lead, at=NEXT_DAY)
    assert [len(year.revoked) for year in queries.record(closed.present).years] == [1]
    assert queries.record(closed.absent).years == ()


def test_another_partnership_sees_none_of_it(closed: Held) -> None:
    _issue(closed)
    with scope.of(build.partnership()):
        assert not queries.valid().exists()
        assert queries.record(closed.present).years == ()
