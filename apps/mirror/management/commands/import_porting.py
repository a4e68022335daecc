"""`manage.py import_porting PATH`"""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.mirror.errors import ImportRefused
from apps.mirror.importing.porting import import_porting


class Command(BaseCommand):
    help = (
        "Import what portingdb and caniusepython3 knew of packages and Python 3. Run again, it"
        " takes over what has changed and keeps what was edited here. Ends with a line of counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder or a tar with the files")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write counts and problems there as JSON"
        )
        parser.add_argument(
            "--overrides-as-of",
            type=datetime.date.fromisoformat,
            metavar="DATE",
            help="the day of caniusepython3-overrides.json, which does not say it",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and keep nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path | None = options["report"]
        if to and not to.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {to.absolute().parent} for the report.")
        try:
            report = import_porting(
                options["path"],
                overrides_as_of=options["overrides_as_of"],
                is_rehearsal=options["dry_run"],
            )
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if to:
            report.write(to)
        elif report.problems:
            self.stderr.write(f"problems: {len(report.problems)}; --report FILE lists them.")
        self.stdout.write(report.summary())
