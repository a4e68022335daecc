"""Give the planet's list of feeds away."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.feeds.subscribing import subscriptions
from apps.feeds.subscriptions import opml


class Command(BaseCommand):
    help = "Write the public feeds as OPML 2.0, which other planets and readers import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="where to; standard output if none")

    def handle(self, *args: Any, **options: Any) -> None:
        text = opml.write(
            subscriptions(), title=f"Feeds of {settings.SITE_NAME}", changed=timezone.now()
        )
        if path := options["file"]:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        else:
            self.stdout.write(text, ending="")
