from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dagdeel.web"
    label = "web"
