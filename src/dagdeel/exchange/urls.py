"""Addresses of what comes in and goes out, within a year of a partnership."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.exchange.views import archives, intake, lists, takings

app_name = "exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", intake.index, name="index"),
    path("new/<slug:what>/", intake.begin, name="begin"),
    path("new/<slug:what>/template.xlsx", intake.template, name="template"),
    path("imports/<int:intake_id>/", intake.look, name="look"),
    path("imports/<int:intake_id>/columns/", intake.columns, name="columns"),
    path("imports/<int:intake_id>/discard/", intake.discard, name="discard"),
    path("imports/<int:intake_id>/take-over/", takings.take_over, name="take_over"),
    path("imports/<int:intake_id>/jobs/<int:job_id>/", takings.job, name="job"),
    path("imports/<int:intake_id>/jobs/<int:job_id>/stop/", takings.stop, name="stop"),
    path("imports/<int:intake_id>/report/", takings.report, name="report"),
    path("imports/<int:intake_id>/back/", takings.back, name="back"),
    re_path(r"^people\.(?P<kind>csv|xlsx)$", lists.people, name="people_sheet"),
    re_path(r"^schools\.(?P<kind>csv|xlsx)$", lists.schools, name="schools_sheet"),
    path("archive/", archives.archive, name="archive"),
    path("archive/everything.zip", archives.download, name="archive_file"),
    path("archive/drop/", archives.drop, name="archive_drop"),
    path("archive/jobs/<int:job_id>/", archives.job, name="archive_job"),
    path("archive/jobs/<int:job_id>/stop/", archives.stop, name="archive_stop"),
]
