"""Answers in the shape that the client asks for: fewer fields, or references opened up.

``fields=title,event(name)`` keeps those fields. ``expand=event`` puts the card of the record that
a reference names in the reference's place; what the reference says besides (a speaker's role)
stays. Both are checked against the kind's serializer before anything is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from rest_framework import serializers

from apps.catalog import serving
from apps.catalog.filters import BadParameter
from apps.catalog.kinds import Kind, kinds
from apps.catalog.models import Document
from apps.catalog.serializers import HOST

LONGEST = 500
DEEPEST = 3

PARAMETERS = ("fields", "expand")
_TOKEN = re.compile(r"[a-z_][a-z0-9_]*|[(),]")

Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]


def nested(field: Any) -> Fields | None:
    """The fields of the object (or of each object of the list) that ``field`` gives, if it does."""
    if isinstance(field, serializers.ListSerializer):
        field = field.child
    if isinstance(field, serializers.Serializer):
        return field.fields
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, field.method_name or "", None)
        return _annotated(method)
    return _annotated(field)


def _annotated(what: Any) -> Fields | None:
    """As ``nested``, of what ``extend_schema_field`` says of a field or method."""
    declared = getattr(what, "_spectacular_annotation", {}).get("field")
    if isinstance(declared, serializers.ListSerializer | serializers.Serializer):
        return nested(declared)
    return None


@dataclass
class Selection:
    """The fields asked for, in that order; of each, those within it (None: all of it)."""

    fields: dict[str, "Selection | None"] = field(default_factory=dict)

    def of(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.of(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: part.of(value[name]) if part else value[name]
            for name, part in self.fields.items()
            if name in value
        }


class _Parser:
    """Reads ``title,event(name)`` against the fields that there are.

    What is in the brackets of an opened reference is not checked: the card there is any kind's.
    """

    def __init__(self, text: str, opened: tuple[str, ...]) -> None:
        compact = text.replace(" ", "")
        self.tokens = _TOKEN.findall(compact)
        if not compact or len(text) > LONGEST or "".join(self.tokens) != compact:
            raise BadParameter(
                "fields",
                f"must be names with commas, such as title,event(title): at most {LONGEST} "
                "characters",
            )
        self.opened = opened
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def whole(self, fields: Fields) -> Selection:
        selection = self.names(fields, "", 1)
        if self.peek():
            raise BadParameter("fields", f"has {self.peek()!r} where nothing should follow")
        return selection

    def names(self, fields: Fields | None, path: str, depth: int) -> Selection:
        selection = Selection()
        while True:
            name = self.take()
            if not name or name in "(),":
                raise BadParameter(
                    "fields", f"lacks a name{f' within {path[:-1]}' if path else ''}"
                )
            if fields is not None and name not in fields:
                there = ", ".join(fields)
                raise BadParameter("fields", f"has {path}{name}, which is no field. There: {there}")
            inner = None if path + name in self.opened else nested((fields or {}).get(name))
            free = fields is None or path + name in self.opened
            selection.fields[name] = self.within(inner, free, path + name, depth)
            if self.peek() != ",":
                return selection
            self.take()

    def within(self, fields: Fields | None, free: bool, path: str, depth: int) -> Selection | None:
        """The selection in brackets after ``path``, if there is one."""
        if self.peek() != "(":
            return None
        self.take()
        if depth >= DEEPEST or (fields is None and not free):
            raise BadParameter(
                "fields", f"has brackets after {path}, which has no fields to choose"
            )
        selection = self.names(fields, f"{path}.", depth + 1)
        if self.take() != ")":
            raise BadParameter("fields", f"lacks a closing bracket after {path}")
        return selection


@dataclass(frozen=True)
class Shape:
    """What was asked: ``apply`` gives the JSON of stored texts in that shape."""

    selection: Selection | None = None
    expand: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.selection or self.expand)

    def apply(self, texts: list[bytes]) -> list[bytes]:
        if not self:
            return texts
        records = [serving.loaded(text) for text in texts]
        if self.expand:
            _expand(records, self.expand)
        if self.selection:
            records = [self.selection.of(record) for record in records]
        return [serving.stored(record).encode() for record in records]


def parse(params: Mapping[str, str], kind: Kind, *, whole: bool) -> Shape:
    """Read ``fields`` and ``expand`` (BadParameter says what is wrong with them)."""
    if params.keys().isdisjoint(PARAMETERS):
        return Shape()
    fields = kind.fields(whole=whole)
    expand = _expansions(params["expand"], fields) if "expand" in params else ()
    if "fields" not in params:
        return Shape(None, expand)
    return Shape(_Parser(params["fields"], expand).whole(fields), expand)


def _expansions(text: str, fields: Fields) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in text[:LONGEST].split(",")))
    can = expandable(fields)
    for name in names:
        if name not in can:
            allowed = ", ".join(can) or "nothing"
            raise BadParameter("expand", f"has {name!r}. What can be opened up here: {allowed}")
    return names


def expandable(fields: Fields) -> list[str]:
    """The fields that refer to other records: objects with an address of this API."""
    return [name for name, each in fields.items() if {"slug", "url"} <= (nested(each) or {}).keys()]


def _expand(records: list[dict[str, Any]], names: Iterable[str]) -> None:
    """Put cards into the references, with one query for each kind referred to."""
    references = [ref for record in records for name in names for ref in _refs(record.get(name))]
    wanted: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        plural, key = _place(reference)
        wanted[plural].add(key)
    cards = {plural: _cards(plural, keys) for plural, keys in wanted.items()}
    for reference in references:
        plural, key = _place(reference)
        if card := cards[plural].get(key):
            reference.update(card | reference)


def _refs(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict) and each.get("url")]


def _place(reference: Mapping[str, Any]) -> tuple[str, str]:
    """(plural of the kind, key) of ``{HOST}/api/v1/{plural}/{key}/``."""
    *_, plural, key = reference["url"].removeprefix(HOST).strip("/").split("/")
    return plural, unquote(key)


def _cards(plural: str, keys: set[str]) -> dict[str, dict[str, Any]]:
    for kind in kinds():
        if kind.plural == plural:
            column = "object_id" if kind.lookup == "id" else "slug"
            found = Document.objects.public(kind.name).filter(**{f"{column}__in": keys})
            cards = found.values_list(column, "card")
            return {str(key): serving.loaded(card) for key, card in cards}
    return {}
