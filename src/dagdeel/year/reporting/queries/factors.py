"""The six success factors of the practice booklet, each with its figure of now."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.budget import queries as budget
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import STANDS, Body, FindingState
from dagdeel.year.evaluation.queries import load
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.planning.models import Assignment
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting import rules
from dagdeel.year.trainers.models import Competence


@dataclass(frozen=True, slots=True)
class CarriedByHeads:
    """The heads agree to what their school takes, and their council decides."""

    agreed: int
    plans: int
    by_council: int
    decisions: int


@dataclass(frozen=True, slots=True)
class TiedToPolicy:
    """What was learned counts in the HR development of the school."""

    certificates: int
    hours: float
    people: int
    certified: int

    @property
    def share(self) -> float | None:
        """Of who took part, who has a certificate."""
        return rules.share(self.certified, self.people)


@dataclass(frozen=True, slots=True)
class NoCosts:
    """What a school pays itself; None while there is no grant."""

    contribution: float | None
    sessions_free: int


@dataclass(frozen=True, slots=True)
class AtSchool:
    """Attendances of mentors at their own school."""

    own: int
    attendances: int
    schools: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return rules.share(self.own, self.attendances)


@dataclass(frozen=True, slots=True)
class BestTrainers:
    """Sessions given by trainers who can give that workshop, and what participants said of trainers together."""

    qualified: int
    assignments: int
    mean: float | None
    answers: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return rules.share(self.qualified, self.assignments)


@dataclass(frozen=True, slots=True)
class WithConsequences:
    """From what people said to what changed."""

    findings: int
    settled: int
    decisions: int
    consequences: int
    done: int


@dataclass(frozen=True, slots=True)
class Factors:
    """The six factors of a year."""

    heads: CarriedByHeads
    policy: TiedToPolicy
    costs: NoCosts
    at_school: AtSchool
    trainers: BestTrainers
    consequences: WithConsequences


def factors_of(year: ProgrammeYear) -> Factors:
    """The six factors. The number of queries does not depend on how much there is."""
    attended = list(
        Presence.objects.filter(session__year=year, session__state=SessionState.HELD, state__in=ATTENDED)
        .order_by()
        .values_list("person", "session", "session__school")
    )
    return Factors(
        heads=_heads(year),
        policy=_policy(year, {person for person, _session, _school in attended}),
        costs=_costs(year, len({session for _person, session, _school in attended})),
        at_school=_at_school(year, [(person, school) for person, _session, school in attended]),
        trainers=_trainers(year),
        consequences=_consequences(year),
    )


def _heads(year: ProgrammeYear) -> CarriedByHeads:
    plans = SchoolPlan.objects.filter(year=year).aggregate(
        plans=Count("pk"), agreed=Count("pk", filter=Q(state=PlanState.AGREED))
    )
    taken = Decision.objects.filter(year=year, state__in=STANDS).aggregate(
        decisions=Count("pk"), by_council=Count("pk", filter=Q(body=Body.COUNCIL))
    )
    return CarriedByHeads(**plans, **taken)


def _policy(year: ProgrammeYear, people: set[int]) -> TiedToPolicy:
    rows = Certificate.objects.filter(session__year=year, revoked_at__isnull=True).order_by()
    valid = list(rows.values_list("person", "hours"))
    hours = float(sum(hours for _person, hours in valid))
    certified = {person for person, _hours in valid}
    return TiedToPolicy(len(valid), hours, len(people), len(certified & people))


def _costs(year: ProgrammeYear, sessions: int) -> NoCosts:
    contribution = budget.school_contribution(year)
    return NoCosts(None if contribution is None else float(contribution), sessions if contribution == 0 else 0)


def _at_school(year: ProgrammeYear, attended: list[tuple[int, int]]) -> AtSchool:
    held = Membership.objects.filter(role=Role.MENTOR, from_year__lte=year.first_year)
    held = held.filter(Q(to_year__isnull=True) | Q(to_year__gte=year.first_year))
    theirs = set(held.order_by().values_list("person", "school"))
    own = sum(pair in theirs for pair in attended)
    return AtSchool(own, len(attended), len({school for _person, school in attended}))


def _trainers(year: ProgrammeYear) -> BestTrainers:
    can = Competence.objects.filter(trainer=OuterRef("trainer"), workshop=OuterRef("session__edition__workshop"))
    live = Assignment.objects.filter(
        session__year=year, session__state__in=[SessionState.PUBLISHED, SessionState.HELD], live=True
    )
    counted = live.aggregate(assignments=Count("pk"), qualified=Count("pk", filter=Exists(can)))
    # asked once for the whole reading: the results of the report come from the same answers
    answers = load(year, Audience.PARTICIPANT)
    asked = next((one for one in answers.questions if one.item.key == "trainer"), None) if answers else None
    figures = answers.figures(asked, answers.everything()) if answers and asked else None
    return BestTrainers(**counted, mean=figures.mean if figures else None, answers=figures.n if figures else 0)


def _consequences(year: ProgrammeYear) -> WithConsequences:
    findings = Finding.objects.filter(year=year).aggregate(
        findings=Count("pk"), settled=Count("pk", filter=~Q(state=FindingState.OPEN))
    )
    consequences = Consequence.objects.filter(decision__year=year, decision__state__in=STANDS).aggregate(
        consequences=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False))
    )
    decisions = Decision.objects.filter(year=year, state__in=STANDS).count()
    return WithConsequences(**findings, **consequences, decisions=decisions)
