"""What happened: series, events, sessions, who appeared in them, and their recordings."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from apps.core.models import EstimateRow, Origin, Publication
from apps.events.noted import FromSource
from apps.events.querysets import (
    EventQuerySet,
    RecordingQuerySet,
    SeriesQuerySet,
    SessionQuerySet,
)
from apps.packages.models import Package
from apps.people.models import Person


class Series(models.Model):
    """Events that belong together over the years, such as all PyCons in Australia."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])


class Venue(models.Model):
    """Where: a building, or as much as is known."""

    name = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "city", "country"], name="venue_once"),
            models.CheckConstraint(
                condition=~models.Q(name="", city="", country=""), name="venue_says_where"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.city, self.country) if part)


class Event(Publication):
    """A conference, meetup or summit. Addressed by its slug."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference"
        MEETUP = "meetup"
        SUMMIT = "summit"
        SPRINT = "sprint"
        COURSE = "course"
        CHANNEL = "channel", "series of recordings"

    revised: ClassVar[tuple[str, ...]] = (
        *Publication.revised,
        "kind",
        "starts_on",
        "ends_on",
        "url",
        "caveat",
    )

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CONFERENCE)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    sponsors = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    caveat = models.TextField(
        blank=True, help_text="What the note-taker asks readers to bear in mind: unfinished, unsure"
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        permissions = [("organise_any_event", "Can write about any event, not only one's own")]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="event_slug"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="event_ends_after_it_starts",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])


class Organiser(models.Model):
    """Somebody who made an event happen."""

    class Role(models.TextChoices):
        ORGANISER = "organiser"
        HOST = "host"
        NOTES = "notes", "took notes"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="organisers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="organised")
    role = models.CharField(max_length=10, choices=Role, default=Role.ORGANISER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person", "role"], name="organiser_once_in_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class Membership(models.Model):
    """An account that looks after one event, or after every event of a series, whatever its role.

    ``Organiser`` is what readers are told of an event; this is who may write about it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(series__isnull=True, event__isnull=False)
                | models.Q(series__isnull=False, event__isnull=True),
                name="member_of_a_series_or_an_event",
            ),
            models.UniqueConstraint(fields=["user", "series"], name="member_of_a_series_once"),
            models.UniqueConstraint(fields=["user", "event"], name="member_of_an_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} of {self.series or self.event}"


class HeadCount(EstimateRow):
    """How many people came, as far as anybody knows: to the event, or to one of its rooms."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="head_counts")
    room = models.CharField(max_length=100, blank=True, help_text="Empty for the whole event")

    class Meta(EstimateRow.Meta):
        constraints = [
            *EstimateRow.Meta.constraints,
            models.UniqueConstraint(fields=["event", "room"], name="head_count_once_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.estimate.words()} at {self.room or self.event}"


class Session(Publication):
    """A talk, a panel, a block of lightning talks: what happened at one time in one room."""

    class Kind(models.TextChoices):
        TALK = "talk"
        KEYNOTE = "keynote"
        PANEL = "panel"
        LIGHTNING = "lightning", "lightning talk"
        TUTORIAL = "tutorial"
        POSTER = "poster"
        SPRINT = "sprint"
        OTHER = "other"

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "kind", "date")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TALK)
    position = models.PositiveIntegerField(default=0, help_text="Order within the event")
    date = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    room = models.CharField(max_length=100, blank=True)
    packages = models.ManyToManyField(Package, blank=True, related_name="sessions")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="session_slug_in_event"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("talk", args=[self.event.slug, self.slug])

    def is_public(self) -> bool:
        """Whether everybody may see it: so may they its event."""
        return self.state == self.event.state == self.State.PUBLISHED


class Appearance(FromSource):
    """One person in one session in one role.

    ``statement`` is what a panelist said at the outset: none recorded is null, left blank is "".
    The lines of a source are those of the statement.
    """

    class Role(models.TextChoices):
        SPEAKER = "speaker"
        MODERATOR = "moderator"
        PANELIST = "panelist"
        HOST = "host"
        AUDIENCE = "audience"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="appearances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appearances")
    role = models.CharField(max_length=10, choices=Role, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)
    affiliations = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    nickname = models.CharField(max_length=100, blank=True)
    statement = models.TextField(null=True, blank=True)  # noqa: DJ001 empty is not missing

    class Meta(FromSource.Meta):
        ordering = ["position", "pk"]
        constraints = [
            *FromSource.Meta.constraints,
            models.UniqueConstraint(
                fields=["session", "person", "role"], name="appears_once_in_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class Recording(models.Model):
    """Where a session can be watched or heard. ``available`` is null until it was looked at."""

    class Kind(models.TextChoices):
        YOUTUBE = "youtube", "YouTube"
        VIMEO = "vimeo", "Vimeo"
        PEERTUBE = "peertube", "PeerTube"
        ARCHIVE = "archive", "Internet Archive"
        FILE = "file", "file"
        OTHER = "other", "web page"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="recordings")
    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    position = models.PositiveSmallIntegerField(default=0)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    thumbnail_url = models.URLField(max_length=1000, blank=True)
    available = models.BooleanField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Failed checks in a row")

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "url"], name="recording_once_a_session"),
        ]
        indexes = [models.Index(fields=["checked_at"], name="recording_due")]

    def __str__(self) -> str:
        return self.url


class Link(models.Model):
    """Slides, code, a write-up: what belongs to a session and lies elsewhere."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(max_length=1000)
    label = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "url"], name="link_once_a_session"),
        ]

    def __str__(self) -> str:
        return self.label or self.url


class EventOrigin(Origin):
    """Where an event came from."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="origins")


class SessionOrigin(Origin):
    """Where a session came from. Notes and recordings of one talk are two origins of one row."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="origins")
