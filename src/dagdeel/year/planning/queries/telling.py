"""Who and what the numbers in a proposal are, in the words of whoever may read it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.base.ui import dutch
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.queries.words import SENTENCES
from dagdeel.year.planning.rules import Code
from dagdeel.year.trainers.models import Trainer


def names_of_trainers() -> dict[int, str]:
    """By id the name of every trainer of the partnership: one query."""
    return {t.pk: str(t.person) for t in Trainer.objects.select_related("person")}


def number_of(name: str) -> int:
    """7 for trainer-7."""
    return int(name.rpartition("-")[2])


def when(day: date | None, half_day: str) -> str:
    """di 8 november, middag."""
    return f"{dutch.day(day)}, {dutch.half_day(half_day)}" if day else str(SENTENCES[Code.NO_DATE])


def when_of(slot: str) -> str:
    """The same for 2016-11-08/pm."""
    day, half_day = slot.split("/")
    return when(date.fromisoformat(day), half_day)


def title_of(proposal: PlanProposal, names: Mapping[int, str]) -> str:
    """Its name; without one the occasion, or when it was made."""
    if proposal.name:
        return proposal.name
    absent = proposal.question.get("absent")
    if absent is not None:
        return _("%(name)s falls out") % {"name": names.get(absent, _("somebody who left"))}
    facts = {"day": dutch.day(proposal.made_at), "time": dutch.clock(proposal.made_at)}
    return _("Proposal of %(day)s, %(time)s") % facts


NAMED = re.compile(
    r"\b(?P<kind>session|held|trainer|week|only|workshop|school)-(?P<pk>\d+)(?P<rest>(?:-\w+)*)"
    r"|(?P<slot>\d{4}-\d{2}-\d{2}/(?:am|pm|ev))"
)


def teller(sessions: Iterable[Session], names: Mapping[int, str]) -> Callable[[str], str]:
    """Tells a sentence of the optimiser in names: of our own people, schools and sessions alone."""
    rows = list(sessions)
    titles = {s.pk: f"‘{s.edition.title}’ ({s.school.name})" for s in rows}
    schools = {s.school_id: s.school.name for s in rows}
    workshops = {s.edition.workshop_id: f"‘{s.edition.title}’" for s in rows}

    def name(found: re.Match[str]) -> str:
        if found["slot"]:
            return when_of(found["slot"])
        pk = int(found["pk"])
        match found["kind"]:
            case "session" | "held" | "only":
                return titles.get(pk, _("a session that is gone"))
            case "trainer":
                return names.get(pk, _("somebody who left"))
            case "school":
                return schools.get(pk, _("a school"))
            case "workshop":
                return workshops.get(pk, _("a workshop"))
        return _("something else that week")

    return lambda sentence: NAMED.sub(name, sentence)


def supposed(proposal: PlanProposal, sessions: Iterable[Session], names: Mapping[int, str]) -> tuple[str, ...]:
    """What the proposal supposes, one sentence each."""
    what_if = proposal.question.get("what_if", {})
    schools = {s.school_id: s.school.name for s in sessions}

    def who(pk: int) -> str:
        return names.get(pk, _("somebody who left"))

    found = [_("Without %(name)s.") % {"name": who(pk)} for pk in what_if.get("without", ())]
    for also in what_if.get("also", ()):
        facts = {
            "school": schools.get(also["school"], _("a school")),
            "day": str(WEEKDAYS[also["weekday"]]),
            "half_day": dutch.half_day(also["half_day"]),
        }
        found.append(_("%(school)s also offers every %(day)s, %(half_day)s.") % facts)
    for extra in what_if.get("extra", ()):
        facts = {"name": who(extra["trainer"]), "when": when_of(extra["slot"])}
        found.append(_("%(name)s can also come on %(when)s.") % facts)
    for most in what_if.get("most", ()):
        facts = {"name": who(most["trainer"]), "n": most["sessions"]}
        text = ngettext(
            "%(name)s gives at most %(n)s session this year.",
            "%(name)s gives at most %(n)s sessions this year.",
            most["sessions"],
        )
        found.append(text % facts)
    if most_a_week := what_if.get("per_week"):
        text = ngettext(
            "A trainer gives at most %(n)s session a week.",
            "A trainer gives at most %(n)s sessions a week.",
            most_a_week,
        )
        found.append(text % {"n": most_a_week})
    return tuple(found)
