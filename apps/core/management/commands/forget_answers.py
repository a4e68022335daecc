"""Delete the answers that were kept for clients who ask again, a day after they were given."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.core.models import KeptAnswer

KEPT_FOR = timedelta(days=1)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        old = KeptAnswer.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
        self.stdout.write(f"{old.delete()[0]} answers forgotten")
