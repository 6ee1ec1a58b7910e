"""Every paper of the product, and how to ask for it in the played year. A view that makes one without a row makes the suite red."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose, token
from dagdeel.base.partnerships.models import Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.demo import signin
from dagdeel.demo.play import play
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.decisions.models import Decision
from dagdeel.year.enrolment.models import Enrolment, Invitee
from dagdeel.year.evaluation import actions as evaluation
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.planning.models import Session
from tests.cast import NOW


@dataclass
class Played:
    """The demo up to the report about its first year, as the programme lead finds it."""

    partnership: Partnership
    first: ProgrammeYear
    second: ProgrammeYear
    lead: Person
    clients: dict[int, Client] = field(default_factory=dict)

    def open(self, name: str) -> tuple[str, bytes]:
        """What comes from this door: its kind and its bytes."""
        who, address, *sent = ROWS[name](self)
        client = self._client(who)
        answer = client.post(address, sent[0]) if sent else client.get(address)
        return answer.headers.get("Content-Type", str(answer.status_code)), answer.content

    def at(self, year: ProgrammeYear, name: str, *parts: object) -> str:
        """An address in one of the years."""
        return reverse(name, args=[self.partnership.slug, year, *parts])

    def _client(self, who: Person | None) -> Client:
        client = self.clients.setdefault(who.pk if who else 0, Client())
        if who and "_auth_user_id" not in client.session:
            client.force_login(who)
        return client


def play_a_year() -> Played:
    """Two brochures, one year of letters, sessions, certificates, decisions and money, and questions that are open."""
    stage = play(lambda *_told: None, until="2016-2017: trainers bevestigen")
    partnership = stage.partnership
    partnership.demo_day = NOW.date()
    partnership.save()
    with scope.of(partnership):
        first, second = ProgrammeYear.objects.select_related("partnership").order_by("first_year")
        lead = signin.cast(partnership)[Role.PROGRAMME_LEAD]
        evaluation.make_instruments(second, by=lead, at=NOW)
        for instrument in Instrument.objects.filter(year=second):
            evaluation.open_instrument(instrument, by=lead, at=NOW)
    return Played(partnership, first, second, lead)


# The rows -----------------------------------------------------------------------------------------------------------

Asked = tuple[Person | None, str] | tuple[Person | None, str, dict[str, object]]
Row = Callable[[Played], Asked]


def _lead(name: str, *, second: bool = False) -> Row:
    """The programme lead opens what needs the year only."""
    return lambda at: (at.lead, at.at(at.second if second else at.first, name))


def _school(name: str) -> Row:
    """The programme lead opens what is about one school, or about one of its days."""

    def row(at: Played) -> Asked:
        invitee = Invitee.objects.filter(invitation__year=at.first).order_by("pk")[0]
        seat = Enrolment.objects.filter(session__edition__year=at.first, session__school=invitee.invitation.school_id)
        day = seat.order_by("pk")[0].session.day
        about: dict[str, list[object]] = {"letter": [invitee.person_id], "posters": [day], "slips": [day]}
        parts = about.get(name.partition(":")[2], [])
        return at.lead, at.at(at.first, name, invitee.invitation.school_id, *parts)

    return row


def _meeting(name: str) -> Row:
    def row(at: Played) -> Asked:
        decided = Decision.objects.filter(year=at.first).order_by("pk")[0]
        return at.lead, at.at(at.first, name, decided.body, decided.day.isoformat())

    return row


def _certificate(name: str) -> Row:
    """By the lead, by the mentor herself, and through her personal link."""

    def row(at: Played) -> Asked:
        found = Certificate.objects.select_related("person").order_by("pk")[0]
        if name == "certificates:paper":
            return at.lead, at.at(at.first, name, found.pk)
        if name == "certificates:my_paper":
            return found.person, at.at(at.first, name, found.code)
        return None, reverse(name, args=[token(found.person, at.first, Purpose.MENTOR), found.code])

    return row


def _codes(at: Played) -> Asked:
    asked = Instrument.objects.get(year=at.second, audience="student")
    return at.lead, at.at(at.second, "evaluation:codes", asked.pk), {"number": "30"}


def _poster(at: Played) -> Asked:
    session = Session.objects.filter(edition__year=at.second).order_by("pk")[0]
    return at.lead, at.at(at.second, "evaluation:poster", session.pk)


ROWS: dict[str, Row] = {
    "catalogue:brochure_pdf": _lead("catalogue:brochure_pdf", second=True),
    "catalogue_open:brochure_pdf": lambda at: (
        None, reverse("catalogue_open:brochure_pdf", args=[at.partnership.slug, at.second]),
    ),
    "certificates:my_paper": _certificate("certificates:my_paper"),
    "certificates:paper": _certificate("certificates:paper"),
    "certificates_open:paper": _certificate("certificates_open:paper"),
    "decisions:agenda": _meeting("decisions:agenda"),
    "decisions:changes_paper": _lead("decisions:changes_paper", second=True),
    "decisions:decision_list": _meeting("decisions:decision_list"),
    "decisions:paper": _lead("decisions:paper"),
    "enrolment:brochure": _school("enrolment:brochure"),
    "enrolment:letter": _school("enrolment:letter"),
    "enrolment:letterhead_proof": _school("enrolment:letterhead_proof"),
    "enrolment:letters": _school("enrolment:letters"),
    "enrolment:posters": _school("enrolment:posters"),
    "enrolment:slips": _school("enrolment:slips"),
    "evaluation:codes": _codes,
    "evaluation:poster": _poster,
    "handbook_open_paper": lambda at: (None, reverse("handbook_open_paper", args=[Role.MENTOR])),
    "handbook_paper": lambda at: (at.lead, at.at(at.first, "handbook_paper", Role.PROGRAMME_LEAD)),
    "reporting:evidence_paper": _lead("reporting:evidence_paper"),
    "reporting:paper": _lead("reporting:paper"),
    "reporting:practice_paper": _lead("reporting:practice_paper"),
    "reporting:school_paper": _school("reporting:school_paper"),
}  # fmt: skip
