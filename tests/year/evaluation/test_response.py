"""How many answered, of every group, as it stands now; in numbers of people only."""

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
