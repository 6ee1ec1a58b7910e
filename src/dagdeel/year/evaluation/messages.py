"""Which mails should exist about evaluating. Asked again and again: the same facts give the same keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Message
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import Audience, InstrumentState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState

REMIND_AFTER = timedelta(days=7)
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of a year needs."""

    year: ProgrammeYear
    serials: dict[int, int]

    def mail(
        self, kind: str, to: Person, instrument: Instrument, session: Session | None, due: datetime | None = None
    ) -> Message:
        """A mail with the personal link to one questionnaire, in the language of its reader."""
        with translation.override(to.language):
            serial = self.serials.get(to.pk, 1)
            text = links.token(to, self.year, links.Purpose.EVALUATION, serial=serial)
            rest = [session.pk] if session is not None else []
            path = reverse("evaluation_open:answer", args=[text, instrument.pk, *rest])
            return Message(
                key=f"evaluation-{kind}-{instrument.pk}-{session.pk if session else 0}-{to.pk}",
                to=to,
                template=f"evaluation/mail/{kind}",
                why=_why(instrument, session),
                context={"link": f"{settings.SITE_URL}{path}", **_facts(self.year, session)},
                due=due,
                kind=f"evaluation.{kind}",
            )


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment: please answer, and one reminder to those who have not answered.

    A fixed number of queries. Who answered is asked no more; when or what is nowhere kept, so no mail can tell.
    """
    if at.date() > (year.evaluation_due or year.last_day):
        return
    opened = Instrument.objects.filter(year=year, state=InstrumentState.OPEN)
    post = _Post(year, links.serials(year, links.Purpose.EVALUATION))
    for instrument in opened:
        yield from _about(post, instrument)


def _about(post: _Post, instrument: Instrument) -> Iterator[Message]:
    missing = queries.missing(post.year, instrument.audience)
    held = Session.objects.filter(year=post.year, state=SessionState.HELD, day__isnull=False)
    sessions = {session.pk: session for session in held.select_related("edition", "school")}
    people = Person.objects.in_bulk({person for group in missing.values() for person in group})
    for key in sorted(missing):
        session = sessions.get(key)
        if key and session is None:
            continue
        for person in sorted(missing[key]):
            yield from _both(post, instrument, session, people[person])


def _both(post: _Post, instrument: Instrument, session: Session | None, to: Person) -> Iterator[Message]:
    yield post.mail("please", to, instrument, session)
    remind = _remind_on(post.year, session)
    if remind is not None:
        moment = timezone.make_aware(datetime.combine(remind, MORNING))
        yield post.mail("reminder", to, instrument, session, moment)


def _remind_on(year: ProgrammeYear, session: Session | None) -> date | None:
    """A week after the session; for the yearly questionnaires a week before they close."""
    if session is None:
        return year.evaluation_due - REMIND_AFTER if year.evaluation_due else None
    return session.day + REMIND_AFTER if session.day else None


def _why(instrument: Instrument, session: Session | None) -> str:
    if session is None:
        return _("You get this mail because you are an educator in this programme.")
    if instrument.audience == Audience.TRAINER:
        return _("You get this mail because you gave this workshop.")
    return _("You get this mail because you took part in this workshop.")


def _facts(year: ProgrammeYear, session: Session | None) -> dict[str, Any]:
    """What a mail says of the session, in the language that is active."""
    if session is None:
        return {
            "title": _("the programme of %(year)s") % {"year": year},
            "day": "",
            "place": "",
            "threshold": year.threshold,
        }
    return {
        "title": session.edition.title,
        "day": day_long(session.day),
        "place": session.school.name,
        "threshold": year.threshold,
    }
