"""The read model: one finished row for every public record of every kind."""

from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from apps.catalog.querysets import DocumentQuerySet


class NextSequence(models.Func):
    """The next number of the catalog's own sequence (made by the first migration)."""

    template = "nextval('catalog_sequence')"
    output_field: ClassVar[models.Field] = models.BigIntegerField()


class Clock(models.Func):
    """The time at which it is asked for.

    PostgreSQL's ``now()`` is that of the transaction's beginning: the one that began first and
    commits last would turn ``Last-Modified`` back, and a client would be told that nothing changed.
    """

    template = "clock_timestamp()"
    output_field: ClassVar[models.Field] = models.DateTimeField()


class SearchVector(models.Func):
    """The weighted words of a document as ``tsvector`` (the third migration says how)."""

    template = "catalog_search(language, date, text_a, text_b, text_c, text_d)"
    output_field: ClassVar[models.Field] = SearchVectorField()


_WHOLE = "SELECT detail, content_hash, changed_at, withdrawn_at FROM catalog_document WHERE kind = "
_WHOLE_BY_ID = f"{_WHOLE} %s AND object_id = %s"
_HASH = "SELECT content_hash FROM catalog_document WHERE kind = %s AND object_id = %s"
_WHOLE_BY_SLUG = f"{_WHOLE} %s AND slug = %s ORDER BY withdrawn_at NULLS FIRST LIMIT 1"


class Document(models.Model):
    """What readers and clients get of one record. Written by ``catalog.publishing`` only.

    ``card`` and ``detail`` are finished JSON texts, ``card_line`` and ``detail_line`` the same as
    lines of CSV. Addresses in them start with a mark that ``catalog.serving`` replaces by the host
    that was asked. ``content_hash`` is the ETag of the detail. ``sequence`` grows with every
    change, in commit order: ``publishing`` takes one lock.
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
    card_line = models.TextField(default="")
    detail_line = models.TextField(default="")
    content_hash = models.CharField(max_length=32)
    sequence = models.BigIntegerField(unique=True, db_default=NextSequence())
    changed_at = models.DateTimeField(db_default=Clock())
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
                include=["form", "language"],  # so that facets are counted without the rows
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
            models.Index(
                fields=["-sort_date", "-id"],
                name="document_dated",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.Index(fields=["slug", "kind"], name="document_slug"),
            models.Index(
                fields=["event", "kind", "-sort_date", "-object_id"], name="document_event"
            ),
            GinIndex(fields=["people"], name="document_people", fastupdate=False),
            GinIndex(fields=["topics"], name="document_topics", fastupdate=False),
            GinIndex(fields=["search"], name="document_search"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"

    @staticmethod
    def whole(kind: str, key: str | int) -> tuple[str, str, datetime, datetime | None] | None:
        """Detail, ETag, time of the last change and of withdrawal of one record, by slug or id.

        SQL, as building the query would cost twice what running it does. A slug may have been given
        anew: what is public wins over a tombstone.
        """
        with connection.cursor() as cursor:
            cursor.execute(_WHOLE_BY_ID if isinstance(key, int) else _WHOLE_BY_SLUG, [kind, key])
            found: tuple[str, str, datetime, datetime | None] | None = cursor.fetchone()
            return found

    @staticmethod
    def hash_of(kind: str, pk: int) -> str:
        """Which version of a record is out, "" if none is: asked by most pages, so in SQL."""
        with connection.cursor() as cursor:
            cursor.execute(_HASH, [kind, pk])
            found: tuple[str] | None = cursor.fetchone()
            return found[0] if found else ""


class Version(models.Model):
    """The number that changes whenever anything public of a kind does: the ETag of its lists.

    A row of its own, as the highest sequence of a kind costs a walk past those of all others.
    """

    kind = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(db_default=NextSequence())
    changed_at = models.DateTimeField(db_default=Clock())
    announced = models.BigIntegerField(
        db_default=0, help_text="The number that the WebSub hub was told of"
    )

    #: What ``of`` gives as one text: a column of a question about documents, which is then answered
    #: by what the documents are as of that version. ``said`` reads it.
    COLUMN = (
        "(SELECT concat(number, ' ', floor(extract(epoch FROM changed_at)))"
        " FROM catalog_version WHERE kind = %s)"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @staticmethod
    def said(text: bytes) -> tuple[int, datetime]:
        """Version and time of the last change, to the second, as ``COLUMN`` says them."""
        number, seconds = map(int, text.split())
        return number, datetime.fromtimestamp(seconds, UTC)

    @staticmethod
    def of(kind: str) -> tuple[int, datetime | None]:
        """Version and time of the last change, (0, None) before the first.

        Asked by every request for a list, and all that a 304 costs: SQL, as building the query
        would take longer than running it.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, changed_at FROM catalog_version WHERE kind = %s", [kind])
            return cursor.fetchone() or (0, None)


class Word(models.Model):
    """A word of some title, to be suggested for a misspelt one (``catalog.words``).

    ``near`` has the word itself and what is left of it without any one letter: two words that are
    one mistake apart have one of these in common, and an index finds them by it.
    """

    word = models.CharField(max_length=30, primary_key=True, db_collation="C")
    near = ArrayField(models.CharField(max_length=30))

    class Meta:
        indexes = [GinIndex(fields=["near"], name="word_near")]

    def __str__(self) -> str:
        return self.word
