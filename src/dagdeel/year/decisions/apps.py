from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "dagdeel.year.decisions"
    label = "decisions"
