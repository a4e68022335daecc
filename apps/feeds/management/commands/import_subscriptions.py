"""Bring a list of feeds into the planet."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.feeds import subscriptions
from apps.feeds.subscribing import Report, subscribe

#: So many problems are printed; the report has all.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Add the feeds of a Planet configuration (ini) or an OPML file. What is here already is "
        "left as it is, so the same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="planet.ini, or OPML 1.0 or 2.0")
        parser.add_argument("--dry-run", action="store_true", help="tell, and change nothing")
        parser.add_argument(
            "--report", type=Path, help="write everything that was said here (JSON)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._read(options["file"], dry_run=options["dry_run"])
        for problem in report.problems[:SHOWN]:
            self.stderr.write(f"line {problem['line']}: {problem['message']}")
        if len(report.problems) > SHOWN:
            self.stderr.write(f"… and {len(report.problems) - SHOWN} more (see --report)")
        for here, listed in report.pairs:
            self.stderr.write(f"here as {here}, listed as {listed}: the one here stays")
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{len(report.added)} {would}added, {len(report.filled)} {would}completed, "
            f"{len(report.kept)} here already, {len(report.problems)} problems"
        )
        if path := options["report"]:
            self._write(path, report)

    def _read(self, path: Path, *, dry_run: bool) -> Report:
        try:
            with path.open("rb") as file:
                data = file.read(subscriptions.LARGEST + 1)
            listing = subscriptions.read(data)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except subscriptions.ListingError as error:
            raise CommandError(f"{path}: {error}") from error
        return subscribe(listing, dry_run=dry_run)

    def _write(self, path: Path, report: Report) -> None:
        try:
            path.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
