"""The lives of a finding and of a decision, who decides, and what a decision can change."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FindingState(models.TextChoices):
    """Each finding must end: in a decision, or in 'no action, because'."""

    OPEN = "open", _("open")
    DECIDED = "decided", _("decided")
    NO_ACTION = "no_action", _("no action")


class Body(models.TextChoices):
    """Who takes the decision."""

    COUNCIL = "council", _("heads' council")
    STEERING = "steering", _("steering group")
    LEAD = "lead", _("programme lead")


class DecisionState(models.TextChoices):
    """Proposed → taken → carried out; the body can also not take it, and what is not carried out can be withdrawn."""

    PROPOSED = "proposed", _("proposed")
    TAKEN = "taken", _("taken")
    CARRIED_OUT = "carried_out", _("carried out")
    REJECTED = "rejected", _("not taken")
    WITHDRAWN = "withdrawn", _("withdrawn")


DECISION_MOVES: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.PROPOSED: frozenset({DecisionState.TAKEN, DecisionState.REJECTED, DecisionState.WITHDRAWN}),
    DecisionState.TAKEN: frozenset({DecisionState.CARRIED_OUT, DecisionState.WITHDRAWN}),
    DecisionState.CARRIED_OUT: frozenset({DecisionState.TAKEN}),  # a consequence of it was undone
    DecisionState.REJECTED: frozenset(),
    DecisionState.WITHDRAWN: frozenset(),
}


class ConsequenceKind(models.TextChoices):
    """What a decision does to next year."""

    CHANGE = "change", _("change a workshop")
    DROP = "drop", _("drop a workshop")
    MERGE = "merge", _("merge workshops")
    ADD = "add", _("add a workshop")
    SETTING = "setting", _("change a setting of the year")
    BUDGET = "budget", _("change the budget")
    TASK = "task", _("arrange something")
    KEEP = "keep", _("keep as it is")


# the kinds that are about one workshop that is there
ABOUT_A_WORKSHOP: frozenset[ConsequenceKind] = frozenset(
    {ConsequenceKind.CHANGE, ConsequenceKind.DROP, ConsequenceKind.MERGE}
)
# what a decision of the past can explain: somebody took it, and nobody took it back
STANDS: frozenset[DecisionState] = frozenset({DecisionState.TAKEN, DecisionState.CARRIED_OUT})


# what a decision that nobody has to look at any more is
OVER: frozenset[DecisionState] = frozenset({DecisionState.REJECTED, DecisionState.WITHDRAWN})


class Manner(models.TextChoices):
    """How a body decided."""

    UNSAID = "", _("not written down")
    CONSENSUS = "consensus", _("everybody agreed")
    VOTE = "vote", _("by vote")


class Signal(models.TextChoices):
    """What in the evaluation asks for a finding."""

    LOW = "low", _("under the mark")
    DROP = "drop", _("lower than last year")
    DIFFERS = "differs", _("audiences differ")
    THEME = "theme", _("comes back in remarks")


class ThemeGroup(models.TextChoices):
    """What people write about: words that belong together."""

    TIME = "tijd", pgettext_lazy("theme", "time")
    FOOD = "eten", pgettext_lazy("theme", "food and drinks")
    PRACTISING = "oefenen", pgettext_lazy("theme", "practising")
    GROUP = "groep", pgettext_lazy("theme", "the group")
    ROOM = "ruimte", pgettext_lazy("theme", "the room")
    MATERIAL = "materiaal", pgettext_lazy("theme", "materials")
    TRAINER = "trainer", pgettext_lazy("theme", "trainer and explanation")
    DATES = "data", pgettext_lazy("theme", "dates and times")
    USE = "gebruik", pgettext_lazy("theme", "use in practice")


class Verdict(models.TextChoices):
    """What a year later can be said of a change."""

    BETTER = "better", _("better")
    WORSE = "worse", _("worse")
    UNDECIDED = "undecided", _("cannot be told")
