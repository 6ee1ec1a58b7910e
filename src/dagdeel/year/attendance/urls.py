"""Addresses of the attendance step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.attendance.views import checkin
from dagdeel.year.attendance.views import roster as views

app_name = "attendance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    re_path(r"^sessions\.(?P<kind>csv|xlsx)$", views.overview_sheet, name="overview_sheet"),
    path("sessions/<int:session_id>/", views.roster, name="roster"),
    path("sessions/<int:session_id>/all-present/", views.all_present, name="all_present"),
    path("sessions/<int:session_id>/people/<int:person_id>/", views.mark, name="mark"),
    path("sessions/<int:session_id>/people/<int:person_id>/correct/", views.correct, name="correct"),
    path("sessions/<int:session_id>/walk-in/", views.walk_in, name="walk_in"),
    path("sessions/<int:session_id>/room/", checkin.room, name="room"),
    path("sessions/<int:session_id>/check-in/", checkin.mine, name="check_in"),
    path("sessions/<int:session_id>/close/", views.close, name="close"),
    path("sessions/<int:session_id>/paper/", views.paper, name="paper"),
    re_path(r"^sessions/(?P<session_id>\d+)/list\.(?P<kind>csv|xlsx)$", views.roster_sheet, name="roster_sheet"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("here/<str:code>/", checkin.door, name="door"),
    path("m/<str:token>/sessions/<int:session_id>/check-in/", checkin.by_link, name="check_in"),
]
