"""The budget step's face to the year."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import euro
from dagdeel.year.budget import queries, rules
from dagdeel.year.budget.states import RateKind
from dagdeel.year.step import Standing, State, Step, Todo


class BudgetStep(Step):
    """What the year may ask of the budget step."""

    key = "budget"
    label = gettext_lazy("Budget")
    home = "budget:index"

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterator[Todo]:
        """Asked of the controller: the grant, the rates, and after the sessions a word about each line that is over."""
        if not member.has(Role.CONTROLLER) or year.state == ProgrammeYear.State.CLOSED:
            return
        if queries.granted(year) is None:
            yield Todo(
                _("Fill in the grant of %(year)s") % {"year": year},
                _url("settings", year),
                _("Fill in"),
                detail=_("Then everybody sees what is left."),
            )
            return
        if missing := [kind for kind in RateKind if kind not in queries.tariff(year).general]:
            names = ", ".join(str(kind.label) for kind in missing)
            yield Todo(
                _("Fill in the rates"),
                _url("settings", year),
                _("Fill in"),
                detail=_("Missing: %(names)s.") % {"names": names},
            )
        for line in queries.unexplained(year, at.date()):
            if line.is_over:
                title, detail = _("Explain why %(category)s is over budget"), _("%(amount)s more than planned")
            else:
                title, detail = _("Explain why %(category)s stays under budget"), _("%(amount)s less than planned")
            yield Todo(
                title % {"category": line.category.label},
                reverse("budget:line", args=[year.partnership.slug, year, line.category.value]),
                _("Explain"),
                year.report_due,
                detail % {"amount": euro(abs(line.difference))},
            )

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """What was agreed with a trainer."""
        rates = queries.rates_of(person).values("year__first_year", "kind", "amount", "from_day")
        return {"budget.Rate": [dict(row) for row in rates]}

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """What is committed; late when it is more than the grant. Two queries."""
        committed, grant = queries.committed_against_grant(year)
        if not committed:
            return Standing()
        return Standing(euro(round(committed)), _state(year, over=grant is not None and committed > grant))

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """What each school pays itself: nothing, as it should be. At most two queries."""
        pays = queries.school_contribution(year)
        if pays is None:
            return {}
        state: State = "late" if pays else "done"
        url = _url("schools", year)
        figure = _("pays %(amount)s") % {"amount": euro(pays)}
        there = School.objects.only("pk") if shown is None else shown
        return {school.pk: Standing(figure, state, url) for school in there}

    def invariants(self) -> Iterator[str]:
        """Commitments are units times rate, grants what their rule says, nothing is below zero, actuals fall in their year."""
        for row in queries.wrong_commitments():
            yield f"Commitment {row.pk}: {row.amount} is not {row.units} × {row.rate}, or its session is of another year."
        for grant in queries.wrong_grants():
            yield f"Grant {grant.pk}: {grant.amount} is not {grant.fixed} + {grant.students} × {grant.per_student}."
        for actual in queries.wrong_actuals():
            first, last = rules.booking_window(actual.year.first_year)
            yield f"Actual {actual.pk}: {actual.amount} on {actual.day}, outside {first} to {last} or below zero."


def _state(year: ProgrammeYear, *, over: bool) -> State:
    if over:
        return "late"
    return "done" if year.state == ProgrammeYear.State.CLOSED else "now"


def _url(name: str, year: ProgrammeYear) -> str:
    return reverse(f"budget:{name}", args=[year.partnership.slug, year])


STEP = BudgetStep()
