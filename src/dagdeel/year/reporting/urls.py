"""Addresses of the reporting step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.year.reporting import views

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("write/", views.write, name="write"),
    path("publish/", views.publish, name="publish"),
    path("reopen/", views.reopen, name="reopen"),
    path("report.pdf", views.paper, name="paper"),
    path("factors/", views.factors, name="factors"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
