"""What the doctor asks: over all partnerships, with a fixed number of queries."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Sum

from dagdeel.base.partnerships.models import Membership
from dagdeel.year.attendance.models import Presence
from dagdeel.year.evaluation.models import Respondent, Tally
from dagdeel.year.evaluation.queries.asked import YEARLY_ROLES
from dagdeel.year.evaluation.states import SCALE, Audience, Kind
from dagdeel.year.planning.models import Assignment


def broken_promises() -> Iterator[str]:
    """One sentence for everything that should never be."""
    yield from _more_answers_than_people()
    yield from _off_scale()
    yield from _not_entitled()


def _more_answers_than_people() -> Iterator[str]:
    people = Counter(Respondent.everywhere.order_by().values_list("instrument", "session"))
    sums = Tally.everywhere.order_by().values_list("question__instrument", "session", "question", "goal_key")
    for instrument, session, question, goal, number in sums.annotate(number=Sum("count")):
        if number > people[instrument, session]:
            about = f"session {session}" if session else "the year"
            yield (
                f"Question {question} about {about}{f', goal {goal}' if goal else ''} has {number} answers "
                f"of {people[instrument, session]} respondents."
            )


def _off_scale() -> Iterator[str]:
    for kind in Kind.values:
        allowed = SCALE.get(kind, range(0))
        rows = Tally.everywhere.filter(question__kind=kind).exclude(value__in=list(allowed))
        for pk in rows.values_list("pk", flat=True)[:10]:
            yield f"Tally {pk} has a value outside the scale."


def _not_entitled() -> Iterator[str]:
    """A correction of the roster afterwards is no fault, so any presence at that session will do."""
    there = Presence.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"))
    gave = Assignment.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"))
    role = {
        audience: Membership.everywhere.filter(
            partnership=OuterRef("partnership"),
            person=OuterRef("person"),
            role=held,
            from_year__lte=OuterRef("instrument__year__first_year"),
        )
        for audience, held in YEARLY_ROLES.items()
    }
    for audience, right in {Audience.PARTICIPANT.value: there, Audience.TRAINER.value: gave, **role}.items():
        rows = Respondent.everywhere.filter(instrument__audience=audience).exclude(Exists(right))
        for pk in rows.values_list("pk", flat=True)[:10]:
            yield f"Respondent {pk} was never asked to answer."
