"""First chapters of a year: brochure, school choice, trainers and the plan."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear
from dagdeel.demo import preference
from dagdeel.demo.programme import INTRODUCTION
from dagdeel.demo.setting import SchoolStage, Stage, moment
from dagdeel.web.jobs import work_off
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries.samples import Sample
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import actions as choices
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleAudience, WishKind
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Assignment, PlanProposal, Room, Session
from dagdeel.year.planning.optimise import Question
from dagdeel.year.planning.states import AssignmentState, ProposalMode, SessionState
from dagdeel.year.trainers import actions as trainers
from dagdeel.year.trainers.models import Trainer
from dagdeel.year.trainers.states import Suits

ROOMS = ("Aula", "Mediatheek", "Kamer 114", "Kamer 201")
TUESDAY, THURSDAY = 1, 3


def fill_brochure(stage: Stage, year: ProgrammeYear, themes: Iterable[Sample], on: date) -> None:
    """Make the editions that do not exist yet, publish all, and release the brochure."""
    at, lead = moment(on), stage.lead
    there = {edition.title: edition for edition in Edition.objects.filter(year=year)}
    for position, theme in enumerate(themes, start=1):
        edition = there.get(theme.title)
        if edition is None:
            edition = catalogue.add_edition(
                year,
                title=theme.title,
                fields={**theme.fields, "position": position},
                goals=theme.goals,
                by=lead,
                at=at,
            )
        elif not edition.summary:  # decided last year, still to be written
            catalogue.edit_edition(
                edition, fields={**theme.fields, "position": position}, goals=theme.goals, by=lead, at=at
            )
        catalogue.submit_for_review(edition, by=lead, at=at)
        catalogue.publish_edition(edition, by=lead, at=at + timedelta(days=3))
        catalogue.add_material(
            edition,
            title=f"Voorbereiding {theme.title}",
            url="https://voorbeeld.example/materiaal",
            visible_from=year.first_day,
            visible_until=year.last_day,
            by=lead,
            at=at + timedelta(days=4),
        )
    catalogue.set_brochure(year, introduction=INTRODUCTION, public=True, by=lead, at=at)
    catalogue.release_brochure(year, by=lead, at=at + timedelta(days=5))


def choose(stage: Stage, year: ProgrammeYear, opens: date, deadline: date) -> None:
    """Every school chooses four; one head sends the choice back once."""
    choices.open_round(year, opens=opens, deadline=deadline, by=stage.lead, at=moment(opens, 9))
    editions = list(Edition.objects.filter(year=year, state=EditionState.PUBLISHED).order_by("position"))
    for number, school in enumerate(stage.schools):
        plan = SchoolPlan.objects.get(year=year, school=school.school)
        at = moment(opens + timedelta(days=10 + 2 * number), 11)
        # the wheel turns with the school, so that each edition is given at about half of the schools
        wanted = [editions[(number * 2 + step) % len(editions)] for step in (0, 1, 3, 4)]
        rule = preference.rule(number, year, school.fact.rule)
        choices.set_rule(plan, **rule, audience=RuleAudience.ALL, by=school.educator, at=at)
        choices.set_wishes(
            plan,
            half_days=[(day, HalfDay.AFTERNOON, WishKind.POSSIBLE) for day in wished_days(year, number)],
            room_wish="Het liefst de mediatheek",
            catering_wish="Lunch voor de deelnemers" if year.first_year > 2015 else "Koffie en thee",
            by=school.educator,
            at=at,
        )
        _agree(plan, school, wanted, sent_back=number == 4, on=opens + timedelta(days=12 + 2 * number))
        if number == 1:
            choices.exempt(plan, person=school.mentors[0], reason="Langdurig verlof", by=school.educator, at=at)


def _agree(plan: SchoolPlan, school: SchoolStage, wanted: Sequence[Edition], *, sent_back: bool, on: date) -> None:
    def revision() -> int:
        plan.refresh_from_db()
        return plan.revision

    choices.choose(plan, editions=wanted, revision=revision(), by=school.educator, at=moment(on))
    choices.propose(plan, revision=revision(), by=school.institute_educator, at=moment(on, 15))
    if sent_back:
        remark = "Kunnen we ‘De weekreflectie’ nog eens bekijken? Vorig jaar paste die niet in de toetsweek."
        choices.send_back(plan, remark=remark, revision=revision(), by=school.head, at=moment(on + timedelta(days=1)))
        choices.propose(plan, revision=revision(), by=school.educator, at=moment(on + timedelta(days=3)))
    choices.agree(plan, revision=revision(), by=school.head, at=moment(on + timedelta(days=5), 16))


def wished_days(year: ProgrammeYear, number: int) -> list[date]:
    """Six afternoons from October to April, outside school holidays; each school on its own Tuesday or Thursday."""
    first = date(year.first_year, 10, 4) + timedelta(days=7 * (number % 2))
    weekday = TUESDAY if number % 4 < 2 else THURSDAY
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    return [start + timedelta(weeks=weeks) for weeks in (0, 5, 9, 17 + number % 2, 22, 26)]


def gather_trainers(stage: Stage, year: ProgrammeYear, on: date) -> None:
    """Trainers with their competences, travel and what they said about every half-day that a school offers."""
    at, lead, chance = moment(on), stage.lead, stage.chance
    editions = list(Edition.objects.filter(year=year, state=EditionState.PUBLISHED).select_related("workshop"))
    half_days = sorted({day for number in range(len(stage.schools)) for day in wished_days(year, number)})
    for number, (person, institute) in enumerate(stage.trainers):
        trainer = Trainer.objects.filter(person=person).first()
        if trainer is None:
            trainer = trainers.add_trainer(year, person=person, institute=institute, maximum=4, by=lead, at=at)
            trainers.set_travel(
                trainer,
                minutes_km={s.school: (km + 8, km) for s in stage.schools for km in (chance.randint(4, 38),)},
                by=lead,
                at=at,
            )
        known = {competence.workshop for competence in trainer.competences.select_related("workshop")}
        learnt = {editions[(number + step) % len(editions)].workshop for step in (0, 3, 5, 7)}
        trainers.set_competences(trainer, workshops=known | learnt, by=lead, at=at)
        answers: dict[tuple[date, HalfDay], Suits | None] = {
            (day, HalfDay.AFTERNOON): chance.choices([Suits.CAN, Suits.RATHER_NOT, Suits.CANNOT], [70, 15, 15])[0]
            for day in half_days
        }
        answers |= {(day, HalfDay.MORNING): answers[day, HalfDay.AFTERNOON] for day in preference.mornings(year)}
        trainers.say_availability(trainer, year=year, answers=answers, by=person, at=at + timedelta(days=4))


def plan_the_year(stage: Stage, year: ProgrammeYear, on: date, *, pinned: date | None = None) -> None:
    """Draft sessions, ask a proposal, take it over, give every session a room, publish; trainers confirm."""
    at, lead = moment(on), stage.lead
    if not Room.objects.exists():
        for school in stage.schools:
            for name in ROOMS:
                planning.add_room(school.school, name=name, seats=24, equipment="Scherm", by=school.educator, at=at)
    planning.draft_sessions(year, by=lead, at=at)
    if pinned is not None:
        _pin_one(stage, year, pinned, on)
        preference.plan_study_days(stage, year, on)
    question = Question(mode=ProposalMode.SCRATCH)
    planning.ask_proposal(year, question=question, name=f"Rooster {year}", explaining=2, by=lead, at=at)
    work_off(clock=lambda _=None: at)
    proposal = PlanProposal.objects.filter(year=year).latest("pk")
    planning.accept_proposal(proposal, by=lead, at=at + timedelta(hours=1))
    rooms: dict[int, list[Room]] = {}
    for room in Room.objects.all():
        rooms.setdefault(room.school_id, []).append(room)
    sessions = Session.objects.filter(year=year, day__isnull=False).select_related("school", "edition", "year")
    for number, session in enumerate(sessions):
        planning.schedule(
            session,
            day=session.day,
            half_day=session.half_day,
            starts=session.starts,
            ends=session.ends,
            room=rooms[session.school_id][number % len(ROOMS)],
            by=lead,
            at=at + timedelta(days=1),
        )
    planning.publish_plan(year, note=f"Het rooster van {year}", by=lead, at=at + timedelta(days=3))


def _pin_one(stage: Stage, year: ProgrammeYear, day: date, on: date) -> None:
    """A new workshop at the first school stands fixed on a day that the school asked for."""
    sessions = Session.objects.filter(year=year, school=stage.schools[0].school, edition__based_on__isnull=True)
    session = sessions.order_by("edition__position")[0]
    planning.schedule(session, day=day, half_day=HalfDay.AFTERNOON, by=stage.lead, at=moment(on))
    trainer = Trainer.objects.filter(competences__workshop=session.edition.workshop).order_by("pk")[0]
    planning.assign_trainer(session, trainer=trainer, by=stage.lead, at=moment(on))
    planning.pin(session, by=stage.lead, at=moment(on))


def confirm(year: ProgrammeYear, on: date, *, silent: int = 0) -> None:
    """Trainers answer; the last `silent` of them have not answered yet."""
    asked = Assignment.objects.filter(
        session__year=year, session__state=SessionState.PUBLISHED, state=AssignmentState.ASKED, live=True
    )
    rows = list(asked.select_related("person", "session").order_by("session__day", "pk"))
    for assignment in rows[: len(rows) - silent]:
        planning.confirm_assignment(assignment, by=assignment.person, at=moment(on))
