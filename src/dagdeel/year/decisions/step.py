"""The decisions step's face to the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.years import first_years
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Message
from dagdeel.year.decisions import messages, queries
from dagdeel.year.decisions.messages import DECIDES
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import Body, DecisionState
from dagdeel.year.step import Coming, Deadline, Found, Standing, State, Step, Todo

SOON = timedelta(days=60)  # from when starting the next year is asked for
MANY = 5  # decisions: more of them are asked for in one line


class DecisionsStep(Step):
    """What the year may ask of the decisions step."""

    key = "decisions"
    label = gettext_lazy("Decisions")
    home = "decisions:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """The day on which everything is decided, and what the decisions themselves must be done before."""
        if year.decisions_due is not None:
            yield Deadline(year.decisions_due, _("decisions taken"), _url(year, "index"), "decisions_due")
        for decision in queries.decision_lines(year):
            if decision.state == DecisionState.TAKEN and decision.due is not None:
                title = _("carried out: %(decision)s") % {"decision": decision.title}
                yield Deadline(decision.due, title, _url(year, "decision", decision.pk))

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Lead: findings without decision, what the lead decides, the next year. Body: decisions to take. Owner: what is due."""
        if not member.may(Permission.DECISIONS_VIEW):
            return
        if member.may(Permission.DECISIONS_EDIT):
            yield from _findings(year)
        yield from _to_take(year, member)
        if year.first_year + 1 in first_years():
            yield from _to_carry_out(year, member)
        elif member.may(Permission.DECISIONS_EDIT):
            yield from _start(year, at)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """To take, due soon, and you said, we did."""
        return messages.mails(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """What owners and everybody who was asked will hear."""
        return messages.coming(year, at)

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Decisions and findings by their title, of every year in which this member saw them, the newest first. Two queries."""
        for decision in queries.decisions_called(words):
            if member.may_in(Permission.DECISIONS_VIEW, decision.year):
                state = f"{decision.get_state_display()} · {decision.year}"
                yield Found(decision.title, _url(decision.year, "decision", decision.pk), state)
        for finding in queries.findings_called(words):
            if member.may_in(Permission.DECISIONS_VIEW, finding.year):
                state = f"{_('finding')} · {finding.year}"
                yield Found(finding.title, _url(finding.year, "finding", finding.pk), state)

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """The decisions that somebody sees to."""
        rows = Decision.everywhere.filter(owner=person).values("title", "body", "day", "due", "state")
        return {"decisions.Decision": [{**row} for row in rows]}

    def holds(self, person: Person, at: datetime) -> Iterable[str]:
        """Decisions that this person still has to see to."""
        waiting = Decision.objects.filter(owner=person, state__in=[DecisionState.PROPOSED, DecisionState.TAKEN])
        if n := waiting.count():
            text = ngettext(
                "sees to %(n)d decision that is not carried out yet",
                "sees to %(n)d decisions that are not carried out yet",
                n,
            )
            yield text % {"n": n}

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many decisions, or how many findings wait. Two queries."""
        progress = queries.progress(year)
        waiting = progress.open
        if waiting:
            figure = _("%(n)d open") % {"n": waiting}
        elif progress.decisions:
            figure = ngettext("%(n)d decision", "%(n)d decisions", progress.decisions) % {"n": progress.decisions}
        else:
            figure = ""
        return Standing(figure, _state(year, progress, at))

    def invariants(self) -> Iterable[str]:
        """Findings, decisions and consequences say the same of each other."""
        return queries.broken_promises()


def _findings(year: ProgrammeYear) -> Iterator[Todo]:
    undecided = [line for line in queries.finding_lines(year) if line.undecided]
    if not undecided:
        return
    number, first = len(undecided), undecided[0]
    title = ngettext("%(n)d finding waits for a decision", "%(n)d findings wait for a decision", number) % {"n": number}
    url = _url(year, "finding", first.pk) if number == 1 else _url(year, "index")
    yield Todo(title, url, _("Decide"), year.decisions_due, first.title if number == 1 else "")


def _to_take(year: ProgrammeYear, member: Member) -> Iterator[Todo]:
    """What the member's body decides, and what the lead writes down for another body."""
    edits = member.may(Permission.DECISIONS_EDIT)
    proposed = [line for line in queries.decision_lines(year) if line.state == DecisionState.PROPOSED]
    waiting = [line for line in proposed if edits or member.has(*DECIDES[Body(line.body)])]
    if len(waiting) > MANY:
        title = ngettext("%(n)d decision is to be taken", "%(n)d decisions are to be taken", len(waiting))
        url = f"{_url(year, 'register')}?state={DecisionState.PROPOSED}"
        yield Todo(title % {"n": len(waiting)}, url, _("Read"), waiting[0].day)
        return
    for decision in waiting:
        url = _url(year, "decision", decision.pk)
        if member.has(*DECIDES[Body(decision.body)]):
            title = _("Your body decides: %(decision)s") % {"decision": decision.title}
            yield Todo(title, url, _("Read"), decision.day)
        else:
            title = _("To be taken (%(body)s): %(decision)s") % {
                "body": Body(decision.body).label, "decision": decision.title,
            }  # fmt: skip
            detail = _("Write down what was decided on %(day)s.") % {"day": day_long(decision.day)}
            yield Todo(title, url, _("Write down"), decision.day, detail)


def _to_carry_out(year: ProgrammeYear, member: Member) -> Iterator[Todo]:
    """What the member sees to, once there is a next year to carry it out in."""
    taken = [line for line in queries.decision_lines(year) if line.state == DecisionState.TAKEN]
    own = [line for line in taken if line.owner == member.person.pk]
    if len(own) > MANY:
        title = ngettext("Carry out %(n)d decision", "Carry out %(n)d decisions", len(own))
        url = f"{_url(year, 'register')}?state={DecisionState.TAKEN}"
        due = min((line.due for line in own if line.due), default=None)
        yield Todo(title % {"n": len(own)}, url, _("Carry out"), due)
        return
    for decision in own:
        title = _("Carry out: %(decision)s") % {"decision": decision.title}
        yield Todo(title, _url(year, "decision", decision.pk), _("Carry out"), decision.due)


def _start(year: ProgrammeYear, at: datetime) -> Iterator[Todo]:
    due = year.decisions_due
    if due is None or timezone.localdate(at) < due - SOON or year.state == ProgrammeYear.State.PREPARING:
        return
    title = _("Start %(first)d-%(second)d") % {"first": year.first_year + 1, "second": year.first_year + 2}
    detail = _("Everything goes on as it is, except for what was decided.")
    yield Todo(title, _url(year, "next_year"), _("Look ahead"), due, detail)


def _state(year: ProgrammeYear, progress: queries.Progress, at: datetime) -> State:
    today, due = timezone.localdate(at), year.decisions_due
    if progress.decisions and not progress.open and not progress.proposed:
        return "done"
    if due is not None and today > due and (progress.open or progress.proposed):
        return "late"
    if progress.findings:
        return "now"
    return "later" if due is None or today < due - SOON else "now"


def _url(year: ProgrammeYear, name: str, *args: object) -> str:
    return reverse(f"decisions:{name}", args=[year.partnership.slug, year, *args])


STEP = DecisionsStep()
