"""What is done to several editions at once: begun from examples, and published as far as they are complete."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.actions.editions import add_edition, publish_edition, submit_for_review
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries.samples import ready_to_publish, samples_left
from dagdeel.year.catalogue.states import EditionState


class NothingChosen(Exception):
    """No example was chosen, or none that the year does not have yet."""


@transaction.atomic
def begin_from_samples(
    year: ProgrammeYear, *, keys: Collection[str], language: str, by: Person, at: datetime
) -> tuple[Edition, ...]:
    """Begin a draft with the words of each example that was chosen; they are marked as an example until somebody edits them.

    `language` is that of the words. Raises NothingChosen.
    """
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)  # who chooses at the same moment finds none left
    chosen = [sample for sample in samples_left(year, language) if sample.key in keys]
    if not chosen:
        raise NothingChosen
    made = []
    for sample in chosen:
        words = {**sample.fields, "language": language}
        edition = add_edition(year, title=sample.title, fields=words, goals=sample.goals, by=by, at=at)
        edition.sample = sample.key
        edition.save(update_fields=["sample"])
        made.append(edition)
    return tuple(made)


@transaction.atomic
def publish_ready(year: ProgrammeYear, *, by: Person, at: datetime) -> tuple[Edition, ...]:
    """Publish every draft and every edition in review that lacks nothing; gives them. What is incomplete stays as it is.

    Raises SaysUnchanged for one that says so and is not.
    """
    made = []
    for edition in ready_to_publish(year):
        if edition.state == EditionState.DRAFT:
            submit_for_review(edition, by=by, at=at)
        made.append(publish_edition(edition, by=by, at=at))
    return tuple(made)
