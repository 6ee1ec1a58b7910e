"""What the rules say, as people read it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.exchange.rules.plan import Choice, Doubt, What
from dagdeel.exchange.rules.rows import Why as Cell
from dagdeel.exchange.states import Kind
from dagdeel.outputs.sheets.table import Remark, Why

FIELDS: Final[Mapping[str, Any]] = {
    "surname": pgettext_lazy("column", "Surname"),
    "prefix": pgettext_lazy("column", "Prefix"),
    "given_name": pgettext_lazy("column", "Given name"),
    "initials": pgettext_lazy("column", "Initials"),
    "name": pgettext_lazy("column", "Whole name"),
    "email": pgettext_lazy("column", "E-mail address"),
    "role": pgettext_lazy("column", "Role"),
    "school": pgettext_lazy("column", "School"),
    "institute": pgettext_lazy("column", "Institute"),
    "subject": pgettext_lazy("column", "Subject"),
    "maximum": pgettext_lazy("column", "Most sessions a year"),
    "room": pgettext_lazy("column", "Room"),
    "seats": pgettext_lazy("column", "Seats"),
    "equipment": pgettext_lazy("column", "Equipment"),
    "workshop": pgettext_lazy("column", "Workshop"),
    "school_year": pgettext_lazy("column", "School year"),
    "day": pgettext_lazy("column", "Date"),
    "hours": pgettext_lazy("column", "Hours"),
}
# What to write in a column, for the template; and an example.
HELP: Final[Mapping[str, tuple[Any, str]]] = {
    "surname": (_("The surname, without the prefix."), "Spek"),
    "prefix": (_("Such as van, de or van der. May stay empty."), "van der"),
    "given_name": (_("The name by which somebody is called. May stay empty."), "Anna"),
    "initials": (_("Only read when there is no given name."), "A.M."),
    "name": (_("Instead of the three parts: the whole name in one cell."), "Anna van der Spek"),
    "email": (_(
        "Each person has an address of their own: mail goes there, and it is the way to sign "
        "in."
    ), "a.vanderspek@school.example"),
    "role": (_("Such as werkplekbegeleider (wpb), schoolopleider (so) or rector. Two roles: put a slash between them."), "wpb"),
    "school": (_("The name of a school as it stands in Dagdeel, or its BRIN."), "School A"),
    "institute": (_("The name of an institute as it stands in Dagdeel."), "Instituut Noord"),
    "subject": (_("The subject that somebody teaches. May stay empty."), "geschiedenis"),
    "maximum": (_("A whole number. Empty means 6."), "6"),
    "room": (_("The name or number of the room."), "B1.04"),
    "seats": (_("A whole number. Empty means 20."), "24"),
    "equipment": (_("What there is in the room. May stay empty."), "digibord"),
    "workshop": (_("The title of the workshop."), "Het voeren van een begeleidingsgesprek"),
    "school_year": (_("Such as 2014-2015."), "2014-2015"),
    "day": (_("The day of the workshop. May stay empty when the school year is there."), "18-11-2014"),
    "hours": (_("How many hours it counts for. May stay empty."), "3,5"),
}  # fmt: skip
CELL: Final[Mapping[Cell, Any]] = {
    Cell.EMPTY: _("Nothing is filled in here. Fill it in."),
    Cell.TOO_LONG: _("This text is too long. Make it shorter."),
    Cell.ERROR: _("The spreadsheet itself found an error in this cell. Put it right there."),
    Cell.UNWORKED: _("This is a formula without a result. Open the file in Excel, save it and hand it in again."),
    Cell.NO_ADDRESS: _("This is no e-mail address. Write it like naam@school.nl, one per cell."),
    Cell.UNKNOWN_ROLE: _("This role is not known. Write for instance werkplekbegeleider, schoolopleider or rector."),
    Cell.NO_ROLE: _("There is no role here. Fill it in, or choose above which role everybody without one gets."),
    Cell.UNKNOWN_SCHOOL: _(
        "There is no such school here. Write the name as it stands in the list of schools, or "
        "add the school first."
    ),
    Cell.NO_SCHOOL: _("This role is held at a school. Fill in which, or choose one for all rows."),
    Cell.UNKNOWN_INSTITUTE: _(
        "There is no such institute here. Write the name as it stands in the list, or add the "
        "institute first."
    ),
    Cell.NO_INSTITUTE: _("This role is held at an institute. Fill in which, or choose one for all rows."),
    Cell.NO_NUMBER: _("This is no whole number that fits here. Write it in figures."),
    Cell.NO_YEAR: _("This is no school year. Write it like 2014-2015."),
    Cell.FUTURE: _("This school year is still to come. Here only earlier years are taken over."),
    Cell.NO_DAY: _("This is no date. Write it like 31-12-2014."),
    Cell.NO_HOURS: _("This is no number of hours. Write it like 3,5."),
    Cell.OTHER_NAME: _("This address belongs to somebody with another name. Check the address and the name."),
    Cell.TWICE_OTHERWISE: _("This stands in another row as well, with something else beside it. Let both rows say the same."),
    Cell.SEVERAL: _("Several people have this name. Add the e-mail address or the school, so that it is clear who is meant."),
}  # fmt: skip
UNREADABLE: Final[Mapping[Why, Any]] = {
    Why.EMPTY: _("There is nothing in it. Did you choose the right file, and is the list on the first sheet?"),
    Why.TOO_LARGE: _("This file is too large: at most 8 MB. Hand it in in parts."),
    Why.TOO_MANY_ROWS: _("This list has more than 20,000 rows. Hand it in in parts."),
    Why.BOMB: _("This file unpacks to far more than it seems and is not opened. Copy the list into a new workbook."),
    Why.ENTITIES: _(
        "This file holds definitions that do not belong in a spreadsheet, and is not opened. "
        "Copy the list into a new workbook."
    ),
    Why.PASSWORD: _("This file is locked with a password. Take the password off in Excel, save it and hand it in again."),
    Why.OLD_EXCEL: _(
        "This is a file of an old or special kind of Excel. Save it in Excel as “Excel-werkmap "
        "(.xlsx)” and hand that in."
    ),
    Why.OPEN_DOCUMENT: _("This is a file of LibreOffice. Save it there as .xlsx or .csv and hand that in."),
    Why.NO_TABLE: _("This is no spreadsheet. Hand in an Excel file (.xlsx) or a CSV file, or paste the rows below."),
    Why.BROKEN: _("This file is damaged. Open it in Excel, save it again as .xlsx and hand that in."),
}  # fmt: skip
REMARKS: Final[Mapping[str, Any]] = {
    Remark.MACROS: _("There are macros in this file. They are not run and not kept: only the cells are read."),
    Remark.OTHER_ENDING: _("The file is of another kind than its name says. It was read as what it is."),
    Remark.MORE_SHEETS: _("There are more sheets in this workbook. Only the first one is read."),
    Remark.OLD_LETTERS: _("The file is written with the letters of an older Windows. Check names with an accent."),
}
DOUBT: Final[Mapping[Doubt, Any]] = {
    "mail": _("This address is known here, with another name."),
    "name": _("Somebody with this name is at the same place already, with another address."),
    "file": _("This name stands in the file twice at the same place, with two addresses."),
    "nobody": _("Nobody here is called so or has this address."),
}
CHOICE: Final[Mapping[Choice, Any]] = {
    "same": _("The same person: what is known stays, the rest is added"),
    "apart": _("Two people: keep them apart"),
    "skip": _("Leave these rows out"),
}
WHAT: Final[Mapping[What, Any]] = {
    "new": pgettext_lazy("row", "new"),
    "more": pgettext_lazy("row", "is added to somebody who is known"),
    "there": pgettext_lazy("row", "is there already"),
    "differs": pgettext_lazy("row", "is there with other facts; those stay"),
    "review": pgettext_lazy("row", "to be decided"),
    "skipped": pgettext_lazy("row", "left out"),
}
LEADS: Final[Mapping[Kind, Any]] = {
    Kind.PEOPLE: _("Everybody with a role: mentors, school educators, heads and others. One row per person."),
    Kind.TRAINERS: _("Who gives workshops, of which institute, and how often at most. They get the role of trainer as well."),
    Kind.ROOMS: _("The rooms of the schools, with the number of seats."),
    Kind.HISTORY: _(
        "Who followed which workshop in which year, before Dagdeel. It is shown in the "
        "personal record, with its source."
    ),
}  # fmt: skip
STAYS: Final[Mapping[str, Any]] = {
    "changed": _("was changed since"),
    "used": _("is used since"),
    "person": _("belongs to somebody who stays"),
    "gone": _("was gone already"),
}
