"""Search over everything that opens for a member: pages, people, and whatever each step knows by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.administration import queries as administration
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.rules import folded
from dagdeel.web import handbook
from dagdeel.web.queries import address, lets_in
from dagdeel.year.cycle import CYCLE
from dagdeel.year.step import Found

MOST = 6  # of one kind
WORDS = 6  # that count; nobody looks for more
LENGTH = 80  # of what is typed

# Pages that belong to no step, under the person's name.
MENU = (
    ("timeline", _("All dates of the year")),
    ("calendar", _("In my calendar")),
    ("administration:index", _("People and settings")),
    ("mail:index", _("Mail")),
    ("mail:mine", _("My mail")),
    ("history", _("History")),
    ("handbook", _("Handbook")),
)
# What else one can go to by name: the name of the address, and what the page is called.
PAGES = (
    ("year_home", _("Home")),
    ("catalogue:brochure", _("Brochure")),
    ("catalogue:changes", _("What changed since last year")),
    ("catalogue:proposals", _("Ideas for workshops")),
    ("choices:round", _("Round of the school choice")),
    ("trainers:capacity", _("Room that the trainers have")),
    ("trainers:own", _("My page as a trainer")),
    ("trainers:availability", _("When it suits me")),
    ("planning:proposals", _("Proposals for the plan")),
    ("planning:add", _("Add a session")),
    ("planning:rooms", _("Rooms")),
    ("planning:mine", _("My sessions")),
    ("enrolment:mine", _("My workshops")),
    ("enrolment:shortfall", _("Who is short of the rule")),
    ("certificates:mine", _("My certificates")),
    ("evaluation:mine", _("My questionnaires")),
    ("evaluation:own", _("What people said of my sessions")),
    ("evaluation:years", _("Results over the years")),
    ("evaluation:remarks", _("Remarks to read before they are shown")),
    ("evaluation:instruments", _("Questionnaires")),
    ("budget:schools", _("What it costs per school")),
    ("budget:costs", _("What a session costs")),
    ("budget:what_if", _("What if: centrally")),
    ("budget:actuals", _("Money spent")),
    ("budget:settings", _("Grant and rates")),
    ("decisions:register", _("Decision list")),
    ("decisions:meetings", _("Meetings")),
    ("decisions:said", _("You said, we did")),
    ("decisions:next_year", _("Begin the next year")),
    ("reporting:factors", _("Six success factors")),
    ("reporting:practice", _("Practice sheet")),
    ("reporting:evidence", _("Evidence file")),
    ("administration:add_person", _("Add a person")),
    ("administration:organisations", _("Schools and institutes")),
    ("administration:settings", _("Settings of the year")),
    ("mail_kinds", _("Kinds of mail")),
    ("mail_year", _("Who gets what when")),
)

# Pages about one's own things: whom they are for.
ONLY: dict[str, tuple[Role, ...]] = {
    "evaluation:own": (Role.TRAINER,),
}


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more` when there is more than is listed."""

    label: str
    found: tuple[Found, ...]
    more: bool = False


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for."""
    return tuple(typed[:LENGTH].split()[:WORDS])


def search(year: ProgrammeYear, member: Member, typed: str) -> tuple[Group, ...]:
    """Everything with all the typed words in its name that opens for this member, by kind. A fixed number of queries.

    Without a word: the pages to go to.
    """
    words = words_of(typed)
    pages = tuple(_pages(year, member, words))
    if not words:
        return (Group(gettext("Pages"), pages),)
    groups = [_group(gettext("Pages"), pages), _group(gettext("People"), _people(year, member, words))]
    steps = [step for step in CYCLE if lets_in(step.home, member)]
    groups += [_group(str(step.label), step.search(year, member, words)) for step in steps]
    groups.append(_group(gettext("Handbook"), _handbooks(year, member, words)))
    return tuple(group for group in groups if group.found)


def _group(label: str, found: Iterable[Found]) -> Group:
    first = tuple(islice(found, MOST + 1))
    return Group(label, first[:MOST], more=len(first) > MOST)


def _pages(year: ProgrammeYear, member: Member, words: Iterable[str]) -> Iterator[Found]:
    """The pages that open for this member. No query."""
    wanted = [folded(word) for word in words]
    steps = [(step.home, step.label) for step in CYCLE]
    for name, title in (*steps, *MENU, *PAGES):
        if (
            lets_in(name, member)
            and member.has(*ONLY.get(name, Role))
            and all(word in folded(str(title)) for word in wanted)
        ):
            yield Found(str(title), address(name, year))


def _handbooks(year: ProgrammeYear, member: Member, words: Iterable[str]) -> Iterator[Found]:
    """The subjects of the handbooks with all the words in their title, the own handbooks first. No query."""
    wanted, labels = [folded(word) for word in words], year.partnership.role_labels
    for item in handbook.search(" ".join(words), member.roles, labels):
        if all(word in folded(item.section.title) for word in wanted):
            url = reverse("handbook_role", args=[year.partnership.slug, year, item.role.value])
            yield Found(item.section.title, f"{url}#{item.section.anchor}", handbook.label_of(item.role, labels))


def _people(year: ProgrammeYear, member: Member, words: Iterable[str]) -> Iterator[Found]:
    """People of the schools that this member sees, by name or address, with their roles. Two queries."""
    if not member.may(Permission.PEOPLE_VIEW):
        return
    allowed = member.schools_where(Permission.PEOPLE_VIEW)
    seen = None if allowed is None else [school.pk for school in allowed]
    held = administration.memberships(seen).filter(administration.holding(year))
    persons = administration.people(held, words=" ".join(words))[: MOST + 1]
    for row in administration.with_roles(persons, held):
        url = reverse("administration:person", args=[year.partnership.slug, year, row.person.pk])
        yield Found(str(row.person), url, ", ".join(row.roles))
