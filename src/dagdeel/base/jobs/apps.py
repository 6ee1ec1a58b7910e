from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "dagdeel.base.jobs"
    label = "jobs"
