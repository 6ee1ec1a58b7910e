"""Last chapters of a year: money, findings, decisions, and the next year that follows from them."""

from datetime import date, timedelta
from decimal import Decimal

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.demo import facts, programme
from dagdeel.demo.setting import Stage, moment
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions import actions as decisions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind

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


def set_the_budget(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Grant, lines and rates."""
    by, at = stage.controller, moment(on, 14)
    source = "Subsidie opleidingsschool, label ontwikkeling (bedrag verzonnen)"
    counted = facts.GRANT_PER_STUDENT * facts.STUDENTS
    fixed = Decimal(facts.GRANT[year.first_year] - counted)
    budget.set_grant(
        year,
        amount=fixed,
        per_student=Decimal(facts.GRANT_PER_STUDENT),
        students=facts.STUDENTS,
        source=source,
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


def evaluate_with_consequences(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """What 2015-2016 taught, and what the heads' council decided about it."""
    workshops = {workshop.name: workshop for workshop in Workshop.objects.all()}
    at = moment(on)
    length = _finding(
        stage,
        year,
        "Twee uur is te kort",
        "Net op gang en dan stopt het, zeggen deelnemers en trainers.",
        on=on,
        item="length",
    )
    food = _finding(
        stage, year, "Het eten valt tegen", "Koffie en thee na een lesdag is te weinig.", item="catering", on=on
    )
    overlap = _finding(
        stage, year, "Twee workshops over leerwerktaken overlappen", "Ontwerpen en begeleiden horen bij elkaar.", on=on
    )
    watching = _finding(
        stage, year, "‘Kijken in de klas’ kennen de meesten al", "Weinig scholen kozen deze workshop.", on=on
    )
    wishes = _finding(
        stage, year, "Vraag naar intervisie en naar begeleiding van starters", "Uit opmerkingen en werkgroepen.", on=on
    )
    own = _finding(
        stage, year, "Het helpt ook in de eigen lessen", "Dit willen we zo houden.", item="own_teaching", on=on
    )

    longer = ConsequenceDraft(
        ConsequenceKind.SETTING, "Lengte van een workshop: van 2 naar 3,5 uur", field="session_minutes", value="210"
    )
    why = "Zonder oefentijd verandert er niets in de begeleiding."
    _decide(stage, length, "Workshops duren ten minste drieënhalf uur", why, [longer], on=on)
    meals = ConsequenceDraft(
        ConsequenceKind.BUDGET, "Geld voor catering aan de scholen", field=Category.CATERING, value="6000"
    )
    why = "Wie na een lesdag nog leert, moet iets goeds kunnen eten."
    _decide(stage, food, "Scholen krijgen geld voor catering", why, [meals], on=on)
    merge = ConsequenceDraft(
        ConsequenceKind.MERGE, "Leerwerktaken ontwerpen gaat op in Leerwerktaken begeleiden",
        workshop=workshops[programme.TASK_DESIGN.title], merge_into=workshops[programme.TASKS.title],
    )  # fmt: skip
    _decide(stage, overlap, "Eén workshop over leerwerktaken", "Ontwerpen leer je door te begeleiden.", [merge], on=on)
    drop = ConsequenceDraft(
        ConsequenceKind.DROP, "Kijken in de klas vervalt", workshop=workshops[programme.OBSERVE.title]
    )
    _decide(
        stage,
        watching,
        "‘Kijken in de klas’ vervalt",
        "Het staat al in de opleiding van elke begeleider.",
        [drop],
        on=on,
    )
    new = [
        ConsequenceDraft(ConsequenceKind.ADD, f"Nieuwe workshop: {theme.title}", value=theme.title)
        for theme in (programme.INTERVISIE, programme.PLAN, programme.STARTER)
    ]
    _decide(stage, wishes, "Drie nieuwe workshops", "Werkgroepen hebben de methode en het materiaal klaar.", new, on=on)
    decisions.no_action(
        own, reason="Geen verandering nodig: dit gaat goed en blijft een vast item.", by=stage.lead, at=at
    )


def _finding(stage: Stage, year: ProgrammeYear, title: str, text: str, *, on: date, item: str = "") -> Finding:
    return decisions.note_finding(year, title=title, text=text, item_key=item, by=stage.lead, at=moment(on))


def _decide(
    stage: Stage, finding: Finding, title: str, reason: str, drafts: list[ConsequenceDraft], *, on: date
) -> None:
    decision = decisions.propose_decision(
        finding,
        title=title,
        body=Body.COUNCIL,
        day=on + timedelta(days=7),
        reason=reason,
        owner=stage.lead,
        due=on + timedelta(days=30),
        consequences=drafts,
        by=stage.lead,
        at=moment(on, 11),
    )
    decisions.take_decision(decision, by=stage.lead, at=moment(on + timedelta(days=7), 17))


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
