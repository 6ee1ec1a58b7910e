"""The evaluation step's face to the year."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.evaluation import actions, messages, queries
from dagdeel.year.evaluation.models import Reply, Respondent
from dagdeel.year.evaluation.states import InstrumentState, Moment
from dagdeel.year.step import Coming, Deadline, Standing, State, Step, Todo


class EvaluationStep(Step):
    """What the year may ask of the evaluation step."""

    key = "evaluation"
    label = gettext_lazy("Evaluation")
    home = "evaluation:index"
    own = "evaluation:mine"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """Until when people answer."""
        if year.evaluation_due:
            yield Deadline(
                year.evaluation_due, _("Everybody has answered the evaluation"), _url("index", year), "evaluation_due"
            )

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Answer (who was there, who gave it, the educators); open the questionnaires, read remarks and replies (programme lead).

        A trainer is told of remarks to reply to: without a day, and in no mail, as nothing may say when who wrote.
        """
        if at.date() > year.last_day:
            return
        if member.may(Permission.EVALUATION_ANSWER):
            yield from _to_answer(year, member, at)
        if member.has(Role.TRAINER):
            yield from _to_reply(year, member)
        if member.may(Permission.EVALUATION_MANAGE):
            yield from _to_manage(year, at)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Please answer, and one reminder."""
        return messages.due(year, at)

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Show the answers of whom nobody is waited for any more; what stays too little, over the years."""
        made = sum(actions.publish(instrument, by=None, at=at) for instrument in queries.with_waiting(year))
        return made + sum(
            actions.publish_over_years(instrument, by=None, at=at) for instrument in queries.with_carried(year)
        )

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """Questions about sessions that are still to come."""
        return messages.coming(year, at)

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """That the person answered. What was answered is not kept by person, so it cannot be given or erased."""
        rows = Respondent.objects.filter(person=person).order_by("pk")
        fields = (
            "instrument__audience",
            "instrument__moment",
            "instrument__year__first_year",
            "session__edition__title",
        )
        replies = Reply.objects.filter(person=person).order_by("pk").values("text", "state")
        return {
            "evaluations_answered": [dict(row) for row in rows.values(*fields)],
            "replies_to_remarks": [dict(row) for row in replies],
        }

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many participants answered, of how many who were there."""
        found = queries.participants_response(year)
        return _standing(found, year, at) if found.asked else Standing("", "idle")

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """The response of the participants of each school."""
        return {
            school: _standing(part, year, at, _url("school", year, school))
            for school, part in queries.participants_response_by_school(year, shown).items()
            if part.asked
        }

    def invariants(self) -> Iterable[str]:
        """Counts, scales and respondents that do not hold."""
        return queries.broken_promises()


def _url(name: str, year: ProgrammeYear, *rest: object) -> str:
    return reverse(f"evaluation:{name}", args=[year.partnership.slug, year, *rest])


def _standing(found: queries.Response, year: ProgrammeYear, at: datetime, url: str = "") -> Standing:
    figure = _("%(answered)s of %(asked)s") % {"answered": found.answered, "asked": found.asked}
    return Standing(figure, _state(found.answered == found.asked, year, at), url)


def _state(complete: bool, year: ProgrammeYear, at: datetime) -> State:
    """Not everybody answers, and that is allowed: once it is over it is done."""
    over = year.evaluation_due is not None and at.date() > year.evaluation_due
    return "done" if complete or over else "now"


def _to_answer(year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
    for found in queries.answerable(year, member.person, at.date()):
        session = found.session
        if found.instrument.moment == Moment.LATER and session is not None:
            title = _("Say what you do with %(title)s") % {"title": session.edition.title}
            rest = [found.instrument.pk, session.pk]
        elif session is None:
            title, rest = _("Say how the year went"), [found.instrument.pk]
        else:
            title = _("Evaluate %(title)s") % {"title": session.edition.title}
            rest = [found.instrument.pk, session.pk]
        yield Todo(title, _url("answer", year, *rest), _("Answer"), year.evaluation_due, _("Three minutes, anonymous."))


def _to_manage(year: ProgrammeYear, at: datetime) -> Iterable[Todo]:
    states = queries.instrument_states(year)
    if not states and at.date() >= year.first_day:
        yield Todo(_("Make the questionnaires of this year"), _url("instruments", year), _("Make"), year.enrolment_due)
    elif drafts := states.count(InstrumentState.DRAFT):
        text = ngettext("Open %(n)s questionnaire", "Open %(n)s questionnaires", drafts) % {"n": drafts}
        yield Todo(text, _url("instruments", year), _("Look and open"), year.enrolment_due)
    waiting = queries.to_screen(year) if states else 0
    if waiting:
        text = ngettext("Read %(n)s remark", "Read %(n)s remarks", waiting) % {"n": waiting}
        yield Todo(text, _url("remarks", year), _("Read"), year.evaluation_due)
    if states and (replies := queries.to_show(year)):
        text = ngettext("Read %(n)s reply of a trainer", "Read %(n)s replies of trainers", replies) % {"n": replies}
        yield Todo(
            text,
            _url("replies", year),
            _("Read"),
            detail=_("Participants read a reply once you let them."),
            mailed=False,
        )


def _to_reply(year: ProgrammeYear, member: Member) -> Iterable[Todo]:
    if number := queries.to_reply(year, member.person):
        text = ngettext("%(n)s remark about your sessions", "%(n)s remarks about your sessions", number) % {"n": number}
        detail = _("You can reply; a reply is never obligatory.")
        yield Todo(text, _url("own_remarks", year), _("Read and reply"), detail=detail, mailed=False)


STEP = EvaluationStep()
