from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.people.leaving import take_out
from apps.people.models import Person


class Command(BaseCommand):
    help = "Delete somebody who asked for it, with every spelling, and keep imports from them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the address of their page")
        parser.add_argument("--note", default="", help="when or by whom it was asked")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.with_merged.filter(slug=options["slug"]).first()
        if person is None:
            raise CommandError(f"There is no /people/{options['slug']}/ here.")
        names = take_out(person, options["note"][:200])
        self.stdout.write(f"Taken out, with {len(names)} spellings of the name.")
