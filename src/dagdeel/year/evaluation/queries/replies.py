"""Remarks that a trainer can reply to, and what was replied. Who reads a reply reads what `results` lets through, and no more."""

from dataclasses import dataclass
from uuid import UUID

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.evaluation.models import Instrument, Reply
from dagdeel.year.evaluation.queries.asked import sessions_of_trainer
from dagdeel.year.evaluation.queries.results import shown_remarks
from dagdeel.year.evaluation.states import Audience, Moment, ReplyState
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Remark:
    """What a participant said of some sessions, and what was written back; without a session, a person or a time."""

    key: UUID
    workshops: tuple[str, ...]
    text: str
    reply: Reply | None = None

    @property
    def waits(self) -> bool:
        """Whether nothing was written back, or it was taken back."""
        return self.reply is None or self.reply.state == ReplyState.TAKEN_BACK


def remarks_of_trainer(year: ProgrammeYear, person: Person) -> list[Remark]:
    """What was said of sessions that this trainer gave, all of them: by workshop, what waits first. At most five queries.

    A remark that is shown together with sessions of others is not a trainer's own.
    """
    titles = {session.pk: session.edition.title for session in sessions_of_trainer(year, person)}
    if not titles:
        return []
    found = [(sessions, key, text) for sessions, key, text in _shown(year) if sessions <= titles.keys()]
    return _with_replies([(key, {titles[session] for session in sessions}, text) for sessions, key, text in found])


def to_reply(year: ProgrammeYear, person: Person) -> int:
    """To how many remarks this trainer can still reply. At most five queries."""
    return sum(remark.waits for remark in remarks_of_trainer(year, person))


def to_show(year: ProgrammeYear) -> int:
    """How many replies the programme lead has not let participants read. One query, at most six when there are any."""
    written = Reply.objects.filter(comment__question__instrument__year=year, state=ReplyState.WRITTEN)
    if not written.exists():
        return 0
    found = (remark.reply for remark in replied_remarks(year))
    return sum(reply is not None and reply.state == ReplyState.WRITTEN for reply in found)


def replied_remarks(year: ProgrammeYear) -> list[Remark]:
    """The remarks of the year to which something was written back, for the programme lead. At most five queries."""
    shown = _shown(year)
    titles = dict(Session.objects.filter(year=year).order_by().values_list("pk", "edition__title")) if shown else {}
    found = _with_replies([(key, {titles[session] for session in sessions}, text) for sessions, key, text in shown])
    return [remark for remark in found if not remark.waits]


def replies_for(year: ProgrammeYear, person: Person) -> list[tuple[str, str]]:
    """What participants of the same sessions may read: workshop and reply, without the remark. At most five queries."""
    rows = Reply.objects.filter(comment__question__instrument__year=year, state=ReplyState.SHOWN).order_by("pk")
    replies = dict(rows.values_list("comment", "text"))
    if not replies:
        return []
    there = Presence.objects.filter(person=person, session__year=year, state__in=ATTENDED).order_by()
    titles = dict(there.values_list("session", "session__edition__title"))
    about = {key: sessions for sessions, key, _text in _shown(year)}
    found = [(min(titles[s] for s in about[key] & titles.keys()), text)
             for key, text in replies.items() if about.get(key, frozenset()) & titles.keys()]  # fmt: skip
    return sorted(found, key=lambda row: row[0])


def _shown(year: ProgrammeYear) -> list[tuple[frozenset[int], UUID, str]]:
    """What participants wrote right after a session, as far as it may be read. Three queries."""
    instrument = (
        Instrument.objects.filter(year=year, audience=Audience.PARTICIPANT, moment=Moment.SESSION)
        .select_related("year")
        .first()
    )
    return shown_remarks(instrument) if instrument else []


def _with_replies(rows: list[tuple[UUID, set[str], str]]) -> list[Remark]:
    replies = {
        reply.comment_id: reply
        for reply in Reply.objects.filter(comment__in=[key for key, _titles, _text in rows]).select_related("person")
    }
    found = [Remark(key, tuple(sorted(titles)), text, replies.get(key)) for key, titles, text in rows]
    # the key is random: within a workshop nothing says which remark came first
    return sorted(found, key=lambda remark: (len(remark.workshops) > 1, remark.workshops, not remark.waits, remark.key))
