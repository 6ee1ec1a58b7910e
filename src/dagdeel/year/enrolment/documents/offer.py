"""What an invitation says of the workshops: which are left, how one gets a seat, and until when."""

from datetime import date

from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import clock_range, day, day_long
from dagdeel.year.enrolment import queries
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.planning.models import Session


def offer(left: queries.Left, year: ProgrammeYear, today: date) -> dict[str, str]:
    """What stands in the letter between braces about the workshops, in the language that is active."""
    return {
        "workshops": _list(left) or _nothing(),
        "aanbod": _offered(left),
        "kiezen": " ".join(_how(left, year, today)),
        "uiterlijk": _until(left, year, today),
    }


def deadline(left: queries.Left, year: ProgrammeYear) -> date:
    """Until when mentors are asked to choose, or to say what they prefer."""
    closes = [round_.closes for round_ in left.rounds]
    return max(closes) if closes and not left.open else year.enrolment_due or year.last_day


def _nothing() -> str:
    return _("There are no workshops left this school year in which you can take part.")


def _list(left: queries.Left) -> str:
    """The sessions as a Markdown list."""
    return "\n".join(
        _line(session, full=session in left.open and session.taken >= session.seats) for session in left.sessions
    )


def _line(session: Session, *, full: bool) -> str:
    parts = [f"{day(session.day)}, {clock_range(session.starts, session.ends)}"]
    if session.room:
        parts.append(session.room.name)
    if full:
        parts.append(_("full, with a waiting list"))
    return f"- {session.edition.title}: {', '.join(parts)}"


def _offered(left: queries.Left) -> str:
    """The list with a sentence that leads to it; one sentence when nothing is left."""
    if not left.sessions:
        return _nothing()
    if left.assigned:
        said = _("Our school divides the workshops among its mentors. These are still to come:")
    elif not left.open:
        said = _("Our school divides the seats by preference. These are the workshops:")
    elif left.ranked:
        said = _("These workshops are still to come:")
    else:
        said = _("You can choose from:")
    return f"{said}\n\n{_list(left)}"


def _how(left: queries.Left, year: ProgrammeYear, today: date) -> list[str]:
    """How one gets a seat, and until when: sentences, none when nothing is left."""
    said = []
    if left.study_day:
        said.append(_("Our study day is on %(day)s.") % {"day": day_long(left.study_day)})
    if left.assigned and left.sessions:
        said.append(_("You need not choose: on your own page you see where you take part."))
    if left.ranked:
        said += [_ranking(round_, today) for round_ in left.rounds] or [
            _("You need not be the first. You get a mail as soon as you can say which workshops you prefer.")
        ]
    if left.open:
        said.append(_choosing(year, today))
    return said


def _ranking(round_: RankingRound, today: date) -> str:
    closes = {"day": day_long(round_.closes)}
    if round_.state == RoundState.OPEN and today <= round_.closes:
        return _("Say by %(day)s which workshops you prefer. It makes no difference who is first.") % closes
    return _("The time for saying what you prefer ended on %(day)s. You hear by mail where you are placed.") % closes


def _choosing(year: ProgrammeYear, today: date) -> str:
    due = year.enrolment_due or year.last_day
    if today <= due:
        said = _("Choose by %(day)s at the latest. Full is full, but there is a waiting list.")
    else:
        said = _("The time for choosing ended on %(day)s, but you can still choose where there is room.")
    return said % {"day": day_long(due)}


def _until(left: queries.Left, year: ProgrammeYear, today: date) -> str:
    """The last day, for a sentence of the school's own; when it has passed, with that."""
    due = deadline(left, year)
    if today <= due:
        return day_long(due)
    if left.open:
        return _("%(day)s (that day has passed, but you can still choose where there is room)") % {"day": day_long(due)}
    return _("%(day)s (that day has passed)") % {"day": day_long(due)}
