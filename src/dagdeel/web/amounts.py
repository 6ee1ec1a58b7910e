"""How much there is of a person, in the words of whoever reads the list of people and not of the tables.

A house test walks every table that points at a person; one without words makes it red.
"""

from typing import Any, Final

from django.utils.translation import ngettext_lazy

AMOUNTS: Final[dict[str, Any]] = {
    "attendance.Presence": ngettext_lazy("%(n)d line on an attendance list", "%(n)d lines on attendance lists", "n"),
    "attendance.Roster": ngettext_lazy("%(n)d attendance list closed", "%(n)d attendance lists closed", "n"),
    "attendance.TakenOver": ngettext_lazy(
        "%(n)d workshop from earlier records", "%(n)d workshops from earlier records", "n"
    ),
    "catalogue.EditionVersion": ngettext_lazy("%(n)d workshop published", "%(n)d workshops published", "n"),
    "catalogue.Proposal": ngettext_lazy("%(n)d idea for a workshop", "%(n)d ideas for workshops", "n"),
    "certificates.Certificate": ngettext_lazy("%(n)d certificate", "%(n)d certificates", "n"),
    "choices.RuleMember": ngettext_lazy(
        "%(n)d time named in the rule of a school", "%(n)d times named in the rule of a school", "n"
    ),
    "choices.SchoolPlan": ngettext_lazy(
        "%(n)d step in the choice of a school", "%(n)d steps in the choices of schools", "n"
    ),
    "decisions.Decision": ngettext_lazy("%(n)d decision to carry out", "%(n)d decisions to carry out", "n"),
    "enrolment.Enrolment": ngettext_lazy(
        "%(n)d enrolment, own or for others", "%(n)d enrolments, own or for others", "n"
    ),
    "enrolment.Invitation": ngettext_lazy("%(n)d invitation signed", "%(n)d invitations signed", "n"),
    "enrolment.Invitee": ngettext_lazy("%(n)d invitation received", "%(n)d invitations received", "n"),
    "enrolment.Letterhead": ngettext_lazy("%(n)d signature under letters", "%(n)d signatures under letters", "n"),
    "enrolment.Placement": ngettext_lazy("%(n)d placement asked for", "%(n)d placements asked for", "n"),
    "enrolment.Ranking": ngettext_lazy(
        "%(n)d preference, own or for others", "%(n)d preferences, own or for others", "n"
    ),
    "enrolment.RankingRound": ngettext_lazy("%(n)d placement published", "%(n)d placements published", "n"),
    "enrolment.Reservation": ngettext_lazy(
        "%(n)d time seats kept for a team", "%(n)d times seats kept for a team", "n"
    ),
    "enrolment.Verdict": ngettext_lazy(
        "%(n)d decision whether a session goes on", "%(n)d decisions whether a session goes on", "n"
    ),
    "evaluation.Reply": ngettext_lazy("%(n)d reply to a remark", "%(n)d replies to remarks", "n"),
    "evaluation.Respondent": ngettext_lazy("%(n)d evaluation filled in", "%(n)d evaluations filled in", "n"),
    "jobs.Job": ngettext_lazy("%(n)d long job asked for or stopped", "%(n)d long jobs asked for or stopped", "n"),
    "mail.Mail": ngettext_lazy("%(n)d mail", "%(n)d mails", "n"),
    "mail.MailChoice": ngettext_lazy("%(n)d choice about mail", "%(n)d choices about mail", "n"),
    "partnerships.LinkSerial": ngettext_lazy("%(n)d personal link withdrawn", "%(n)d personal links withdrawn", "n"),
    "partnerships.Membership": ngettext_lazy("%(n)d role", "%(n)d roles", "n"),
    "planning.Absence": ngettext_lazy("%(n)d absence of a trainer noted", "%(n)d absences of trainers noted", "n"),
    "planning.Assignment": ngettext_lazy("%(n)d session as a trainer", "%(n)d sessions as a trainer", "n"),
    "planning.PlanProposal": ngettext_lazy(
        "%(n)d proposal for the plan asked for", "%(n)d proposals for the plan asked for", "n"
    ),
    "planning.PlanVersion": ngettext_lazy("%(n)d plan published", "%(n)d plans published", "n"),
    "trainers.Trainer": ngettext_lazy("%(n)d page as a trainer", "%(n)d pages as a trainer", "n"),
}


def counted(table: str, number: int) -> str:
    """3 enrolments."""
    return str(AMOUNTS[table] % {"n": number})
