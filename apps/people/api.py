"""People as records of the API and the catalog."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Count, Q
from rest_framework import serializers

from apps.catalog import filters, kinds
from apps.catalog.serializers import ApiAddress, OptionalAddress, RecordSerializer
from apps.people.models import Person

#: What somebody can be in a session or of an event.
ROLES = ["speaker", "moderator", "panelist", "host", "audience", "organiser", "notes"]

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
        return sorted({*person.session_roles, *person.event_roles})


class PersonSerializer(PersonCardSerializer):
    """A person with everything that is known of them. Their talks: ``talks/?speaker={slug}``."""

    names = serializers.SerializerMethodField(help_text="Other spellings of the name")
    bio = serializers.CharField()
    homepage = OptionalAddress(source="url")

    def get_names(self, person: Any) -> list[str]:
        return sorted({spelling.name for spelling in person.names.all()} - {person.name})


def public_people() -> models.QuerySet[Person]:
    """People who appear in something public, with how often and as what."""
    return (
        Person.objects.annotate(
            talk_count=Count("appearances__session", filter=_PUBLIC_SESSION, distinct=True),
            session_roles=ArrayAgg(
                "appearances__role", filter=_PUBLIC_SESSION, distinct=True, default=[]
            ),
            event_roles=ArrayAgg(
                "organised__role", filter=_PUBLIC_EVENT, distinct=True, default=[]
            ),
        )
        .filter(Q(talk_count__gt=0) | ~Q(event_roles=[]))
        .prefetch_related("names")
    )


def person_entry(person: Any) -> kinds.Entry:
    spellings = " ".join(spelling.name for spelling in person.names.all())
    return kinds.Entry(
        slug=person.slug,
        title=person.name,
        summary=person.bio,
        weight=person.talk_count,
        people=[(person.slug, role) for role in {*person.session_roles, *person.event_roles}],
        texts=(person.name, spellings, person.bio, ""),
    )


def where_they_appear(ids: Iterable[int]) -> kinds.Touched:
    """Talks and events that show the names of these people."""
    people = Person.objects.filter(pk__in=list(ids))
    talks = people.values_list("appearances__session", flat=True)
    events = people.values_list("organised__event", flat=True)
    return {"talk": set(talks) - {None}, "event": set(events) - {None}}


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
