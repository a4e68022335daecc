from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "apps.surveys"
    label = "surveys"

    def ready(self) -> None:
        import_module("apps.surveys.api")  # registers its kind in the catalog
