"""What may be done to an edition, and what is refused."""

from typing import Any

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue import actions
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.catalogue.states import EDITION_MOVES, ChangeKind, EditionState
from tests.cast import Cast, programme_year

TEXT = {"summary": "Kort.", "audience": "Werkplekbegeleiders", "content": "Wat we doen."}
GOALS = ["U kunt een les nabespreken.", "U kent drie soorten feedback."]


def draft(cast: Cast, title: str = "Feedback geven", **given: Any) -> Edition:
    given = {"fields": TEXT, "goals": GOALS, **given}
    return actions.add_edition(cast.year, title=title, by=cast.programme_lead, at=cast.now, **given)


def published(cast: Cast, **given: Any) -> Edition:
    edition = draft(cast, **given)
    actions.submit_for_review(edition, by=cast.programme_lead, at=cast.now)
    return actions.publish_edition(edition, by=cast.programme_lead, at=cast.now)


def last_year(cast: Cast, **settings: Any) -> tuple[ProgrammeYear, Edition]:
    """An edition of 2015-2016, published, that followed the settings of its year."""
    year = programme_year(2015, **settings)
    edition = actions.add_edition(
        year, title="Feedback geven", fields=TEXT, goals=GOALS, by=cast.programme_lead, at=cast.now
    )
    actions.submit_for_review(edition, by=cast.programme_lead, at=cast.now)
    return year, actions.publish_edition(edition, by=cast.programme_lead, at=cast.now)


def texts(edition: Edition) -> list[str]:
    return [goal.text for goal in edition.goals.all()]


def test_a_new_edition_begins_as_a_draft_with_the_numbers_of_its_year(inside: Cast) -> None:
    inside.year.session_minutes = 120
    edition = draft(inside)
    assert (edition.state, edition.minutes, str(edition.certificate_hours)) == (EditionState.DRAFT, 120, "2.0")
    assert (edition.minimum, edition.maximum, edition.position) == (5, 20, 1)
    assert texts(edition) == GOALS


def test_a_second_edition_takes_the_next_place_and_its_own_workshop(inside: Cast) -> None:
    draft(inside)
    second = draft(inside, "De startende leraar")
    assert second.position == 2
    assert Workshop.objects.count() == 2


def test_a_workshop_stands_once_in_a_year(inside: Cast) -> None:
    draft(inside)
    with pytest.raises(actions.AlreadyInYear):
        draft(inside)
    assert Edition.objects.count() == 1


def test_a_workshop_without_a_title_is_not_made(inside: Cast) -> None:
    with pytest.raises(actions.FieldsMissing):
        draft(inside, "  ")
    assert not Workshop.objects.exists()


def test_a_field_that_does_not_exist_is_refused(inside: Cast) -> None:
    with pytest.raises(actions.UnknownField):
        draft(inside, fields={"colour": "red"})


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"minutes": 20}, "minutes"), ({"minimum": 0}, "minimum"), ({"minimum": 12, "maximum": 10}, "maximum")],
)
def test_a_number_that_cannot_be_is_refused_by_name(inside: Cast, fields: dict[str, int], name: str) -> None:
    with pytest.raises(actions.NumberWrong) as no:
        draft(inside, fields=fields)
    assert no.value.name == name


def test_publishing_freezes_the_first_version(inside: Cast) -> None:
    edition = published(inside)
    version = edition.versions.get()
    assert (edition.state, edition.version, version.number) == (EditionState.PUBLISHED, 1, 1)
    assert [goal["text"] for goal in version.snapshot["goals"]] == GOALS
    assert version.snapshot["certificate_hours"] == "3.5"


@pytest.mark.parametrize("goals", [[], GOALS[:1], [f"Doel {n}" for n in range(6)]])
def test_nothing_is_published_without_two_to_five_goals(inside: Cast, goals: list[str]) -> None:
    edition = draft(inside, goals=goals)
    actions.submit_for_review(edition, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.GoalsWrong) as no:
        actions.publish_edition(edition, by=inside.programme_lead, at=inside.now)
    assert no.value.number == len(goals)
    edition.refresh_from_db()
    assert (edition.state, edition.versions.count()) == (EditionState.REVIEW, 0)


