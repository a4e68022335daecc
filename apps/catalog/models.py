"""The read model: one finished row for every public record of every kind."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models.functions import Now

from apps.catalog.querysets import DocumentQuerySet


class NextSequence(models.Func):
    """The next number of the catalog's own sequence (made by the first migration)."""

    template = "nextval('catalog_sequence')"
    output_field: ClassVar[models.Field] = models.BigIntegerField()


class SearchVector(models.Func):
    """The weighted text of a document as ``tsvector``, in its language where that is known."""

    template = (
        "setweight(to_tsvector('simple', text_a), 'A') || "
        "setweight(to_tsvector('simple', text_b), 'B') || "
        "setweight(to_tsvector(catalog_language(language), text_c), 'C') || "
        "setweight(to_tsvector(catalog_language(language), text_d), 'D')"
    )
    output_field: ClassVar[models.Field] = SearchVectorField()


class Document(models.Model):
    """What readers and clients get of one record. Written by ``catalog.publishing`` only.

    ``card`` and ``detail`` are finished JSON texts; addresses in them start with U+0000, which
    ``catalog.serving`` replaces by the host that was asked. ``content_hash`` is the ETag of the
    detail. ``sequence`` grows with every change, in commit order: ``publishing`` takes one lock.
    A record that is no longer public stays as a tombstone: no content, ``withdrawn_at`` set.
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    slug = models.CharField(max_length=250)
    path = models.CharField(max_length=500, help_text="Of the page for readers")
    title = models.CharField(max_length=300)
    sort_title = models.CharField(
        max_length=300, blank=True, db_collation="C", help_text="Folded, in order of code points"
    )
    weight = models.PositiveIntegerField(default=0, help_text="How much it gathers")
    summary = models.TextField(blank=True)
    form = models.CharField(max_length=20, blank=True, help_text="Kind within the kind: a panel")
    language = models.CharField(max_length=10, blank=True)
    date = models.DateField(null=True)
    sort_date = models.GeneratedField(
        expression=models.functions.Coalesce(
            "date", models.Value("0001-01-01", models.DateField())
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    event = models.CharField(max_length=120, blank=True)
    series = models.CharField(max_length=120, blank=True)
    people = ArrayField(models.CharField(max_length=140), default=list, help_text="slug, role:slug")
    topics = ArrayField(models.CharField(max_length=120), default=list)
    text_a = models.TextField(blank=True)
    text_b = models.TextField(blank=True)
    text_c = models.TextField(blank=True)
    text_d = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchVector(), output_field=SearchVectorField(), db_persist=True
    )
    card = models.TextField()
    detail = models.TextField()
    content_hash = models.CharField(max_length=32)
    sequence = models.BigIntegerField(unique=True, db_default=NextSequence())
    changed_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="document_once_a_record"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-sort_date", "-object_id"],
                name="document_newest",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["kind", "sort_title", "object_id"],
                name="document_alphabet",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["kind", "-weight", "sort_title"],
                name="document_weight",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.Index(fields=["slug", "kind"], name="document_slug"),
            models.Index(fields=["event", "kind"], name="document_event"),
            GinIndex(fields=["people"], name="document_people"),
            GinIndex(fields=["topics"], name="document_topics"),
            GinIndex(fields=["search"], name="document_search"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Version(models.Model):
    """The number that changes whenever anything public of a kind does: the ETag of its lists.

    A row of its own, as the highest sequence of a kind costs a walk past those of all others.
    """

    kind = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(db_default=NextSequence())
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @staticmethod
    def of(kind: str) -> tuple[int, datetime | None]:
        """Version and time of the last change, (0, None) before the first.

        Asked by every request for a list, and all that a 304 costs: SQL, as building the query
        would take longer than running it.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, changed_at FROM catalog_version WHERE kind = %s", [kind])
            return cursor.fetchone() or (0, None)
