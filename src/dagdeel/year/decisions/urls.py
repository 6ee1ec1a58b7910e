"""Addresses of the decisions step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.decisions.views import (
    drafting,
    effects,
    figures,
    findings,
    lists,
    meetings,
    register,
    suggesting,
    years,
)

# a body, and the day on which it meets
MEETING = r"(?P<body>council|steering|lead)/(?P<day>\d{4}-\d{2}-\d{2})/"

app_name = "decisions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", findings.index, name="index"),
    path("marks/", suggesting.marks, name="marks"),
    re_path(r"^findings\.(?P<kind>csv|xlsx)$", lists.findings, name="findings_sheet"),
    path("findings/new/", findings.note, name="note"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    re_path(
        r"^findings/(?P<finding_id>\d{1,18})/figure\.(?P<kind>csv|xlsx|svg)$", figures.finding_file, name="finding_file"
    ),
    path("findings/<int:finding_id>/propose/", findings.propose, name="propose"),
    path("findings/<int:finding_id>/no-action/", findings.no_action, name="no_action"),
    path("findings/<int:finding_id>/reopen/", findings.reopen, name="reopen"),
    path("costs/<slug:row>/", drafting.draft_cost, name="draft_cost"),
    path("register/", register.register, name="register"),
    path("register.pdf", register.paper, name="paper"),
    re_path(r"^register\.(?P<kind>csv|xlsx)$", register.sheet, name="sheet"),
    path("<int:decision_id>/", register.decision, name="decision"),
    re_path(r"^(?P<decision_id>\d{1,18})/effect\.(?P<kind>csv|xlsx|svg)$", effects.effect_file, name="effect_file"),
    path("<int:decision_id>/take/", register.take, name="take"),
    path("<int:decision_id>/withdraw/", register.withdraw, name="withdraw"),
    path("<int:decision_id>/carry-out/", register.carry_out, name="carry_out"),
    path("<int:decision_id>/carry-out/<int:consequence_id>/", register.carry_out_one, name="carry_out_one"),
    path("<int:decision_id>/undo/<int:consequence_id>/", register.undo, name="undo"),
    path("meetings/", meetings.index, name="meetings"),
    re_path(rf"^meetings/{MEETING}$", meetings.meeting, name="meeting"),
    re_path(rf"^meetings/{MEETING}agenda\.pdf$", meetings.agenda, name="agenda"),
    re_path(rf"^meetings/{MEETING}decisions\.pdf$", meetings.list_of_decisions, name="decision_list"),
    re_path(rf"^meetings/{MEETING}minutes/$", meetings.minutes, name="minutes"),
    re_path(rf"^meetings/{MEETING}keep/$", meetings.keep, name="keep_minutes"),
    path("said/", years.said, name="said"),
    path("why/<int:edition_id>/", years.why, name="why"),
    path("why/setting/<slug:name>/", years.why_setting, name="why_setting"),
    path("why/budget/", years.why_budget, name="why_budget"),
    path("why/budget/<slug:category>/", years.why_budget, name="why_line"),
    path("changes.pdf", years.changes_paper, name="changes_paper"),
    path("next-year/", years.next_year, name="next_year"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
