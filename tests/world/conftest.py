"""The demo world, loaded once for all tests of a file, and signed in to by somebody."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests import atlas


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The world, in a transaction that ends as if nothing had happened."""
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        atlas.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def insider(world: None) -> Client:
    """The browser of somebody who may see everything."""
    client = Client(headers={"accept": "text/html,*/*;q=0.8"})
    client.cookies["sessionid"] = atlas.insider()
    return client


@pytest.fixture(scope="module")
def reader(world: None) -> Client:
    """The browser of somebody who has not signed in."""
    return Client(headers={"accept": "text/html,*/*;q=0.8"})
