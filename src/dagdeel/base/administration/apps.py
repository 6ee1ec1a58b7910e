from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "dagdeel.base.administration"
    label = "administration"
