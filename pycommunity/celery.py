"""Celery: what runs beside the web. Tasks live in ``apps/*/tasks.py``."""

import gc
import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")

app = Celery("pycommunity")
# By name: read when something is first sent or run, so that importing this costs nothing.
app.config_from_object("pycommunity.celeryconfig")
app.autodiscover_tasks()


@worker_init.connect
def load_addresses(**_: object) -> None:
    """What publishes asks for addresses: they are read once, before the worker divides itself."""
    from django.urls import get_resolver

    get_resolver()._populate()


@worker_init.connect
def set_aside(**_: object) -> None:
    """What is loaded stays, so the garbage collector need not look through it with each task; and
    tasks make many rows and few circles, so it may look less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20)
