"""A questionnaire as a file, and on paper: the code in the room, and slips with a code for each."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.documents.codes import qr
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.evaluation.models import Instrument, Option
from dagdeel.year.evaluation.queries import Line
from dagdeel.year.planning.models import Session

FORMAT, VERSION = "dagdeel-questionnaire", 1
LARGEST = 200_000  # bytes
FIELDS = ("key", "label", "kind", "goals", "nl", "en", "options", "only_if", "only_values", "about_person")


class BadFile(Exception):
    """The file cannot be read as a questionnaire; the text says why, in the language of the page."""


def write_file(instrument: Instrument, lines: Sequence[Line]) -> str:
    """The questions of an instrument as JSON."""
    questions = [
        {
            "key": line.key,
            "label": line.label,
            "kind": str(line.kind),
            "goals": line.goals,
            "nl": line.nl,
            "en": line.en,
            "options": [{"number": option.number, "nl": option.nl, "en": option.en} for option in line.options],
            "only_if": line.only_if,
            "only_values": list(line.only_values),
            "about_person": line.about_person,
        }
        for line in lines
    ]
    head = {"format": FORMAT, "version": VERSION, "audience": instrument.audience, "moment": instrument.moment}
    return json.dumps({**head, "questions": questions}, ensure_ascii=False, indent=2)


def read_file(content: bytes) -> list[Line]:
    """The questions in a file; raises BadFile with a sentence. What can be asked is for the actions to say."""
    if len(content) > LARGEST:
        raise BadFile(_("This file is too large. A questionnaire is at most 200 kB."))
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as no:
        raise BadFile(_("This is not a file of a questionnaire. Choose a file that was exported here.")) from no
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadFile(_("This is not a file of a questionnaire. Choose a file that was exported here."))
    if found.get("version") != VERSION:
        raise BadFile(_("This file was made by a newer version. Export it again from this version."))
    rows = found.get("questions")
    if not isinstance(rows, list) or not rows:
        raise BadFile(_("There are no questions in this file."))
    return [_line(number, row) for number, row in enumerate(rows, 1)]


def _line(number: int, row: Any) -> Line:
    if not isinstance(row, dict) or not {*row} <= {*FIELDS}:
        raise BadFile(_("Question %(number)s in the file has parts that we do not know.") % {"number": number})
    try:
        return Line(
            key=_text(row.get("key")),
            label=_text(row.get("label", ""))[:120],
            kind=_text(row.get("kind")),
            goals=_is(bool, row.get("goals", False)),
            nl=_text(row.get("nl")),
            en=_text(row.get("en")),
            options=tuple(_option(option) for option in _is(list, row.get("options", []))),
            only_if=_text(row.get("only_if", "")),
            about_person=_is(bool, row.get("about_person", False)),
            only_values=tuple(sorted({_number(value) for value in _is(list, row.get("only_values", []))})),
        )
    except (TypeError, KeyError) as no:
        words = _("Question %(number)s in the file is not complete, or has a number where words belong.")
        raise BadFile(words % {"number": number}) from no


def _option(row: Any) -> Option:
    found = _is(dict, row)
    return Option(_number(found["number"]), _text(found["nl"]), _text(found["en"]))


def _is(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    return value.strip()


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


# On paper ----------------------------------------------------------------------------------------------------------------


def poster_pdf(session: Session, partnership: str, link: str) -> bytes:
    """A paper for the room with the code that leads to the questionnaire; raises RenderingFailed."""
    data = {
        "partnership": partnership,
        "eyebrow": _("What did you think of it?"),
        "title": session.edition.title,
        "lead": f"{day_long(session.day)}, {session.school.name}",
        "how": _("Scan the code with your phone. You sign in with your own mail address; it takes three minutes."),
        "promise": _("Your answers are only counted, without your name and without a time."),
        "qr": qr(link),
        "qr_alt": _("Code that leads to the questionnaire"),
    }
    return pdf(
        "evaluation/room", data, title=f"{_('What did you think of it?')} {session.edition.title}", lang=_language()
    )


def codes_pdf(partnership: str, year: str, codes: Sequence[str]) -> bytes:
    """Slips to cut and hand out, each with a code of its own; raises RenderingFailed."""
    title = _("Codes for student teachers %(year)s") % {"year": year}
    door = f"{settings.SITE_URL}{reverse('evaluation_open:code')}"
    data = {
        "title": title,
        "partnership": partnership,
        "heading": _("How are you guided at school?"),
        "how": _("Scan the code, or type it at %(address)s.") % {"address": door},
        "promise": _("It works once. Nobody knows who has which code: take any slip."),
        "slips": [{"code": code, "qr": qr(_opens(code)), "alt": _("Code %(code)s") % {"code": code}} for code in codes],
    }
    return pdf("evaluation/codes", data, title=title, lang=_language())


def _opens(code: str) -> str:
    return f"{settings.SITE_URL}{reverse('evaluation_open:by_code', args=[code.replace('-', '')])}"


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"
