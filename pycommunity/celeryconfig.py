"""How tasks are sent and run (https://docs.celeryq.dev/en/stable/userguide/configuration.html)."""

from celery.schedules import crontab
from django.conf import settings

from pycommunity.beat import OneSends
from pycommunity.embedded.broker import LAZY_URL

broker_url = settings.BROKER_URL or LAZY_URL
broker_connection_retry_on_startup = True

# A worker killed in a task loses nothing: the broker gives the task to another one.
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
# Tasks are short: what takes longer is done in parts, each asking PostgreSQL what is due.
task_soft_time_limit = 100
task_time_limit = 120
broker_transport_options = {
    # When Redis gives up on a worker. Above the hard time limit, or tasks would run twice.
    "visibility_timeout": 150,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}

task_serializer = "json"
result_serializer = "json"
accept_content = ["json"]
task_ignore_result = True  # what must be remembered is in PostgreSQL

timezone = "UTC"
beat_scheduler = OneSends
beat_schedule = {
    "check recordings": {
        "task": "apps.events.tasks.check_recordings",
        "schedule": crontab(minute="*/30"),
        "options": {"expires": 1500},  # s: a worker that was away does not do it twice over
    },
    "announce changes": {
        "task": "apps.catalog.tasks.announce",
        "schedule": crontab(),  # each minute: what changed meanwhile is one announcement
        "options": {"expires": 50},
    },
    "fetch feeds": {
        "task": "apps.feeds.tasks.fetch_due",
        "schedule": crontab(),  # each minute
        "options": {"expires": 50},
    },
    "subscribe to hubs": {
        "task": "apps.feeds.tasks.subscribe_to_hubs",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 600},
    },
    "tell owners": {
        "task": "apps.feeds.tasks.tell_owners",
        "schedule": crontab(minute="23"),
        "options": {"expires": 1800},
    },
    "look for likeness": {
        "task": "apps.catalog.tasks.look_for_likeness",
        "schedule": crontab(hour="2", minute="41"),
        "options": {"expires": 3600},
    },
    "prune fetches": {
        "task": "apps.feeds.tasks.prune_fetches",
        "schedule": crontab(hour="3", minute="17"),
        "options": {"expires": 3600},
    },
}
