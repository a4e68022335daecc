"""Statuses as clients of the API write them.

A newer statement is a new status: it does not overwrite what was said before. A change mends what
was entered wrongly. A status has no state to withdraw it to: DELETE deletes it.
"""

from typing import Any

from rest_framework import serializers

from apps.catalog.writing import MOST_PARTS, PartSerializer, Writer, WriteSerializer
from apps.core.fields import Number, SlugOf
from apps.events.models import Session
from apps.packages.models import Package
from apps.people.models import Person
from apps.porting.models import Alternative, Status


class AlternativeWriteSerializer(PartSerializer):
    package = serializers.SlugRelatedField(slug_field="slug", queryset=Package.objects.all())

    class Meta:
        model = Alternative
        fields = ("package", "note")


class StatusWriteSerializer(WriteSerializer):
    """A statement about a package. Alternatives that are given replace those there were."""

    package = serializers.SlugRelatedField(slug_field="slug", queryset=Package.objects.all())
    said_by = SlugOf(
        queryset=Person.objects.all(),
        source="person",
        required=False,
        allow_null=True,
    )
    said_in = serializers.PrimaryKeyRelatedField(
        queryset=Session.objects.published(),
        source="session",
        required=False,
        allow_null=True,
        pk_field=Number(),
        help_text="The id of a talk",
    )
    alternatives = AlternativeWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]

    class Meta:
        model = Status
        fields = (
            "package", "target", "condition", "verdict", "reason", "licence_concern",
            "evidence_url", "evidence_note", "last_release", "as_of", "said_by", "said_in",
            "alternatives",
        )  # fmt: skip

    def validate_package(self, package: Package) -> Package:
        if self.instance and self.instance.package_id != package.pk:
            raise serializers.ValidationError("a statement stays with its package")
        return package

    def validate_alternatives(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        packages = {alternative["package"].pk for alternative in given}
        if len(packages) < len(given):
            raise serializers.ValidationError("names a package twice")
        return given

    def parts(self) -> tuple[str, ...]:
        return ("alternatives",)

    def write_parts(self, row: Any, parts: dict[str, Any]) -> None:
        if "alternatives" in parts:
            row.alternatives.all().delete()
            for position, fields in enumerate(parts["alternatives"]):
                row.alternatives.create(position=position, **fields)


WRITER = Writer(
    serializer=StatusWriteSerializer,
    changeable=Status.editable_by,
    may_add=lambda user, fields: True,
    deletes=True,
)
