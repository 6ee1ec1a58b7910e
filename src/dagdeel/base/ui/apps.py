from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dagdeel.base.ui"
    label = "ui"

    def ready(self) -> None:
        """Dutch speaks as the partnership chose, before anybody asks for a translation."""
        from dagdeel.base.ui import spoken

        spoken.install()
