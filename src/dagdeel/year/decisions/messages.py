"""The mails of this step: a decision waits for your body, one that you own is due, and what was done with what you said."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.outputs.mail.states import Topic
from dagdeel.year.decisions import queries
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import Body
from dagdeel.year.evaluation.queries import asked_by_session
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.step import Coming

SOON = timedelta(days=7)
DECIDES = {
    Body.COUNCIL: (Role.COUNCIL_MEMBER, Role.HEAD),
    Body.STEERING: (Role.COUNCIL_MEMBER,),
    Body.LEAD: (),  # the programme lead writes it down, and sees it among what is asked
}
MORNING = time(8)
_in_words = lazy(day_long, str)  # settled in the language of the reader


def _example() -> Mapping[str, object]:
    said, did = gettext("Two hours are too short."), gettext("Workshops last three and a half hours")
    because = gettext("Participants want time to practise.")
    return {
        "title": did, "reason": because, "finding": said, "day": day_long(date(2017, 6, 8)), "due": day_long(date(2017, 8, 31)),
        "link": settings.SITE_URL, "year": "2016-2017", "kept": [],
        "lines": [{"said": said, "did": did, "because": because, "changes": [gettext("A workshop lasts 210 minutes.")]}],
    }  # fmt: skip


KINDS = (
    Kind(
        key="decisions.to_take",
        label=_("A decision waits for your body"),
        to=_("the members of the body that decides"),
        when=_("as soon as the decision is proposed"),
        why=_("You get this mail because you are a member of the body that decides about this."),
        template="decisions/mail/to_take",
        example=_example,
        daily=True,
    ),
    Kind(
        key="decisions.due",
        label=_("A decision has to be carried out"),
        to=_("the owner of the decision"),
        when=_("a week before it has to be done"),
        why=_("You get this mail because you see to it that this decision is carried out."),
        template="decisions/mail/due",
        example=_example,
        daily=True,
    ),
    Kind(
        key="decisions.said",
        label=_("You said, we did"),
        to=_("everybody who was asked what they thought of it, whether or not they answered"),
        when=_("once the evaluation is over and nothing is left to decide"),
        why=_("You get this mail because you were asked for your opinion."),
        template="decisions/mail/said",
        example=_example,
        topic=Topic.RESULTS,
    ),
)


def mails(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist now. The number of queries does not depend on how many people there are."""
    yield from _to_take(year)
    yield from _due(year, at)
    if said_may_be_told(year, at):
        yield from _said(year)


def said_may_be_told(year: ProgrammeYear, at: datetime) -> bool:
    """Once the evaluation is over and nothing is left to decide."""
    over = year.evaluation_due is None or timezone.localdate(at) > year.evaluation_due
    return over and queries.everything_is_decided(year)


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """Owners of what is due later, and "you said, we did" for everybody who was asked. A fixed number of queries."""
    today = timezone.localdate(at)
    for decision in queries.owned(year).filter(due__gt=today + SOON).select_related("owner"):
        if decision.due is not None:
            yield Coming("decisions.due", decision.due - SOON, (decision.owner_id,), decision.title)
    day = year.decisions_due
    if day is not None and day >= today and not said_may_be_told(year, at):
        asked = {key for a in Audience.values for people in asked_by_session(year, a).values() for key in people}
        yield Coming("decisions.said", day, tuple(sorted(asked)), provided=gettext("if everything is decided then"))


def _to_take(year: ProgrammeYear) -> Iterator[Message]:
    """Each member of the body that has to decide."""
    waiting = list(queries.proposed(year).select_related("finding"))
    if not waiting:
        return
    roles = {role for decision in waiting for role in DECIDES[Body(decision.body)]}
    held = Membership.objects.filter(role__in=roles, from_year__lte=year.first_year, person__is_active=True)
    held = held.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)).select_related("person")
    members = [(Role(membership.role), membership.person) for membership in held]
    for decision in waiting:
        people = {person.pk: person for role, person in members if role in DECIDES[Body(decision.body)]}
        for person in people.values():
            yield _mail(
                year, decision, "to_take", person,
                why=_("You get this mail because you are a member of the body that decides about this."),
            )  # fmt: skip


def _due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """The owner, a week before it has to be done."""
    today = timezone.localdate(at)
    for decision in queries.owned(year).filter(due__lte=today + SOON).select_related("finding", "owner"):
        yield _mail(
            year, decision, "due", decision.owner, str(decision.due),
            why=_("You get this mail because you see to it that this decision is carried out."),
        )  # fmt: skip


def _mail(year: ProgrammeYear, decision: Decision, name: str, to: Person, moment: str = "", *, why: object) -> Message:
    page = reverse("decisions:decision", args=[year.partnership.slug, year, decision.pk])
    return Message(
        key=f"decisions:{name}:{decision.pk}:{to.pk}" + (f":{moment}" if moment else ""),
        to=to,
        kind=f"decisions.{name}",
        template=f"decisions/mail/{name}",
        why=why,  # type: ignore[arg-type]  # lazy, settled in the language of the reader
        context={
            "title": decision.title,
            "reason": decision.reason,
            "finding": decision.finding.title,
            "day": _in_words(decision.day),
            "due": _in_words(decision.due),
            "link": f"{settings.SITE_URL}{page}",
        },
    )


def _said(year: ProgrammeYear) -> Iterator[Message]:
    """Everybody who was asked, whether or not they answered: nobody's answer can be read from it."""
    told = queries.said_and_done(year)
    lines = [
        {
            "said": chain.finding.title,
            "did": chain.decision.title,
            "because": chain.decision.reason,
            "changes": [item.description for item in chain.consequences],
        }
        for chain in told.decided
    ]
    kept = [{"said": finding.title, "because": finding.no_action_reason} for finding in told.not_acted]
    page = reverse("decisions:said", args=[year.partnership.slug, year])
    asked = {
        key for audience in Audience.values for people in asked_by_session(year, audience).values() for key in people
    }
    for person in Person.objects.filter(pk__in=asked, is_active=True):
        yield Message(
            key=f"decisions:said:{year.pk}:{person.pk}",
            to=person,
            kind="decisions.said",
            template="decisions/mail/said",
            why=format_lazy(_("You get this mail because you were asked for your opinion in {year}."), year=year.label),  # type: ignore[arg-type]  # lazy
            context={"year": year.label, "lines": lines, "kept": kept, "link": f"{settings.SITE_URL}{page}"},
        )
