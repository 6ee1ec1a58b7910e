from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "dagdeel.base.people"
    label = "people"
