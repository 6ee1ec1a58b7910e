"""Addresses of the planning step."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.year.planning.views import absences, board, mine, plan, proposals, rooms, session

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", plan.index, name="index"),
    path("board/", board.board, name="board"),
    path("sessions/<int:session_id>/move/", board.move, name="move"),
    path("sessions/<int:session_id>/undo/", board.undo, name="undo"),
    path("export/<str:kind>/", plan.export, name="export"),
    path("draft/", plan.draft, name="draft"),
    path("add/", plan.add, name="add"),
    path("publish/", plan.publish, name="publish"),
    path("sessions/<int:session_id>/", session.session, name="session"),
    path("sessions/<int:session_id>/trainers/", session.assign, name="assign"),
    path("sessions/<int:session_id>/trainers/<int:trainer_id>/remove/", session.unassign, name="unassign"),
    path("sessions/<int:session_id>/cancel/", session.cancel, name="cancel"),
    path("sessions/<int:session_id>/restore/", session.restore, name="restore"),
    path("sessions/<int:session_id>/pin/", session.pin, name="pin"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/ask/", proposals.ask, name="ask"),
    path("proposals/what-if/", proposals.what_if, name="what_if"),
    path("proposals/<int:plan_proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<int:plan_proposal_id>/problem/", proposals.problem, name="problem"),
    path("proposals/<int:plan_proposal_id>/accept/", proposals.accept, name="accept"),
    path("proposals/<int:plan_proposal_id>/again/", proposals.again, name="again"),
    path("proposals/<int:plan_proposal_id>/discard/", proposals.discard, name="discard"),
    path("search/<int:job_id>/", proposals.search, name="search"),
    path("search/<int:job_id>/settle/", proposals.search_settle, name="search_settle"),
    path("search/<int:job_id>/cancel/", proposals.search_cancel, name="search_cancel"),
    path("how/", proposals.how, name="how"),
    path("trainers/<int:trainer_id>/away/", absences.away, name="away"),
    path("absences/<int:absence_id>/back/", absences.back, name="back"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<int:school_id>/", rooms.school_rooms, name="school_rooms"),
    path("rooms/room/<int:room_id>/", rooms.room, name="room"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:assignment_id>/confirm/", mine.confirm, name="confirm"),
    path("mine/<int:assignment_id>/decline/", mine.decline, name="decline"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
