"""Last chapters of a year: money, findings, decisions, and the next year that follows from them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.core.files.base import ContentFile

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.demo import facts, programme
from dagdeel.demo.setting import Stage, moment
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions import actions as decisions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Consequence, Finding
from dagdeel.year.decisions.queries import themes_of
from dagdeel.year.decisions.states import Body, ConsequenceKind, Manner, ThemeGroup
from dagdeel.year.evaluation import actions as screening
from dagdeel.year.evaluation import queries as evaluation
from dagdeel.year.evaluation.models import Comment
from dagdeel.year.planning.models import Assignment

# Invented amounts, in euros.
LINES = {
    2015: {
        Category.DELIVERY: 22_000, Category.PREPARATION: 9_000, Category.DEVELOPMENT: 8_000, Category.TRAVEL: 1_500,
        Category.CATERING: 1_500, Category.PRINTING: 1_000, Category.COORDINATION: 12_000,
    },
    2016: {
        Category.DELIVERY: 25_000, Category.PREPARATION: 9_500, Category.DEVELOPMENT: 7_000, Category.TRAVEL: 1_500,
        Category.CATERING: 6_000, Category.PRINTING: 1_000, Category.COORDINATION: 12_000,
    },
}  # fmt: skip
RATES = {
    RateKind.DELIVERY: Decimal("650.00"),
    RateKind.PREPARATION: Decimal("240.00"),
    RateKind.TRAVEL: Decimal("0.19"),
    RateKind.CATERING: Decimal("9.50"),
}

# Invented replies of trainers to remarks.
REPLIES = (
    "Dank u. Volgend jaar oefenen we vanaf het eerste half uur.",
    "Goed om te horen. De voorbeelden komen voortaan uit de eigen lessen van deelnemers.",
    "We maken meer tijd voor gesprekken in tweetallen.",
)


def set_the_budget(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Grant, lines and rates."""
    by, at = stage.controller, moment(on, 14)
    name = "Subsidie opleidingsschool, label ontwikkeling (bedrag verzonnen)"
    counted = facts.GRANT_PER_STUDENT * facts.STUDENTS
    fixed = Decimal(facts.GRANT[year.first_year] - counted)
    budget.set_grant(
        year,
        amount=fixed,
        per_student=Decimal(facts.GRANT_PER_STUDENT),
        students=facts.STUDENTS,
        name=name,
        by=by,
        at=at,
    )
    for category, amount in LINES[year.first_year].items():
        budget.set_line(year, category=category, amount=Decimal(amount), by=by, at=at)
    for kind, rate in RATES.items():
        plain = kind == RateKind.CATERING and year.first_year == 2015  # coffee and tea only
        budget.set_rate(year, kind=kind, amount=Decimal("3.00") if plain else rate, by=by, at=at)


def book(stage: Stage, year: ProgrammeYear, until: date) -> None:
    """What was spent until a day: printing in September, coordination a quarter, catering to schools."""
    by = stage.controller
    bookings = [
        (Category.PRINTING, Decimal("870.00"), date(year.first_year, 9, 1), "Drukwerk brochure en brieven"),
        (Category.DEVELOPMENT, Decimal("3150.00"), date(year.first_year, 9, 15), "Ontwikkeluren werkgroepen"),
        (Category.COORDINATION, Decimal("3000.00"), date(year.first_year, 12, 31), "Coördinatie najaar"),
        (Category.DELIVERY, Decimal("7800.00"), date(year.first_year, 12, 31), "Instituten, workshops najaar"),
        (Category.COORDINATION, Decimal("6000.00"), date(year.first_year + 1, 4, 15), "Coördinatie voorjaar"),
        (Category.DELIVERY, Decimal("13000.00"), date(year.first_year + 1, 4, 15), "Instituten, workshops voorjaar"),
    ]
    done = [booking for booking in bookings if booking[2] < until]
    for number, (category, amount, day, text) in enumerate(done, start=1):
        reference = f"{year.first_year}-{number:03}"
        budget.book_actual(
            year,
            category=category,
            amount=amount,
            day=day,
            reference=reference,
            description=text,
            by=by,
            at=moment(day, 16),
        )
    day = date(year.first_year, 12, 20)
    for school in stage.schools if year.first_year > 2015 else []:
        budget.book_actual(
            year,
            category=Category.CATERING,
            amount=Decimal("250.00"),
            day=day,
            reference=f"{year.first_year}-catering-{school.school.pk}",
            description="Vergoeding voor catering",
            school=school.school,
            by=by,
            at=moment(day, 16),
        )
    budget.recompute_commitments(year, by=by, at=moment(until))


