"""The cast: the people and the small partnership with which tests tell their stories. All names are invented.

Builders are plain functions that write rows straight to the tables: the start of a story, not its subject. What a test is about
goes through the actions and the pages.
"""

import struct
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose, token
from dagdeel.base.partnerships.models import HalfDay, Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.actions.contents import plain, snapshot
from dagdeel.year.catalogue.models import Brochure, Edition, EditionVersion, Goal, Workshop
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.choices.models import ChoiceRound, ChosenEdition, SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentEnd, EnrolmentState
from dagdeel.year.planning.models import Assignment, Room, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Competence, Trainer

_numbers = count(1)
NOW = datetime(2016, 9, 12, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@dataclass
class Cast:
    """One partnership with a year, two schools, an institute, and one person per role."""

    partnership: Partnership
    year: ProgrammeYear
    school: School
    other_school: School
    institute: Institute
    people: dict[str, Person] = field(default_factory=dict)
    now: datetime = NOW

    def __getattr__(self, name: str) -> Person:
        """`cast.head` is the person in that role; `cast.stranger` leads another partnership."""
        people: dict[str, Person] = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def client(self, who: Person | str) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        client.force_login(self.people[who] if isinstance(who, str) else who)
        return client

    def url(self, path: str = "") -> str:
        """An address within the year."""
        return f"/{self.partnership.slug}/{self.year}/{path}"

    def link(self, who: Person, purpose: Purpose = Purpose.MENTOR) -> str:
        """The token of a personal link."""
        return token(who, self.year, purpose)


def person(given: str = "", surname: str = "", prefix: str = "", **fields: Any) -> Person:
    """A person; without a name a numbered one."""
    n = next(_numbers)
    surname = surname or f"Persoon{n}"
    fields.setdefault("email", f"{(given or 'p').lower()}.{n}@example.org")
    return Person.objects.create_person(given_name=given or "Test", prefix=prefix, surname=surname, **fields)


def partnership(name: str = "Opleidingsschool De Proef") -> Partnership:
    """A partnership of its own."""
    n = next(_numbers)
    return Partnership.objects.create(name=name, short_name=name, slug=f"proef-{n}", reply_to="programma@example.org")


def programme_year(first_year: int = 2016, **fields: Any) -> ProgrammeYear:
    """A year with its deadlines, in the open scope."""
    defaults: dict[str, Any] = {
        "state": ProgrammeYear.State.RUNNING,
        "brochure_due": date(first_year, 3, 15),
        "choices_due": date(first_year, 6, 1),
        "availability_due": date(first_year, 6, 15),
        "plan_due": date(first_year, 7, 1),
        "invitations_due": date(first_year, 9, 5),
        "enrolment_due": date(first_year, 9, 23),
        "evaluation_due": date(first_year + 1, 5, 31),
        "decisions_due": date(first_year + 1, 6, 15),
        "report_due": date(first_year + 1, 7, 15),
    }
    return ProgrammeYear.objects.create(first_year=first_year, **{**defaults, **fields})


def membership(
    who: Person, role: Role, *, school: School | None = None, institute: Institute | None = None, **fields: Any
) -> Membership:
    """A role for a person, from 2015 on."""
    fields.setdefault("from_year", 2015)
    return Membership.objects.create(person=who, role=role, school=school, institute=institute, **fields)


def make_cast() -> Cast:
    """The whole cast; `scope` stays closed: tests open it with `with scope.of(cast.partnership):`."""
    ours = partnership()
    with scope.of(ours):
        year = programme_year()
        school, other = School.objects.create(name="School A", town="Nijmegen"), School.objects.create(name="School B")
        institute = Institute.objects.create(name="Instituut Noord")
        people = {}
        for role in Role:
            people[role.value] = who = person(
                given=role.value.split("_")[0].title(), surname=role.value.title().replace("_", "")
            )
            membership(
                who,
                role,
                school=school if role in SCHOOL_ROLES else None,
                institute=institute if role in INSTITUTE_ROLES else None,
            )
    people["stranger"] = _stranger()
    return Cast(ours, year, school, other, institute, people)


def _stranger() -> Person:
    """The programme lead of another partnership."""
    other = partnership("Een andere opleidingsschool")
    who = person(given="Vera", surname="Vreemd", prefix="van")
    with scope.of(other):
        programme_year()
        membership(who, Role.PROGRAMME_LEAD)
    return who


def mentors(school: School, number: int) -> list[Person]:
    """So many mentors of a school."""
    made = [person() for _ in range(number)]
    for who in made:
        membership(who, Role.MENTOR, school=school)
    return made


def picture(name: str = "teken.png", wide: int = 40, high: int = 20) -> SimpleUploadedFile:
    """A small picture, of one colour."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\x1f\x5e\x66" * wide) * high
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    return SimpleUploadedFile(name, content, "image/png")


def edition(year: ProgrammeYear, title: str = "", *, goals: int = 2, **fields: Any) -> Edition:
    """A published edition with goals."""
    n = next(_numbers)
    title = title or f"Workshop {n}"
    workshop = fields.pop("workshop", None) or Workshop.objects.create(name=title)
    defaults = {
        "state": EditionState.PUBLISHED, "version": 1, "position": n % 1000, "summary": "Een korte samenvatting.",
        "change": ChangeKind.NEW, "audience": "Werkplekbegeleiders", "content": "Wat we **doen**.",
    }  # fmt: skip
    made = Edition.objects.create(year=year, workshop=workshop, title=title, **{**defaults, **fields})
    for i in range(goals):
        Goal.objects.create(edition=made, position=i + 1, text=f"U kunt doel {i + 1} van {title} uitleggen.")
    if made.state == EditionState.PUBLISHED:
        lead = Membership.objects.select_related("person").filter(role=Role.PROGRAMME_LEAD).first()
        EditionVersion.objects.create(
            edition=made,
            number=made.version,
            snapshot=plain(snapshot(made)),
            published_at=NOW,
            published_by=lead.person if lead else person(),
        )
    return made


def brochure(year: ProgrammeYear, number: int = 8, **fields: Any) -> list[Edition]:
    """A released brochure with so many published editions."""
    fields.setdefault("released_at", NOW)
    Brochure.objects.create(year=year, **fields)
    return [edition(year) for _ in range(number)]


def choice_round(year: ProgrammeYear) -> ChoiceRound:
    """An open round."""
    return ChoiceRound.objects.create(
        year=year, opens=date(year.first_year, 3, 1), deadline=date(year.first_year, 6, 1)
    )


def agreed_plan(year: ProgrammeYear, school: School, editions: list[Edition], by: Person, **fields: Any) -> SchoolPlan:
    """A school plan on which everybody agreed."""
    plan = SchoolPlan.objects.create(
        year=year,
        school=school,
        state=PlanState.AGREED,
        proposed_by=by,
        proposed_at=NOW,
        agreed_by=by,
        agreed_at=NOW,
        **fields,
    )
    for i, chosen in enumerate(editions):
        ChosenEdition.objects.create(plan=plan, edition=chosen, position=i + 1)
    return plan


def trainer(who: Person, institute: Institute, *editions: Edition, **fields: Any) -> Trainer:
    """A trainer who can give these editions' workshops."""
    made = Trainer.objects.create(person=who, institute=institute, **fields)
    for item in editions:
        Competence.objects.create(trainer=made, workshop=item.workshop)
    return made


def session(of: Edition, school: School, **fields: Any) -> Session:
    """A published session on Tuesday afternoon 8 November 2016, in a room of its own."""
    n = next(_numbers)
    defaults: dict[str, Any] = {
        "state": SessionState.PUBLISHED, "day": date(2016, 11, 8), "half_day": HalfDay.AFTERNOON, "starts": time(13, 30),
        "ends": time(17, 0), "seats": of.maximum, "minimum": of.minimum,
    }  # fmt: skip
    if "room" not in fields:
        defaults["room"] = Room.objects.create(school=school, name=f"Kamer {n}")
    return Session.objects.create(year=of.year, school=school, edition=of, **{**defaults, **fields})


def assignment(to: Session, who: Trainer, state: AssignmentState = AssignmentState.CONFIRMED) -> Assignment:
    """A trainer on a session."""
    return Assignment.objects.create(
        session=to, trainer=who, person=who.person, day=to.day, half_day=to.half_day, state=state
    )


def enrolment(
    who: Person, to: Session, state: EnrolmentState = EnrolmentState.ENROLLED, at: datetime = NOW
) -> Enrolment:
    """A person in a session; the seat counter follows."""
    if state in HOLDS_SEAT:
        to.taken += 1
        to.save(update_fields=["taken"])
    ended = EnrolmentEnd.SELF if state == EnrolmentState.CANCELLED else ""
    return Enrolment.objects.create(session=to, person=who, state=state, since=at, by=who, ended=ended)
