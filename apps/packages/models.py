"""Python projects and technologies that everything else mentions."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core import naming


class Package(models.Model):
    """A project on the Python Package Index, or another technology, addressed by its slug."""

    class Kind(models.TextChoices):
        PACKAGE = "package"
        DATABASE = "database"
        SERVER = "server"

    name = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=200, unique=True, editable=False, help_text="The name, normalised (PEP 503)"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PACKAGE)
    summary = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="package_slug_is_normalised",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = naming.package_name(self.name)
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("package", args=[self.slug])
