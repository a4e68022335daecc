"""A process that looks after a site of its own: reads commands, answers in JSON, a line each.

Run with ``PYCOMMUNITY_STATE`` set, so that PostgreSQL and the broker are this site's alone.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.feeds.app import app

from django.conf import settings  # isort: skip
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.feeds.models import Entry, Feed, Fetch
from pycommunity.embedded import broker, postgres


def subscribe(*addresses: str) -> None:
    """Begin with these feeds and nothing else."""
    call_command("migrate", verbosity=0)
    Feed.objects.all().delete()
    Document.objects.all().delete()
    Feed.objects.bulk_create(
        Feed(title=f"Blog {n}", slug=f"blog-{n}", url=url) for n, url in enumerate(addresses)
    )


def tick() -> None:
    """What beat does each minute."""
    app.send_task("apps.feeds.tasks.fetch_due")


def visits() -> int:
    return Fetch.objects.count()


def left() -> int:
    return Feed.objects.active().filter(next_at__lte=timezone.now()).count()


def state() -> list[Any]:
    """All that readers can see of it, and what would show that something was done twice."""
    names = ["feed__slug", "key", "title", "content", "river_at", "on_river", "edited_at"]
    feeds = ["slug", "status", "failures", "crashes", "in_hand", "newest_at"]
    return [
        [list(map(str, row)) for row in Entry.objects.order_by(*names[:2]).values_list(*names)],
        [list(map(str, row)) for row in Feed.objects.order_by("slug").values_list(*feeds)],
        Fetch.objects.filter(outcome="new").values("feed").distinct().count(),
        Fetch.objects.filter(outcome="new").count(),
        Document.objects.filter(kind="entry", withdrawn_at__isnull=True).count(),
        [str(each) for each in differences()],
    ]


def restart_postgres() -> None:
    """Ended in the middle of whatever it does; the next connection starts it again."""
    postgres.server().stop(now=True)


def empty_broker() -> None:
    server = broker.server()
    server.stop(now=True)
    shutil.rmtree(Path(settings.STATE_DIR) / server.slug, ignore_errors=True)


COMMANDS = [subscribe, tick, visits, left, state, restart_postgres, empty_broker]

if __name__ == "__main__":
    by_name = {command.__name__: command for command in COMMANDS}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        connection.close_if_unusable_or_obsolete()
        answer: Any
        try:
            answer = by_name[name](*arguments)
        except Exception as error:  # such as: the database is being restarted
            connection.close()
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)
