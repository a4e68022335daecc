"""The readiness check's answer as JSON."""

from typing import Any

from rest_framework import serializers

from apps.porting.checking import VERDICTS
from apps.porting.serializers import PackageRefSerializer, StatementSerializer

VERDICT = f"One of {', '.join(VERDICTS)}"


class SkippedSerializer(serializers.Serializer[Any]):
    """A line that names no package that could be looked up."""

    line = serializers.IntegerField()
    text = serializers.CharField()
    reason = serializers.CharField()
    is_fault = serializers.BooleanField(help_text="Whether the line should have named one")


class InsteadSerializer(serializers.Serializer[Any]):
    """What to use instead, and what is known of that."""

    package = PackageRefSerializer()
    note = serializers.CharField()
    verdict = serializers.CharField(help_text=VERDICT)


class WantedSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    written = serializers.CharField()


class FindingSerializer(serializers.Serializer[Any]):
    """One package: the worst verdict that holds, and every statement that holds."""

    name = serializers.CharField()
    verdict = serializers.CharField(help_text=VERDICT)
    is_disputed = serializers.BooleanField()
    package = PackageRefSerializer(allow_null=True)
    wanted = WantedSerializer(many=True)
    statuses = StatementSerializer(many=True)
    alternatives = InsteadSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """Every package that was asked about, worst first."""

    as_of = serializers.DateField(allow_null=True)
    target = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    packages = FindingSerializer(source="findings", many=True)
    skipped = SkippedSerializer(many=True)
