"""Addresses of the budget step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.budget.views import actuals, amounts, overview

app_name = "budget"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.index, name="index"),
    path("schools/", overview.schools, name="schools"),
    path("what-if/", overview.what_if, name="what_if"),
    re_path(r"^(?P<what>lines|schools|actuals)\.(?P<kind>csv|xlsx)$", overview.export, name="export"),
    path("lines/<str:category>/", amounts.line, name="line"),
    path("lines/<str:category>/explanation/", amounts.explain, name="explain"),
    path("settings/", amounts.settings, name="settings"),
    path("settings/grant/", amounts.grant, name="grant"),
    path("settings/rates/<str:kind>/", amounts.rate, name="rate"),
    path("commitments/", amounts.write_down, name="write_down"),
    path("actuals/", actuals.actuals, name="actuals"),
    path("actuals/<int:actual_id>/", actuals.correct, name="correct"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
