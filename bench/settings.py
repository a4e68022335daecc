"""The site's settings, with the yardstick beside it."""

from pycommunity.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

API_RATE_LIMIT = 0  # what is measured is how fast it answers
