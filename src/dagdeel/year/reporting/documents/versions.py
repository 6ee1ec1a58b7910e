"""What stands on a paper of the version that it is."""

from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import day_long
from dagdeel.year.reporting.models import ReportVersion


def version_line(version: ReportVersion | None) -> str:
    """`version 2, published on …`; that it was opened again since; or that these are the figures of today."""
    if version is None:
        return _("draft: the figures are those of today")
    told = {"n": version.number, "day": day_long(version.published_at)}
    if version.reopened_at is None:
        return _("version %(n)s, published on %(day)s") % told
    return _("version %(n)s, published on %(day)s and opened again on %(later)s to correct it") % {
        **told, "later": day_long(version.reopened_at),
    }  # fmt: skip
