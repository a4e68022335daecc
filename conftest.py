"""What every test needs."""

import os

import hypothesis
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

pytest_plugins = ["tests.chromium"]

#: The same examples in every run, and as slow as the machine is. To look for others, now and then:
#: ``pytest --hypothesis-profile=default``
hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.data_too_large,
        hypothesis.HealthCheck.filter_too_much,
    ],
)
hypothesis.settings.load_profile("steady")

#: What starts processes, servers or browsers is slow
STARTING = ("tests/browser/", "tests/commands/", "tests/embedded/", "tests/celery/test_start.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(STARTING):
            item.add_marker(pytest.mark.slow)
        if "CI" in os.environ and item.get_closest_marker("slow"):
            # Real processes meet the machine's mood: a test of them that fails gets a second try.
            # One that needed it is told at the end as RERUN, and has something to be mended.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Without statistics that the server takes by itself, whenever it has time.

    What is related to what depends on them, and so do the plans of queries.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings: Settings) -> None:
    """Hashed names of static files need collectstatic; tests run without."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _any_number_of_requests(settings: Settings) -> None:
    """Tests ask more often than a client may; those of the limit set their own."""
    settings.API_RATE_LIMIT = 0


@pytest.fixture(autouse=True)
def _no_query_is_saved_by_another_test() -> None:
    """Django keeps content types once read: how many queries a page needs would vary."""
    ContentType.objects.clear_cache()
