"""Celery: what runs beside the web. Tasks live in ``apps/*/tasks.py``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")

app = Celery("pycommunity")
# By name: read when something is first sent or run, so that importing this costs nothing.
app.config_from_object("pycommunity.celeryconfig")
app.autodiscover_tasks()
