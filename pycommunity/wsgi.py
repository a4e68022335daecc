"""The WSGI entry point: any WSGI server runs the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")
application = get_wsgi_application()
