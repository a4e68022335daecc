"""What the API says of guides and notes: the only definition of their shapes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.catalog.serializers import (
    HOST,
    ApiAddress,
    CorrectionSerializer,
    OptionalAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
)
from apps.guides.models import Contributor
from apps.people.credits import CreditSerializer, credit


class SectionSerializer(serializers.Serializer[Any]):
    """A section. ``anchor`` stays the same whenever the guide is imported again."""

    number = serializers.CharField(help_text="As printed, empty if it has none")
    title = serializers.CharField()
    level = serializers.IntegerField()
    anchor = serializers.CharField()
    form = serializers.CharField()
    html_url = serializers.SerializerMethodField()
    body = serializers.CharField()
    sources = SourceSerializer(source="loaded_origins", many=True)

    def get_html_url(self, section: Any) -> str:
        return HOST + section.get_absolute_url()


class TechnologySerializer(serializers.Serializer[Any]):
    """Whether the guide advises something. ``as_of`` is the guide's date unless it says another."""

    name = serializers.CharField()
    status = serializers.CharField()
    said = serializers.CharField(help_text="The status as it was put")
    limits = serializers.CharField()
    as_of = serializers.DateField(source="date_shown", allow_null=True)
    section = serializers.CharField(source="section.anchor", default=None, allow_null=True)
    sources = SourceSerializer(source="loaded_origins", many=True)


class PointerSerializer(serializers.Serializer[Any]):
    """Where the guide sends its readers; ``url`` is null where the target was lost."""

    reason = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    url = OptionalAddress()
    note = serializers.CharField()
    section = serializers.CharField(source="section.anchor", default=None, allow_null=True)


@extend_schema_serializer(component_name="GuideCaseStudy")
class CaseStudySerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    section = serializers.CharField(source="section.anchor", default=None, allow_null=True)


class GuideCardSerializer(RecordSerializer):
    """A guide as lists show it."""

    record_kind = "guide"

    url = ApiAddress("guides")
    summary = serializers.CharField()
    release = serializers.CharField()
    released_on = serializers.DateField(allow_null=True)
    authors = serializers.SerializerMethodField()
    language = serializers.CharField()
    topics = TopicsField()
    section_count = serializers.SerializerMethodField()

    @extend_schema_field(CreditSerializer(many=True))
    def get_authors(self, guide: Any) -> Any:
        return credits_of(guide, Contributor.Role.AUTHOR)

    def get_section_count(self, guide: Any) -> int:
        return len(guide.loaded_sections)


class GuideSerializer(GuideCardSerializer):
    """A guide with all of its sections and what it says of technologies."""

    editors = serializers.SerializerMethodField()
    body = serializers.CharField(help_text="What stands before the first section")
    markup = serializers.CharField()
    homepage = OptionalAddress(source="url")
    sections = SectionSerializer(source="loaded_sections", many=True)
    technologies = TechnologySerializer(source="loaded_technologies", many=True)
    pointers = PointerSerializer(source="loaded_pointers", many=True)
    case_studies = CaseStudySerializer(source="loaded_case_studies", many=True)
    sources = SourceSerializer(source="loaded_origins", many=True)

    @extend_schema_field(CreditSerializer(many=True))
    def get_editors(self, guide: Any) -> Any:
        return credits_of(guide, Contributor.Role.EDITOR)


def credits_of(guide: Any, role: str) -> list[Any]:
    rows = guide.loaded_contributors
    return [credit(row.person, row.name) for row in rows if row.role == role]


class NoteCardSerializer(RecordSerializer):
    """A note as lists show it."""

    record_kind = "note"

    url = ApiAddress("notes")
    summary = serializers.CharField()
    author = serializers.SerializerMethodField()
    written_on = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()

    @extend_schema_field(CreditSerializer(allow_null=True))
    def get_author(self, note: Any) -> Any:
        return credit(note.author, "" if note.author else note.author_name)


class NoteSerializer(NoteCardSerializer):
    """A note, whole."""

    body = serializers.CharField()
    markup = serializers.CharField()
    answers = serializers.CharField(source="answers_name")
    answers_url = OptionalAddress()
    corrections = CorrectionSerializer(source="loaded_corrections", many=True)
    sources = SourceSerializer(source="loaded_origins", many=True)