def release_remarks(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """The lead reads what was written; all of it may be read by others."""
    for remark in evaluation.screening_queue(year):
        screening.screen_comment(remark, release=True, by=stage.lead, at=moment(on, 9))
    write_back(stage, year, on)


def write_back(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Some trainers reply to one remark; participants read the first reply."""
    people = (
        Assignment.objects.filter(session__year=year, live=True).order_by("person").values_list("person", flat=True)
    )
    who = Person.objects.filter(pk__in=people).order_by("pk")
    for trainer, words in zip(who, REPLIES, strict=False):
        for found in evaluation.remarks_of_trainer(year, trainer)[:1]:
            remark = Comment.objects.select_related("question__instrument__year").get(pk=found.key)
            screening.write_reply(remark, text=words, by=trainer, at=moment(on, 16))
            if words == REPLIES[0]:
                screening.show_reply(remark, by=stage.lead, at=moment(on, 17))


def evaluate_with_consequences(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """What 2015-2016 taught, and what the heads' council decided about it."""
    release_remarks(stage, year, on)
    decide = partial(_decide, stage, year, on=on)
    decide(
        "Twee uur is te kort", "Net op gang en dan stopt het, zeggen deelnemers en trainers.", item="length",
        decision="Workshops duren ten minste drieënhalf uur", why="Zonder oefentijd verandert er niets in de begeleiding.",
        drafts=[
            ConsequenceDraft(
                ConsequenceKind.SETTING, "Lengte van een workshop: van 2 naar 3,5 uur", field="session_minutes", value="210"
            )
        ],
    )  # fmt: skip
    decide(
        "Het eten valt tegen", "Koffie en thee na een lesdag is te weinig.", item="catering",
        decision="Scholen krijgen geld voor catering", why="Wie na een lesdag nog leert, moet iets goeds kunnen eten.",
        drafts=[
            ConsequenceDraft(
                ConsequenceKind.BUDGET, "Geld voor catering aan de scholen", field=Category.CATERING, value="750", per_school=True
            ),
            ConsequenceDraft(ConsequenceKind.TASK, "Elke schoolopleider spreekt met de kantine af wat er komt"),
        ],
        outcome=decisions.Outcome(Manner.VOTE, 7, 0, 1),
    )  # fmt: skip
    _renew(decide)
    own = _finding(
        stage, year, "Het helpt ook in de eigen lessen", "Dit willen we zo houden.", item="own_teaching", on=on
    )
    decisions.no_action(
        own, reason="Geen verandering nodig: dit gaat goed en blijft een vast item.", by=stage.lead, at=moment(on)
    )
    if ThemeGroup.PRACTISING in {theme.name for theme in themes_of(year).found}:
        practise = decisions.note_finding(
            year, title="Mensen willen oefenen", theme=ThemeGroup.PRACTISING, by=stage.lead, at=moment(on)
        )
        why = "In drieënhalf uur is er tijd om te oefenen; daarover gaat het besluit over de lengte."
        decisions.no_action(practise, reason=why, by=stage.lead, at=moment(on))
    told = "Verslag rectorenraad\n\nAlle voorstellen zijn besproken en aangenomen. Over de catering is gestemd."
    decisions.keep_minutes(
        year, body=Body.COUNCIL, day=on + timedelta(days=7), file=ContentFile(told.encode(), name="verslag.txt"),
        by=stage.lead, at=moment(on + timedelta(days=8)),
    )  # fmt: skip


def _renew(decide: Callable[..., None]) -> None:
    """The brochure: what goes up in another workshop, what goes, what is new."""
    workshops = {workshop.name: workshop for workshop in Workshop.objects.all()}
    decide(
        "Twee workshops over leerwerktaken overlappen", "Ontwerpen en begeleiden horen bij elkaar.",
        decision="Eén workshop over leerwerktaken", why="Ontwerpen leer je door te begeleiden.",
        drafts=[
            ConsequenceDraft(
                ConsequenceKind.MERGE, "Leerwerktaken ontwerpen gaat op in Leerwerktaken begeleiden",
                workshop=workshops[programme.TASK_DESIGN.title], merge_into=workshops[programme.TASKS.title],
            )
        ],
    )  # fmt: skip
    decide(
        "‘Kijken in de klas’ kennen de meesten al", "Weinig scholen kozen deze workshop.",
        decision="‘Kijken in de klas’ vervalt", why="Het staat al in de opleiding van elke begeleider.",
        drafts=[
            ConsequenceDraft(
                ConsequenceKind.DROP, "Kijken in de klas vervalt", workshop=workshops[programme.OBSERVE.title]
            )
        ],
    )  # fmt: skip
    decide(
        "Vraag naar intervisie en naar begeleiding van starters", "Uit opmerkingen en werkgroepen.",
        decision="Drie nieuwe workshops", why="Werkgroepen hebben de methode en het materiaal klaar.",
        drafts=[
            ConsequenceDraft(ConsequenceKind.ADD, f"Nieuwe workshop: {theme.title}", value=theme.title)
            for theme in (programme.INTERVISIE, programme.PLAN, programme.STARTER)
        ],
    )  # fmt: skip


def arrange(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """What people had to arrange is arranged."""
    for task in Consequence.objects.filter(decision__year=year, kind=ConsequenceKind.TASK, done_at__isnull=True):
        decisions.carry_out(task, by=stage.lead, at=moment(on))


def _finding(stage: Stage, year: ProgrammeYear, title: str, text: str, *, on: date, item: str = "") -> Finding:
    return decisions.note_finding(year, title=title, text=text, item_key=item, by=stage.lead, at=moment(on))


def _decide(
    stage: Stage,
    year: ProgrammeYear,
    finding: str,
    text: str,
    *,
    on: date,
    decision: str,
    why: str,
    drafts: list[ConsequenceDraft],
    item: str = "",
    outcome: decisions.Outcome = decisions.Outcome(Manner.CONSENSUS),  # noqa: B008 (frozen)
) -> None:
    """From what was found to what the heads' council took, a week later."""
    meeting = on + timedelta(days=7)
    proposed = decisions.propose_decision(
        _finding(stage, year, finding, text, item=item, on=on),
        title=decision, body=Body.COUNCIL, day=meeting, reason=why, owner=stage.lead, due=on + timedelta(days=30),
        consequences=drafts, by=stage.lead, at=moment(on, 11),
    )  # fmt: skip
    decisions.take_decision(proposed, outcome=outcome, by=stage.lead, at=moment(meeting, 17))


def begin_findings(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Halfway the second year: one finding waits for a decision, one decision waits for the council."""
    at = moment(on)
    _finding(
        stage, year, "Trainers willen de groep vooraf kennen", "Drie trainers vroegen om leervragen van tevoren.", on=on
    )
    video = Workshop.objects.get(name=programme.VIDEO.title)
    finding = _finding(
        stage, year, "Afspraken over beeld van leerlingen verschillen per school", "Gemeld door schoolopleiders.", on=on
    )
    decisions.propose_decision(
        finding,
        title="Eén afspraak over privacy bij video",
        body=Body.COUNCIL,
        day=on + timedelta(days=21),
        reason="Begeleiders moeten overal hetzelfde kunnen zeggen tegen ouders.",
        owner=stage.lead,
        due=on + timedelta(days=60),
        consequences=[
            ConsequenceDraft(
                ConsequenceKind.CHANGE,
                "De voorbereiding noemt de afspraak over privacy",
                workshop=video,
                field="preparation",
                value="Lees de afspraak over beeld van leerlingen en neem zo mogelijk een fragment van drie minuten mee.",
            )
        ],
        by=stage.lead,
        at=at,
    )
