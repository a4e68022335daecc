"""Load the demo world and its accounts. Does nothing where they are."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.mirror import demo


class Command(BaseCommand):
    help = "Load the demo world and its accounts into an empty site (with DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "load_demo adds accounts whose password everybody knows. If this is a site to "
                "try out, run: DEMO=1 python manage.py load_demo"
            )
        if not demo.is_complete():
            count = demo.add_missing()
            self.stdout.write(f"Demo world: {count} records published.")
        self.stdout.write(f"Demo accounts, all with the password {demo.PASSWORD!r}:")
        for name, is_staff in demo.ACCOUNTS.items():
            where = f"{settings.SITE_URL}/admin/" if is_staff else "reads, and edits nothing"
            self.stdout.write(f"  {name:14} {where}")
