from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ObjectivesConfig(AppConfig):
    name = "objectives"

    def ready(self) -> None:
        """Find the sources of figures that apps above offer (``objectives.rules.sources``)."""
        autodiscover_modules("objective_figures")
