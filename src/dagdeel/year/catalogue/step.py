"""The catalogue step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class CatalogueStep(Step):
    """What the year may ask of the catalogue step."""

    key = "catalogue"
    label = _("Offer")
    home = "catalogue:index"


STEP = CatalogueStep()
