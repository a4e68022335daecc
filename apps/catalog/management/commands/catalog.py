from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.catalog import checking
from apps.catalog.models import Document


class Command(BaseCommand):
    help = "Compare the catalog with the rows it is made from (check), or make it anew (rebuild)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check", "rebuild"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "rebuild":
            self.stdout.write(f"rebuilt: {checking.rebuild()} documents changed")
        else:
            self.check_documents()

    def check_documents(self) -> None:
        wrong = 0
        for difference in checking.differences():
            wrong += 1
            self.stderr.write(f"{difference.what}: {difference.kind} {difference.object_id}")
        if wrong:
            raise CommandError(
                f"{wrong} documents differ from their rows. 'manage.py catalog rebuild' mends them."
            )
        public = Document.objects.filter(withdrawn_at__isnull=True).count()
        self.stdout.write(f"clean: {public} documents say what their rows say")
