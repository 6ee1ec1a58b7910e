from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "dagdeel.base.history"
    label = "history"
