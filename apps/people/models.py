"""Who: people that the community remembers, and users who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core import naming


class User(AbstractUser):
    """Somebody who signs in. Roles are groups; a demo account works in the demo only."""

    is_demo = models.BooleanField(default=False)


class Person(models.Model):
    """Somebody who spoke, moderated, organised or wrote."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    key = models.CharField(
        max_length=200, editable=False, db_index=True, help_text="The name, folded for matching"
    )
    bio = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = naming.person_key(self.name)
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])


class PersonName(models.Model):
    """Another spelling under which a person is known."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="spelling_once_a_person"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = naming.person_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
