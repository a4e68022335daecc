"""The site's Celery for real workers of one test: small chunks, and short patience."""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")
django.setup()

from apps.feeds import scheduling  # noqa: E402
from apps.feeds.tasks import fetch_due, refresh  # noqa: E402, F401 registers them
from tests.celery.app import new_app  # noqa: E402

scheduling.CHUNK = 6  # type: ignore[misc]
scheduling.LEASE = timedelta(seconds=3)  # type: ignore[misc]

app = new_app("", "feeds")
app.set_default()
