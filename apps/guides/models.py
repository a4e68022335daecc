"""Guides to read from end to end or to look things up in, and shorter notes."""

import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from apps.core.entering import Entered
from apps.core.models import Correction, Origin, Publication
from apps.guides.querysets import GuideQuerySet, NoteQuerySet, SectionQuerySet
from apps.people.models import Person


class Guide(Publication):
    """A reference text in numbered sections. ``body`` is what stands before the first of them.

    Texts are kept as their source has them, damage included; ``guides.cleaning`` mends what is
    shown.
    """

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "release", "released_on")

    release = models.CharField(max_length=50, blank=True, help_text="As printed: 2.7.3")
    released_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="guide_slug")]

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.slug])

    @property
    def abstract(self) -> str:
        """What the guide says of itself: its summary."""
        return self.summary


class Contributor(models.Model):
    """Somebody who wrote or edited a guide: a person of this site, or just a name."""

    class Role(models.TextChoices):
        AUTHOR = "author"
        EDITOR = "editor"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="guides"
    )
    name = models.CharField(max_length=200, blank=True, help_text="As printed, if it differs")
    role = models.CharField(max_length=10, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "person", "role"], name="contributor_once_in_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(name=""),
                name="contributor_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name_shown

    @property
    def name_shown(self) -> str:
        return self.name or (self.person.name if self.person else "")


class Section(models.Model):
    """A part of a guide under its heading. Links lead to ``anchor``, which an import never changes.

    ``guides.sectioning`` gives anchors and finds sections again.
    """

    class Form(models.TextChoices):
        TEXT = "text"
        CHECKLIST = "checklist"
        COMPARISON = "comparison"
        CASE_STUDY = "case-study", "case study"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="sections")
    number = models.CharField(max_length=20, blank=True, help_text="As printed: 1.2")
    title = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    anchor = models.SlugField(max_length=120, allow_unicode=True)
    form = models.CharField(max_length=10, choices=Form, default=Form.TEXT)
    body = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "anchor"], name="section_anchor_in_guide"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=6), name="section_level_1_to_6"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return f"{self.guide.get_absolute_url()}#{self.anchor}"


class Technology(models.Model):
    """Whether a guide advises something, within what limits, and as of when."""

    class Status(models.TextChoices):
        RECOMMENDED = "recommended"
        USABLE = "usable"
        LIMITED = "limited", "within limits"
        AVOID = "avoid"
        OBSOLETE = "obsolete"
        UNKNOWN = "unknown"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="technologies")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="technologies"
    )
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Status, default=Status.UNKNOWN)
    said = models.CharField(max_length=200, blank=True, help_text="The status as it was put")
    limits = models.TextField(blank=True)
    as_of = models.DateField(null=True, blank=True, help_text="Empty: as of the guide's release")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "technologies"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "section", "name"], name="technology_once_a_section"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_status_display()}"

    @property
    def date_shown(self) -> datetime.date | None:
        """As of when: its own date, or else that of the guide."""
        return self.as_of or self.guide.released_on


class Pointer(models.Model):
    """Where a guide sends its readers. One without an address lost its target: pages say so."""

    class Reason(models.TextChoices):
        SEE_ALSO = "see-also", "see also"
        NEWER = "newer", "may be newer there"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="pointers")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="pointers"
    )
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.SEE_ALSO)
    label = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class CaseStudy(models.Model):
    """One project before and after a change that a guide argues for."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="case_studies")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="case_studies"
    )
    title = models.CharField(max_length=200)
    before = models.TextField()
    after = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "case studies"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Note(Entered, Publication):
    """Something worth keeping that somebody wrote down, dated or not."""

    revised: ClassVar[tuple[str, ...]] = (*Publication.revised, "author_name", "written_on")

    author = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    author_name = models.CharField(
        max_length=200, blank=True, help_text="For an author who has no page here"
    )
    written_on = models.DateField(null=True, blank=True)
    answers_name = models.CharField("answers", max_length=300, blank=True)
    answers_url = models.URLField("answers, address", max_length=1000, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        permissions = [("edit_any_note", "Can edit notes that others entered")]
        constraints = [models.UniqueConstraint(fields=["slug"], name="note_slug")]

    def get_absolute_url(self) -> str:
        return reverse("note", args=[self.slug])

    @property
    def author_shown(self) -> str:
        return self.author.name if self.author else self.author_name


class NoteCorrection(Correction):
    """What was wrong in a note."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="corrections")


class GuideOrigin(Origin):
    """Where a guide came from."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="origins")


class SectionOrigin(Origin):
    """Which lines of a source a section came from."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="origins")


class TechnologyOrigin(Origin):
    """Which lines of a source a technology's status came from."""

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="origins")


class NoteOrigin(Origin):
    """Where a note came from."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="origins")
