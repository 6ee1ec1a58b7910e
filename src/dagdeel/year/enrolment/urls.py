"""Addresses of the enrolment step: pages within a year, and the mentor's page that opens with a personal link."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.enrolment.views import mine, placing, ranking, rounds, school, session

app_name = "enrolment"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", school.index, name="index"),
    path("mine/", mine.mine, name="mine"),
    path("mine/materials/<int:material_id>/", mine.my_material, name="my_material"),
    path("mine/rounds/<int:round_id>/", ranking.mine, name="my_ranking"),
    path("how/", ranking.how, name="how"),
    path("schools/<int:school_id>/", school.school, name="school"),
    path("schools/<int:school_id>/rounds/new/", rounds.open_round, name="round_new"),
    path("rounds/<int:round_id>/", placing.show, name="round"),
    path("rounds/<int:round_id>/edit/", rounds.change_round, name="round_edit"),
    path("rounds/<int:round_id>/close/", rounds.close_round, name="round_close"),
    path("rounds/<int:round_id>/withdraw/", rounds.withdraw_round, name="round_withdraw"),
    path("rounds/<int:round_id>/people/<int:person_id>/ranking/", ranking.on_behalf, name="round_rank"),
    path("rounds/<int:round_id>/people/<int:person_id>/seats/", placing.seats, name="round_seats"),
    path("rounds/<int:round_id>/place/", placing.place, name="round_place"),
    path("rounds/<int:round_id>/jobs/<int:job_id>/", placing.job, name="round_job"),
    path("rounds/<int:round_id>/jobs/<int:job_id>/settle/", placing.settle, name="round_settle"),
    path("rounds/<int:round_id>/jobs/<int:job_id>/stop/", placing.stop, name="round_stop"),
    path("rounds/<int:round_id>/discard/", placing.discard, name="round_discard"),
    path("rounds/<int:round_id>/publish/", placing.publish, name="round_publish"),
    re_path(r"^rounds/(?P<round_id>\d+)/placement\.(?P<kind>csv|xlsx)$", placing.sheet, name="round_sheet"),
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
    path("sessions/<int:session_id>/people/<int:enrolment_id>/cancel/", session.cancel, name="cancel"),
    re_path(r"^sessions/(?P<session_id>\d+)/people\.(?P<kind>csv|xlsx)$", session.session_sheet, name="session_sheet"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("m/<str:token>/", mine.by_link, name="mine"),
    path("m/<str:token>/rounds/<int:round_id>/", ranking.by_link, name="ranking"),
    path("m/<str:token>/how/", ranking.how_by_link, name="how"),
    path("m/<str:token>/materials/<int:material_id>/", mine.material_by_link, name="material"),
]
