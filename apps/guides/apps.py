from importlib import import_module

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "apps.guides"
    label = "guides"

    def ready(self) -> None:
        import_module("apps.guides.api")  # registers its kinds in the catalog
