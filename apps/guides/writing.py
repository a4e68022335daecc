"""Notes as clients of the API write them."""

from typing import Any

from apps.catalog.writing import PublicationWriteSerializer, Writer
from apps.core.fields import SlugOf
from apps.guides.models import Note
from apps.people.models import Person
from apps.people.writing import credit


class NoteWriteSerializer(PublicationWriteSerializer):
    author = SlugOf(queryset=Person.objects.all(), required=False)

    class Meta:
        model = Note
        fields = (
            "title", "author", "author_name", "written_on", "summary", "body", "markup",
            "language", "answers_name", "answers_url", "state", "topics",
        )  # fmt: skip
        extra_kwargs = {"body": {"required": True, "allow_blank": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        credit(attrs, "author", is_new=self.instance is None)
        return attrs


WRITER = Writer(
    serializer=NoteWriteSerializer,
    changeable=Note.editable_by,
    may_add=lambda user, fields: True,
)
