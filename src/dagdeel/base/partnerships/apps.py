from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "dagdeel.base.partnerships"
    label = "partnerships"
