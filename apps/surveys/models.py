"""Surveys by show of hands: what was asked, what was counted, and how it came to be counted."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.estimates import V1, Counting, Estimate, Precision, exact_below
from apps.core.models import EstimateRow, Origin, Publication
from apps.events.models import Event
from apps.surveys.querysets import OperationQuerySet, QuestionQuerySet, RunQuerySet

EMPTY = Estimate.of(Precision.UNKNOWN)


class Run(EstimateRow, Publication):
    """One survey held in one room. Its estimate is the head-count of that room.

    Readers see it once it is revealed: results on a screen sway the hands that come later.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        REVEALED = "revealed"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    #: In these everybody may read it, if its event is public
    PUBLIC: ClassVar[tuple[str, ...]] = (State.REVEALED, State.CLOSED)
    #: In these an operation counts; in the others it is held until an organiser accepts it
    COUNTING: ClassVar[tuple[str, ...]] = (State.DRAFT, State.OPEN, State.REVEALED)

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "method", "exact_below", "raw")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="survey_runs")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    method = models.TextField(blank=True, help_text="How hands were counted, for readers")
    exact_below = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=10,
        help_text="A bare number is exact below this and rough from it on. Empty: always exact.",
    )
    rule = models.CharField(max_length=10, default=V1)
    cloned_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="clones"
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            *EstimateRow.Meta.constraints,
            models.UniqueConstraint(fields=["slug"], name="run_slug"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.slug])

    @property
    def head_count(self) -> Estimate:
        """How many people were in the room."""
        return self.estimate

    @head_count.setter
    def head_count(self, estimate: Estimate) -> None:
        self.estimate = estimate

    @property
    def counting(self) -> Counting:
        """What a bare number means here, for ``core.estimates.parse``."""
        return Precision.EXACT if self.exact_below is None else exact_below(self.exact_below)

    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state in self.PUBLIC and self.event.state == Publication.State.PUBLISHED

    def is_counting(self) -> bool:
        """Whether operations count as they come."""
        return self.state in self.COUNTING


class Question(models.Model):
    """One question of a run. Its key stays the same from run to run.

    Two runs that word it the same way have the same wording version; another wording has another
    version, and ``wording_note`` says what changed and why: trends break there.
    """

    class Mode(models.TextChoices):
        SINGLE = "single", "one answer each"
        MULTI = "multi", "several answers each"

    class Denominator(models.TextChoices):
        ROOM = "room", "everybody in the room"
        ANSWERING = "answering", "everybody who answered"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    wording = models.CharField(max_length=300)
    wording_version = models.PositiveSmallIntegerField(default=1)
    wording_note = models.CharField(max_length=300, blank=True, help_text="What changed, and why")
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.SINGLE)
    announced = models.BooleanField(
        default=True, help_text="Whether the room was told how many answers to give"
    )
    denominator = models.CharField(max_length=9, choices=Denominator, default=Denominator.ROOM)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="question_key_in_run"),
            models.CheckConstraint(
                condition=models.Q(wording_version__gte=1), name="question_wording_version_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.wording


class Option(models.Model):
    """One answer that hands were counted for. ``merged`` names the things that it joins."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    examples = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    merged = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="option_key_in_question"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new option its count: every option has one, unknown at first."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            Tally.objects.create(option=self)


class RunOrigin(Origin):
    """Where a run came from."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="origins")


class Tally(EstimateRow):
    """The count of one option, computed from its operations by ``surveys.tallying``.

    ``version`` grows with each operation: a form sends back the one it was made from.
    ``candidates`` is empty, or holds the counts between which somebody has to choose. The lines
    are those of the run's source. ``published_share`` is what the author said, in per cent.
    """

    option = models.OneToOneField(Option, on_delete=models.CASCADE, related_name="tally")
    rule = models.CharField(max_length=10, default=V1)
    version = models.PositiveIntegerField(default=0)
    candidates = models.JSONField(default=list, blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    published_share = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Per cent, as published"
    )
    published_note = models.CharField(max_length=200, blank=True, help_text="Of what, as published")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            *EstimateRow.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(published_share__isnull=True)
                | models.Q(published_share__gte=0, published_share__lte=100),
                name="tally_published_share_is_per_cent",
            ),
            models.CheckConstraint(
                condition=models.Q(first_line__isnull=True, last_line__isnull=True)
                | models.Q(first_line__gte=1, last_line__gte=models.F("first_line")),
                name="tally_line_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.estimate.label()}"


class Operation(models.Model):
    """One thing somebody did to one count. Rows are only ever added: the database refuses the rest.

    What they add up to is said in ``surveys.reckoning``. ``version`` is the tally's after this
    operation; ``base_version`` the one that whoever did it had before their eyes. A ``device``
    sends in order, so it has also seen whatever it sent before.
    """

    class Kind(models.TextChoices):
        ADD = "add", "add to the count"
        SET = "set", "say the count"
        UNDO = "undo", "take an operation back"
        ACCEPT = "accept", "let a held operation count"

    uuid = models.UUIDField(unique=True, help_text="Made by the device that sent it")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="operations")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.IntegerField(null=True, blank=True, help_text="How many hands an add adds")
    cell = models.CharField(max_length=100, blank=True, help_text="What a set says")
    precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], blank=True
    )
    target = models.UUIDField(null=True, blank=True, help_text="What an undo or accept is about")
    base_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField()
    device = models.CharField(max_length=40, blank=True)
    held = models.BooleanField(default=False, help_text="Came when the run took none any more")
    made_at = models.DateTimeField(null=True, blank=True, help_text="By the device's clock")
    received_at = models.DateTimeField(default=timezone.now)

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["option", "version"]
        constraints = [
            models.UniqueConstraint(fields=["option", "version"], name="operation_version"),
            models.CheckConstraint(
                condition=models.Q(kind="add", value__isnull=False, target__isnull=True)
                | models.Q(kind="set", value__isnull=True, target__isnull=True)
                | models.Q(kind__in=["undo", "accept"], value__isnull=True, target__isnull=False),
                name="operation_says_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=models.Q(base_version__lt=models.F("version")),
                name="operation_is_based_on_what_came_before",
            ),
        ]

    def __str__(self) -> str:
        what: Mapping[str, Any] = {"add": self.value, "set": self.cell or "unknown"}
        return f"{self.kind} {what.get(self.kind, self.target)}"
