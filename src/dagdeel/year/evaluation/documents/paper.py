"""On paper: the code in the room, and slips with a code for each."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.documents.codes import qr
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.planning.models import Session


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