def test_nothing_is_published_with_empty_required_fields(inside: Cast) -> None:
    edition = draft(inside, fields={"summary": "  ", "audience": "Iedereen"})
    actions.submit_for_review(edition, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.FieldsMissing) as no:
        actions.publish_edition(edition, by=inside.programme_lead, at=inside.now)
    assert no.value.names == ("summary", "content")


def test_edits_of_a_published_edition_wait_for_the_next_version(inside: Cast) -> None:
    edition = published(inside)
    actions.edit_edition(
        edition, fields={"summary": "Nieuw."}, goals=[*GOALS, "Drie."], by=inside.programme_lead, at=inside.now
    )
    edition.refresh_from_db()
    assert (edition.summary, texts(edition), edition.version) == ("Kort.", GOALS, 1)
    actions.publish_edition(edition, changelog="Een doel erbij.", by=inside.programme_lead, at=inside.now)
    edition.refresh_from_db()
    assert (edition.summary, texts(edition), edition.version) == ("Nieuw.", [*GOALS, "Drie."], 2)
    assert edition.pending is None
    assert [v.changelog for v in edition.versions.all()] == ["Een doel erbij.", ""]


def test_edits_with_a_changelog_are_published_at_once(inside: Cast) -> None:
    edition = published(inside)
    actions.edit_edition(edition, fields={"minutes": 240}, changelog="Langer.", by=inside.programme_lead, at=inside.now)
    edition.refresh_from_db()
    assert (edition.minutes, edition.version, edition.pending) == (240, 2, None)


def test_edits_that_change_nothing_do_not_wait(inside: Cast) -> None:
    edition = published(inside)
    actions.edit_edition(edition, fields=TEXT, goals=GOALS, by=inside.programme_lead, at=inside.now)
    assert edition.pending is None
    with pytest.raises(actions.NothingChanged):
        actions.publish_edition(edition, changelog="Niets.", by=inside.programme_lead, at=inside.now)


def test_a_next_version_says_what_changed(inside: Cast) -> None:
    edition = published(inside)
    actions.edit_edition(edition, fields={"summary": "Nieuw."}, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.ChangelogMissing):
        actions.publish_edition(edition, by=inside.programme_lead, at=inside.now)
    edition.refresh_from_db()
    assert (edition.summary, edition.version) == ("Kort.", 1)


def test_a_reworded_goal_keeps_its_key_and_another_goal_gets_its_own(inside: Cast) -> None:
    edition = draft(inside)
    first, second = (goal.key for goal in edition.goals.all())
    reworded = "U kunt een les goed nabespreken."
    actions.edit_edition(edition, goals=["Iets heel anders.", reworded], by=inside.programme_lead, at=inside.now)
    keys = {goal.text: goal.key for goal in edition.goals.all()}
    assert keys[reworded] == first
    assert keys["Iets heel anders."] not in {first, second}


def test_a_withdrawn_edition_is_not_edited_but_can_be_a_draft_again(inside: Cast) -> None:
    edition = published(inside)
    actions.withdraw_edition(edition, reason="Te weinig vraag.", by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.WrongState):
        actions.edit_edition(edition, fields={"summary": "Nee."}, by=inside.programme_lead, at=inside.now)
    actions.reopen_edition(edition, by=inside.programme_lead, at=inside.now)
    assert (edition.state, edition.remark) == (EditionState.DRAFT, "")


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_and_sending_back_need_a_reason(inside: Cast, reason: str) -> None:
    edition = draft(inside)
    actions.submit_for_review(edition, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.ReasonMissing):
        actions.send_back(edition, remark=reason, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.ReasonMissing):
        actions.withdraw_edition(edition, reason=reason, by=inside.programme_lead, at=inside.now)


MOVES: dict[EditionState, Any] = {
    EditionState.REVIEW: actions.submit_for_review,
    EditionState.PUBLISHED: actions.publish_edition,
    EditionState.WITHDRAWN: actions.withdraw_edition,
}


@pytest.mark.parametrize("state", EditionState)
@pytest.mark.parametrize("to", MOVES)
def test_only_the_moves_of_the_table_are_made(inside: Cast, state: EditionState, to: EditionState) -> None:
    edition = draft(inside)
    Edition.objects.filter(pk=edition.pk).update(state=state, version=1)
    words = {"reason": "Daarom."} if to == EditionState.WITHDRAWN else {}
    if to in EDITION_MOVES[state]:
        return  # what is allowed is told by the other tests
    with pytest.raises(actions.WrongState):
        MOVES[to](edition, **words, by=inside.programme_lead, at=inside.now)


