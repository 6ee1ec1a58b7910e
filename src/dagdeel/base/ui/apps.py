from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dagdeel.base.ui"
    label = "ui"
