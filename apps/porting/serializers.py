"""What the API says of packages, statuses, case studies and porting notes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog.serializers import (
    ApiAddress,
    OptionalAddress,
    PageAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
)
from apps.events.serializers import EventRefSerializer
from apps.porting import holding
from apps.porting.models import Status


class WhoSerializer(serializers.Serializer[Any]):
    """A person as porting names them."""

    name = serializers.CharField()
    slug = serializers.CharField()
    url = ApiAddress("people")


class PackageRefSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    slug = serializers.CharField()
    url = ApiAddress("packages")


class WhereSerializer(serializers.Serializer[Any]):
    """The talk in which something was said."""

    title = serializers.CharField()
    url = ApiAddress("talks", "pk")
    html_url = PageAddress()
    event = EventRefSerializer()


_talk = WhereSerializer()


@extend_schema_field(WhereSerializer(allow_null=True))
class TalkRef(serializers.Field[Any, Any, Any, Any]):
    """The talk of a row, or null if there is none or it is not public."""

    def __init__(self) -> None:
        super().__init__(source="session", read_only=True)

    def to_representation(self, session: Any) -> Any:
        return _talk.to_representation(session) if session.is_public() else None


class AlternativeSerializer(PackageRefSerializer):
    """What to use instead, and what was said of it."""

    name = serializers.CharField(source="package.name")
    slug = serializers.CharField(source="package.slug")
    url = ApiAddress("packages", "package_slug")
    note = serializers.CharField()

    def to_representation(self, row: Any) -> dict[str, Any]:
        row.package_slug = row.package.slug
        return super().to_representation(row)


class BriefStatusSerializer(serializers.Serializer[Any]):
    """A verdict as lists show it."""

    target = serializers.CharField()
    condition = serializers.CharField(help_text="Empty, or the part that it holds for")
    verdict = serializers.ChoiceField(Status.Verdict.choices)
    as_of = serializers.DateField(allow_null=True, help_text="null: nobody knows when")


class EvidenceSerializer(serializers.Serializer[Any]):
    """What the statement rests on."""

    url = OptionalAddress(source="evidence_url")
    last_release = serializers.CharField()
    note = serializers.CharField(source="evidence_note")


class StatementSerializer(BriefStatusSerializer):
    """A verdict with its reasons: who said it, when and where, and what to use instead."""

    id = serializers.IntegerField(source="pk")
    reason = serializers.CharField()
    licence_concern = serializers.CharField()
    evidence = EvidenceSerializer(source="*")
    alternatives = AlternativeSerializer(source="loaded_alternatives", many=True)
    said_by = WhoSerializer(source="person", allow_null=True)
    said_in = TalkRef()
    sources = SourceSerializer(source="loaded_origins", many=True)


class StatusCardSerializer(RecordSerializer, BriefStatusSerializer):
    """A status as lists show it."""

    record_kind = "status"

    slug = serializers.CharField(source="pk")
    title = serializers.CharField(source="__str__")
    url = ApiAddress("statuses", "pk")
    package = PackageRefSerializer()


class StatusSerializer(StatusCardSerializer, StatementSerializer):
    """A status with everything that is known of it."""


class PackageCardSerializer(RecordSerializer):
    """A package and its readiness: what holds now, or held on the day that was asked for."""

    record_kind = "package"

    title = None  # type: ignore[assignment]  # packages have a name instead
    name = serializers.CharField()
    url = ApiAddress("packages")
    package_kind = serializers.CharField(source="kind")
    summary = serializers.CharField()
    as_of = serializers.SerializerMethodField(help_text="The day asked for; null: now")
    readiness = serializers.SerializerMethodField()
    alternatives = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_as_of(self, package: Any) -> str | None:
        date = getattr(package, "as_of", None)
        return date and date.isoformat()

    @extend_schema_field(BriefStatusSerializer(many=True))
    def get_readiness(self, package: Any) -> Any:
        held = holding.of(package.loaded_statuses)
        return [_brief.to_representation(status) for status in held]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_alternatives(self, package: Any) -> list[str]:
        held = holding.of(package.loaded_statuses)
        names = [row.package.slug for status in held for row in status.loaded_alternatives]
        return list(dict.fromkeys(names))


class EndorsementSerializer(serializers.Serializer[Any]):
    """Who recommends a package, and why."""

    person = WhoSerializer(allow_null=True)
    by = serializers.CharField()
    reason = serializers.CharField()
    url = OptionalAddress()
    as_of = serializers.DateField(allow_null=True)
    said_in = TalkRef()
    sources = SourceSerializer(source="loaded_origins", many=True)


class MilestoneSerializer(serializers.Serializer[Any]):
    """One step of a package's way into the standard library."""

    stage = serializers.CharField()
    name = serializers.CharField()
    url = OptionalAddress()
    reached_on = serializers.DateField(allow_null=True)


