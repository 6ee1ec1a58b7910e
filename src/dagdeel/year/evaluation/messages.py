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
from dagdeel.year.evaluation.states import BY_CODE, WEEKS, WEEKS_DEFAULT, Audience, InstrumentState, Moment
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.step import Coming

REMIND_AFTER = timedelta(days=7)
NEWS = timedelta(weeks=2)  # so long after its moment a mail about looking back still makes sense
MORNING = time(9)


def _example() -> Mapping[str, object]:
    return {
        "link": settings.SITE_URL, "title": _("Giving feedback that helps"), "day": day_long(date(2016, 11, 8)),
        "place": "School A", "threshold": 5, "goals": [_("You ask a question before you give an answer.")],
        "questions": settings.SITE_URL, "weeks": 10,
    }  # fmt: skip


_ABOUT_IT = gettext_lazy("You get this mail because you took part in this workshop.")
KINDS = (
    Kind(
        key="evaluation.please",
        label=gettext_lazy("What did you think of it?"),
        to=gettext_lazy(
            "who took part in a workshop or gave it, and its school educator; once a year the educators and heads"
        ),
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
        when=gettext_lazy("a week after the first mail, once; also after the look back"),
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
        when=gettext_lazy("as many weeks after the workshop as the questionnaire says, eight to twelve"),
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
            return Message(
                key=f"evaluation-{kind}-{instrument.pk}-{session.pk if session else 0}-{to.pk}",
                to=to,
                template=f"evaluation/mail/{kind}",
                why=_why(instrument, session),
                context={"link": self.link(to, instrument, session), **_facts(self.year, session)},
                due=due,
                kind=f"evaluation.{kind}",
                follows=follows,
            )

    def link(self, to: Person, instrument: Instrument, session: Session | None) -> str:
        """The personal way to one questionnaire."""
        text = links.token(to, self.year, links.Purpose.EVALUATION, serial=self.serials.get(to.pk, 1))
        rest = [session.pk] if session is not None else []
        return f"{settings.SITE_URL}{reverse('evaluation_open:answer', args=[text, instrument.pk, *rest])}"


def due(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist at this moment: please answer, one reminder to those who have not answered, and a look back.

    A fixed number of queries. Who answered is asked no more; when or what is nowhere kept, so no mail can tell.
    """
    post = _Post(year, links.serials(year, links.Purpose.EVALUATION))
    yield from _follow_up(post, at)
    if at.date() > (year.evaluation_due or year.last_day):
        return
    opened = Instrument.objects.filter(year=year, state=InstrumentState.OPEN).exclude(moment=Moment.LATER)
    for instrument in opened.exclude(audience__in=BY_CODE).select_related("year"):
        yield from _about(post, instrument, timezone.localdate(at))


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """What participants of sessions that are still to come will be asked. Two queries."""
    last = year.evaluation_due or year.last_day
    look_back = _look_back_after(_later(year))
    for session, people in to_come(year, timezone.localdate(at)).items():
        if session.day is None:
            continue
        who, title = tuple(people), session.edition.title
        if session.day <= last:
            yield Coming("evaluation.please", session.day, who, title, _("to who was there"))
        if session.day + REMIND_AFTER <= last:
            yield Coming("evaluation.reminder", session.day + REMIND_AFTER, who, title, _("to who has not answered"))
        yield Coming("evaluation.followup", session.day + look_back, who, title, _("to who was there"))


def _later(year: ProgrammeYear) -> Instrument | None:
    """The questionnaire that participants get after some weeks. One query."""
    rows = Instrument.objects.filter(year=year, audience=Audience.PARTICIPANT, moment=Moment.LATER)
    return rows.select_related("year").first()


def _look_back_after(later: Instrument | None) -> timedelta:
    return timedelta(weeks=(later.weeks if later else None) or WEEKS_DEFAULT)


def _follow_up(post: _Post, at: datetime) -> Iterator[Message]:
    """Some weeks later: the goals of the workshop once more, the way to the materials, and the questions when they are open.

    At most seven queries. The reminder is for who has not answered.
    """
    year, today = post.year, timezone.localdate(at)
    held = (
        Session.objects.filter(
            year=year, state=SessionState.HELD, day__gt=today - timedelta(weeks=WEEKS[-1]) - NEWS, day__lte=today
        )
        .select_related("edition", "school")
        .prefetch_related("edition__goals")
    )
    sessions = {session.pk: session for session in held}
    if not sessions:
        return
    later = _later(year)
    asks = later is not None and later.state == InstrumentState.OPEN
    missing = queries.missing(later, today) if later and asks else {}
    there = queries.asked_by_session(year, Audience.PARTICIPANT)
    people = Person.objects.in_bulk({person for key, group in there.items() if key in sessions for person in group})
    back = _LookBack(post, later, asks, links.serials(year, links.Purpose.MENTOR))
    for key in sorted(sessions):
        session = sessions[key]
        assert session.day is not None  # constraint published_session_has_time
        if session.day + back.after + NEWS <= today:
            continue
        for person in sorted(there.get(key, ())):
            yield back.mail(session, people[person])
        for person in sorted(missing.get(key, ())):
            yield back.reminder(session, people[person])


@dataclass(frozen=True, slots=True)
class _LookBack:
    """What the mails of some weeks later need; with `asks` they lead to the questions."""

    post: _Post
    later: Instrument | None
    asks: bool
    mentor_serials: Mapping[int, int]

    @property
    def after(self) -> timedelta:
        """So long after the session."""
        return _look_back_after(self.later)

    def mail(self, session: Session, to: Person) -> Message:
        """The goals once more, the materials, and the questions."""
        token = links.token(to, self.post.year, links.Purpose.MENTOR, serial=self.mentor_serials.get(to.pk, 1))
        with translation.override(to.language):
            questions = self.post.link(to, self.later, session) if self.later and self.asks else ""
            return Message(
                key=_look_back_key(session, to),
                to=to,
                template="evaluation/mail/followup",
                why=_("You get this mail because you took part in this workshop."),
                context={
                    "link": f"{settings.SITE_URL}{reverse('enrolment_open:mine', args=[token])}",
                    "questions": questions,
                    "goals": [goal.text for goal in session.edition.goals.all()],
                    "weeks": self.after.days // 7,
                    **_facts(self.post.year, session),
                },
                due=self._moment(session, timedelta()),
                kind="evaluation.followup",
            )

    def reminder(self, session: Session, to: Person) -> Message:
        """A week after that, to who has not answered."""
        assert self.later is not None  # reminded of what was asked
        follows = Follows(_look_back_key(session, to), REMIND_AFTER)
        return self.post.mail("reminder", to, self.later, session, self._moment(session, REMIND_AFTER), follows=follows)

    def _moment(self, session: Session, more: timedelta) -> datetime:
        assert session.day is not None  # constraint published_session_has_time
        return timezone.make_aware(datetime.combine(session.day + self.after + more, MORNING))


def _look_back_key(session: Session, to: Person) -> str:
    return f"evaluation-followup-{session.pk}-{to.pk}"


def _about(post: _Post, instrument: Instrument, today: date) -> Iterator[Message]:
    missing = queries.missing(instrument, today)
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
        return _("You get this mail because of your role in this programme.")
    if instrument.audience == Audience.SCHOOL_EDUCATOR:
        return _("You get this mail because this workshop was at your school.")
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
