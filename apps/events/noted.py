"""What somebody wrote down of an event: what was said and by whom, figures, incidents."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.core.markup import Markup
from apps.core.models import EstimateRow, Source
from apps.events.querysets import PassageQuerySet
from apps.packages.models import Package
from apps.people.models import Person


class FromSource(models.Model):
    """Lines of a source that a row came from. Written here, it has none.

    ``said`` is a digest of what those lines said when they were last read: a row that still has
    it was not edited on this site, so the source may change it.
    """

    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    said = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_line__isnull=True, last_line__isnull=True)
                | Q(first_line__gte=1, last_line__gte=F("first_line")),
                name="%(class)s_lines_in_order",
            ),
        ]


class Passage(FromSource):
    """One passage of the notes of a session, or of an event where it belongs to no session.

    Answers, comments and interjections belong to the question before them. ``name`` is whoever
    said it as the notes have it, and empty where they name nobody. ``is_summary``: in the
    note-taker's words, and said to be. The anchor is never changed: others link to it.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "running text"
        QUESTION = "question"
        ANSWER = "answer"
        COMMENT = "comment", "comment from outside the panel"
        INTERJECTION = "interjection"
        CLOSING = "closing", "closing statement"
        QUOTATION = "quotation"
        PLEDGE = "pledge"
        DECISION = "decision"
        OPINION = "opinion", "opinion or theory"

    #: Kinds that belong to the question before them
    REPLIES: ClassVar[frozenset[str]] = frozenset({"answer", "comment", "interjection"})

    event = models.ForeignKey(
        "events.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="passages"
    )
    session = models.ForeignKey(
        "events.Session", null=True, blank=True, on_delete=models.CASCADE, related_name="passages"
    )
    position = models.PositiveIntegerField(default=0)
    anchor = models.SlugField(max_length=80, allow_unicode=True, db_index=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEXT)
    text = models.TextField(blank=True)
    markup = models.CharField(max_length=10, choices=Markup, default=Markup.MARKDOWN)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="passages"
    )
    name = models.CharField(max_length=200, blank=True, help_text="Who said it, as written")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="Of a question")
    is_summary = models.BooleanField(default=False, help_text="In the note-taker's words")
    condition = models.CharField(max_length=300, blank=True, help_text="Of a decision: unless")

    objects = PassageQuerySet.as_manager()

    class Meta(FromSource.Meta):
        ordering = [F("source").asc(nulls_first=True), "position", "pk"]
        constraints = [
            *FromSource.Meta.constraints,
            models.CheckConstraint(
                condition=Q(event__isnull=True, session__isnull=False)
                | Q(event__isnull=False, session__isnull=True),
                name="passage_of_an_event_or_a_session",
            ),
            models.UniqueConstraint(fields=["event", "anchor"], name="passage_anchor_in_event"),
            models.UniqueConstraint(fields=["session", "anchor"], name="passage_anchor_in_session"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def who(self) -> str:
        """Who said it, as the notes have it; else by the person's own name."""
        return self.name or (self.person.name if self.person else "")


class Figure(FromSource, EstimateRow):
    """A number that was told: reached, or aimed at. What is no number keeps its words."""

    class Measure(models.TextChoices):
        ACHIEVED = "achieved"
        TARGETED = "targeted"

    event = models.ForeignKey(
        "events.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    session = models.ForeignKey(
        "events.Session", null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    position = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(max_length=200, help_text="What was counted or measured")
    unit = models.CharField(max_length=50, blank=True, help_text="Such as %, packages, a day")
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.ACHIEVED)
    as_of = models.DateField(null=True, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="figures"
    )
    name = models.CharField(max_length=200, blank=True, help_text="Who said it, as written")

    class Meta(EstimateRow.Meta):
        ordering = ["position", "pk"]
        constraints = [
            *FromSource.Meta.constraints,
            *EstimateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(event__isnull=False)
                | Q(session__isnull=False)
                | Q(package__isnull=False),
                name="figure_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.estimate.words()} {self.unit}".strip()

    @property
    def who(self) -> str:
        return self.name or (self.person.name if self.person else "")


class Incident(FromSource):
    """Something that went wrong at an event: what was seen, what it was put down to, the mend."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="incidents")
    position = models.PositiveSmallIntegerField(default=0)
    device = models.CharField(max_length=200, help_text="What it happened to")
    place = models.CharField(max_length=200, blank=True)
    symptom = models.TextField()
    suspected_cause = models.TextField(blank=True, help_text="A guess, shown as one")
    mend = models.TextField(blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    name = models.CharField(max_length=200, blank=True, help_text="Who told of it, as written")

    class Meta(FromSource.Meta):
        ordering = ["position", "pk"]
        constraints = [*FromSource.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.device}: {self.symptom[:60]}"

    @property
    def who(self) -> str:
        return self.name or (self.person.name if self.person else "")
