"""How many answered, of every group, as it stands now; in numbers of people only."""

from dagdeel.base.partnerships.models import School
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, make_stage
from tests.year.evaluation.test_pages import text, url


def test_the_lead_sees_every_group_and_a_school_educator_the_own_school(inside: Cast) -> None:
    inside.partnership.demo_day = DECEMBER.date()
    inside.partnership.save()
    stage = make_stage(inside)
    stage.answers_only(stage.held(number=6), 4)
    stage.answers_only(stage.held(number=5, school=inside.other_school), 2)
    lead, own = (inside.client(who).get(url(inside, "response")) for who in ("programme_lead", "school_educator"))
    said = text(lead)
    assert "4 van 6" in said
    assert "2 van 5" in said
    assert "van 11" in said
    assert "4 van 6" in text(own)
    assert "2 van 5" not in text(own)
    assert 'class="tiles"' not in own.content.decode()
    part = inside.client("programme_lead").get(url(inside, "response"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 15s"' in part
    assert "<main" not in part


def test_a_school_shows_its_sessions_and_no_number_of_answers_of_a_small_one(inside: Cast) -> None:
    inside.partnership.demo_day = DECEMBER.date()
    inside.partnership.save()
    stage = make_stage(inside)
    stage.answers_only(stage.held(number=6), 4)
    stage.answers_only(stage.held(number=2), 1)
    stage.answers_only(stage.held(number=7, school=inside.other_school), 3)
    here = url(inside, "response")
    lead, own = inside.client("programme_lead"), inside.client("school_educator")
    assert f"?school={inside.school.pk}" in lead.get(here).content.decode()
    for answer in (lead.get(here, {"school": inside.school.pk}), own.get(here), inside.client("head").get(here)):
        said = text(answer)
        assert "4 van 6" in said
        assert "minder dan 5 gevraagd" in said
        assert "1 van 2" not in said
        assert "3 van 7" not in said
    assert "3 van 7" in text(lead.get(here, {"school": inside.other_school.pk}))
    for who in ("head", "school_educator"):
        assert inside.client(who).get(here, {"school": inside.other_school.pk}).status_code == 403
    assert lead.get(here, {"school": 10**9}).status_code == 404
    for who in ("mentor", "trainer"):
        assert inside.client(who).get(here).status_code == 403


def test_many_schools_come_in_pages(inside: Cast) -> None:
    make_stage(inside)
    for number in range(30):
        School.objects.create(partnership=inside.partnership, name=f"School {number:02}")
    lead, here = inside.client("programme_lead"), url(inside, "response")
    first, second = text(lead.get(here)), text(lead.get(here, {"page": "2"}))
    assert ("School 00" in first, "School 29" in first) == (True, False)
    assert ("School 00" in second, "School 29" in second) == (False, True)
