from importlib import import_module

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "apps.feeds"
    label = "feeds"

    def ready(self) -> None:
        import_module("apps.feeds.beside")  # shown on pages of what entries mention
        import_module("apps.feeds.api")  # registers its kinds in the catalog
