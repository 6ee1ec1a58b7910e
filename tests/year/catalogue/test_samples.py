"""Examples to begin from: complete in both languages, marked until somebody makes them her own, and published together."""

import pytest

from dagdeel.year.catalogue import actions, rules
from dagdeel.year.catalogue.actions import NothingChosen, SaysUnchanged
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries.samples import Sample, ready_to_publish, samples, samples_left
from dagdeel.year.catalogue.states import EditionState
from tests.cast import Cast, edition, programme_year


def begin(cast: Cast, *keys: str, language: str = "nl") -> tuple[Edition, ...]:
    return actions.begin_from_samples(cast.year, keys=keys, language=language, by=cast.programme_lead, at=cast.now)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_nine_themes_lack_nothing_in_either_language(language: str) -> None:
    told = samples(language)
    assert len(told) == 9
    assert list(told) == list(samples("nl"))
    for sample in told.values():
        assert rules.missing({"title": sample.title, **sample.fields}) == ()
        assert rules.enough_goals(len(sample.goals))
        assert all([sample.methods, sample.preparation, sample.competence, sample.equipment])
        _fits(sample)


def _fits(sample: Sample) -> None:
    """Every text fits the field that it is for."""
    for name, text in {"title": sample.title, **sample.fields}.items():
        longest = Edition._meta.get_field(name).max_length  # type: ignore[union-attr]  # these names are no relations
        assert longest is None or len(text) <= longest, (sample.key, name)
    assert all(len(goal) <= 300 for goal in sample.goals)


def test_an_example_is_marked_until_somebody_changes_a_word(inside: Cast) -> None:
    made, other = begin(inside, "bumpy-moments", "nagesprek")
    assert (made.sample, made.state, made.minutes) == ("bumpy-moments", EditionState.DRAFT, inside.year.session_minutes)
    actions.edit_edition(made, fields={"title": made.title}, by=inside.programme_lead, at=inside.now)
    made.refresh_from_db()
    assert made.sample == "bumpy-moments"  # saved as it was: nobody changed anything
    actions.edit_edition(made, fields={"level": "gevorderd"}, by=inside.programme_lead, at=inside.now)
    made.refresh_from_db()
    assert made.sample == ""
    page = inside.client("programme_lead").get(inside.url("catalogue/")).content.decode()
    assert page.count(" voorbeeld</span>") == 1
    assert other.sample == "nagesprek"


def test_what_is_published_is_nobody_s_example_any_more(inside: Cast) -> None:
    begin(inside, "video")
    (published,) = actions.publish_ready(inside.year, by=inside.programme_lead, at=inside.now)
    assert (published.sample, published.version, published.state) == ("", 1, EditionState.PUBLISHED)


def test_an_example_is_offered_once_a_year_and_not_beside_a_workshop_of_that_name(inside: Cast) -> None:
    edition(inside.year, "De weekreflectie")
    begin(inside, "video", language="en")
    left = {sample.key for sample in samples_left(inside.year, "nl")}
    assert left == set(samples("nl")) - {"video", "weekreflectie"}
    with pytest.raises(NothingChosen):
        begin(inside, "video", "weekreflectie", "no such theme")
    assert len(samples_left(programme_year(2020), "nl")) == 9


def test_only_what_is_complete_is_published_together(inside: Cast) -> None:
    begin(inside, "video")
    lacking = edition(inside.year, "Nog niet af", state=EditionState.DRAFT, version=0, goals=1)
    reviewed = edition(inside.year, "Nagekeken", state=EditionState.REVIEW, version=0)
    assert {e.title for e in ready_to_publish(inside.year)} == {
        "Begeleiden met behulp van video", reviewed.title,
    }  # fmt: skip
    made = actions.publish_ready(inside.year, by=inside.programme_lead, at=inside.now)
    assert len(made) == 2
    lacking.refresh_from_db()
    assert lacking.state == EditionState.DRAFT
    assert actions.publish_ready(inside.year, by=inside.programme_lead, at=inside.now) == ()


def test_one_that_wrongly_says_unchanged_keeps_all_from_being_published(inside: Cast) -> None:
    old = edition(programme_year(2015), "Feedback")
    edition(
        inside.year, "Feedback nu", workshop=old.workshop, based_on=old, change="unchanged",
        state=EditionState.DRAFT, version=0,
    )  # fmt: skip
    begin(inside, "video")
    with pytest.raises(SaysUnchanged):
        actions.publish_ready(inside.year, by=inside.programme_lead, at=inside.now)
    assert not Edition.objects.filter(year=inside.year, state=EditionState.PUBLISHED).exists()
    answer = inside.client("programme_lead").post(inside.url("catalogue/publish-ready/"), follow=True)
    assert "Bij een workshop staat ‘ongewijzigd’" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"language": "nl"}, "Kies er ten minste één."),
        ({"language": "nl", "keys": ["no such theme"]}, "no such theme"),
        ({"language": "xx", "keys": ["video"]}, "xx"),
    ],
)
def test_what_cannot_be_begun_is_said_and_begins_nothing(inside: Cast, sent: dict[str, object], sentence: str) -> None:
    answer = inside.client("programme_lead").post(inside.url("catalogue/new/examples/"), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Edition.objects.filter(year=inside.year).exists()


def test_the_page_begins_what_is_ticked_in_the_language_that_is_read(inside: Cast) -> None:
    client = inside.client("programme_lead")
    address = inside.url("catalogue/new/examples/")
    assert "The weekly reflection" in client.get(f"{address}?language=en").content.decode()
    answer = client.post(address, {"language": "en", "keys": ["weekreflectie", "video"]}, follow=True)
    assert "2 voorbeelden zijn nu een concept." in answer.content.decode()
    rows = Edition.objects.filter(year=inside.year).values_list("title", "language", "state")
    assert sorted(rows) == [("Mentoring with video", "en", "draft"), ("The weekly reflection", "en", "draft")]


@pytest.mark.parametrize("role", ["school_educator", "mentor", "head"])
def test_only_who_makes_the_offer_begins_examples(inside: Cast, role: str) -> None:
    for path in ("catalogue/new/examples/", "catalogue/publish-ready/"):
        assert inside.client(role).post(inside.url(path), {"language": "nl", "keys": ["video"]}).status_code == 403
