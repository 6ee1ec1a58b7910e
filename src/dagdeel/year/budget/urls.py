"""Addresses of the budget step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.budget.views import actuals, amounts, effects, grants, importing, overview, weighing

app_name = "budget"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.index, name="index"),
    path("schools/", overview.schools, name="schools"),
    path("costs/", weighing.costs, name="costs"),
    path("what-if/", weighing.what_if, name="what_if"),
    re_path(r"^what-if\.(?P<kind>csv|xlsx|svg)$", weighing.what_if_file, name="what_if_file"),
    path("lines.svg", overview.picture, name="picture"),
    re_path(r"^(?P<what>lines|schools|actuals|sessions|grants)\.(?P<kind>csv|xlsx)$", overview.export, name="export"),
    path("lines/<str:category>/", amounts.line, name="line"),
    path("lines/<str:category>/explanation/", amounts.explain, name="explain"),
    path("settings/", amounts.settings, name="settings"),
    path("settings/grant/", grants.add, name="grant"),
    path("settings/grant/<int:grant_id>/", grants.change, name="change_grant"),
    path("settings/grant/<int:grant_id>/remove/", grants.remove, name="remove_grant"),
    path("settings/grant/<int:grant_id>/document/", grants.document, name="grant_document"),
    path("settings/rates/", amounts.special_rate, name="special_rate"),
    path("settings/rates/<int:rate_id>/remove/", amounts.remove_rate, name="remove_rate"),
    path("settings/rates/<str:kind>/", amounts.rate, name="rate"),
    path("effects/choices/<int:plan_id>/", effects.choice, name="effect_choice"),
    path("effects/plan/", effects.plan, name="effect_plan"),
    path("effects/moves/<int:session_id>/", effects.move, name="effect_move"),
    path("effects/proposals/<int:proposal_id>/", effects.proposal, name="effect_proposal"),
    path("effects/decision/", effects.consequence, name="effect_consequence"),
    path("commitments/", amounts.write_down, name="write_down"),
    path("actuals/", actuals.actuals, name="actuals"),
    path("actuals/import/", importing.upload, name="import"),
    path("actuals/import/book/", importing.book, name="import_book"),
    path("actuals/<int:actual_id>/", actuals.correct, name="correct"),
    path("actuals/<int:actual_id>/attach/", actuals.attach, name="attach"),
    path("actuals/<int:actual_id>/document/", actuals.document, name="document"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
