from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "dagdeel.year.certificates"
    label = "certificates"
