"""Feeds that the planet reads, what they said, and how each visit went."""

from datetime import timedelta
from functools import cache, cached_property, reduce
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from apps.core.models import Publication, TopicLink, TopicManager
from apps.events.models import Event, Session
from apps.feeds.parsing.cleaning import lines_of
from apps.feeds.querysets import EntryQuerySet, FeedQuerySet, FetchQuerySet
from apps.packages.models import Package
from apps.people.models import Person

#: Without a new entry for so long a feed is called silent.
SILENT_AFTER = timedelta(days=180)


def _words() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=100), default=list, blank=True)


class Feed(Publication):
    """A feed: where it is, whose it is, what the planet takes of it, and how it is doing.

    ``state`` says whether readers see it, ``status`` whether it is fetched.
    """

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "suggested, waits for an editor"
        ACTIVE = "active"
        QUARANTINED = "quarantined", "quarantined: it made the reader crash"
        RETIRED = "retired", "retired: its host says that it is gone"

    revised: ClassVar[tuple[str, ...]] = (
        *Publication.revised,
        "url",
        "site_url",
        "status",
        "tags_wanted",
        "words_wanted",
        "words_unwanted",
        "daily_limit",
    )

    url = models.URLField(max_length=1000, unique=True, help_text="Of the feed itself")
    site_url = models.URLField(max_length=1000, blank=True, help_text="Of what readers visit")
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="feeds"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True, help_text="Shown to readers")

    # What the planet takes of it: everything, unless a list says otherwise
    tags_wanted = _words()
    words_wanted = _words()
    words_unwanted = _words()
    daily_limit = models.PositiveSmallIntegerField(
        default=5, help_text="Entries of one day that the river shows; the rest is on its own page"
    )

    # What is sent back to its host, as it was received, and a hash for hosts that send nothing
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    body_hash = models.CharField(max_length=32, blank=True)

    # When to go again
    next_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="Given to a worker; after that, to another one"
    )
    interval = models.DurationField(default=timedelta(hours=1))
    moved_to = models.URLField(max_length=1000, blank=True, help_text="A permanent redirect")
    moves = models.PositiveSmallIntegerField(default=0, help_text="Times in a row it said so")

    # How it is doing
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, help_text="In plain words")
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    crashes = models.PositiveSmallIntegerField(default=0, help_text="In a row")
    in_hand = models.BooleanField(default=False, help_text="A worker began and has not ended")
    newest_at = models.DateTimeField(null=True, blank=True, help_text="Date of the newest entry")
    silent_since = models.DateTimeField(null=True, blank=True)
    same_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
        help_text="Another subscription that turned out to be this feed",
    )

    # WebSub: a hub that calls when there is something new
    hub_url = models.URLField(max_length=1000, blank=True)
    topic_url = models.URLField(max_length=1000, blank=True, help_text="What the feed calls itself")
    push_secret = models.CharField(max_length=64, blank=True)
    push_until = models.DateTimeField(null=True, blank=True)
    push_asked_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="feed_slug"),
            models.CheckConstraint(
                condition=~models.Q(status="suggested") | models.Q(state="draft"),
                name="feed_suggested_is_no_more_than_a_draft",
            ),
            models.CheckConstraint(
                condition=~models.Q(same_as=models.F("pk")), name="feed_is_not_its_own_copy"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="feed_due", condition=models.Q(status="active")),
        ]

    def get_absolute_url(self) -> str:
        return self._path

    @cached_property
    def _path(self) -> str:
        return reverse("feed", args=[self.slug])

    def is_pushed(self) -> bool:
        """Whether a hub has promised to call."""
        return self.push_until is not None and self.push_until > timezone.now()


@cache
def _entry_path() -> str:
    """Thousands of entries are published at once: where they are is worked out once."""
    return reverse("entry", args=[0])


