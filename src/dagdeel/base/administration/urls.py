"""Addresses of the administration, within a year of a partnership."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.base.administration.views import correcting, naming, organisations, people, several

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.index, name="index"),
    path("people/add/", people.add, name="add_person"),
    path("people/ending/", several.end_roles, name="end_roles"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/roles/", people.give, name="give_role"),
    path("people/<int:person_id>/name/", people.rename, name="correct_person"),
    path("people/<int:person_id>/address/", people.correct, name="correct_address"),
    path("people/<int:person_id>/links/", people.revoke, name="revoke_links"),
    path("roles/<int:membership_id>/end/", people.end, name="end_role"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/schools/", organisations.add_school, name="add_school"),
    path("organisations/institutes/", organisations.add_institute, name="add_institute"),
    path("organisations/schools/<int:school_id>/", correcting.school, name="school"),
    path("organisations/institutes/<int:institute_id>/", correcting.institute, name="institute"),
    path("settings/", organisations.settings, name="settings"),
    path("settings/roles/", naming.name_roles, name="name_roles"),
    path("settings/address/", organisations.choose_pronoun, name="pronoun"),
]
