"""Addresses of the certificates step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.certificates.views import certificate, hours, record

app_name = "certificates"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", hours.index, name="index"),
    re_path(r"^hours\.(?P<kind>csv|xlsx)$", hours.hours_sheet, name="hours_sheet"),
    path("schools/<int:school_id>/", hours.school, name="school"),
    re_path(r"^schools/(?P<school_id>\d+)/hours\.(?P<kind>csv|xlsx)$", hours.school_sheet, name="school_sheet"),
    path("issue/", certificate.issue_all, name="issue_all"),
    path("sessions/<int:session_id>/issue/", certificate.issue, name="issue"),
    path("<int:certificate_id>/certificate.pdf", certificate.paper, name="paper"),
    path("<int:certificate_id>/revoke/", certificate.revoke, name="revoke"),
    path("<int:certificate_id>/again/", certificate.again, name="again"),
    path("mine/", record.mine, name="mine"),
    path("mine/<str:code>.pdf", record.my_paper, name="my_paper"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("c/", certificate.check_form, name="check_form"),
    path("c/<str:code>/", certificate.check, name="check"),
    path("r/<str:token>/", record.by_link, name="mine"),
    path("r/<str:token>/<str:code>.pdf", record.paper_by_link, name="paper"),
]
