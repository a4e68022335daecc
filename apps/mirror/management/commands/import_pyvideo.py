"""`manage.py import_pyvideo PATH`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.mirror.errors import ImportRefused
from apps.mirror.importing.progress import watcher
from apps.mirror.importing.pyvideo import import_archive


class Command(BaseCommand):
    help = (
        "Import talks from an archive laid out like github.com/pyvideo/data. Run again, it takes"
        " over what has changed; killed, it goes on where it stopped. Ends with one line of counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, a .tar, .tar.xz, .tar.gz, .tar.bz2")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write counts and problems there as JSON"
        )
        parser.add_argument(
            "--event", action="append", default=[], metavar="FOLDER", help="only this event"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and keep nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path | None = options["report"]
        if to and not to.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {to.absolute().parent} for the report.")
        try:
            report = import_archive(
                options["path"],
                only=options["event"],
                is_rehearsal=options["dry_run"],
                watch=watcher(self.stderr),
            )
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. Run it again and it goes on.", returncode=130
            ) from None
        if to:
            report.write(to)
        elif report.problems:
            self.stderr.write(f"{len(report.problems)} problems; --report FILE lists them.")
        self.stdout.write(report.summary())
