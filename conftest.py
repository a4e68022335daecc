"""What every test needs."""

import pytest
from pytest_django import Settings

pytest_plugins = ["tests.chromium"]


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings: Settings) -> None:
    """Hashed names of static files need collectstatic; tests run without."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
