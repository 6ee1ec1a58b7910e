"""The guided walks of the demo: per role the pages worth seeing, in the order of a visit, and what to see there.

A walk is an address: `?tour=head&stop=2` on any page shows the bar of that stop. Nothing is kept, so it ends anywhere.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Role


@dataclass(frozen=True, slots=True)
class Stop:
    """A page, by the name of its address, and what is to be seen there."""

    page: str
    title: Promise
    words: Promise


TOURS: dict[Role, tuple[Stop, ...]] = {
    Role.PROGRAMME_LEAD: (
        Stop(
            "year_home",
            _("Everything that is asked of you"),
            _(
                "On top what needs you now, late things first. Below it where each school stands: every "
                "cell leads to the page that settles it."
            ),
        ),
        Stop(
            "catalogue:index",
            _("The workshops of this year"),
            _("Nine workshops, published. Open one and look at its goals: the evaluation asks about each of them."),
        ),
        Stop(
            "catalogue:changes",
            _("What changed, and why"),
            _(
                "One workshop was dropped, two went together, three are new. Each with its reason; click "
                "a reason, and you see the decision and the figure behind it."
            ),
        ),
        Stop(
            "planning:index",
            _("The plan of the year"),
            _(
                "Forty sessions with trainer, room and date. Dagdeel proposed them with a reason for "
                "each; the lead took the proposal over."
            ),
        ),
        Stop(
            "enrolment:index",
            _("Who takes part where"),
            _(
                "Per school who enrolled, and who is short of the rule. At School F mentors rank: a study"
                " day waits to be placed."
            ),
        ),
        Stop(
            "evaluation:index",
            _("What participants said"),
            _(
                "Figures appear only when enough people have answered. So nobody can be recognised, not "
                "even by comparing two reports."
            ),
        ),
        Stop(
            "decisions:index",
            _("From figure to decision"),
            _(
                "Findings with their evidence, and decisions that change next year’s brochure, the plan "
                "or the budget. A year later it says whether it helped."
            ),
        ),
        Stop(
            "budget:index",
            _("What it costs"),
            _("Planned, committed and spent. Commitments follow from the plan by themselves, and schools pay nothing."),
        ),
    ),
    Role.SCHOOL_EDUCATOR: (
        Stop(
            "year_home",
            _("Your school at a glance"),
            _("What is asked of you now, and the coming dates of your school."),
        ),
        Stop(
            "choices:index",
            _("The four workshops of your school"),
            _(
                "You chose them together with the institute educator, and the head agreed. Here the "
                "participation rule stands too."
            ),
        ),
        Stop(
            "catalogue:brochure",
            _("The brochure"),
            _("What you choose from, as page and as PDF. Look at the changes since last year as well."),
        ),
        Stop(
            "planning:index",
            _("When and where"),
            _("The sessions at your school. Each needs a room: Dagdeel warns when two groups would meet in one."),
        ),
        Stop(
            "enrolment:shortfall",
            _("Who is short of the rule"),
            _("Mentors who do less than the school asks, and one button to remind them."),
        ),
        Stop(
            "attendance:index",
            _("Who was there"),
            _("The trainer keeps the list on a phone. You can do it as well, also from paper."),
        ),
        Stop(
            "certificates:index",
            _("Hours for the personnel file"),
            _("Certificates follow from attendance. The list opens in Excel."),
        ),
        Stop(
            "evaluation:index",
            _("What your mentors thought"),
            _("The results of your school beside the whole partnership, as soon as enough people have answered."),
        ),
    ),
    Role.HEAD: (
        Stop(
            "year_home",
            _("What is asked of a head"),
            _(
                "Three things a year: agree to the choice, invite in your own name, say what you thought. The rest you may look at."
            ),
        ),
        Stop(
            "choices:index",
            _("Agreeing to the choice"),
            _("The educators proposed four workshops. You agreed; sending back with a remark was the other button."),
        ),
        Stop(
            "catalogue:brochure",
            _("The brochure"),
            _("Each workshop with its goals: what one can do afterwards."),
        ),
        Stop(
            "certificates:index",
            _("Hours of your people"),
            _("Who took which workshop, over the years. What one person answered in an evaluation is never shown."),
        ),
        Stop(
            "budget:schools",
            _("Schools pay nothing"),
            _("What was spent for each school, and that the school itself pays nought."),
        ),
        Stop(
            "decisions:register",
            _("Decisions with a reason"),
            _("Each decision of the heads’ council with its date, its reason and what it changed."),
        ),
        Stop(
            "reporting:index",
            _("The year in one report"),
            _("Figures fill themselves in. It can be printed, and there is a sheet for each school."),
        ),
    ),
    Role.MENTOR: (
        Stop(
            "enrolment:mine",
            _("One page for a mentor"),
            _(
                "Workshops of the own school, enrolling in two clicks, the own calendar and materials. "
                "Usually it opens from a link in a mail, without signing in."
            ),
        ),
        Stop(
            "catalogue:brochure",
            _("Reading before choosing"),
            _("Each workshop with its goals: what one can do afterwards."),
        ),
        Stop(
            "certificates:mine",
            _("Certificates of all years"),
            _("They come by themselves for who was there. A code on the paper lets anybody check it."),
        ),
        Stop("evaluation:mine", _("Three minutes of evaluation"), _("Answers are counted and never kept with a name.")),
        Stop(
            "decisions:said", _("You said, we did"), _("What participants said last year, and what was changed for it.")
        ),
        Stop(
            "calendar",
            _("In the own calendar"),
            _("An address to subscribe to. When a session moves, it moves here as well."),
        ),
    ),
    Role.TRAINER: (
        Stop(
            "year_home",
            _("What is asked of a trainer"),
            _("Sessions to confirm, availability to give, a list that is still open."),
        ),
        Stop(
            "planning:mine",
            _("Your sessions"),
            _("With school, room and group. Say yes, or say that you cannot: then others are looked for."),
        ),
        Stop(
            "trainers:availability",
            _("When it suits you"),
            _("Can, rather not, cannot. Nothing is filled in beforehand, and a whole weekday goes at once."),
        ),
        Stop(
            "attendance:index",
            _("Today’s list, on a phone"),
            _("All present in one tap, then only the exceptions. Or a code on the screen, with which people check in."),
        ),
        Stop(
            "evaluation:own",
            _("What people said of your workshops"),
            _("Only you and the programme lead see it. There is no ranking."),
        ),
        Stop(
            "planning:how",
            _("How Dagdeel decides"),
            _("Who gives what, and why: the rules, in their order, for everybody to read."),
        ),
    ),
    Role.COUNCIL_MEMBER: (
        Stop("decisions:meetings", _("The next meeting"), _("Agenda, decision list and minutes, each as PDF.")),
        Stop(
            "decisions:index",
            _("What the figures ask for"),
            _("Findings with their evidence. A finding that was only luck is not suggested."),
        ),
        Stop(
            "decisions:register",
            _("What was decided"),
            _("With reason, owner and effect. Open one: two clicks lead to the line in the brochure."),
        ),
        Stop("evaluation:index", _("What people thought"), _("Distribution, mean, and how sure a figure is.")),
        Stop(
            "budget:index",
            _("The money"),
            _("Grant, commitments and spending, with a forecast for the end of the year."),
        ),
        Stop(
            "budget:what_if",
            _("What if it were central?"),
            _("One place would be cheaper, and fewer people would come. Change the assumptions yourself."),
        ),
        Stop("reporting:factors", _("Six success factors"), _("Each with its figure from this year.")),
    ),
    Role.CONTROLLER: (
        Stop(
            "budget:index",
            _("Planned, committed, spent"),
            _("Each category in one line. Explain a large difference here; the annual report takes it over."),
        ),
        Stop(
            "budget:settings",
            _("Grant and rates"),
            _("A grant by its rule, and rates from a date on, for everybody or for one trainer."),
        ),
        Stop(
            "budget:actuals",
            _("What was paid"),
            _("Each expense with its reference and its invoice. Mistakes are put right, never erased."),
        ),
        Stop(
            "budget:import",
            _("From your own workbook"),
            _("Columns are recognised, and a word stands beside each cell that does not hold. All or nothing."),
        ),
        Stop("budget:costs", _("What a session costs"), _("And a participant, and a workshop.")),
        Stop("budget:schools", _("Schools pay nothing"), _("Shown for each school.")),
        Stop(
            "reporting:index",
            _("Accounting for it"),
            _("The annual report with planned beside spent, and all its tables as one workbook."),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody is on a walk: the stop, its number, and the addresses before and after it."""

    role: Role
    stop: Stop
    number: int
    of: int
    previous: str
    next: str


def walk(role: str, number: str, year: ProgrammeYear) -> Walk | None:
    """The stop that an address names; None when it names none."""
    stops = TOURS.get(Role(role), ()) if role in Role.values else ()
    if not number.isascii() or not number.isdecimal() or len(number) > 2 or not 1 <= int(number) <= len(stops):
        return None
    here = int(number)
    return Walk(
        role=Role(role),
        stop=stops[here - 1],
        number=here,
        of=len(stops),
        previous=address(Role(role), here - 1, year) if here > 1 else "",
        next=address(Role(role), here + 1, year) if here < len(stops) else "",
    )


def address(role: Role, number: int, year: ProgrammeYear) -> str:
    """The page of a stop, as the walk opens it; empty when it is gone."""
    try:
        page = reverse(TOURS[role][number - 1].page, args=[year.partnership.slug, year])
    except NoReverseMatch:
        return ""
    return f"{page}?tour={role.value}&stop={number}"
