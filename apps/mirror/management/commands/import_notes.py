"""`manage.py import_notes PATH`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.mirror.errors import ImportRefused
from apps.mirror.importing.notes.importing import import_notes
from apps.mirror.importing.progress import watcher
from apps.mirror.text import is_web_address


class Command(BaseCommand):
    help = (
        "Import notes of events (Markdown, reST, plain text): one file, or a folder of them. Run"
        " again, it takes over what has changed and leaves what was edited here; killed, it goes"
        " on where it stopped. Ends with one line of counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file, or a folder with an event a folder")
        parser.add_argument(
            "--event",
            action="append",
            default=[],
            metavar="[NAME=]SLUG",
            help="the event that the notes, or those of this name in the folder, tell of",
        )
        parser.add_argument("--name", default="", help="name of the source; else that of PATH")
        parser.add_argument("--author", default="", help="whose words these are")
        parser.add_argument("--licence", default="", help="such as CC BY 4.0")
        parser.add_argument("--url", default="", help="where the notes are published")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write a report there; as JSON if .json"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and keep nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path | None = options["report"]
        if to and not to.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {to.absolute().parent} for the report.")
        try:
            report = import_notes(
                options["path"],
                about=_about(options),
                name=options["name"],
                events=_events(options["event"]),
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
        elif report.problems or report.doubtful:
            count = len(report.problems) + len(report.doubtful)
            self.stderr.write(f"{count} problems and doubts; --report FILE lists them.")
        self.stdout.write(report.summary())


def _events(given: list[str]) -> dict[str, str]:
    pairs = (each.rpartition("=") for each in given)
    return {name: slug for name, _, slug in pairs}


def _about(options: dict[str, Any]) -> dict[str, str]:
    about = {name: options[name].strip() for name in ("author", "licence", "url")}
    for name, longest in (("author", 200), ("licence", 100), ("url", 500)):
        if len(about[name]) > longest:
            raise CommandError(f"--{name} has at most {longest} characters.")
    if about["url"] and not is_web_address(about["url"]):
        raise CommandError(f"--url {about['url']} is not a web address.")
    return about
