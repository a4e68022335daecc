"""The shared model layer: what every kind of content is made of. Knows no other app."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager, _TaggableManager
from taggit.models import GenericTaggedItemBase, TagBase

from apps.core import markup, naming
from apps.core.estimates import Estimate, Precision
from apps.core.mergeable import Mergeable


class Topic(Mergeable, TagBase):  # type: ignore[django-manager-missing]  # taggit has no types
    """What something is about. Spellings that differ in case only are one topic."""

    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(Mergeable.Meta):
        default_manager_name = "with_merged"  # taggit finds names by it: none is made twice
        constraints = [
            *Mergeable.Meta.constraints,
            models.UniqueConstraint(Lower("name"), name="topic_name_folds_case"),
        ]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Keep "C", "C++" and "C#" apart, as taggit's own would not."""
        slug = naming.slug(tag, fallback="topic")
        return slug if i is None else f"{slug}-{i}"

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class TopicLink(GenericTaggedItemBase):
    """A topic given to a row of any kind."""

    tag = models.ForeignKey(Topic, related_name="links", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "tag", "content_type", "object_id", name="topic_given_once_to_a_row"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"])]


class TopicManager(_TaggableManager):
    """Gives topics by name: a spelling that was merged gives what it is part of now."""

    def _to_tag_model_instances(self, tags: Any, tag_kwargs: Any) -> list[Topic]:
        found = super()._to_tag_model_instances(tags, tag_kwargs)
        return list(dict.fromkeys(topic.standing for topic in found))


class Source(models.Model):
    """Where something came from: a document or a data set, its author and its licence."""

    name = models.CharField(max_length=200, unique=True)
    url = models.URLField(max_length=500, blank=True)
    author = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    licence_url = models.URLField(max_length=500, blank=True)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    checksum = models.CharField(max_length=128, blank=True, help_text="algorithm:hex digest")

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Which part of a source a row came from, and what the source said when it was last read.

    ``field_hashes`` makes a re-import a three-way merge: a field whose value still has the hash
    kept here was not edited on this site, so the source may change it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=500, help_text="Address within the source")
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    record_hash = models.CharField(max_length=64, blank=True)
    field_hashes = models.JSONField(default=dict, blank=True)
    extra = models.JSONField(
        default=dict, blank=True, help_text="What the source says and no field here holds"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="%(class)s_key_in_source"),
            models.CheckConstraint(
                condition=models.Q(first_line__isnull=True, last_line__isnull=True)
                | models.Q(first_line__gte=1, last_line__gte=models.F("first_line")),
                name="%(class)s_line_span",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OptOut(models.Model):
    """A person or record that asked not to be here, as a digest: later imports respect it."""

    class Subject(models.TextChoices):
        PERSON = "person"
        RECORD = "record"

    subject = models.CharField(max_length=10, choices=Subject)
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "digest"], name="opted_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.digest[:12]}"


class Revision(models.Model):
    """One change of a published row: who changed what, when, and from what."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    row = GenericForeignKey("content_type", "object_id")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(encoder=DjangoJSONEncoder, help_text="{field: [before, after]}")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id} at {self.at:%Y-%m-%d %H:%M}"


class KeptAnswer(models.Model):
    """What the API answered to a write, for a client that asks again with the same idempotency key.

    draft-ietf-httpapi-idempotency-key-header. Kept for a day.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64, help_text="Of method, address and body")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="key_once_an_actor"),
        ]

    def __str__(self) -> str:
        return self.key


class Publication(models.Model):
    """Something written that readers see: drafted, published, perhaps withdrawn."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    Markup = markup.Markup

    #: Fields whose changes are kept as revisions.
    revised: ClassVar[tuple[str, ...]] = ("title", "summary", "body", "language", "state")
    #: Who is changing the row, for the revision
    actor: Any = None

    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, allow_unicode=True, db_index=False)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    markup = models.CharField(max_length=10, choices=Markup, default=Markup.MARKDOWN)
    language = models.CharField(max_length=10, blank=True, help_text="BCP 47, such as en")
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    published_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    topics = TaggableManager(through=TopicLink, blank=True, manager=TopicManager)
    topic_links = GenericRelation(TopicLink)  # to prefetch: taggit asks again for each row

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stamp ``updated_at``; of an existing row, keep what the change replaced."""
        self.updated_at = timezone.now()
        before = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk)
        stored = before.values(*self.revised).first() if before is not None else None
        super().save(*args, **kwargs)
        if stored and (revision := self.revision_since(stored)):
            revision.save()

    def revision_since(self, before: Mapping[str, Any], reason: str = "") -> Revision | None:
        """The revision, not saved yet, that leads from ``before`` ({field: value}) to this row."""
        changes = {
            name: [value, now]
            for name, value in before.items()
            if (now := getattr(self, name)) != value
        }
        if not changes:
            return None
        kind = ContentType.objects.get_for_model(type(self))
        return Revision(
            content_type=kind,
            object_id=self.pk,
            changes=changes,
            reason=reason,
            actor=self.actor,
        )

    def revisions(self) -> models.QuerySet[Revision]:
        """Changes, newest first."""
        kind = ContentType.objects.get_for_model(type(self))
        return Revision.objects.filter(content_type=kind, object_id=self.pk)

    def body_html(self) -> str:
        """The body as safe HTML."""
        return markup.render(self.body, self.markup)


class Correction(models.Model):
    """What turned out to be wrong in a published text, when that was said, and who said so."""

    text = models.TextField()
    made_on = models.DateField(null=True, blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="Whoever pointed it out")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"Correction by {self.credit}" if self.credit else "Correction"


class EstimateRow(models.Model):
    """An uncertain count (``core.estimates``) as columns, its bounds held by the database."""

    raw = models.CharField(max_length=100, blank=True, help_text="As it was written")
    value = models.PositiveIntegerField(null=True, blank=True)
    low = models.PositiveIntegerField(null=True, blank=True)
    high = models.PositiveIntegerField(null=True, blank=True)
    precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], default=Precision.UNKNOWN
    )
    rule = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low__isnull=True, high__isnull=True)
                | models.Q(high__gte=models.F("low")),
                name="%(class)s_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True)
                | models.Q(value__gte=models.F("low"), value__lte=models.F("high")),
                name="%(class)s_value_in_bounds",
            ),
        ]

    @property
    def estimate(self) -> Estimate:
        return Estimate(
            raw=self.raw,
            value=self.value,
            low=self.low,
            high=self.high,
            precision=Precision(self.precision),
            rule=self.rule,
        )

    @estimate.setter
    def estimate(self, estimate: Estimate) -> None:
        for name in ("raw", "value", "low", "high", "precision", "rule"):
            setattr(self, name, getattr(estimate, name))

    @classmethod
    def of(cls, estimate: Estimate, **fields: Any) -> Self:
        """A row, not saved yet, that holds ``estimate``."""
        row = cls(**fields)
        row.estimate = estimate
        return row
