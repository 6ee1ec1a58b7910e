from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "dagdeel.year.reporting"
    label = "reporting"