class Entry(models.Model):
    """One post of a feed, its HTML made safe.

    ``river_at`` is its place on the river, decided when it was first seen and never changed; what
    came in too great a number, or without a date among old ones, is not ``on_river`` at all.
    """

    class State(models.TextChoices):
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=32, help_text="Digest of what tells it from others")
    guid = models.TextField(blank=True)
    link = models.TextField(blank=True, help_text="Absolute, http or https, or empty")
    link_key = models.CharField(max_length=32, blank=True)
    text_key = models.CharField(max_length=32, help_text="Digest of title and content")
    hash = models.CharField(max_length=32, help_text="Digest of everything as it was received")

    title = models.CharField(max_length=300, blank=True)
    content = models.TextField(blank=True, help_text="Safe HTML")
    summary = models.TextField(blank=True, help_text="Plain text")
    authors = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    author = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries"
    )
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    language = models.CharField(max_length=10, blank=True)
    enclosures = models.JSONField(default=list, blank=True, help_text="[{url, type, length}]")

    published_at = models.DateTimeField(null=True, blank=True, help_text="As the feed says")
    revised_at = models.DateTimeField(null=True, blank=True, help_text="As the feed says")
    first_seen_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True, help_text="A change was seen then")
    river_at = models.DateTimeField()
    on_river = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    updated_at = models.DateTimeField(default=timezone.now)

    topics = TaggableManager(through=TopicLink, blank=True, manager=TopicManager)
    topic_links = GenericRelation(TopicLink)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-river_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="entry_once_in_a_feed"),
        ]
        indexes = [
            models.Index(
                fields=["-river_at", "-id"],
                name="entry_river",
                condition=models.Q(on_river=True, state="published"),
            ),
            models.Index(fields=["feed", "-river_at", "-id"], name="entry_of_feed"),
            models.Index(fields=["feed", "link_key"], name="entry_link"),
            models.Index(fields=["feed", "text_key"], name="entry_text"),
        ]

    def __str__(self) -> str:
        return self.title or self.link or f"entry {self.pk}"

    def get_absolute_url(self) -> str:
        return _entry_path().replace("0", str(self.pk))

    @property
    def slug(self) -> str:
        """Entries have no name of their own that would be sure to stay."""
        return str(self.pk)

    @property
    def words(self) -> str:
        """Those of its content, a line for each block: for search, and to see whom it names."""
        content, words = self.__dict__.get("_words", (None, ""))
        if content is not self.content:
            words = lines_of(self.content)
            self.__dict__["_words"] = self.content, words
        return words

    def is_edited(self) -> bool:
        """Whether it was changed after it had been seen."""
        return self.edited_at is not None


class Fetch(models.Model):
    """One visit to a feed, for its health page. A slot is one planned visit: done at most once."""

    class Outcome(models.TextChoices):
        NEW = "new", "new entries"
        SAME = "same", "nothing new"
        NOT_MODIFIED = "not modified", "not modified, says its host"
        SAME_BYTES = "same bytes", "the same bytes as last time"
        BUSY = "busy", "its host asked us to wait"
        GONE = "gone", "gone for good, says its host"
        REFUSED = "refused", "its host refused"
        UNREACHABLE = "unreachable"
        UNREADABLE = "unreadable", "what came could not be read"
        CRASHED = "crashed", "it made the reader crash"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="fetches")
    slot = models.DateTimeField(help_text="When it was planned for")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, choices=Outcome)
    message = models.CharField(max_length=300, blank=True, help_text="In plain words")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of HTTP")
    bytes = models.PositiveIntegerField(default=0, help_text="Of the body, decompressed")
    seen = models.PositiveIntegerField(default=0, help_text="Entries in it")
    added = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    objects = FetchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "fetches"
        ordering = ["-slot"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "slot"], name="fetch_once_a_slot"),
        ]
        indexes = [models.Index(fields=["at"], name="fetch_old")]

    def __str__(self) -> str:
        return f"{self.feed} at {self.at:%Y-%m-%d %H:%M}: {self.outcome}"


class Suggestion(models.Model):
    """Who asked for a feed. The feed itself waits as a draft; its owner can withdraw it."""

    class Decision(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn", "withdrawn by whoever suggested it"

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="suggestion")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="suggested_feeds",
    )
    is_owner = models.BooleanField(default=False, help_text="Says that the feed is theirs")
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    told = models.CharField(
        max_length=12, blank=True, help_text="The status of the feed that its owner was told of"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.feed}: {self.decision}"


def _one_of(*names: str) -> models.Q:
    """Whether one of these columns is filled and the others are not."""
    conditions = (
        models.Q(**{f"{name}__isnull": name != filled for name in names}) for filled in names
    )
    return reduce(models.Q.__or__, conditions)


class Mention(models.Model):
    """An entry that links to a record of the site, or names it exactly. Of one record each."""

    class How(models.TextChoices):
        LINK = "link", "links to it"
        NAME = "name", "names it"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="mentions")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions"
    )
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions"
    )
    how = models.CharField(max_length=4, choices=How, default=How.LINK)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("session", "event", "package", "person"),
                name="mention_of_one_record",
            ),
            *(
                models.UniqueConstraint(fields=["entry", what], name=f"mention_once_a_{what}")
                for what in ("session", "event", "package", "person")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} → {self.record}"

    @property
    def record(self) -> Session | Event | Package | Person:
        """What is mentioned."""
        record = self.session or self.event or self.package or self.person
        assert record is not None
        return record
