from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "dagdeel.base.schedule"
    label = "schedule"
