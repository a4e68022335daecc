"""Writing by the API: explicit fields, one transaction, published at its end.

A kind that can be written gives ``Kind.writer``: a serializer of the fields that clients may set,
and who may write what.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from apps.catalog import serving
from apps.catalog.kinds import Kind
from apps.catalog.models import Document
from apps.catalog.publishing import publish, publish_ids
from apps.catalog.touching import together, touched_by
from apps.core import idempotency
from apps.core.entering import Entered
from apps.core.fields import OF_MODELS, Text
from apps.core.models import Publication
from apps.core.naming import slug
from apps.core.problems import Conflict, PreconditionFailed

CHANGED = "This %s was changed since you read it. Get it again, and send its new ETag."
CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since")
#: Only the same bytes will do (RFC 9110, section 13.1.1), but clients behind nginx cannot know that
WEAK = (
    "If-Match takes no weak ETag. A proxy that compressed the answer has made yours weak: get the "
    "record with Accept-Encoding: identity, and send that ETag."
)
#: More parts of one sort than any record has
MOST_PARTS = 100


class PartSerializer(serializers.ModelSerializer[Any]):
    """Something that hangs on a record. A key that is none of its fields is refused."""

    serializer_field_mapping = OF_MODELS

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["is not a field here"] for name in unknown})
        return super().to_internal_value(data)


class WriteSerializer(serializers.ModelSerializer[Any]):
    """The fields that clients may set. A key that is none of them is refused."""

    serializer_field_mapping = OF_MODELS

    def to_internal_value(self, data: Mapping[str, Any]) -> Any:
        if unknown := sorted(set(data) - set(self.fields)):
            allowed = ", ".join(map(str, self.fields))
            raise serializers.ValidationError(
                {
                    name: [f"is not a field that can be written. There are: {allowed}"]
                    for name in unknown
                }
            )
        return super().to_internal_value(data)

    def create(self, validated_data: dict[str, Any]) -> Any:
        model: Any = self.Meta.model
        return self.write(model(), validated_data)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        return self.write(instance, validated_data)

    def write(self, row: Any, fields: dict[str, Any]) -> Any:
        """Store the fields in the row. What hangs on it is written by ``write_parts``."""
        parts = {name: fields.pop(name) for name in self.parts() if name in fields}
        for name, value in fields.items():
            setattr(row, name, value)
        if isinstance(row, Entered) and row._state.adding:
            row.created_by = self.context["actor"]
        self.prepare(row)
        self.clean_row(row)
        row.save()
        self.write_parts(row, parts)
        return row

    def prepare(self, row: Any) -> None:
        """Set what the client does not, before the row is looked at and stored."""

    def clean_row(self, row: Any) -> None:
        """Hold the whole row against the rules of its model."""
        try:
            row.full_clean(exclude=["slug"], validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise serializers.ValidationError(serializers.as_serializer_error(error)) from error

    def parts(self) -> tuple[str, ...]:
        """Fields that are rows of their own."""
        return ()

    def write_parts(self, row: Any, parts: dict[str, Any]) -> None:
        """Replace the parts that were given."""


class PublicationWriteSerializer(WriteSerializer):
    """What is drafted, published and withdrawn, with topics and an address of its own."""

    topics = serializers.ListField(child=Text(max_length=100), max_length=50, required=False)

    def validate_state(self, state: str) -> str:
        if state == Publication.State.WITHDRAWN:
            raise serializers.ValidationError("use DELETE to withdraw a record")
        return state

    def write(self, row: Any, fields: dict[str, Any]) -> Any:
        topics = fields.pop("topics", None)
        super().write(row, fields)
        if topics is not None:
            row.topics.set(topics)
        return row

    def prepare(self, row: Any) -> None:
        row.actor = self.context["actor"]
        if not row.slug:
            row.slug = self.free_slug(row)

    def free_slug(self, row: Any) -> str:
        """A slug that no row among ``row.peers`` has."""
        wanted = slug(row.title, fallback="untitled")[:100]
        taken = set(self.peers(row).filter(slug__startswith=wanted).values_list("slug", flat=True))
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(s for s in numbered if s not in taken)

    def peers(self, row: Any) -> models.QuerySet[Any]:
        """The rows among which the slug must be unique."""
        return type(row)._default_manager.all()


@dataclass(frozen=True)
class Writer:
    """How a kind is written, and by whom.

    ``changeable`` gives the rows that somebody may change; ``may_add`` says whether they may make
    a row of these (valid) fields. ``deletes``: what is taken back is not withdrawn but deleted.
    """

    serializer: type[WriteSerializer]
    changeable: Callable[[Any], models.QuerySet[Any]]
    may_add: Callable[[Any, Mapping[str, Any]], bool]
    deletes: bool = False


def create(request: Request, kind: Kind) -> HttpResponse:
    """Make a record: 201 with all of it, and its address."""
    writer = _writer(request, kind, "add")

    def write() -> HttpResponse:
        serializer = writer.serializer(data=request.data, context={"actor": request.user})
        serializer.is_valid(raise_exception=True)
        if not writer.may_add(request.user, serializer.validated_data):
            raise exceptions.PermissionDenied(f"You may not add this {kind.name}.")
        return _answer(request._request, kind, serializer.save(), 201)

    return idempotency.once(request._request, request.user, write)


def change(request: Request, kind: Kind, key: str | int) -> HttpResponse:
    """Change the fields that were sent, of the record as the client last saw it (If-Match)."""
    writer = _writer(request, kind, "change")

    def write() -> HttpResponse:
        row = _row(request, kind, writer, key)
        serializer = writer.serializer(
            row, data=request.data, partial=True, context={"actor": request.user}
        )
        serializer.is_valid(raise_exception=True)
        return _answer(request._request, kind, serializer.save(), 200)

    return idempotency.once(request._request, request.user, write)


def withdraw(request: Request, kind: Kind, key: str | int) -> HttpResponse:
    """Take a record back: readers get 410 from now on. What was withdrawn an editor can publish
    again; what has no state, such as a statement, is deleted."""
    writer = _writer(request, kind, "change")
    with transaction.atomic():
        row: Any = _row(request, kind, writer, key)
        if writer.deletes:
            _delete(kind, row)
        else:
            row.state = row.State.WITHDRAWN
            row.actor = request.user
            row.save()
            publish(row)
    return HttpResponse(status=204)


def _delete(kind: Kind, row: Any) -> None:
    """Delete a row. What shows it is asked before, while it can still tell."""
    records = {kind.name: {row.pk}}
    records = together(records, touched_by(records))
    row.delete()
    publish_ids(records)


def _writer(request: Request, kind: Kind, action: str) -> Writer:
    """The kind's writer, if who asks is somebody who may do that to records of the kind."""
    if kind.writer is None:
        raise exceptions.MethodNotAllowed(str(request.method))
    if not request.user.is_authenticated:
        raise exceptions.NotAuthenticated
    allows = getattr(request.auth, "allows", None)
    if allows is not None and not allows(kind.plural):
        raise exceptions.PermissionDenied(f"This token may not write {kind.plural}.")
    app, model = kind.model._meta.app_label, kind.model._meta.model_name
    if not request.user.has_perm(f"{app}.{action}_{model}"):
        raise exceptions.PermissionDenied(f"You may not {action} {kind.plural}.")
    return kind.writer


