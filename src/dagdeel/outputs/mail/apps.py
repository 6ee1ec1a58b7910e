from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "dagdeel.outputs.mail"
    label = "mail"
