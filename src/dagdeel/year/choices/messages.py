"""The mails of this step: the round is open, a proposal waits, it was sent back, the deadline comes near."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Follows, Kind, Message
from dagdeel.year.choices import queries, rules
from dagdeel.year.choices.models import ChoiceRound, SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.step import Coming

OFFICE_OPENS = time(8, 0)
NEWS = timedelta(days=14)  # so long an agreement is news for whoever becomes an educator meanwhile
_in_words = lazy(day_long, str)  # settled in the language of the reader


def _example() -> Mapping[str, object]:
    titles = [gettext("Giving feedback that helps"), gettext("Coaching, not telling")]
    return {
        "deadline": day_long(date(2016, 6, 1)), "needed": 4, "url": "/", "school": "School A", "titles": titles,
        "who": "Anna van der Spek", "remark": gettext("We would rather have one about observing."),
    }  # fmt: skip


KINDS = (
    Kind(
        key="choices.opened",
        label=_("The school choice is open"),
        to=_("school educators and institute educators"),
        when=_("on the day on which the round opens"),
        why=_("You get this mail because you choose workshops for your school as an educator."),
        template="choices/mail/opened",
        example=_example,
    ),
    Kind(
        key="choices.reminder",
        label=_("Reminder of the school choice"),
        to=_("school educators whose school has not proposed yet"),
        when=_("some days before the round closes, and no sooner than three days after the first mail"),
        why=_("You get this mail because your school has not proposed yet."),
        template="choices/mail/reminder",
        example=_example,
        daily=True,
    ),
    Kind(
        key="choices.proposed",
        label=_("A choice waits for the head"),
        to=_("the head of the school"),
        when=_("as soon as the educators propose"),
        why=_("You get this mail because you are the head of the school."),
        template="choices/mail/proposed",
        example=_example,
        daily=True,
    ),
    Kind(
        key="choices.returned",
        label=_("A choice was sent back"),
        to=_("school educators, and whoever proposed"),
        when=_("as soon as the head sends it back"),
        why=_("You get this mail because you proposed for your school."),
        template="choices/mail/returned",
        example=_example,
        daily=True,
    ),
    Kind(
        key="choices.agreed",
        label=_("A choice is agreed on"),
        to=_("school educators, and whoever proposed"),
        when=_("as soon as the head agrees"),
        why=_("You get this mail because you proposed for your school."),
        template="choices/mail/agreed",
        example=_example,
        daily=True,
    ),
)


def mails(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist now. Three queries."""
    round_ = queries.round_of(year)
    if round_ is None:
        return
    held = queries.people_in(year, Role.HEAD, Role.SCHOOL_EDUCATOR, Role.INSTITUTE_EDUCATOR)
    if timezone.localdate(at) <= round_.deadline:
        yield from _opened(year, round_, held)
    for plan in queries.plans(year):
        here = [m for m in held if m.school_id == plan.school_id]
        yield from _about(plan, round_, here, at)


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """The educators hear when the round opens. At most two queries."""
    if year.brochure_due is None or year.brochure_due < timezone.localdate(at) or queries.round_of(year) is not None:
        return
    held = queries.people_in(year, Role.SCHOOL_EDUCATOR, Role.INSTITUTE_EDUCATOR)
    people = tuple(sorted({m.person_id for m in held}))
    yield Coming("choices.opened", year.brochure_due, people, provided=gettext("if the round opens then"))


def _opened(year: ProgrammeYear, round_: ChoiceRound, held: list[Membership]) -> Iterator[Message]:
    educators = {m.person_id: m.person for m in held if m.role != Role.HEAD}
    for person in educators.values():
        yield Message(
            key=f"choices:opened:{round_.pk}:{person.pk}",
            to=person,
            template="choices/mail/opened",
            kind="choices.opened",
            why=_settled(_("You get this mail because you choose workshops for your school as an educator.")),
            context={
                "deadline": _in_words(round_.deadline),
                "needed": year.workshops_per_school,
                "url": reverse("choices:index", args=[year.partnership.slug, year]),
            },
            due=_morning(round_.opens),
        )


def _about(plan: SchoolPlan, round_: ChoiceRound, here: list[Membership], at: datetime) -> Iterator[Message]:
    """What there is to say about one plan in its present state."""
    heads = [m.person for m in here if m.role == Role.HEAD]
    educators = [m.person for m in here if m.role == Role.SCHOOL_EDUCATOR]
    if plan.state == PlanState.PROPOSED and plan.proposed_at is not None:
        moment = int(plan.proposed_at.timestamp())
        for person in _each(heads):
            yield _mail(
                plan,
                "proposed",
                person,
                f"{moment}",
                why=_("You get this mail because you are the head of the school."),
            )
    if plan.state == PlanState.RETURNED and plan.returned_at is not None:
        moment = int(plan.returned_at.timestamp())
        proposers = [plan.proposed_by] if plan.proposed_by else []
        for person in _each([*educators, *proposers]):
            yield _mail(
                plan, "returned", person, f"{moment}", why=_("You get this mail because you proposed for your school.")
            )
    if plan.state == PlanState.AGREED and plan.agreed_at is not None and at <= plan.agreed_at + NEWS:
        moment, proposers = int(plan.agreed_at.timestamp()), [plan.proposed_by] if plan.proposed_by else []
        for person in _each([*educators, *proposers]):
            if person != plan.agreed_by:
                yield _mail(
                    plan,
                    "agreed",
                    person,
                    f"{moment}",
                    why=_("You get this mail because you proposed for your school."),
                )
    if plan.state in {PlanState.DRAFT, PlanState.RETURNED} and timezone.localdate(at) <= round_.deadline:
        due = _morning(rules.remind_on(round_.deadline, opens=round_.opens))
        why = _("You get this mail because your school has not proposed yet.")
        for person in _each(educators):
            opened = Follows(f"choices:opened:{round_.pk}:{person.pk}", timedelta(days=3))
            yield _mail(
                plan,
                "reminder",
                person,
                f"{round_.deadline}",
                why=why,
                due=due,
                deadline=round_.deadline,
                follows=opened,
            )


# Whose doing the mail is about.
WHO: Mapping[str, Callable[[SchoolPlan], Person | None]] = {
    "proposed": lambda plan: plan.proposed_by, "reminder": lambda plan: plan.proposed_by,
    "returned": lambda plan: plan.returned_by, "agreed": lambda plan: plan.agreed_by,
}  # fmt: skip


def _mail(
    plan: SchoolPlan,
    name: str,
    to: Person,
    moment: str,
    *,
    why: Promise,
    due: datetime | None = None,
    deadline: date | None = None,
    follows: Follows | None = None,
) -> Message:
    context = {
        "school": plan.school.name,
        "titles": [row.edition.title for row in plan.chosen.all()],
        "needed": plan.year.workshops_per_school,
        "who": str(WHO[name](plan) or ""),
        "remark": plan.remark,
        "url": reverse("choices:plan", args=[plan.year.partnership.slug, plan.year, plan.pk]),
    }
    if deadline is not None:
        context["deadline"] = _in_words(deadline)
    key = f"choices:{name}:{plan.pk}:{moment}:{to.pk}"
    template = f"choices/mail/{name}"
    return Message(
        key=key,
        to=to,
        template=template,
        why=_settled(why),
        context=context,
        due=due,
        kind=f"choices.{name}",
        follows=follows,
    )


def _settled(words: Promise) -> str:
    """A text that the outbox settles in the language of its reader."""
    return cast("str", words)


def _each(people: list[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, OFFICE_OPENS))
