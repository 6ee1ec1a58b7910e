from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "dagdeel.year.catalogue"
    label = "catalogue"
