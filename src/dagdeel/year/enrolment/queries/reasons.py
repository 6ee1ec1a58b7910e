"""Why a wish was not given, why a session does not go on, and what is wrong with a placement: codes as sentences.

No sentence names a person: everybody may read the own one, and whose wish went before is nobody's business.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.ui import dutch
from dagdeel.year.enrolment import rules
from dagdeel.year.planning.models import Session

REASONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "done": gettext_lazy("Taken before: this year elsewhere, or in an earlier year."),
        "not_given": gettext_lazy("Not given in this round."),
        "blocked": gettext_lazy("Only given at moments that do not suit."),
        "same_slot": gettext_lazy("At the same moment as %(other)s."),
        "conflict": gettext_lazy("Does not go together with %(other)s."),
        "locked_elsewhere": gettext_lazy("A seat that stood already went before it."),
        "no_seats": gettext_lazy("%(session)s: no seats were left to divide."),
        "session_closed": gettext_lazy(
            "%(session)s does not go on: at most %(could)s people could come, and %(least)s are needed."
        ),
        "closed_beforehand": gettext_lazy("%(session)s was cancelled."),
        "closed_in_plan": gettext_lazy(
            "%(session)s does not go on: with everybody’s wishes together fewer than the %(least)s people who are needed were left."
        ),
        "nobody_can_leave": gettext_lazy(
            "%(session)s is full (%(seats)s seats), and nobody there could go anywhere else."
        ),
        "exchange_costs": gettext_lazy(
            "%(session)s is full (%(seats)s seats). Every exchange was tried, and with each %(goal)s."
        ),
        "room_costs": gettext_lazy("There was room in %(session)s, but then %(goal)s."),
        "minimum_elsewhere": gettext_lazy("Without this seat too few people would be left for %(other)s."),
        "tie": gettext_lazy(
            "%(session)s: for everybody together it was a draw. Then who is new or missed out last year goes first, "
            "and else chance decides."
        ),
        "improvable": gettext_lazy("A seat in %(session)s was possible, but a better division was not found in time."),
        "no_places_asked": gettext_lazy("Nothing was asked for in this round."),
        "no_wish": gettext_lazy("No wish was given in this round."),
        "full": gettext_lazy("%(session)s is full (%(seats)s seats)."),
        "wish_costs": gettext_lazy("With a seat in %(session)s %(goal)s. That was worked out."),
        "wish_costs_found": gettext_lazy("With a seat in %(session)s %(goal)s, as far as could be worked out in time."),
        "wish_makes_way": gettext_lazy("Others would have had to make way."),
        "wish_stops": gettext_lazy("Another session would not have gone on."),
        "wish_tie": gettext_lazy(
            "%(session)s: with or without this seat everybody together is as well off. Chance decided."
        ),
        "wish_impossible": gettext_lazy(
            "A seat in %(session)s breaks a rule, whatever else changes. That was worked out."
        ),
        "more_seats_help": gettext_lazy("With one more seat in %(session)s this wish would have been given."),
        "more_seats_tie": gettext_lazy("With one more seat in %(session)s this wish could have been given."),
        "more_seats_other": gettext_lazy("One more seat in %(session)s would have gone to somebody else."),
        "more_seats_nobody": gettext_lazy("Even one more seat in %(session)s would not have helped."),
        "open_costs": gettext_lazy("If %(session)s went on, %(goal)s. That was worked out."),
        "open_costs_found": gettext_lazy("If %(session)s went on, %(goal)s, as far as could be worked out in time."),
        "open_impossible": gettext_lazy(
            "%(session)s cannot reach its minimum of %(least)s people, whatever else changes."
        ),
        "open_tie": gettext_lazy("%(session)s: going on or not was a draw for everybody together. Chance decided."),
        "open_better": gettext_lazy("There is a better division in which %(session)s goes on: place again."),
        "lower_minimum_helps": gettext_lazy("With a minimum of %(least)s people %(session)s would have gone on."),
    }
)
GENERAL: Final = gettext_lazy("With everybody’s wishes together this came out best.")
# What would get worse, as the end of a sentence.
WORSE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "shortfall": gettext_lazy("somebody would have had too few workshops"),
        "first_timers_without_liked": gettext_lazy("somebody who goes first would have had no welcome workshop"),
        "without_liked": gettext_lazy("one more person would have had no welcome workshop"),
        "open_sessions": gettext_lazy("one session fewer would go on"),
    }
)
GOALS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "shortfall": gettext_lazy("Seats fewer than asked"),
        "first_timers_without_liked": gettext_lazy("People who go first, without a welcome workshop"),
        "without_liked": gettext_lazy("People without a welcome workshop"),
        "open_sessions": gettext_lazy("Sessions that go on"),
    }
)
FAULTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "unknown_person": gettext_lazy("Is no longer part of this round. Take the seat away, or place again."),
        "unknown_seat": gettext_lazy("Is placed in a session that is no longer part of this round."),
        "places": gettext_lazy("Has more seats than the round gives each mentor."),
        "other_school": gettext_lazy("%(session)s is given at another school."),
        "done": gettext_lazy("Took this workshop before: %(session)s."),
        "not_wanted": gettext_lazy("Did not ask for this workshop: %(session)s."),
        "blocked": gettext_lazy("Cannot come at that moment: %(session)s."),
        "same_workshop": gettext_lazy("Gets the same workshop twice: %(session)s and %(other)s."),
        "same_slot": gettext_lazy("Gets two workshops at the same moment: %(session)s and %(other)s."),
        "conflict": gettext_lazy("These two do not go together: %(session)s and %(other)s."),
        "lock": gettext_lazy("Has a seat in %(session)s already. Cancel that one first if it has to change."),
        "closed_beforehand": gettext_lazy("This session was cancelled, and people are placed in it."),
        "minimum": gettext_lazy("Fewer people than the minimum. Place somebody here, or nobody at all."),
        "maximum": gettext_lazy("More people than there are seats."),
    }
)


def name_of(session: Session | None) -> str:
    """Bumpy moments, di 8 november, middag."""
    if session is None:
        return _("a session that is gone")
    return f"{session.edition.title} ({dutch.day(session.day)}, {dutch.half_day(session.half_day)})"


def goal_label(name: str, worst: int = 0) -> str:
    """A goal by its name. `worst`: the rank that counts the seats of people without a preference, if there are any."""
    if not name.startswith("seats_at_rank_"):
        return str(GOALS.get(name, name))
    rank = int(name.rsplit("_", 1)[1])
    if rank == worst:
        return _("Seats for people without a preference")
    return _("Seats at wish %(rank)s or further down") % {"rank": rank}


def _worse(goal: str) -> str:
    if goal.startswith("seats_at_rank_"):
        return _("somebody else would have come to wish %(rank)s or further down") % {"rank": goal.rsplit("_", 1)[1]}
    return str(WORSE.get(goal, GENERAL))


def sentences(told: Iterable[Mapping[str, Any]], sessions: Mapping[int, Session]) -> list[str]:
    """Reasons as they were stored, in words; each once. What another version said differently gets the general sentence.

    That another seat stands at the same moment says little when there is a reason why it is not the other way round.
    """
    found = list(told)
    deeper = [reason for reason in found if reason["kind"] not in {"same_slot", "conflict"}]
    return list(dict.fromkeys(_sentence(reason, sessions) for reason in deeper or found))


def _sentence(reason: Mapping[str, Any], sessions: Mapping[int, Session]) -> str:
    facts = dict(reason["facts"])
    for key, shown in (("session", "session"), ("other_session", "other")):
        if key in facts:
            facts[shown] = name_of(sessions.get(rules.key_of(facts[key])))
    facts["goal"] = _worse(str(facts.get("goal", "")))
    try:
        return str(REASONS.get(reason["kind"], GENERAL)) % facts
    except KeyError:
        return str(GENERAL)


def fault_sentence(fault: rules.Fault, sessions: Mapping[int, Session]) -> str:
    """What is wrong, in words."""
    names = [name_of(sessions.get(pk)) for pk in fault.sessions]
    facts = {"session": names[0] if names else "", "other": names[1] if len(names) > 1 else ""}
    return str(FAULTS[fault.rule]) % facts
