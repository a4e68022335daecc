"""Look now whether recordings are still there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.events import checking
from apps.events.asking import Answer
from apps.events.models import Recording


class Command(BaseCommand):
    help = "Ask for recordings that are due, with pauses, whether CHECK_RECORDINGS is on or not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=checking.AT_MOST, help="ask for this many at most"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = checking.check(options["limit"], self.show)
        self.stdout.write(f"{changed} talks have recordings that came back or are gone.")

    def show(self, recording: Recording, answer: Answer) -> None:
        self.stdout.write(f"{answer.value:8} {recording.url}")
