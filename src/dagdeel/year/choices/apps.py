from django.apps import AppConfig


class ChoicesConfig(AppConfig):
    name = "dagdeel.year.choices"
    label = "choices"
