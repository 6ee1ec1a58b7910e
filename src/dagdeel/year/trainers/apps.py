from django.apps import AppConfig


class TrainersConfig(AppConfig):
    name = "dagdeel.year.trainers"
    label = "trainers"