def _row(request: Request, kind: Kind, writer: Writer, key: str | int) -> Any:
    """The row, locked until the transaction ends (403, 404, 409 or 412 if it is not to be had)."""
    column = "pk" if kind.lookup == "id" else kind.lookup
    rows = kind.model._default_manager.filter(**{column: key})
    row: Any = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise Http404(f"There is no {kind.name} {key!r}.")
    if not writer.changeable(request.user).filter(pk=row.pk).exists():
        raise exceptions.PermissionDenied(f"You may not change this {kind.name}.")
    _match(request, kind, row.pk)
    if getattr(row, "state", "") == Publication.State.WITHDRAWN:
        raise Conflict(f"This {kind.name} was withdrawn. An editor can publish it again.")
    return row


def _match(request: Request, kind: Kind, pk: int) -> None:
    """Hold the record against the conditions that the client sent (RFC 9110, section 13.1)."""
    if not any(name in request.headers for name in CONDITIONS):
        return
    found = Document.objects.public(kind.name).filter(object_id=pk)
    current = found.values_list("content_hash", "changed_at").first()
    etag, changed = (_etag(current[0]), int(current[1].timestamp())) if current else (None, None)
    wanted = request.headers.get("If-Match", "*")
    # Django takes an If-Match without any ETag for none: whoever sent it meant not to overwrite.
    if not parse_etags(wanted) or get_conditional_response(request._request, etag, changed):
        raise PreconditionFailed(WEAK if wanted.lstrip().startswith("W/") else CHANGED % kind.name)


def _etag(content_hash: str) -> str:
    return f'"{content_hash}-{serving.REVISION}j"'


def _answer(request: HttpRequest, kind: Kind, row: Any, status: int) -> HttpResponse:
    """Publish the row, and answer with the record as ``GET`` has it from now on."""
    publish(row)
    found = Document.objects.public(kind.name).filter(object_id=row.pk).first()
    if found is None:  # a draft
        body = {"id": row.pk, "kind": kind.name, "slug": row.slug, "state": row.state}
        return _response(orjson.dumps(body), status)
    response = _response(serving.with_host(found.detail, request), status)
    response["ETag"] = _etag(found.content_hash)
    key = row.pk if kind.lookup == "id" else row.slug
    response["Location"] = request.build_absolute_uri(f"/api/v1/{kind.plural}/{key}/")
    return response


def _response(body: bytes, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
