"""What the doctor asks: over all partnerships, with a fixed number of queries."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from dagdeel.base.partnerships.models import Membership
from dagdeel.year.attendance.models import Presence
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Instrument, Question, Respondent, Tally
from dagdeel.year.evaluation.queries.asked import YEARLY_ROLES
from dagdeel.year.evaluation.states import ANSWERED, CHOICES, COUNTS_PEOPLE, SCALE, Audience, Kind
from dagdeel.year.planning.models import Assignment


def broken_promises() -> Iterator[str]:
    """One sentence for everything that should never be."""
    yield from _more_answers_than_people()
    yield from _off_scale()
    yield from _small_blocks()
    yield from _beyond_a_year()
    yield from _other_sessions()
    yield from _not_entitled()


def _more_answers_than_people() -> Iterator[str]:
    people: Counter[tuple[int, int | None]] = Counter(
        Respondent.everywhere.order_by().values_list("instrument", "session")
    )
    by_code = Instrument.everywhere.filter(codes_used__gt=0).values_list("pk", "codes_used")
    people.update({(instrument, None): number for instrument, number in by_code})
    # of several options somebody chooses more than one: there each of them is looked at by itself
    several = Tally.everywhere.filter(question__kind=Kind.SEVERAL).order_by()
    one = Tally.everywhere.exclude(question__kind=Kind.SEVERAL).order_by()
    what = ("question__instrument", "session", "question", "goal_key")
    each = several.values_list(*what, "value").annotate(number=Sum("count"))
    sums = [*one.values_list(*what).annotate(number=Sum("count")), *((*row[:4], row[5]) for row in each)]
    for instrument, session, question, goal, number in sums:
        if number > people[instrument, session]:
            about = f"session {session}" if session else "the year"
            yield (
                f"Question {question} about {about}{f', goal {goal}' if goal else ''} has {number} answers "
                f"of {people[instrument, session]} respondents."
            )


def _off_scale() -> Iterator[str]:
    for kind in Kind.values:
        if kind in CHOICES:
            continue
        allowed = SCALE.get(kind, [ANSWERED])
        rows = Tally.everywhere.filter(question__kind=kind).exclude(value__in=list(allowed))
        for pk in rows.values_list("pk", flat=True)[:10]:
            yield f"Tally {pk} has a value outside the scale."
    chosen = {q.pk: {*q.values, ANSWERED} for q in Question.everywhere.filter(kind__in=CHOICES)}
    counted = Tally.everywhere.filter(question__in=chosen, count__gt=0).values_list("pk", "question", "value")
    for pk, question, value in counted:
        if value not in chosen[question]:
            yield f"Tally {pk} has a value outside the scale."


def _small_blocks() -> Iterator[str]:
    """Nothing was ever published of fewer people than the lowest threshold that can be chosen."""
    people = Q(question__kind__in=COUNTS_PEOPLE, value=ANSWERED)
    counted = Tally.everywhere.filter(
        people | (~Q(question__kind__in=COUNTS_PEOPLE) & Q(value__gt=0)), block__isnull=False
    )
    blocks = counted.order_by().values_list("question__item", "block", "goal_key").annotate(number=Sum("count"))
    for item, block, _goal, number in blocks.filter(number__lt=rules.LOWEST):
        yield f"Block {block} of item {item} has {number} answers."


def _beyond_a_year() -> Iterator[str]:
    """What is told over the years is in no view of a year, and the other way round; else a part of a block would be seen alone."""
    rows = Tally.everywhere.filter(block__isnull=False).order_by().values_list("block")
    found = rows.annotate(
        most=Max("question__instrument"), least=Min("question__instrument"),
        there=Count("pk", filter=Q(over_years=True)), number=Count("pk"),
    )  # fmt: skip
    one, several = Q(most=F("least")), Q(most__gt=F("least"))
    for block, *_rest in found.filter((one & Q(there__gt=0)) | (several & Q(there__lt=F("number")))):
        yield f"Block {block} is told in a year and over the years."


def _other_sessions() -> Iterator[str]:
    """All questions of a block are in it with the same sessions: what is read of a block takes them from all of them together."""
    rows = Tally.everywhere.filter(block__isnull=False, over_years=False, count__gt=0).order_by()
    different = Count(Coalesce("session", 0), distinct=True)
    whole = dict(rows.values_list("block").annotate(number=different))
    for block, question, _goal, number in rows.values_list("block", "question", "goal_key").annotate(number=different):
        if number < whole[block]:
            yield f"Question {question} is in block {block} with fewer sessions than others."


def _not_entitled() -> Iterator[str]:
    """A correction of the roster afterwards is no fault, so any presence at that session will do."""
    there = Presence.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"))
    gave = Assignment.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"))
    held = {
        audience: Membership.everywhere.filter(
            partnership=OuterRef("partnership"),
            person=OuterRef("person"),
            role=role,
            from_year__lte=OuterRef("instrument__year__first_year"),
        )
        for audience, role in YEARLY_ROLES.items()
    }
    rights = {Audience.PARTICIPANT.value: there, Audience.TRAINER.value: gave, **held}
    for audience, right in rights.items():
        rows = Respondent.everywhere.filter(instrument__audience=audience).exclude(Exists(right))
        for pk in rows.values_list("pk", flat=True)[:10]:
            yield f"Respondent {pk} was never asked to answer."
