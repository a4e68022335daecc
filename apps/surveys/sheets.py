"""What goes over the wire when counts are entered: operations in, results and the sheet out."""

from typing import Any

from rest_framework import exceptions, serializers

from apps.core.fields import Number, Text
from apps.surveys.models import Operation
from apps.surveys.serializers import EstimateSerializer
from apps.surveys.tallying import Status

#: Operations in one request: a phone that was offline for an evening sends several
MOST_OPERATIONS = 200


class Strict(serializers.Serializer[Any]):
    """Takes its own fields only: a misspelt one is an error, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(data.keys() - self.fields.keys())):
            known = ", ".join(self.fields)
            raise exceptions.ValidationError(
                {str(name): [f"is not known. There are: {known}"] for name in unknown}
            )
        return super().to_internal_value(data)


class OperationSerializer(Strict):
    """One operation, as ``surveys.tallying.Sent`` describes it."""

    uuid = serializers.UUIDField()
    question = Text(max_length=60)
    option = Text(max_length=60)
    kind = serializers.ChoiceField(choices=Operation.Kind.values)
    value = Number(required=False, allow_null=True, min_value=-(2**31), max_value=2**31 - 1)
    cell = Text(required=False, allow_blank=True, max_length=100, trim_whitespace=False)
    precision = serializers.ChoiceField(choices=["exact", "rough"], required=False)
    target = serializers.UUIDField(required=False, allow_null=True)
    base_version = Number(required=False, min_value=0, max_value=2**31 - 1)
    device = Text(required=False, allow_blank=True, max_length=40)
    made_at = serializers.DateTimeField(required=False, allow_null=True)


class OperationsSerializer(Strict):
    """Operations in the order in which the device made them."""

    user = serializers.CharField(
        max_length=150,
        required=False,
        help_text="The account that made them. If another one sends them, nothing is stored (409):"
        " a page may outlive its session.",
    )
    operations = serializers.ListField(
        child=OperationSerializer(), min_length=1, max_length=MOST_OPERATIONS
    )


class CandidateSerializer(EstimateSerializer):
    """One of several counts to choose from, by the operation that said it."""

    operation = serializers.UUIDField()


class SheetTallySerializer(EstimateSerializer):
    """A count as whoever enters it sees it. The version goes back as ``base_version``."""

    version = serializers.IntegerField()
    candidates = CandidateSerializer(many=True)


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one operation. ``reason`` says why one was refused."""

    uuid = serializers.UUIDField()
    question = serializers.CharField()
    option = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.values)
    reason = serializers.CharField()
    tally = SheetTallySerializer(allow_null=True)


class OdditySerializer(serializers.Serializer[Any]):
    """A count that cannot be. It is stored all the same."""

    question = serializers.CharField()
    option = serializers.CharField()
    message = serializers.CharField()


class RecordedSerializer(serializers.Serializer[Any]):
    """What became of each operation, in their order, and what is odd about the run now."""

    state = serializers.CharField()
    results = ResultSerializer(many=True)
    warnings = OdditySerializer(many=True)


class CellSerializer(serializers.Serializer[Any]):
    question = serializers.CharField(source="option.question.key")
    option = serializers.CharField(source="option.key")
    tally = SheetTallySerializer(source="*")


class WaitingSerializer(serializers.Serializer[Any]):
    """An operation that came too late: accept it or undo it, by its uuid."""

    uuid = serializers.UUIDField()
    question = serializers.CharField(source="option.question.key")
    option = serializers.CharField(source="option.key")
    kind = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    cell = serializers.CharField()
    made_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()


class SheetSerializer(serializers.Serializer[Any]):
    """Every count with its version, and what waits for a decision."""

    state = serializers.CharField()
    cells = CellSerializer(many=True)
    waiting = WaitingSerializer(many=True)
    warnings = OdditySerializer(many=True)


class ImportedSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField(help_text="Counts that are new or differ")
