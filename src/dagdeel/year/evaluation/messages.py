"""Which mails should exist about evaluating. Asked again and again: the same facts give the same keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Follows, Kind, Message
from dagdeel.outputs.mail.states import Topic
from dagdeel.year.enrolment.queries import to_come
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import Audience, InstrumentState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Coming

REMIND_AFTER = timedelta(days=7)
FOLLOW_UP_AFTER = timedelta(weeks=10)
NEWS = timedelta(weeks=2)  # so long after its moment a mail about looking back still makes sense
MORNING = time(9)


def _example() -> Mapping[str, object]:
    return {
        "link": settings.SITE_URL, "title": _("Giving feedback that helps"), "day": day_long(date(2016, 11, 8)),
        "place": "School A", "threshold": 5, "goals": [_("You ask a question before you give an answer.")],
    }  # fmt: skip


_ABOUT_IT = gettext_lazy("You get this mail because you took part in this workshop.")
KINDS = (
    Kind(
        key="evaluation.please",
        label=gettext_lazy("What did you think of it?"),
        to=gettext_lazy("who took part in a workshop or gave it; for the yearly questions the educators"),
        when=gettext_lazy("when the attendance list is closed and the questionnaire is open"),
        why=_ABOUT_IT,
        template="evaluation/mail/please",
        example=_example,
        topic=Topic.EVALUATION,
    ),
    Kind(
        key="evaluation.reminder",
        label=gettext_lazy("Reminder to answer"),
        to=gettext_lazy("who has not answered"),
        when=gettext_lazy("a week after the first mail, once"),
        why=_ABOUT_IT,
        template="evaluation/mail/reminder",
        example=_example,
        topic=Topic.EVALUATION,
        daily=True,
    ),
    Kind(
        key="evaluation.followup",
        label=gettext_lazy("What did you do with it?"),
        to=gettext_lazy("who took part in a workshop"),
        when=gettext_lazy("ten weeks after the workshop"),
        why=_ABOUT_IT,
        template="evaluation/mail/followup",
        example=_example,
        topic=Topic.EVALUATION,
    ),
)


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of a year needs."""

    year: ProgrammeYear
    serials: dict[int, int]

    def mail(
        self,
        kind: str,
        to: Person,
        instrument: Instrument,
        session: Session | None,
        due: datetime | None = None,
        *,
        follows: Follows | None = None,
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
                follows=follows,
            )


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment: please answer, one reminder to those who have not answered, and a look back.

    A fixed number of queries. Who answered is asked no more; when or what is nowhere kept, so no mail can tell.
    """
    yield from _follow_up(year, at)
    if at.date() > (year.evaluation_due or year.last_day):
        return
    opened = Instrument.objects.filter(year=year, state=InstrumentState.OPEN)
    post = _Post(year, links.serials(year, links.Purpose.EVALUATION))
    for instrument in opened:
        yield from _about(post, instrument)


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """What participants of sessions that are still to come will be asked. One query."""
    last = year.evaluation_due or year.last_day
    for session, people in to_come(year, timezone.localdate(at)).items():
        if session.day is None:
            continue
        who, title = tuple(people), session.edition.title
        if session.day <= last:
            yield Coming("evaluation.please", session.day, who, title, _("to who was there"))
        if session.day + REMIND_AFTER <= last:
            yield Coming("evaluation.reminder", session.day + REMIND_AFTER, who, title, _("to who has not answered"))
        yield Coming("evaluation.followup", session.day + FOLLOW_UP_AFTER, who, title, _("to who was there"))


def _follow_up(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Ten weeks later: the goals of the workshop once more, and the way to the materials. Three queries."""
    today = timezone.localdate(at)
    held = (
        Session.objects.filter(
            year=year, state=SessionState.HELD, day__gt=today - FOLLOW_UP_AFTER - NEWS, day__lte=today
        )
        .select_related("edition", "school")
        .prefetch_related("edition__goals")
    )
    sessions = {session.pk: session for session in held}
    if not sessions:
        return
    there = queries.asked_by_session(year, Audience.PARTICIPANT)
    people = Person.objects.in_bulk({person for key, group in there.items() if key in sessions for person in group})
    serials = links.serials(year, links.Purpose.MENTOR)
    for key in sorted(sessions):
        for person in sorted(there[key]):
            yield _look_back(year, sessions[key], people[person], serials)


def _look_back(year: ProgrammeYear, session: Session, to: Person, serials: Mapping[int, int]) -> Message:
    token = links.token(to, year, links.Purpose.MENTOR, serial=serials.get(to.pk, 1))
    assert session.day is not None  # constraint published_session_has_time
    with translation.override(to.language):
        return Message(
            key=f"evaluation-followup-{session.pk}-{to.pk}",
            to=to,
            template="evaluation/mail/followup",
            why=_("You get this mail because you took part in this workshop."),
            context={
                "link": f"{settings.SITE_URL}{reverse('enrolment_open:mine', args=[token])}",
                "goals": [goal.text for goal in session.edition.goals.all()],
                **_facts(year, session),
            },
            due=timezone.make_aware(datetime.combine(session.day + FOLLOW_UP_AFTER, MORNING)),
            kind="evaluation.followup",
        )


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
    first = post.mail("please", to, instrument, session)
    yield first
    remind = _remind_on(post.year, session)
    if remind is not None:
        moment = timezone.make_aware(datetime.combine(remind, MORNING))
        # whoever was asked late is reminded late: never at once
        follows = Follows(first.key, REMIND_AFTER)
        yield post.mail("reminder", to, instrument, session, moment, follows=follows)


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
