"""Rows that several spellings made twice: one becomes part of another, and can leave it again.

The row stays, so that its address is kept for it; everything that pointed at it moves
(``catalog.merging``). What is part of another is out of sight: ``objects`` does not have it.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class Merge(models.Model):
    """One row that became part of another, with all that belonged to it: what undoing needs.

    ``moved`` has the keys of rows by relation ("events.appearance.person"). A row that the other
    had already lies in ``aside``, whole; what its twin lacked was ``filled`` in from it.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    row = GenericForeignKey("content_type", "object_id")
    into_id = models.PositiveBigIntegerField()
    moved = models.JSONField(default=dict)
    aside = models.JSONField(default=list)
    filled = models.JSONField(default=list, help_text="[model, key, field, before, now]")
    made = models.JSONField(default=list, help_text="[model, key] of rows made to be moved along")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(undone_at__isnull=True),
                name="part_of_one_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id} into {self.into_id}"


class Likeness(models.Model):
    """Two rows that may be one, and why; or that are not, as an editor said."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    one_id = models.PositiveBigIntegerField()
    other_id = models.PositiveBigIntegerField()
    score = models.PositiveSmallIntegerField(default=0)
    reasons = ArrayField(models.CharField(max_length=200), default=list)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "likenesses"
        ordering = ["-score", "one_id", "other_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "one_id", "other_id"], name="likeness_once_a_pair"
            ),
            models.CheckConstraint(
                condition=models.Q(one_id__lt=models.F("other_id")), name="likeness_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.one_id} and {self.other_id}"


class Standing(models.Manager[Any]):
    """Rows that are not part of another."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(merged_into=None)


class Mergeable(models.Model):
    """A row with a slug that can become part of another. ``with_merged`` has those that are, too.

    Whoever deletes a row deletes what is part of it, and the record of that.
    """

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE,
        related_name="merged",
    )  # fmt: skip
    merges = GenericRelation(Merge)

    objects = Standing()
    with_merged: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | ~models.Q(merged_into=models.F("pk")),
                name="%(class)s_is_not_part_of_itself",
            ),
        ]

    @property
    def standing(self) -> Self:
        """The row that this one is part of in the end, itself if of none."""
        row: Any = self
        while row.merged_into is not None:
            row = row.merged_into
        return row

    def clean(self) -> None:
        """Refuse the address of a row that is part of another: it leads there."""
        super().clean()
        slug: str = getattr(self, "slug", "")
        held = type(self).with_merged.filter(slug=slug, merged_into__isnull=False)
        if former := held.exclude(pk=self.pk).first():
            said = f"This is the old address of “{former}”, which leads to “{former.standing}” now."
            raise ValidationError({"slug": said})

    def rows_to_move_along(self) -> list[models.Model]:
        """Make what another row gets when this one becomes part of it, such as its name."""
        return []


def moved_to(model: type[models.Model], slug: str) -> str | None:
    """The slug that a former one leads to."""
    if not issubclass(model, Mergeable) or "\0" in slug:
        return None
    row = model.with_merged.filter(slug=slug, merged_into__isnull=False).first()
    return row.standing.slug if row else None
