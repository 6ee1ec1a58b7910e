"""The choices step's face to the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import name_list
from dagdeel.outputs.mail.message import Message
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import actions, messages, permissions, queries, rules
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.queries import RoundDays, SchoolRow
from dagdeel.year.choices.states import PlanState
from dagdeel.year.step import Coming, Deadline, Found, Standing, State, Step, Todo

NAMED = 8  # schools that are named where something is asked about several


class ChoicesStep(Step):
    """What the year may ask of the choices step."""

    key = "choices"
    label = gettext_lazy("School choice")
    home = "choices:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """The round, or the day that the year has for it."""
        round_ = queries.round_days(year)
        if round_ is not None:
            yield Deadline(round_.opens, _("the school choice opens"), _address(year))
        day = round_.deadline if round_ else year.choices_due
        if day is not None:
            yield Deadline(day, _("schools have chosen"), _address(year), "" if round_ else "choices_due")

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Open the round, choose, agree."""
        if not member.may(Permission.CHOICES_PROPOSE) and not member.may(Permission.CHOICES_AGREE):
            return
        round_ = queries.round_days(year)
        if round_ is None:
            if member.may(Permission.CHOICES_MANAGE):
                yield from _to_open(year)
            return
        today = timezone.localdate(at)
        if today < round_.opens:
            return
        if schools := member.schools_as(Role.SCHOOL_EDUCATOR, Role.HEAD):
            for row in queries.overview(year, today, schools=schools):
                yield from _at_school(row, member, round_)
        if member.has(Role.INSTITUTE_EDUCATOR) or member.has(Role.PROGRAMME_LEAD):
            yield from _over_schools(year, member, round_, at)

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Exemptions end after their last day."""
        return actions.end_exemptions(year, by=None, at=at)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Round open, proposal waits, sent back, reminder."""
        return messages.mails(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """That the round opens."""
        return messages.coming(year, at)

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Schools by name: what each of them chose. One query."""
        for plan in queries.of_schools_called(year, words):
            if permissions.can_see(member, plan):
                yield Found(str(plan.school), _address(year, "plan", plan.pk), str(plan.get_state_display()))

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """Exemptions and names in a rule, and the plans that somebody proposed, agreed to or sent back."""
        members = RuleMember.objects.filter(person=person).select_related("plan__school", "plan__year")
        decided = Q(proposed_by=person) | Q(agreed_by=person) | Q(returned_by=person)
        plans = SchoolPlan.objects.filter(decided).select_related("school", "year")
        return {
            "choices.RuleMember": [
                {"plan": str(row.plan), "kind": row.kind, "reason": row.reason, "until": row.until} for row in members
            ],
            "choices.SchoolPlan": [_decided(plan, person) for plan in plans],
        }

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many schools agreed."""
        round_ = queries.round_days(year)
        if round_ is None:
            return Standing(state="later")
        states = queries.states(year)
        agreed, schools = states[PlanState.AGREED], states.total()
        figure = _("%(n)d of %(all)d") % {"n": agreed, "all": schools}
        return Standing(figure, _state(round_, done=agreed == schools, at=at))

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """How many each school chose, and how far the agreement is."""
        found, needed = {}, year.workshops_per_school
        round_ = queries.round_days(year)
        today = timezone.localdate(at)
        for row in queries.plan_standings(year, shown):
            agreed = row.state == PlanState.AGREED
            late = round_ is not None and rules.is_late(today, deadline=round_.deadline, agreed=agreed)
            state: State = "done" if agreed else "late" if late else "now"
            words = str(PlanState(row.state).label) if row.chosen == needed else f"{row.chosen}/{needed}"
            found[row.school] = Standing(words, state, _address(year, "plan", row.plan))
        return found

    def invariants(self) -> Iterable[str]:
        """No school takes more than it may, nor a workshop of another year."""
        return [f"School plan {plan} ({plan.pk}): {what}." for plan, what in queries.broken_plans()]


def _address(year: ProgrammeYear, name: str = "index", *args: object) -> str:
    return reverse(f"choices:{name}", args=[year.partnership.slug, year, *args])


def _to_open(year: ProgrammeYear) -> Iterator[Todo]:
    """The round can open as soon as something stands in the brochure."""
    if Edition.objects.filter(year=year, state=EditionState.PUBLISHED).exists():
        yield Todo(_("Open the round in which schools choose"), _address(year, "round"), _("Open"), year.choices_due)


def _at_school(row: SchoolRow, member: Member, round_: RoundDays) -> Iterator[Todo]:
    plan, school = row.plan, row.school
    url = _address(plan.year, "plan", plan.pk)
    educates = any(s.pk == school.pk for s in member.schools_as(Role.SCHOOL_EDUCATOR))
    heads = any(s.pk == school.pk for s in member.schools_as(Role.HEAD))
    if heads and plan.state == PlanState.PROPOSED:
        title = _("Do you agree to the workshops of %(school)s?") % {"school": school.name}
        yield Todo(title, url, _("Decide"), round_.deadline)
    elif educates and plan.state == PlanState.RETURNED:
        title = _("Change the choice of %(school)s: it was sent back") % {"school": school.name}
        yield Todo(title, url, _("Change"), round_.deadline, plan.remark)
    elif educates and plan.state == PlanState.DRAFT and row.complete:
        yield Todo(_("Propose the choice of %(school)s") % {"school": school.name}, url, _("Propose"), round_.deadline)
    elif educates and plan.state == PlanState.DRAFT:
        title = ngettext(
            "Choose %(n)d workshop for %(school)s", "Choose %(n)d workshops for %(school)s", row.needed
        ) % {"n": row.needed, "school": school.name}
        detail = _("%(chosen)d chosen so far") % {"chosen": row.chosen} if row.chosen else ""
        yield Todo(title, url, _("Choose"), round_.deadline, detail)


def _over_schools(year: ProgrammeYear, member: Member, round_: RoundDays, at: datetime) -> Iterator[Todo]:
    """The institute educator helps schools that have not proposed; the programme lead hears of late ones."""
    states = queries.states(year)
    waiting = states[PlanState.DRAFT] + states[PlanState.RETURNED]
    late = states.total() - states[PlanState.AGREED] if timezone.localdate(at) > round_.deadline else 0
    if member.has(Role.INSTITUTE_EDUCATOR) and waiting:
        text = ngettext("%(n)d school has not proposed yet", "%(n)d schools have not proposed yet", waiting)
        yield Todo(text % {"n": waiting}, _address(year), _("Look"), round_.deadline)
    if member.has(Role.PROGRAMME_LEAD) and late:
        text = ngettext("%(n)d school is late with its choice", "%(n)d schools are late with their choice", late)
        yield Todo(text % {"n": late}, _address(year), _("Look"), round_.deadline, _names(year, late))


def _names(year: ProgrammeYear, number: int) -> str:
    """Which schools are late: all of them, or the first and how many more."""
    names = queries.not_agreed(year, NAMED)
    if number <= len(names):
        return name_list(names)
    more = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", number - len(names))
    return more % {"names": ", ".join(names), "n": number - len(names)}


def _state(round_: RoundDays, *, done: bool, at: datetime) -> State:
    today = timezone.localdate(at)
    if done:
        return "done"
    if today < round_.opens:
        return "later"
    return "now" if today <= round_.deadline else "late"


def _decided(plan: SchoolPlan, person: Person) -> dict[str, Any]:
    moments = {
        "proposed_at": plan.proposed_at if plan.proposed_by_id == person.pk else None,
        "agreed_at": plan.agreed_at if plan.agreed_by_id == person.pk else None,
        "returned_at": plan.returned_at if plan.returned_by_id == person.pk else None,
    }
    return {"plan": str(plan)} | {
        name: timezone.localtime(moment).isoformat() for name, moment in moments.items() if moment
    }


STEP = ChoicesStep()
