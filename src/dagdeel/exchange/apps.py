from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dagdeel.exchange"
    label = "exchange"
