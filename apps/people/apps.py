from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from apps.people.roles import grant


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"

    def ready(self) -> None:
        import_module("apps.people.api")  # registers its kinds in the catalog
        import_module("apps.people.likeness")
        import_module("apps.people.openapi")
        post_migrate.connect(grant)
