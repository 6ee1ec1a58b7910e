"""A house with one of everything, so that every address has something to open."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from dagdeel.base.jobs.models import Job
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Calendar, feed_token
from dagdeel.base.partnerships.models import Membership, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.ui.pronouns import Pronoun
from dagdeel.demo import facts
from dagdeel.exchange import actions as exchange
from dagdeel.exchange.models import Intake
from dagdeel.exchange.queries import plan as exchanged
from dagdeel.exchange.states import Kind
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail import stopping
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Delivered, Mail
from dagdeel.outputs.sheets.table import read_pasted
from dagdeel.web.jobs import work_off
from dagdeel.year.attendance.models import Presence, Roster, TakenOver
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.attendance.views import checkin
from dagdeel.year.budget.models import Actual, BudgetLine, Grant, Rate
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition, Material, Proposal, Workshop
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.choices.models import RuleMember, SchoolPlan, WishedHalfDay
from dagdeel.year.decisions import actions as decisions
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind
from dagdeel.year.enrolment import actions as enrolment
from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee, Placement, RankingRound, Reservation
from dagdeel.year.enrolment.states import InvitationState, Window
from dagdeel.year.evaluation import actions as evaluation
from dagdeel.year.evaluation.models import AnswerCode, Comment, Instrument, Question, Reply, Tally
from dagdeel.year.evaluation.queries import digest
from dagdeel.year.evaluation.states import BY_KEY
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Absence, Assignment, PlanProposal, PlanVersion, Room, Session
from dagdeel.year.planning.optimise import Question as PlanQuestion
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Trainer
from tests import cast as build
from tests.cast import NOW, Cast


@dataclass
class House:
    """The cast in a year in which everything happened once, at the first school, with the first of each role."""

    cast: Cast

    def value(self, part: str, name: str) -> Any:
        """What to put in this part of this address."""
        step = name.partition(":")[0]
        special = SPECIAL.get((name, part)) or SPECIAL.get((step, part)) or SPECIAL.get(("*", part))
        if special is None:
            raise KeyError(f"Say in tests/house/everything.py what {part!r} is in {name!r}.")
        with scope.of(self.cast.partnership):
            return special(self.cast)


CODE = "ABCDEFGHJKLM"  # on a slip of paper


def first(model: Any) -> Callable[[Cast], Any]:
    """The key of the first row of a table."""
    return lambda cast: model.objects.order_by("pk").values_list("pk", flat=True)[0]


def _draft(cast: Cast) -> Any:
    return Intake.objects.filter(state="draft").values_list("pk", flat=True)[0]


def _taken_over(cast: Cast) -> Any:
    return Intake.objects.filter(state="done").values_list("pk", flat=True)[0]


def _archive_job(cast: Cast) -> Any:
    return Job.objects.filter(kind="exchange.archive").values_list("pk", flat=True)[0]


SPECIAL: dict[tuple[str, str], Callable[[Cast], Any]] = {
    ("*", "partnership"): lambda cast: cast.partnership.slug,
    ("*", "slug"): lambda cast: cast.partnership.slug,
    ("*", "setting"): lambda cast: "plan_due",
    ("*", "year"): lambda cast: str(cast.year),
    ("*", "text"): lambda cast: "no-such-link",
    ("*", "kind"): lambda cast: "csv",
    ("reporting", "audience"): lambda cast: "participant",
    ("*", "token"): lambda cast: cast.link(cast.mentor),
    ("*", "edition_id"): first(Edition),
    ("*", "material_id"): first(Material),
    ("*", "proposal_id"): first(Proposal),
    ("*", "school_id"): lambda cast: cast.school.pk,
    ("*", "person_id"): lambda cast: cast.mentor.pk,
    ("*", "institute_id"): lambda cast: cast.institute.pk,
    ("*", "other_id"): lambda cast: build.mentors(cast.school, 1)[0].pk,
    ("*", "session_id"): first(Session),
    ("*", "enrolment_id"): first(Enrolment),
    ("enrolment", "day"): lambda cast: NOW.date().isoformat(),
    ("*", "reservation_id"): first(Reservation),
    ("*", "plan_id"): first(SchoolPlan),
    ("*", "trainer_id"): first(Trainer),
    ("*", "room_id"): first(Room),
    ("*", "plan_proposal_id"): first(PlanProposal),
    ("budget", "proposal_id"): first(PlanProposal),
    ("*", "job_id"): first(Job),
    ("*", "absence_id"): first(Absence),
    ("*", "assignment_id"): first(Assignment),
    ("*", "presence_id"): first(Presence),
    ("*", "certificate_id"): first(Certificate),
    ("*", "instrument_id"): first(Instrument),
    ("*", "question_id"): first(Question),
    ("*", "comment_id"): first(Comment),
    ("evaluation:own_reply", "comment_id"): lambda cast: Reply.objects.get().comment_id,
    ("evaluation:reply_shown", "comment_id"): lambda cast: Reply.objects.get().comment_id,
    ("*", "actual_id"): first(Actual),
    ("*", "rate_id"): first(Rate),
    ("*", "grant_id"): first(Grant),
    ("*", "line_id"): first(BudgetLine),
    ("*", "finding_id"): first(Finding),
    ("*", "decision_id"): first(Decision),
    ("*", "consequence_id"): first(Consequence),
    ("*", "membership_id"): first(Membership),
    ("*", "workshop_id"): first(Workshop),
    ("*", "person"): lambda cast: cast.mentor.pk,
    ("*", "code"): lambda cast: Certificate.objects.values_list("code", flat=True)[0],
    ("attendance_open:door", "code"): lambda cast: checkin._signer.sign_object([first(Session)(cast), "123456"]),
    ("evaluation_open:by_code", "code"): lambda cast: CODE,
    ("evaluation:codes", "instrument_id"): lambda cast: Instrument.objects.get(audience="student").pk,
    ("*", "round_id"): first(RankingRound),
    ("enrolment", "job_id"): lambda cast: Job.objects.filter(kind="enrolment.placement").values_list("pk", flat=True)[
        0
    ],
    ("enrolment:round_seats", "person_id"): lambda cast: build.mentors(cast.school, 1)[0].pk,
    ("enrolment:round_rank", "person_id"): lambda cast: build.mentors(cast.school, 1)[0].pk,
    ("enrolment:letterhead_picture", "which"): lambda cast: "logo",
    ("exchange", "what"): lambda cast: "people",
    ("exchange", "intake_id"): _draft,
    ("exchange:report", "intake_id"): _taken_over,
    ("exchange:back", "intake_id"): _taken_over,
    ("exchange", "job_id"): lambda cast: Job.objects.filter(kind="exchange.take_over").values_list("pk", flat=True)[0],
    ("exchange:archive_job", "job_id"): _archive_job,
    ("exchange:archive_stop", "job_id"): _archive_job,
    ("mail", "pk"): first(Mail),
    ("choices", "pk"): first(SchoolPlan),
    ("trainers", "pk"): first(Trainer),
    ("decisions", "name"): lambda cast: "session_minutes",
    ("decisions", "body"): lambda cast: Decision.objects.values_list("body", flat=True)[0],
    ("decisions", "day"): lambda cast: Decision.objects.values_list("day", flat=True)[0].isoformat(),
    ("budget:export", "what"): lambda cast: "lines",
    ("budget:export", "kind"): lambda cast: "csv",
    ("decisions", "row"): lambda cast: "c0",
    ("decisions", "category"): lambda cast: Category.CATERING.value,
    ("budget:line", "category"): lambda cast: Category.DELIVERY.value,
    ("budget:explain", "category"): lambda cast: Category.DELIVERY.value,
    ("budget:rate", "kind"): lambda cast: RateKind.TRAVEL.value,
    ("calendar_feed", "token"): lambda cast: feed_token(cast.mentor, cast.partnership, Calendar.MINE),
    ("handbook_role", "key"): lambda cast: "mentor",
    ("handbook_paper", "key"): lambda cast: "mentor",
    ("handbook_open_role", "key"): lambda cast: "mentor",
    ("handbook_open_paper", "key"): lambda cast: "mentor",
    ("handbook_about", "anchor"): lambda cast: "settings",
    ("mail_kind", "key"): lambda cast: "enrolment.confirmed",
    ("mail_kind_html", "key"): lambda cast: "enrolment.confirmed",
    ("mail_stop", "token"): lambda cast: stopping.address(cast.partnership.pk, cast.mentor.pk, "results").split("/")[
        -2
    ],
    ("mailbox_html", "pk"): lambda cast: Delivered.objects.exclude(html="").values_list("pk", flat=True)[0],
    ("demo:open_as", "pk"): lambda cast: Delivered.objects.values_list("pk", flat=True)[0],
    ("mailbox_mail", "pk"): lambda cast: Delivered.objects.values_list("pk", flat=True)[0],
}


def make_house(pronoun: Pronoun = Pronoun.U) -> House:
    """One of everything, in a partnership that speaks like this."""
    cast = build.make_cast()
    cast.partnership.pronoun = pronoun
    cast.partnership.slug = facts.SLUG  # the pages of the demo show this partnership
    cast.partnership.demo_day = NOW.date()
    cast.partnership.save()
    with scope.of(cast.partnership):
        _fill(cast)
    return House(cast)


def _fill(cast: Cast) -> None:
    year, school, lead = cast.year, cast.school, cast.programme_lead
    editions = build.brochure(year, 4, public=True)
    reading = SimpleUploadedFile("lezen.txt", b"Lees dit vooraf.", content_type="text/plain")
    catalogue.add_material(editions[0], title="Lezen", file=reading, by=lead, at=NOW)
    Proposal.objects.create(year=year, title="Iets nieuws", idea="Een idee", proposed_by=cast.developer)
    build.choice_round(year)
    plan = build.agreed_plan(year, school, editions, cast.head)
    WishedHalfDay.objects.create(plan=plan, day=date(2016, 11, 29), half_day="pm")
    RuleMember.objects.create(plan=plan, person=cast.mentor, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    build.agreed_plan(year, cast.other_school, editions, cast.head)
    trainer = build.trainer(cast.trainer, cast.institute, *editions)
    today = build.session(editions[0], school, day=NOW.date(), half_day="am")
    coming = build.session(editions[1], school)
    for session in (today, coming):
        build.assignment(session, trainer)
        build.enrolment(cast.mentor, session)
    build.session(
        editions[2], school, state=SessionState.DRAFT, day=None, half_day="", starts=None, ends=None, room=None
    )
    PlanVersion.objects.create(year=year, number=1, published_at=NOW, published_by=lead, snapshot={"sessions": []})
    _plan_proposal(cast)
    until = NOW + timedelta(days=7)
    enrolment.set_letterhead(cast.school, contact="", window=Window.RIGHT, logo=build.picture(), by=cast.head, at=NOW)
    enrolment.set_signature(cast.year, cast.school, picture=build.picture(), by=cast.head, at=NOW)
    enrolment.reserve(today, number=1, label="Sectie Duits", until=until, by=cast.school_educator, at=NOW)
    invitation = Invitation.objects.create(
        year=year, school=school, subject="Uitnodiging", text="Beste collega", state=InvitationState.SENT,
        sent_at=NOW - timedelta(days=3), signed_by=cast.head,
    )  # fmt: skip
    Invitee.objects.create(invitation=invitation, person=cast.mentor, invited_at=NOW)
    _round(cast)
    _exchange(cast)
    Roster.objects.create(session=today)
    Presence.objects.create(session=today, person=cast.mentor, state=PresenceState.PRESENT)
    Certificate.objects.create(
        session=today, person=cast.mentor, code="ABCD-EFGH-JKLM", name=str(cast.mentor), title=editions[0].title,
        school=school.name, day=NOW.date(), hours=Decimal("3.5"), issued_at=NOW,
    )  # fmt: skip
    _evaluate(cast, today)
    Grant.objects.create(
        year=year, name="Subsidie", amount=Decimal(1000), fixed=Decimal(1000), document=ContentFile(b"x", "g.txt")
    )
    Rate.objects.create(year=year, kind=RateKind.TRAVEL, amount=Decimal("0.19"), from_day=year.first_day)
    BudgetLine.objects.create(year=year, category=Category.DELIVERY, amount=Decimal(500))
    Actual.objects.create(
        year=year,
        category=Category.DELIVERY,
        day=NOW.date(),
        amount=Decimal(5),
        reference="F1",
        document=ContentFile(b"x", "f.txt"),
    )
    finding = Finding.objects.create(year=year, title="Te kort")
    decision = Decision.objects.create(
        year=year, finding=finding, title="Langer", body=Body.COUNCIL, day=NOW.date(), reason="Omdat", owner=lead
    )
    Consequence.objects.create(decision=decision, kind=ConsequenceKind.KEEP, description="Zo laten")
    decisions.keep_minutes(
        year, body=decision.body, day=decision.day, file=SimpleUploadedFile("verslag.pdf", b"%PDF-1.7"),
        by=lead, at=NOW,
    )  # fmt: skip
    asked = Message(key="house", to=cast.mentor, template="enrolment/mail/reminder", why="Omdat", due=NOW)
    mail.reconcile(cast.partnership, [asked], at=NOW, source="house")
    Delivered.objects.create(at=NOW, to=cast.mentor.email, subject="Dag", text="Dag", html="<p>Dag</p>")


def _exchange(cast: Cast) -> None:
    """A list that was taken over, one that waits, and one that the worker is at."""
    school = cast.school.pk
    for name in ("Vroeger", "Later"):
        table = read_pasted(f"Achternaam\tE-mail\n{name}\t{name.lower()}@school.example")
        wishes = {"role": "mentor", "school": school, "from_year": 2016}
        kept = exchange.begin(
            cast.year, kind=Kind.PEOPLE, table=table, name=name, wishes=wishes, by=cast.programme_lead, at=NOW
        )
        if name == "Vroeger":
            exchange.take_over(kept, seal=exchanged(kept).seal, by=cast.programme_lead, at=NOW)
        else:
            asked = {"intake": kept.pk, "seal": ""}
            Job.objects.create(
                kind="exchange.take_over", subject=f"import {kept.pk}", parameters=asked, year=cast.year, asked_at=NOW,
                asked_by=cast.programme_lead,
            )  # fmt: skip
    Job.objects.create(
        kind="exchange.archive", subject="everything", year=cast.year, asked_at=NOW, asked_by=cast.programme_lead
    )
    TakenOver.objects.create(person=cast.mentor, first_year=2014, title="Feedback", source="Register van de school")


def _round(cast: Cast) -> None:
    placed = RankingRound.objects.create(
        year=cast.year,
        school=cast.school,
        opens=NOW.date() - timedelta(days=9),
        closes=NOW.date() - timedelta(days=2),
        state="placed",
    )
    Placement.objects.create(
        round=placed, made_at=NOW, asked_by=cast.school_educator, engine="greedy", version="1", seed=1, seats={},
        problem={"kind": "placement", "mentors": [], "sessions": []}, plan={"placements": {}, "closed": [], "goals": []},
        reasons={"wishes": {}, "closed": {}},
    )  # fmt: skip
    Job.objects.create(kind="enrolment.placement", subject=f"round {placed.pk}", year=cast.year, asked_at=NOW)


def _plan_proposal(cast: Cast) -> None:
    trainer = Trainer.objects.get()
    planning.note_absence(trainer, first=date(2016, 12, 5), last=date(2016, 12, 9), by=cast.programme_lead, at=NOW)
    planning.ask_proposal(cast.year, question=PlanQuestion(), by=cast.programme_lead, at=NOW)
    work_off(clock=lambda _=None: NOW)
    assert PlanProposal.objects.exists()


def _evaluate(cast: Cast, session: Session) -> None:
    evaluation.make_instruments(cast.year, by=cast.programme_lead, at=NOW)
    evaluation.make_instruments(cast.year, asks=[BY_KEY["student-year"]], by=cast.programme_lead, at=NOW)
    students = Instrument.objects.get(audience="student")
    AnswerCode.objects.create(instrument=students, digest=digest(CODE))
    Instrument.objects.filter(pk=students.pk).update(codes_made=1)
    for instrument in Instrument.objects.all():
        evaluation.open_instrument(instrument, by=cast.programme_lead, at=NOW)
    question = Instrument.objects.get(audience="participant", moment="session").questions.get(kind="text")
    # the first remark is to be read, the second was released and replied to
    words = {"question": question, "session": session, "text": "Fijn", "block": uuid.UUID(int=2)}
    Comment.objects.create(id=uuid.UUID(int=1), **words)
    Comment.objects.create(id=uuid.UUID(int=3), state="released", released_text="Fijn", **words)
    Tally.objects.create(question=question, session=session, value=0, count=5, block=uuid.UUID(int=2))
    evaluation.write_reply(Comment.objects.get(state="released"), text="Dank", by=cast.trainer, at=NOW)


def more(cast: Cast, number: int) -> None:
    """One more school with its plan, its sessions and its people, and one more of everything else."""
    TakenOver.objects.create(person=cast.mentor, first_year=2014, title=f"Feedback {number}", source="Register")
    year, lead = cast.year, cast.programme_lead
    school = School.objects.create(name=f"School {number}")
    editions = list(Edition.objects.filter(year=year).order_by("pk")[:4])
    plan = build.agreed_plan(year, school, editions, cast.head)
    mentors = build.mentors(school, 2)
    namesake = build.person(cast.mentor.given_name, cast.mentor.surname, cast.mentor.prefix)
    build.membership(namesake, Role.MENTOR, school=school)
    WishedHalfDay.objects.create(plan=plan, day=date(2016, 11, 29), half_day="pm")
    RuleMember.objects.create(plan=plan, person=mentors[1], kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    trainer = build.trainer(build.person(), cast.institute, *editions)
    held = build.session(editions[0], school, day=date(2016, 9, 5), half_day="am", state=SessionState.HELD)
    today = build.session(editions[1], school, day=NOW.date(), half_day="am")
    for session in (held, today, build.session(editions[2], school)):
        build.assignment(session, trainer)
        build.enrolment(mentors[0], session)
    Roster.objects.create(session=held, closed_at=NOW, closed_by=lead)
    for who in mentors:
        Presence.objects.create(session=held, person=who, state=PresenceState.PRESENT)
    Certificate.objects.create(
        session=held, person=mentors[0], code=f"ABCD-EFGH-JKM{number}", name=str(mentors[0]), title=editions[0].title,
        school=school.name, day=date(2016, 9, 5), hours=Decimal("3.5"), issued_at=NOW,
    )  # fmt: skip
    Material.objects.create(edition=editions[0], title=f"Lezen {number}", url="https://voorbeeld.example/")
    Proposal.objects.create(year=year, title=f"Iets {number}", idea="Een idee", proposed_by=cast.developer)
    Actual.objects.create(
        year=year, category=Category.CATERING, day=NOW.date(), amount=Decimal(5), reference=f"F{number}", school=school
    )
    finding = Finding.objects.create(year=year, title=f"Te kort {number}")
    decision = Decision.objects.create(
        year=year, finding=finding, title="Langer", body=Body.COUNCIL, day=NOW.date(), reason="Omdat", owner=lead
    )
    Consequence.objects.create(decision=decision, kind=ConsequenceKind.KEEP, description="Zo laten")
    asked = Message(key=f"house-{number}", to=mentors[0], template="enrolment/mail/reminder", why="Omdat", due=NOW)
    mail.reconcile(cast.partnership, [asked], at=NOW, source=f"house-{number}")
