"""What the API says of surveys. No count is ever a bare number."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog.serializers import (
    ApiAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
)
from apps.core.estimates import Precision, Share
from apps.surveys.models import Question
from apps.surveys.shares import Hands, share_of_room


class EstimateSerializer(serializers.Serializer[Any]):
    """An uncertain count: what was written, the number said, and the bounds it lies in."""

    raw = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField(help_text=", ".join(Precision.values))


class ShareSerializer(serializers.Serializer[Any]):
    """A part of a whole, 0 to 1. ``value`` is null where no single number was said."""

    low = serializers.FloatField()
    value = serializers.FloatField(allow_null=True)
    high = serializers.FloatField()


class TallySerializer(EstimateSerializer):
    """A count with its shares. ``candidates`` are counts between which nobody has chosen yet."""

    rule = serializers.CharField()
    denominator = serializers.ChoiceField(choices=Question.Denominator.values)
    share_of_room = ShareSerializer(allow_null=True)
    share_of_hands = ShareSerializer(allow_null=True)
    published_share = serializers.FloatField(
        allow_null=True, help_text="0 to 1, as the author gave it"
    )
    published_note = serializers.CharField()
    candidates = EstimateSerializer(many=True)
    first_line = serializers.IntegerField(allow_null=True, help_text="In the source")
    last_line = serializers.IntegerField(allow_null=True)


class OptionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    examples = serializers.ListField(child=serializers.CharField())
    merged = serializers.ListField(child=serializers.CharField(), help_text="What it joins")
    tally = TallySerializer()


class QuestionSerializer(serializers.Serializer[Any]):
    """A question. ``hands`` is the sum of its counts: in a multi more than one a person."""

    key = serializers.CharField()
    wording = serializers.CharField()
    wording_version = serializers.IntegerField()
    wording_note = serializers.CharField()
    mode = serializers.ChoiceField(choices=Question.Mode.values)
    announced = serializers.BooleanField()
    denominator = serializers.ChoiceField(choices=Question.Denominator.values)
    note = serializers.CharField()
    hands = EstimateSerializer()
    options = OptionSerializer(many=True)


class SurveyEventSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("events")


class EarlierRunSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("surveys")


class SurveyCardSerializer(RecordSerializer):
    """A survey as lists show it."""

    record_kind = "survey"

    url = ApiAddress("surveys")
    state = serializers.CharField(help_text="revealed or closed")
    summary = serializers.CharField()
    event = SurveyEventSerializer()
    date = serializers.DateField(source="event.starts_on", allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    head_count = EstimateSerializer()
    question_count = serializers.SerializerMethodField()

    def get_question_count(self, run: Any) -> int:
        return len(run.questions.all())


class SurveySerializer(SurveyCardSerializer):
    """A survey with its questions and counts."""

    body = serializers.CharField()
    markup = serializers.CharField()
    method = serializers.CharField()
    exact_below = serializers.IntegerField(allow_null=True)
    cloned_from = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()
    sources = SourceSerializer(source="loaded_origins", many=True)

    @extend_schema_field(EarlierRunSerializer(allow_null=True))
    def get_cloned_from(self, run: Any) -> Any:
        earlier = run.cloned_from
        if earlier is None or not earlier.is_public():
            return None
        return _earlier_run.to_representation(earlier)

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, run: Any) -> Any:
        return [_question.to_representation(_asked(run, each)) for each in run.questions.all()]


_earlier_run = EarlierRunSerializer()
_question = QuestionSerializer()


def _asked(run: Any, question: Any) -> dict[str, Any]:
    options = list(question.options.all())
    hands = Hands.of(option.tally.estimate for option in options)
    plain = ("key", "wording", "wording_version", "wording_note", "mode", "announced", "note")
    return {
        **{name: getattr(question, name) for name in plain},
        "denominator": question.denominator,
        "hands": hands.total,
        "options": [_answered(run, question, option, hands) for option in options],
    }


def _answered(run: Any, question: Any, option: Any, hands: Hands) -> dict[str, Any]:
    tally = option.tally
    counted = ("raw", "value", "low", "high", "precision", "rule", "candidates")
    published = tally.published_share
    return {
        **{name: getattr(option, name) for name in ("key", "label", "examples", "merged")},
        "tally": {
            **{name: getattr(tally, name) for name in counted},
            "denominator": question.denominator,
            "share_of_room": _rounded(share_of_room(tally.estimate, run.head_count)),
            "share_of_hands": _rounded(hands.share_of(tally.estimate)),
            "published_share": None if published is None else float(published) / 100,
            "published_note": tally.published_note,
            "first_line": tally.first_line,
            "last_line": tally.last_line,
        },
    }


def _rounded(share: Share | None) -> Share | None:
    if share is None:
        return None
    value = None if share.value is None else round(share.value, 4)
    return Share(round(share.low, 4), value, round(share.high, 4))
