from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "apps.catalog"
    label = "catalog"

    def ready(self) -> None:
        import_module("apps.catalog.topics")  # registers its kinds in the catalog
        import_module("apps.catalog.topic_likeness")
