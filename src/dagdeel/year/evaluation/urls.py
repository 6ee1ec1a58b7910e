"""Addresses of the evaluation step: pages within a year, and the questionnaires that open with a personal link."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.evaluation.views import (
    answering,
    builder,
    by_code,
    files,
    goals,
    manage,
    replies,
    response,
    results,
    room,
    screening,
    years,
)

# a questionnaire, and the session it is about; without one it is about the year
WHAT = r"(?P<instrument_id>\d{1,18})/(?:(?P<session_id>\d{1,18})/)?$"

app_name = "evaluation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", results.index, name="index"),
    re_path(r"^results\.(?P<kind>csv|xlsx|svg)$", files.sheet, name="sheet"),
    path("years/", years.years, name="years"),
    re_path(r"^years\.(?P<kind>csv|xlsx|svg)$", years.sheet, name="years_sheet"),
    path("goals/", goals.goals, name="goals"),
    re_path(r"^goals\.(?P<kind>csv|xlsx|svg)$", goals.goals_sheet, name="goals_sheet"),
    re_path(r"^effects\.(?P<kind>csv|xlsx|svg)$", goals.effects_sheet, name="effects_sheet"),
    path("response/", response.response, name="response"),
    path("workshops/<int:workshop_id>/", results.workshop, name="workshop"),
    path("schools/<int:school_id>/", results.school, name="school"),
    path("sessions/<int:session_id>/", results.session, name="session"),
    path("own/", results.own, name="own"),
    re_path(r"^own/results\.(?P<kind>csv|xlsx|svg)$", files.own_sheet, name="own_sheet"),
    path("own/years/", years.own_years, name="own_years"),
    re_path(r"^own/years\.(?P<kind>csv|xlsx|svg)$", years.own_years_sheet, name="own_years_sheet"),
    path("own/remarks/", replies.own_remarks, name="own_remarks"),
    path("own/remarks/<uuid:comment_id>/", replies.own_reply, name="own_reply"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<uuid:comment_id>/", replies.reply_shown, name="reply_shown"),
    path("own/<int:session_id>/", results.own_session, name="own_session"),
    path("in-the-room/<int:session_id>/", room.room, name="room"),
    path("in-the-room/<int:session_id>/poster.pdf", room.poster, name="poster"),
    path("mine/", answering.mine, name="mine"),
    path("mine/about/<int:session_id>/", answering.about_session, name="about_session"),
    path("mine/thanks/", answering.thanks, name="thanks"),
    re_path(rf"^mine/{WHAT}", answering.answer, name="answer"),
    path("remarks/", screening.remarks, name="remarks"),
    path("remarks/release/", screening.release_some, name="release_some"),
    path("remarks/undo/", screening.unscreen, name="unscreen"),
    path("remarks/<uuid:comment_id>/", screening.screen, name="screen"),
    path("instruments/", manage.instruments, name="instruments"),
    path("instruments/make/", manage.make, name="make"),
    path("instruments/<int:instrument_id>/", builder.instrument, name="instrument"),
    path("instruments/<int:instrument_id>/open/", manage.open_one, name="open"),
    path("instruments/<int:instrument_id>/close/", manage.close_one, name="close"),
    path("instruments/<int:instrument_id>/publish/", manage.publish, name="publish"),
    path("instruments/<int:instrument_id>/drop/", manage.drop, name="drop"),
    path("instruments/<int:instrument_id>/codes/", by_code.codes, name="codes"),
    path("instruments/<int:instrument_id>/add/", builder.add, name="add"),
    path("instruments/<int:instrument_id>/bank/", builder.bank, name="bank"),
    path("instruments/<int:instrument_id>/questions.json", builder.save_file, name="save_file"),
    path("instruments/<int:instrument_id>/read/", builder.read_file, name="read_file"),
    path("questions/<int:question_id>/", builder.question, name="question"),
    path("questions/<int:question_id>/move/", builder.move, name="move"),
    path("questions/<int:question_id>/remove/", builder.remove, name="remove"),
    path("quality/", screening.quality, name="quality"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("q/", by_code.door, name="code"),
    path("q/thanks/", by_code.thanks, name="code_thanks"),
    path("q/<str:code>/", by_code.by_code, name="by_code"),
    path("e/<str:token>/", answering.mine_by_link, name="mine"),
    path("e/<str:token>/thanks/", answering.thanks_by_link, name="thanks"),
    re_path(rf"^e/(?P<token>[^/]+)/{WHAT}", answering.answer_by_link, name="answer"),
]
