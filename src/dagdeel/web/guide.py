"""The guided start: from an empty year to an open school choice, one step at a time.

Every step knows from the data whether it is done, so nothing has to be ticked off.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.base.administration import queries as administration
from dagdeel.base.administration.actions import DEADLINES
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.partnerships.years import first_years
from dagdeel.base.ui.dutch import name_list
from dagdeel.year.catalogue import queries as catalogue
from dagdeel.year.choices import queries as choices


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One thing to set up: whether it is there, in words how far it is, and the page that does it."""

    title: str
    words: str
    done: bool
    figure: str
    url: str
    action: str
    other: tuple[tuple[str, str], ...] = ()  # other ways: text and address


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps of the guided start, in their order."""

    steps: tuple[GuideStep, ...]

    @property
    def done(self) -> int:
        """How many are behind us."""
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> GuideStep | None:
        """The first that is not done."""
        return next((step for step in self.steps if not step.done), None)


@asked_once
def guide_of(year: ProgrammeYear, member: Member) -> Guide | None:
    """The guided start for who leads a partnership in its first year; None for others, and as soon as it is finished."""
    if not member.may(Permission.SETTINGS_EDIT) or min(first_years(), default=0) < year.first_year:
        return None
    if catalogue.progress(year).released and choices.round_days(year) is not None:
        return None
    peopled = administration.peopled(year)
    return Guide(
        (
            _organisations(year, peopled), _people(year, peopled), _settings(year), _workshops(year), _brochure(year),
            _choice(year),
        )
    )  # fmt: skip


def _organisations(year: ProgrammeYear, found: administration.Peopled) -> GuideStep:
    schools = ngettext("%(count)d school", "%(count)d schools", found.schools) % {"count": found.schools}
    institutes = ngettext("%(count)d institute", "%(count)d institutes", found.institutes) % {"count": found.institutes}
    return GuideStep(
        title=_("Schools and institutes"),
        words=_("Who takes part? A name is enough to begin with; the address can wait until the first letter."),
        done=bool(found.schools and found.institutes),
        figure=f"{schools} · {institutes}" if found.schools or found.institutes else "",
        url=_url("administration:organisations", year),
        action=_("Add schools"),
    )


def _people(year: ProgrammeYear, found: administration.Peopled) -> GuideStep:
    lacking = sorted({*found.without_head, *found.without_educator})
    words = _(
        "Each school needs a school educator, who chooses the workshops, and a head, who agrees. Mentors can follow."
    )
    if found.schools and lacking:
        words = _("A head or a school educator is still missing at %(schools)s.") % {"schools": name_list(lacking)}
    by_file = _url("exchange:index", year)
    return GuideStep(
        title=_("People and their roles"),
        words=words,
        done=found.staffed,
        figure=ngettext("%(count)d person", "%(count)d people", found.people) % {"count": found.people},
        url=_url("administration:add_person", year),
        action=_("Add people"),
        other=((_("or take them from a spreadsheet"), by_file),) if by_file else (),
    )


def _settings(year: ProgrammeYear) -> GuideStep:
    dates = sum(getattr(year, name) is not None for name in DEADLINES)
    return GuideStep(
        title=_("Numbers and dates of the year"),
        words=_("Usual numbers stand there already, and usual dates are filled in for you: read them, and save."),
        done=dates == len(DEADLINES),
        figure=_("%(filled)d of %(all)d dates") % {"filled": dates, "all": len(DEADLINES)} if dates else "",
        url=f"{_url('administration:settings', year)}?usual=1",
        action=_("Set the dates"),
    )


def _workshops(year: ProgrammeYear) -> GuideStep:
    progress = catalogue.progress(year)
    wanted = year.workshops_per_school
    return GuideStep(
        title=_("Workshops"),
        words=_("Begin with examples: nine themes, written out. Each school chooses %(number)d of them.")
        % {"number": wanted},
        done=progress.total >= wanted,
        figure=ngettext("%(count)d workshop", "%(count)d workshops", progress.total) % {"count": progress.total}
        if progress.total
        else "",
        url=_url("catalogue:samples", year),
        action=_("Choose examples"),
        other=((_("or write one yourself"), _url("catalogue:start", year)),),
    )


def _brochure(year: ProgrammeYear) -> GuideStep:
    progress = catalogue.progress(year)
    return GuideStep(
        title=_("Publish the brochure"),
        words=_("Publish the workshops, write a welcome, and release the brochure. Schools can then read it."),
        done=progress.released,
        figure=_("%(published)d of %(total)d published") % {"published": progress.published, "total": progress.total}
        if progress.total
        else "",
        url=_url("catalogue:brochure_settings", year),
        action=_("To the brochure"),
    )


def _choice(year: ProgrammeYear) -> GuideStep:
    return GuideStep(
        title=_("Open the school choice"),
        words=_("From then on the schools choose, and the year runs: what is asked of you stands on this page."),
        done=choices.round_days(year) is not None,
        figure="",
        url=_url("choices:round", year),
        action=_("Open the round"),
    )


def _url(name: str, year: ProgrammeYear) -> str:
    """The address of a page in this year; empty when there is no such page."""
    try:
        return reverse(name, args=[year.partnership.slug, year])
    except NoReverseMatch:
        return ""
