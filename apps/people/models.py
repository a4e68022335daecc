"""Who: people that the community remembers, and users who sign in."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from knox.models import AbstractAuthToken

from apps.core import naming
from apps.core.mergeable import Mergeable


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox has no types
    """Somebody who signs in. Roles are groups; a demo account works in the demo only."""

    is_demo = models.BooleanField(default=False)


class ApiToken(AbstractAuthToken):
    """A key to the API for a program of somebody's. The token itself is not stored."""

    name = models.CharField(max_length=100, help_text="What it is for")
    scopes = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="What it may write, by the resource's name in the API",
    )

    def __str__(self) -> str:
        return self.name

    def allows(self, resource: str) -> bool:
        """Whether it may write ``resource``, such as "talks": its owner's rights still count."""
        return resource in self.scopes


class Person(Mergeable):
    """Somebody who spoke, moderated, organised or wrote."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    key = models.CharField(
        max_length=200, editable=False, db_index=True, help_text="The name, folded for matching"
    )
    bio = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(Mergeable.Meta):
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = naming.person_key(self.name)
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    def rows_to_move_along(self) -> list[models.Model]:
        """The name becomes one more spelling of whoever this turns out to be."""
        spelling, is_new = PersonName.objects.get_or_create(person=self, name=self.name)
        return [spelling] if is_new else []


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
