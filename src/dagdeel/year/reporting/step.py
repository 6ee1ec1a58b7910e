"""The reporting step's face to the year."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import day_short
from dagdeel.outputs.mail.message import Message
from dagdeel.year.reporting import messages
from dagdeel.year.reporting.queries.report import written
from dagdeel.year.reporting.queries.versions import torn
from dagdeel.year.step import Coming, Deadline, Standing, Step, Todo

SOON = timedelta(days=60)  # from when writing the report is asked for


class ReportingStep(Step):
    """What the year may ask of the reporting step."""

    key = "reporting"
    label = gettext_lazy("Report")
    home = "reporting:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """The day on which the report is there."""
        if year.report_due is not None:
            yield Deadline(year.report_due, _("annual report published"), _url(year), "report_due")

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """Write it, publish it: the programme lead."""
        due = year.report_due
        if due is None or not member.may(Permission.REPORTING_EDIT) or timezone.localdate(at) < due - SOON:
            return
        row = written(year)
        if row is None or not row.complete:
            title = _("Write the annual report of %(year)s") % {"year": year}
            yield Todo(title, _url(year, "write"), _("Write"), due, _("The figures are there already."))
        elif row.published_at is None:
            yield Todo(_("Publish the annual report of %(year)s") % {"year": year}, _url(year), _("Publish"), due)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """That the report is there."""
        return messages.due(year, at)

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """The report that is still to come."""
        return messages.coming(year, at)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """Published, being written, or still to come. One query."""
        row = written(year)
        if row is not None and row.published_at is not None:
            return Standing(day_short(row.published_at), "done")
        due, today = year.report_due, timezone.localdate(at)
        if due is not None and today > due:
            return Standing(_("not published"), "late")
        if due is not None and today >= due - SOON:
            return Standing(_("draft") if row else "", "now")
        return Standing(_("draft") if row else "", "later")

    def invariants(self) -> Iterable[str]:
        """A published report has a version that stands, and one that is being written has none."""
        for label in torn():
            yield f"Annual report {label}: it says published, and no version stands; or the other way round."


def _url(year: ProgrammeYear, name: str = "index") -> str:
    return reverse(f"reporting:{name}", args=[year.partnership.slug, year])


STEP = ReportingStep()
