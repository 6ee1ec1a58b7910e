from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dagdeel.demo"
    label = "demo"
