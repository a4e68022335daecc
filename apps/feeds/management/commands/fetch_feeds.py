"""``manage.py fetch_feeds``: ask feeds now, in this process."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from apps.feeds import refreshing
from apps.feeds.models import Feed
from apps.feeds.visiting import Visit

CHUNK = 200


class Command(BaseCommand):
    help = "Ask feeds for what is new, and store it. Needs a network, but no worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--due", action="store_true", help="those whose time has come")
        which.add_argument("--all", action="store_true", help="all that are active")
        which.add_argument("--feed", metavar="SLUG", help="one, whatever its status")

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = list(self._feeds(options).values_list("pk", flat=True))
        visits: list[Visit] = []
        console = Console(file=sys.stdout)
        with Progress(console=console) as progress:
            bar = progress.add_task("Fetching", total=len(feeds))

            def note(visit: Visit) -> None:
                visits.append(visit)
                progress.advance(bar)

            for start in range(0, len(feeds), CHUNK):
                chunk = Feed.objects.filter(pk__in=feeds[start : start + CHUNK])
                refreshing.refresh_now(chunk.select_related("owner"), note)
        console.print(_table(visits))
        self._complain(visits)
        if left := len(feeds) - len(visits):
            self.stdout.write(f"{left} were not asked: a busy host, or no time. They stay due.")

    def _feeds(self, options: dict[str, Any]) -> "QuerySet[Feed]":
        if slug := options["feed"]:
            feeds = Feed.objects.filter(slug=slug)
            if not feeds:
                raise CommandError(f"No feed is called {slug!r}. Look at /planet/feeds/.")
            return feeds
        if options["due"]:
            return Feed.objects.due(timezone.now())
        return Feed.objects.active().order_by("pk")

    def _complain(self, visits: list[Visit]) -> None:
        for visit in visits:
            if visit.message:
                self.stdout.write(f"{visit.feed.slug}: {visit.message}")


def _table(visits: list[Visit]) -> Table:
    table = Table("outcome", "feeds", "new entries", "edited")
    for outcome, count in Counter(visit.outcome for visit in visits).most_common():
        of_it = [visit for visit in visits if visit.outcome == outcome]
        added, edited = sum(v.added for v in of_it), sum(v.edited for v in of_it)
        table.add_row(outcome.label, str(count), str(added), str(edited))
    return table