class BuildLogSerializer(serializers.Serializer[Any]):
    platform = serializers.CharField()
    url = OptionalAddress()
    as_of = serializers.DateField(allow_null=True)


class PackageSerializer(PackageCardSerializer):
    """A package with all that was ever said of it, newest first.."""

    homepage = OptionalAddress(source="url")
    statuses = serializers.SerializerMethodField()
    endorsements = EndorsementSerializer(source="loaded_endorsements", many=True)
    milestones = MilestoneSerializer(source="loaded_milestones", many=True)
    build_logs = BuildLogSerializer(source="loaded_build_logs", many=True)

    @extend_schema_field(StatementSerializer(many=True))
    def get_statuses(self, package: Any) -> Any:
        return [_statement.to_representation(status) for status in package.loaded_statuses]


_brief, _statement = BriefStatusSerializer(), StatementSerializer()


class ToldSerializer(RecordSerializer):
    """What case studies and porting notes have in common."""

    summary = serializers.CharField()
    target = serializers.CharField()
    as_of = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()


class TellingSerializer(serializers.Serializer[Any]):
    """Who told it where, and where that was read."""

    body = serializers.CharField()
    markup = serializers.CharField()
    versions = serializers.ListField(child=serializers.CharField())
    told_by = WhoSerializer(source="person", allow_null=True)
    told_in = TalkRef()
    event = EventRefSerializer(allow_null=True)
    sources = SourceSerializer(source="loaded_origins", many=True)


class CaseStudyCardSerializer(ToldSerializer):
    """A case study as lists show it."""

    record_kind = "case-study"

    url = ApiAddress("case-studies")
    project = serializers.CharField()
    cost = serializers.CharField()


class PairSerializer(serializers.Serializer[Any]):
    """What was required, and what came of it."""

    requirement = serializers.CharField()
    outcome = serializers.CharField()


class NoteRefSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    slug = serializers.CharField()
    url = ApiAddress("porting-notes")


class CaseStudySerializer(CaseStudyCardSerializer, TellingSerializer):
    """A case study with everything that is known of it."""

    package = PackageRefSerializer(allow_null=True)
    pairs = PairSerializer(source="loaded_pairs", many=True)
    strategy = serializers.SerializerMethodField()
    commit = OptionalAddress(source="commit_url")

    @extend_schema_field(NoteRefSerializer(allow_null=True))
    def get_strategy(self, study: Any) -> Any:
        strategy = study.strategy
        is_public = strategy and strategy.state == strategy.State.PUBLISHED
        return NoteRefSerializer(strategy).data if is_public else None


class PortingNoteCardSerializer(ToldSerializer):
    """A porting note as lists show it."""

    record_kind = "porting-note"

    url = ApiAddress("porting-notes")
    note_kind = serializers.CharField(source="kind")
    decision = serializers.CharField()
    condition = serializers.CharField()


class BuildCountSerializer(serializers.Serializer[Any]):
    """An uncertain count of packages that could be built, and the bounds it lies in."""

    platform = serializers.CharField()
    raw = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()


class PortingNoteSerializer(PortingNoteCardSerializer, TellingSerializer):
    """A porting note with everything that is known of it."""

    packages = PackageRefSerializer(source="loaded_packages", many=True)
    build_counts = BuildCountSerializer(source="loaded_build_counts", many=True)
