"""Addresses of the enrolment step: pages within a year, and the mentor's page that opens with a personal link."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.enrolment.views import mine, reserved, school, session, verdicts

app_name = "enrolment"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", school.index, name="index"),
    path("mine/", mine.mine, name="mine"),
    path("mine/materials/<int:material_id>/", mine.my_material, name="my_material"),
    path("mine/sessions/<int:session_id>/substitute/", mine.my_substitute, name="my_substitute"),
    path("schools/<int:school_id>/", school.school, name="school"),
    path("schools/<int:school_id>/nudge/", school.nudge, name="nudge"),
    re_path(r"^schools/(?P<school_id>\d+)/mentors\.(?P<kind>csv|xlsx)$", school.school_sheet, name="school_sheet"),
    path("schools/<int:school_id>/mentors/<int:person_id>/link/", school.new_link, name="new_link"),
    path("schools/<int:school_id>/invitation/", school.invitation, name="invitation"),
    path("schools/<int:school_id>/invitation/send/", school.send, name="invitation_send"),
    path("schools/<int:school_id>/invitation/more/", school.invite_more, name="invite_more"),
    path("schools/<int:school_id>/letters.pdf", school.letters, name="letters"),
    path("schools/<int:school_id>/letters/<int:person_id>.pdf", school.letters, name="letter"),
    path("sessions/<int:session_id>/", session.session, name="session"),
    path("sessions/<int:session_id>/seats/", session.seats, name="session_seats"),
    path("sessions/<int:session_id>/move-up/", session.move_up, name="move_up"),
    path("sessions/<int:session_id>/verdict/", verdicts.verdict, name="verdict"),
    path("sessions/<int:session_id>/reserved/", reserved.reserve, name="reserve"),
    path("sessions/<int:session_id>/reserved/<int:reservation_id>/name/", reserved.name, name="name_reserved"),
    path("sessions/<int:session_id>/reserved/<int:reservation_id>/release/", reserved.release, name="release_reserved"),
    path("sessions/<int:session_id>/people/<int:enrolment_id>/cancel/", session.cancel, name="cancel"),
    re_path(r"^sessions/(?P<session_id>\d+)/people\.(?P<kind>csv|xlsx)$", session.session_sheet, name="session_sheet"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("m/<str:token>/", mine.by_link, name="mine"),
    path("m/<str:token>/materials/<int:material_id>/", mine.material_by_link, name="material"),
    path("m/<str:token>/sessions/<int:session_id>/substitute/", mine.substitute_by_link, name="substitute"),
]
