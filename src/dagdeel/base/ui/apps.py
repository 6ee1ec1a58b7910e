from types import ModuleType

from django.apps import AppConfig

from dagdeel.base.ui import spoken


class UiConfig(AppConfig):
    name = "dagdeel.base.ui"
    label = "ui"

    def __init__(self, app_name: str, app_module: ModuleType) -> None:
        """Dutch speaks as the partnership chose: before the models, some of which ask for a translation, are read."""
        super().__init__(app_name, app_module)
        spoken.install()
