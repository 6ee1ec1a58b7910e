"""The invitation says what is true on the day on which it is written: by mail and on paper."""

import io
from datetime import date, datetime, timedelta

from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from dagdeel.base.people.models import Person
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Session
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme, StudyDay


def invite(cast: Cast, text: str = "") -> None:
    draft = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW, text=text)
    actions.send_invitation(draft, by=cast.head, at=NOW)


def mail(cast: Cast, at: datetime = NOW, who: Person | None = None) -> str:
    """What the invitation says, by mail, at that moment."""
    found = [
        m for m in STEP.messages(cast.year, at) if m.kind == "enrolment.invitation" and m.to == (who or cast.mentor)
    ]
    return str(found[0].context["text"])


def paper(cast: Cast, day: date | None = None) -> str:
    """What the letter on paper says on that day."""
    cast.partnership.demo_day = day or NOW.date()
    cast.partnership.save()
    address = cast.url(f"enrolment/schools/{cast.school.pk}/letters/{cast.mentor.pk}.pdf")
    return " ".join(PdfReader(io.BytesIO(cast.client("head").get(address).content)).pages[0].extract_text().split())


def test_before_the_deadline_one_chooses_from_everything(programme: Programme) -> None:
    invite(programme.cast)
    for said in (mail(programme.cast), paper(programme.cast)):
        assert all(one.edition.title in said for one in (programme.first, programme.parallel, programme.later))
        assert "Kies uiterlijk vrijdag 23 september 2016. Vol is vol, maar er is een wachtlijst." in said


def test_who_is_invited_late_reads_only_of_what_is_still_to_come(programme: Programme) -> None:
    invite(programme.cast)
    late = NOW + timedelta(days=60)  # the two sessions of 8 November are over
    for said in (mail(programme.cast, late), paper(programme.cast, late.date())):
        assert programme.later.edition.title in said
        assert programme.first.edition.title not in said
        assert "De tijd om te kiezen is op vrijdag 23 september 2016 geëindigd" in said
        assert "Kies uiterlijk" not in said


def test_when_nothing_is_left_the_letter_says_so_and_asks_nobody_to_choose(programme: Programme) -> None:
    invite(programme.cast)
    over = datetime(2017, 3, 1, 10, tzinfo=NOW.tzinfo)
    for said in (mail(programme.cast, over), paper(programme.cast, over.date())):
        assert "Er zijn dit schooljaar geen workshops meer waaraan u kunt meedoen." in said
        assert "Kies uiterlijk" not in said
        assert "U kunt kiezen" not in said


def test_a_session_that_is_full_is_marked_so(programme: Programme) -> None:
    invite(programme.cast)
    Session.objects.filter(pk=programme.first.pk).update(taken=2)
    assert mail(programme.cast).count("vol, met een wachtlijst") == 1


def test_the_schools_own_words_with_the_old_braces_stay_true(programme: Programme) -> None:
    invite(programme.cast, "Beste {naam}, kies voor {uiterlijk} uit: {workshops} {link}")
    said = mail(programme.cast, NOW + timedelta(days=60))
    assert "23 september 2016 (die dag is voorbij, maar u kunt nog kiezen waar plaats is)" in said
    assert programme.first.edition.title not in said


def test_by_preference_the_letter_speaks_of_ranking_by_the_closing_date(study_day: StudyDay) -> None:
    invite(study_day.cast)
    assert "U krijgt een mail zodra u kunt zeggen welke workshops uw voorkeur hebben" in mail(study_day.cast)
    study_day.open()
    for said in (mail(study_day.cast), paper(study_day.cast)):
        assert "Onze studiedag is op dinsdag 15 november 2016." in said
        assert "Geef uiterlijk maandag 19 september 2016 aan welke workshops uw voorkeur hebben." in said
        assert "Vol is vol" not in said
        assert "Kies uiterlijk" not in said
    closed = mail(study_day.cast, NOW + timedelta(days=8))
    assert "De tijd om uw voorkeur te geven is op maandag 19 september 2016 geëindigd" in closed


def test_where_the_school_assigns_nobody_is_asked_to_choose(study_day: StudyDay) -> None:
    SchoolPlan.objects.filter(school=study_day.cast.school).update(rule_choice=RuleChoice.ASSIGNED)
    invite(study_day.cast)
    for said in (mail(study_day.cast), paper(study_day.cast)):
        assert "Onze studiedag is op dinsdag 15 november 2016." in said
        assert "U hoeft niet te kiezen" in said
        assert "Vol is vol" not in said


def test_on_paper_stands_an_address_that_can_be_typed_and_that_asks_for_a_code(
    programme: Programme, settings: Settings
) -> None:
    settings.SITE_URL = "https://dagdeel.example"
    invite(programme.cast)
    said = paper(programme.cast)
    assert f"Of ga naar dagdeel.example en vraag een code aan met uw mailadres {programme.cast.mentor.email}" in said
    assert "zie de code onder aan deze brief" in said
    door = Client().get("/", follow=True)
    assert "sign-in" in door.redirect_chain[-1][0]
