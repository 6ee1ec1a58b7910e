from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "dagdeel.year.attendance"
    label = "attendance"
