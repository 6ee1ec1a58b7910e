"""Addresses of the reporting step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.reporting.views import files, report, shared

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", report.index, name="index"),
    path("write/", report.write, name="write"),
    path("publish/", report.publish, name="publish"),
    path("reopen/", report.reopen, name="reopen"),
    path("report.pdf", report.paper, name="paper"),
    path("report.xlsx", report.sheet, name="sheet"),
    re_path(r"^answers/(?P<audience>[a-z_]{1,40})\.(?P<kind>csv|xlsx|svg)$", files.answers_file, name="answers_file"),
    re_path(r"^money\.(?P<kind>csv|xlsx|svg)$", files.money_file, name="money_file"),
    path("factors/", shared.factors, name="factors"),
    path("schools/<int:school_id>/", shared.school, name="school"),
    path("schools/<int:school_id>/report.pdf", shared.school_paper, name="school_paper"),
    re_path(
        r"^schools/(?P<school_id>\d{1,18})/answers\.(?P<kind>csv|xlsx|svg)$", files.school_file, name="school_file"
    ),
    path("practice/", shared.practice, name="practice"),
    path("practice.pdf", shared.practice_paper, name="practice_paper"),
    path("evidence/", shared.evidence, name="evidence"),
    path("evidence/publish/", shared.evidence_publish, name="evidence_publish"),
    path("evidence/reopen/", shared.evidence_reopen, name="evidence_reopen"),
    re_path(r"^evidence\.(?P<kind>csv|xlsx)$", shared.evidence_sheet, name="evidence_sheet"),
    path("evidence.pdf", shared.evidence_paper, name="evidence_paper"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
