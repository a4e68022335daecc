from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Owns no content: asks the catalog."""

    name = "apps.search"
    label = "search"
