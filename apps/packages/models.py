"""Python projects and technologies that everything else mentions."""

from django.db import models

from apps.core import naming


class Package(models.Model):
    """A project on the Python Package Index, or another technology, addressed by its slug."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=200, unique=True, editable=False, help_text="The name, normalised (PEP 503)"
    )
    summary = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)

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
        super().save(*args, **kwargs)  # type: ignore[arg-type]
