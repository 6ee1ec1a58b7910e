"""The evidence file on paper: an index of documents with their addresses."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.outputs.documents.press import pdf
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.reporting.documents.versions import version_line
from dagdeel.year.reporting.models import ReportVersion
from dagdeel.year.reporting.queries import YearFile


def evidence_pdf(year: ProgrammeYear, files: Sequence[YearFile], version: ReportVersion | None) -> bytes:
    """Per year a table; a title is a link where there is something to show. PDF/UA-1; raises RenderingFailed."""
    title = _("Evidence file for the peer review")
    data = {
        "partnership": year.partnership.name,
        "title": title,
        "eyebrow": year.partnership.name,
        "lead": _("What there is of %(first)s to %(last)s. Opening a document asks you to sign in.")
        % {"first": files[-1].year, "last": files[0].year},
        "version": version_line(version),
        "header": [_("Document"), _("What it shows"), _("How much")],
        "years": [
            {
                "title": file.year.label,
                "rows": [
                    {
                        "title": piece.title,
                        "link": f"{settings.SITE_URL}{piece.address}" if piece.there else "",
                        "shows": piece.shows,
                        "amount": piece.amount if piece.there else piece.missing,
                    }
                    for piece in file.pieces
                ],
            }
            for file in files
        ],
    }
    return pdf(
        "reporting/evidence", data, title=f"{title} · {year.partnership.name}", lang=(get_language() or "nl")[:2]
    )


def evidence_list(files: Sequence[YearFile]) -> Sheet:
    """One row per document, with its address where there is something to show."""
    columns = (
        Column(_("Year")), Column(_("Document")), Column(_("What it shows")), Column(_("How much")), Column(_("Address")),
    )  # fmt: skip
    rows = [
        (
            file.year.label, piece.title, piece.shows, piece.amount if piece.there else piece.missing,
            f"{settings.SITE_URL}{piece.address}" if piece.there else "",
        )
        for file in files
        for piece in file.pieces
    ]  # fmt: skip
    return Sheet(_("Evidence file"), columns, rows)
