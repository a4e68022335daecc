"""The WSGI entry point: any WSGI server runs the site."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")

# REST framework takes one function from Django's admin documentation, which brings docutils along
# if it can: 7 MB for each web worker. Told that there is none, it does without; who renders reST
# (apps.core.markup) finds it.
sys.modules["docutils"] = None  # type: ignore[assignment]  # so Python marks what cannot be had
import django.contrib.admindocs.utils  # noqa: E402, F401

del sys.modules["docutils"]

application = get_wsgi_application()
