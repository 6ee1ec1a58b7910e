"""The lists of attendance as files."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.attendance.queries import Overview, RosterList


def roster_sheet(found: RosterList) -> Sheet:
    """Who was present at one session, and how."""
    columns = [
        Column(_("Name")), Column(_("Attendance")), Column(_("Minutes present"), "integer"), Column(_("Came without enrolment")),
        Column(_("Note")),
    ]  # fmt: skip
    rows = [
        (
            line.person.list_name,
            line.presence.get_state_display() if line.presence else "",
            line.presence.minutes if line.presence else None,
            line.walk_in,
            line.presence.note if line.presence else "",
        )
        for line in found.lines
    ]
    return Sheet(f"{found.session.edition} {found.session.day}", columns, rows)


def overview_sheet(title: str, lines: Iterable[Overview]) -> Sheet:
    """The sessions of a year with their counts."""
    columns = [
        Column(_("Date"), "date"), Column(_("Workshop")), Column(_("School")), Column(_("Trainers")), Column(_("Attendance list")),
        Column(_("Enrolled"), "integer"), Column(_("Took part"), "integer"), Column(_("Walked in"), "integer"),
    ]  # fmt: skip
    rows = [
        (
            line.session.day, line.session.edition.title, line.session.school.name, ", ".join(line.trainers),
            line.state.label, line.enrolled, line.counts.attended if line.counts.marked else None, line.counts.walk_ins,
        )
        for line in lines
    ]  # fmt: skip
    return Sheet(title, columns, rows)
