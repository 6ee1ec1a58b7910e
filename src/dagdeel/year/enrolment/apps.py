from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "dagdeel.year.enrolment"
    label = "enrolment"
