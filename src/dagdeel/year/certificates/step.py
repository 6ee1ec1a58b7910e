"""The certificates step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class CertificatesStep(Step):
    """What the year may ask of the certificates step."""

    key = "certificates"
    label = _("Certificates")
    home = "certificates:index"


STEP = CertificatesStep()
