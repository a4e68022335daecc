"""People as records of the API and the catalog."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog import filters, kinds
from apps.catalog.models import Document
from apps.catalog.serializers import ApiAddress, OptionalAddress, RecordSerializer
from apps.people.models import Person

#: What somebody can be in a session, of an event, or of something written.
ROLES = [
    "speaker", "moderator", "panelist", "host", "audience", "organiser", "notes", "author",
    "editor", "reviewer", "said", "told", "owner",
]  # fmt: skip
#: Kinds whose roles the rows of this query tell; others are looked up in the catalog.
COUNTED_HERE = ("person", "talk", "event")

_PUBLIC_SESSION = Q(
    appearances__session__state="published", appearances__session__event__state="published"
)
_PUBLIC_EVENT = Q(organised__event__state="published")


class PersonCardSerializer(RecordSerializer):
    """A person and how often they appeared."""

    record_kind = "person"

    title = None  # type: ignore[assignment]  # people have a name instead
    name = serializers.CharField()
    url = ApiAddress("people")
    talk_count = serializers.IntegerField()
    roles = serializers.SerializerMethodField()

    def get_roles(self, person: Any) -> list[str]:
        return sorted(roles_of(person))


class PersonSerializer(PersonCardSerializer):
    """A person with everything that is known of them. Their talks: ``talks/?speaker={slug}``."""

    names = serializers.SerializerMethodField(help_text="Other spellings of the name")
    bio = serializers.CharField()
    homepage = OptionalAddress(source="url")
    work_counts = serializers.SerializerMethodField(
        help_text="How much else there is of them, by kind: reviews, guides, notes and the like"
    )

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_work_counts(self, person: Any) -> dict[str, int]:
        return dict(sorted(Counter(work["kind"] for work in person.works).items()))

    def get_names(self, person: Any) -> list[str]:
        return sorted({spelling.name for spelling in person.names.all()} - {person.name})


def roles_of(person: Any) -> set[str]:
    """Everything that somebody was."""
    own = f":{person.slug}"
    works = (term for work in person.works for term in work["people"] if term.endswith(own))
    return {*person.session_roles, *person.event_roles, *(term.split(":")[0] for term in works)}


def works() -> models.QuerySet[Document]:
    """What names the person of the outer query, in kinds of apps that this one does not know."""
    named = models.Func(OuterRef("slug"), template="ARRAY[%(expressions)s]::varchar[]")
    public = Document.objects.filter(withdrawn_at__isnull=True, people__contains=named)
    return public.exclude(kind__in=COUNTED_HERE).order_by("kind", "object_id")


def public_people() -> models.QuerySet[Person]:
    """People who appear in something public, with how often and as what."""
    shown = works().values_list(JSONObject(kind="kind", people="people"))
    return (
        Person.objects.annotate(
            works=ArraySubquery(shown),
            talk_count=Count("appearances__session", filter=_PUBLIC_SESSION, distinct=True),
            session_roles=ArrayAgg(
                "appearances__role", filter=_PUBLIC_SESSION, distinct=True, default=[]
            ),
            event_roles=ArrayAgg(
                "organised__role", filter=_PUBLIC_EVENT, distinct=True, default=[]
            ),
        )
        .filter(Q(talk_count__gt=0) | ~Q(event_roles=[]) | Exists(works()))
        .prefetch_related("names")
    )


def person_entry(person: Any) -> kinds.Entry:
    spellings = " ".join(spelling.name for spelling in person.names.all())
    return kinds.Entry(
        slug=person.slug,
        title=person.name,
        summary=person.bio,
        weight=person.talk_count,
        people=[(person.slug, role) for role in roles_of(person)],
        texts=(person.name, spellings, person.bio, ""),
    )


def where_they_appear(ids: Iterable[int]) -> kinds.Touched:
    """Talks and events that show the names of these people."""
    people = Person.objects.filter(pk__in=list(ids))
    talks = ("appearances__session", "passages__session", "figures__session")
    events = ("organised__event", "passages__event", "figures__event", "incidents__event")
    return {"talk": _named(people, talks), "event": _named(people, events)}


def _named(people: models.QuerySet[Person], relations: Iterable[str]) -> set[int]:
    return {key for name in relations for key in people.values_list(name, flat=True)} - {None}


kinds.register(
    kinds.Kind(
        name="person",
        plural="people",
        model=Person,
        rows=public_people,
        card=PersonCardSerializer,
        detail=PersonSerializer,
        entry=person_entry,
        touches=where_they_appear,
        filters={"role": filters.role(ROLES, "Role in any talk or event")},
        order="title",
    )
)
