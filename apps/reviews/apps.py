from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "apps.reviews"
    label = "reviews"

    def ready(self) -> None:
        import_module("apps.reviews.api")  # registers its kinds in the catalog
