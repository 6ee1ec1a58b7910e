"""The brochure of a year: what it says in front, who may read it, and its release."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Brochure, Edition
from dagdeel.year.catalogue.states import EditionState


class StillInTheMaking(Exception):
    """Some editions are a draft or in review; `titles` are theirs."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


class NothingPublished(Exception):
    """There is no published edition to show."""


@transaction.atomic
def set_brochure(year: ProgrammeYear, *, introduction: str, public: bool, by: Person, at: datetime) -> Brochure:
    """Write the introduction and say whether anyone with the link may read the released brochure."""
    brochure = _brochure(year)
    before = {"introduction": brochure.introduction, "public": brochure.public}
    brochure.introduction, brochure.public = introduction.strip(), public
    brochure.save(update_fields=["introduction", "public"])
    after = {"introduction": brochure.introduction, "public": brochure.public}
    history.record("brochure.set", brochure, by=by, at=at, before=before, after=after)
    return brochure


@transaction.atomic
def release_brochure(year: ProgrammeYear, *, by: Person, at: datetime) -> Brochure:
    """Release the brochure; a second time changes nothing but the moment. Raises NothingPublished or StillInTheMaking."""
    brochure = _brochure(year)
    editions = Edition.objects.filter(year=year).exclude(state=EditionState.WITHDRAWN)
    unready = tuple(editions.exclude(state=EditionState.PUBLISHED).values_list("title", flat=True))
    if unready:
        raise StillInTheMaking(unready)
    if not editions.exists():
        raise NothingPublished
    before = {"released_at": brochure.released_at}
    brochure.released_at = at
    brochure.save(update_fields=["released_at"])
    history.record("brochure.released", brochure, by=by, at=at, before=before, after={"released_at": at})
    return brochure


def _brochure(year: ProgrammeYear) -> Brochure:
    return Brochure.objects.select_for_update().get_or_create(year=year)[0]