def test_carrying_over_keeps_text_goals_and_their_keys(inside: Cast) -> None:
    _, old = last_year(inside)
    new = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.UNCHANGED, by=inside.programme_lead, at=inside.now
    )
    assert (new.state, new.workshop, new.based_on, new.summary) == (EditionState.DRAFT, old.workshop, old, "Kort.")
    assert [g.key for g in new.goals.all()] == [g.key for g in old.goals.all()]


def test_what_followed_the_settings_of_its_year_follows_the_next_year(inside: Cast) -> None:
    _, old = last_year(inside, session_minutes=120)
    assert (old.minutes, str(old.certificate_hours)) == (120, "2.0")
    new = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.UNCHANGED, by=inside.programme_lead, at=inside.now
    )
    assert (new.minutes, str(new.certificate_hours)) == (210, "3.5")
    actions.submit_for_review(new, by=inside.programme_lead, at=inside.now)
    actions.publish_edition(new, by=inside.programme_lead, at=inside.now)  # a setting is not this workshop's own change


def test_an_unchanged_edition_that_differs_is_not_published(inside: Cast) -> None:
    _, old = last_year(inside)
    new = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.UNCHANGED, fields={"content": "Anders."}, by=inside.programme_lead,
        at=inside.now,
    )  # fmt: skip
    actions.submit_for_review(new, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.SaysUnchanged) as no:
        actions.publish_edition(new, by=inside.programme_lead, at=inside.now)
    assert no.value.names == ("content",)


def test_a_change_is_not_published_without_its_reason(inside: Cast) -> None:
    _, old = last_year(inside)
    new = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.CHANGED, by=inside.programme_lead, at=inside.now
    )
    actions.submit_for_review(new, by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.ReasonMissing):
        actions.publish_edition(new, by=inside.programme_lead, at=inside.now)


def test_an_edition_is_carried_over_once_and_only_forward(inside: Cast) -> None:
    year, old = last_year(inside)
    by: dict[str, Any] = {"change": ChangeKind.UNCHANGED, "by": inside.programme_lead, "at": inside.now}
    actions.carry_over_edition(old, to_year=inside.year, **by)
    with pytest.raises(actions.AlreadyInYear):
        actions.carry_over_edition(old, to_year=inside.year, **by)
    with pytest.raises(actions.NotALaterYear):
        actions.carry_over_edition(old, to_year=year, **by)


def test_a_dropped_workshop_leaves_a_withdrawn_line_with_its_reason(inside: Cast) -> None:
    _, old = last_year(inside)
    with pytest.raises(actions.ReasonMissing):
        actions.carry_over_edition(
            old, to_year=inside.year, change=ChangeKind.DROPPED, by=inside.programme_lead, at=inside.now
        )
    line = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.DROPPED, change_reason="Niemand koos hem.", by=inside.programme_lead,
        at=inside.now,
    )  # fmt: skip
    assert (line.state, line.change_reason) == (EditionState.WITHDRAWN, "Niemand koos hem.")


def test_every_verb_writes_one_line_of_history(inside: Cast) -> None:
    edition = draft(inside)
    by: dict[str, Any] = {"by": inside.programme_lead, "at": inside.now}
    actions.submit_for_review(edition, **by)
    actions.send_back(edition, remark="Korter.", **by)
    actions.edit_edition(edition, fields={"summary": "Korter."}, **by)
    actions.submit_for_review(edition, **by)
    actions.publish_edition(edition, **by)
    actions.edit_edition(edition, fields={"summary": "Nog korter."}, changelog="Korter.", **by)
    actions.withdraw_edition(edition, reason="Genoeg.", **by)
    actions.reopen_edition(edition, **by)
    assert [entry.verb for entry in Entry.objects.order_by("id")] == [
        "edition.added", "edition.submitted", "edition.sent_back", "edition.edited", "edition.submitted",
        "edition.published", "edition.edited", "edition.withdrawn", "edition.reopened",
    ]  # fmt: skip
    edited = Entry.objects.filter(verb="edition.edited").order_by("id").first()
    assert edited is not None
    assert (edited.before, edited.after) == ({"summary": "Kort."}, {"summary": "Korter."})
