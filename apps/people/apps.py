from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"

    def ready(self) -> None:
        import_module("apps.people.api")  # registers its kinds in the catalog
