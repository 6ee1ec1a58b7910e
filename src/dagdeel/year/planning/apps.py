from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "dagdeel.year.planning"
    label = "planning"
