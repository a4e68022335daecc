from typing import Any

from django.core.management.base import BaseCommand

from apps.catalog import likeness


class Command(BaseCommand):
    help = "Find people and topics that may be one, for editors to decide at /merging/people/."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in likeness.searched():
            n = likeness.look(model)
            self.stdout.write(f"{n} pairs of {model._meta.verbose_name_plural} may be one")
