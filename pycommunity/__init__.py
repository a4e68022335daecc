"""The project: wiring, no content. Start at ``urls.py`` and ``api.py``."""

from pycommunity.celery import app as celery_app

__all__ = ["celery_app"]
