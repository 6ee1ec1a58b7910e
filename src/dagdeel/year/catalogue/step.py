"""The catalogue step's face to the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.catalogue import messages, queries, rules
from dagdeel.year.catalogue.actions.contents import plain, snapshot
from dagdeel.year.catalogue.models import Edition, EditionVersion, Goal, Proposal
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.step import Deadline, Found, Standing, State, Step, Todo

SOON = timedelta(days=42)  # from when an unfinished brochure counts as "now"


class CatalogueStep(Step):
    """What the year may ask of the catalogue step."""

    key = "catalogue"
    label = gettext_lazy("Offer")
    home = "catalogue:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """The day on which the brochure is ready."""
        if year.brochure_due is None:
            return ()
        return (Deadline(year.brochure_due, _("Brochure ready"), _url("index", year), "brochure_due"),)

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterator[Todo]:
        """Ideas to decide about, editions to review or finish, the brochure to release: all for the programme lead."""
        if not member.may(Permission.CATALOGUE_PUBLISH):
            return
        due = year.brochure_due
        progress = queries.progress(year)
        if ideas := queries.open_proposals(year):
            title = ngettext("%(count)d idea waits for your decision", "%(count)d ideas wait for your decision", ideas)
            yield Todo(title % {"count": ideas}, _url("proposals", year), _("Decide"), due)
        if waiting := progress.in_review:
            title = ngettext(
                "%(count)d workshop waits for your review", "%(count)d workshops wait for your review", waiting
            )
            yield Todo(title % {"count": waiting}, _url("index", year), _("Review"), due)
        if drafts := progress.drafts:
            title = ngettext("%(count)d workshop is a draft", "%(count)d workshops are a draft", drafts)
            yield Todo(title % {"count": drafts}, _url("index", year), _("Write"), due)
        if progress.released or progress.total > progress.published:
            return
        if progress.published:
            detail = ngettext(
                "%(count)d workshop is published", "%(count)d workshops are published", progress.published
            )
            detail %= {"count": progress.published}
            yield Todo(_("Release the brochure"), _url("brochure_settings", year), _("Release"), due, detail)
        else:
            yield Todo(_("Begin the brochure of %(year)s") % {"year": year}, _url("start", year), _("Begin"), due)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """What became of an idea."""
        return messages.decided_proposals(year)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many workshops; done once the brochure is out. Two queries."""
        progress = queries.progress(year)
        number = progress.published if progress.released else progress.total
        figure = ngettext("%(count)d workshop", "%(count)d workshops", number) % {"count": number} if number else ""
        return Standing(figure, _state(year, progress, at))

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Workshops of this year by their title, or what they are about. One query."""
        for edition in queries.called(year, words, drafts=member.may(Permission.CATALOGUE_DRAFTS)):
            yield Found(edition.title, _url("edition", year, edition.pk), edition.summary)

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """The ideas that somebody handed in, and the versions that she published."""
        ideas = Proposal.objects.filter(proposed_by=person).values("title", "idea", "for_whom", "state", "remark")
        versions = EditionVersion.objects.filter(published_by=person)
        published = versions.values("edition__title", "number", "changelog", "published_at")
        return {"proposals": [{**row} for row in ideas], "published versions": [{**row} for row in published]}

    def invariants(self) -> Iterator[str]:
        """What is published has two to five goals, and is what its newest version froze."""
        everything = (Prefetch("goals", Goal.everywhere.all()), Prefetch("versions", EditionVersion.everywhere.all()))
        published = Edition.everywhere.filter(state=EditionState.PUBLISHED).prefetch_related(*everything)
        for edition in published.order_by("pk"):
            if not rules.enough_goals(goals := len(edition.goals.all())):
                yield f"Edition {edition.pk} is published with {goals} goals."
            frozen = next((v.snapshot for v in edition.versions.all() if v.number == edition.version), None)
            if frozen is None:
                yield f"Edition {edition.pk} is published as version {edition.version} without its frozen text."
            elif any(frozen.get(name, value) != value for name, value in plain(snapshot(edition)).items()):
                yield f"Edition {edition.pk} is not what its version {edition.version} froze."


def _state(year: ProgrammeYear, progress: queries.Progress, at: datetime) -> State:
    due = year.brochure_due
    if progress.released:
        return "done"
    if due is None:
        return "now" if progress.total else "idle"
    today = at.date()
    if today > due:
        return "late"
    return "now" if progress.total or today >= due - SOON else "later"


def _url(name: str, year: ProgrammeYear, *rest: object) -> str:
    return reverse(f"catalogue:{name}", args=[year.partnership.slug, year, *rest])


STEP = CatalogueStep()
