"""The certificate on paper, and the hours as a list."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long, hours
from dagdeel.outputs.documents.codes import qr
from dagdeel.outputs.documents.press import pdf
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.certificates.queries import SchoolHours


def check_link(certificate: Certificate) -> str:
    """The full address at which anybody can check it."""
    return f"{settings.SITE_URL}{reverse('certificates_open:check', args=[certificate.code])}"


def record_link(person: Person, year: ProgrammeYear, serials: dict[int, int]) -> str:
    """The full address of somebody's personal record."""
    token = links.token(person, year, links.Purpose.MENTOR, serial=serials.get(person.pk, 1))
    return f"{settings.SITE_URL}{reverse('certificates_open:mine', args=[token])}"


def certificate_pdf(certificate: Certificate, partnership: str) -> bytes:
    """The certificate as a tagged PDF in the active language; raises RenderingFailed."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    link = check_link(certificate)
    data = {
        "partnership": partnership,
        "eyebrow": _("Certificate of attendance"),
        "name": certificate.name,
        "took_part": _("took part in the workshop"),
        "title": certificate.title,
        "facts": [
            [_("Date"), day_long(certificate.day)],
            [_("Hours"), hours(certificate.hours * 60)],
            [_("School"), certificate.school],
        ],
        "goals_title": _("After this workshop a participant"),
        "goals": certificate.goals,
        "check_title": _("Check this certificate"),
        "check": _("Scan the code, or open this address:"),
        "number_title": _("Number"),
        "signature": _("Signature for the partnership"),
        "link": link,
        "code": certificate.code,
        "issued": _("Issued on %(day)s") % {"day": day_long(certificate.issued_at)},
        "qr": qr(link),
        "qr_alt": _("Code that leads to %(link)s") % {"link": link},
    }
    title = _("Certificate of %(name)s: %(title)s") % {"name": certificate.name, "title": certificate.title}
    return pdf("certificates/certificate", data, title=title, lang=language)


def hours_sheet(year: ProgrammeYear, schools: Iterable[SchoolHours]) -> Sheet:
    """Hours per mentor for the HR department: this year and all years until then."""
    columns = [
        Column(_("School")), Column(_("Name")), Column(_("E-mail")), Column(_("Subject taught")),
        Column(_("Workshops %(year)s") % {"year": year}, "integer"), Column(_("Hours %(year)s") % {"year": year}, "number"),
        Column(_("Hours in all years"), "number"),
    ]  # fmt: skip
    rows = [
        (found.school.name, row.person.list_name, row.person.email, row.subject, row.workshops, row.hours, row.total)
        for found in schools
        for row in found.mentors
    ]
    return Sheet(_("Hours per mentor %(year)s") % {"year": year}, columns, rows)
