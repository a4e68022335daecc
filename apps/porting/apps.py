from importlib import import_module

from django.apps import AppConfig


class PortingConfig(AppConfig):
    name = "apps.porting"
    label = "porting"

    def ready(self) -> None:
        import_module("apps.porting.api")  # registers its kinds in the catalog
