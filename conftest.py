"""What every test needs."""

import pytest
from django.contrib.contenttypes.models import ContentType
from pytest_django import Settings

pytest_plugins = ["tests.chromium"]


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings: Settings) -> None:
    """Hashed names of static files need collectstatic; tests run without."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _no_query_is_saved_by_another_test() -> None:
    """Django keeps content types once read: how many queries a page needs would vary."""
    ContentType.objects.clear_cache()
