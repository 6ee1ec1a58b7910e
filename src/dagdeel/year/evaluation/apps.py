from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "dagdeel.year.evaluation"
    label = "evaluation"
