"""Porting: whether packages worked on a target and who said so, and how projects were ported."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.entering import Entered
from apps.core.models import EstimateRow, Origin, Publication
from apps.core.querysets import PublicationQuerySet
from apps.events.models import Event, Session
from apps.packages.models import Package
from apps.people.models import Person
from apps.porting.querysets import StatusQuerySet

PYTHON_3 = "Python 3"


class Status(Entered):
    """One statement: whether a package worked on a target, as of a day, and who said so.

    Statements are kept, never overwritten: the newest at or before a date is the one that holds.
    """

    class Verdict(models.TextChoices):
        WORKS = "works"
        PROBLEMATIC = "problematic"
        DOES_NOT = "does-not", "does not work"
        UNKNOWN = "unknown", "not known"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="statuses")
    target = models.CharField(max_length=100, default=PYTHON_3)
    condition = models.CharField(
        max_length=200, blank=True, help_text="Where it holds only for a part: async workers"
    )
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.TextField(blank=True)
    licence_concern = models.TextField(blank=True, help_text="Why a licence stands in the way")
    evidence_url = models.URLField(max_length=1000, blank=True)
    last_release = models.CharField(
        max_length=100, blank=True, help_text="As it was said: a version or a year"
    )
    evidence_note = models.TextField(blank=True)
    as_of = models.DateField(
        null=True, blank=True, help_text="The day it was said. Empty: nobody knows"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="statuses"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="statuses"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "statuses"
        permissions = [("edit_any_status", "Can edit statuses that others entered")]
        indexes = [
            models.Index(fields=["package", "target", "condition", "-as_of"], name="status_holding")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["works", "problematic", "does-not", "unknown"]),
                name="status_verdict_is_known",
            ),
            models.CheckConstraint(condition=~models.Q(target=""), name="status_has_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.package}: {self.get_verdict_display()} on {self.on}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return f"{reverse('package', args=[self.package.slug])}#status-{self.pk}"

    def clean(self) -> None:
        if self.as_of and self.as_of > timezone.localdate():
            raise ValidationError({"as_of": "Nobody can have said this on a day still to come."})

    @property
    def on(self) -> str:
        """The target, with the condition if there is one."""
        return f"{self.target} ({self.condition})" if self.condition else self.target


class Alternative(models.Model):
    """What to use instead of a package, as the one who spoke of it said."""

    status = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="alternatives")
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="alternative_to")
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["status", "package"], name="alternative_once_a_status"),
        ]

    def __str__(self) -> str:
        return str(self.package)


class PortingNote(Publication):
    """A strategy, a decision with its condition, or another note about moving to a target."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy"
        DECISION = "decision"
        NOTE = "note"

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "kind", "decision", "condition")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTE)
    target = models.CharField(max_length=100, default=PYTHON_3)
    decision = models.TextField(blank=True)
    condition = models.TextField(blank=True, help_text="Until or unless what")
    versions = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    as_of = models.DateField(null=True, blank=True)
    packages = models.ManyToManyField(Package, blank=True, related_name="porting_notes")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="porting_notes"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="porting_notes"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="porting_notes"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="porting_note_slug")]

    def get_absolute_url(self) -> str:
        return reverse("porting-note", args=[self.slug])


class BuildCount(EstimateRow):
    """About how many packages could be built on a platform, as a porting note tells it."""

    note = models.ForeignKey(PortingNote, on_delete=models.CASCADE, related_name="build_counts")
    platform = models.CharField(max_length=100)

    class Meta(EstimateRow.Meta):
        constraints = [
            *EstimateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["note", "platform"], name="build_count_once_a_platform"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.estimate.words()}"


class BuildLog(models.Model):
    """Where the log of building a package on a platform lies."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="build_logs")
    platform = models.CharField(max_length=100)
    url = models.URLField(max_length=1000)
    as_of = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["platform", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["package", "url"], name="build_log_once_a_package"),
        ]

    def __str__(self) -> str:
        return f"{self.package} on {self.platform}"


class CaseStudy(Publication):
    """How one project was ported: what it required, what came of it, and what that cost."""

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "project", "cost", "as_of")

    project = models.CharField(max_length=200, help_text="What was ported, package or not")
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_studies"
    )
    target = models.CharField(max_length=100, default=PYTHON_3)
    cost = models.CharField(max_length=300, blank=True)
    strategy = models.ForeignKey(
        PortingNote,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="case_studies",
        limit_choices_to={"kind": PortingNote.Kind.STRATEGY},
    )
    versions = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    commit_url = models.URLField(max_length=1000, blank=True, help_text="The commit that did it")
    as_of = models.DateField(null=True, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_studies"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_studies"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_studies"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "case studies"
        constraints = [models.UniqueConstraint(fields=["slug"], name="case_study_slug")]

    def get_absolute_url(self) -> str:
        return reverse("case-study", args=[self.slug])


class Pair(models.Model):
    """What a project required, and what came of it."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="pairs")
    requirement = models.TextField()
    outcome = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.requirement


class Endorsement(models.Model):
    """Somebody recommends a package, and why."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="endorsements"
    )
    by = models.CharField(max_length=200, blank=True, help_text="Who, if that is no person here")
    reason = models.TextField(blank=True)
    url = models.URLField(max_length=1000, blank=True)
    as_of = models.DateField(null=True, blank=True)
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="endorsements"
    )

    class Meta:
        ordering = ["-as_of", "pk"]

    def __str__(self) -> str:
        return f"{self.package}, recommended by {self.person or self.by or 'somebody'}"


class Milestone(models.Model):
    """One step of a package's way into the standard library."""

    class Stage(models.TextChoices):
        PACKAGE = "package"
        PROPOSAL = "proposal"
        PEP = "pep", "PEP"
        ACCEPTED = "accepted"
        STANDARD_LIBRARY = "stdlib", "standard library"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="milestones")
    stage = models.CharField(max_length=10, choices=Stage)
    name = models.CharField(max_length=200, blank=True, help_text="PEP 371, Python 2.6")
    url = models.URLField(max_length=1000, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name or self.get_stage_display()


class StatusOrigin(Origin):
    """Where a status came from."""

    status = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="origins")


class PortingNoteOrigin(Origin):
    """Where a porting note came from."""

    note = models.ForeignKey(PortingNote, on_delete=models.CASCADE, related_name="origins")


class CaseStudyOrigin(Origin):
    """Where a case study came from."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="origins")


class EndorsementOrigin(Origin):
    """Where an endorsement came from."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="origins")
