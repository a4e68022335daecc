"""The kinds of records that the site shows. A content app registers each of its own once."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from rest_framework import serializers

from apps.catalog.filters import Filter
from apps.core.deprecation import Deprecation

#: Kind name -> primary keys
Touched = Mapping[str, Iterable[int]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What lists, filters and search know of a record. ``people`` holds (slug, role) pairs."""

    slug: str
    title: str
    summary: str = ""
    form: str = ""
    language: str = ""
    date: datetime.date | None = None
    event: str = ""
    series: str = ""
    #: How many talks, or records of any kind, it gathers
    weight: int = 0
    people: Iterable[tuple[str, str]] = ()
    topics: Iterable[str] = ()
    #: Search text, most important first: title, people and topics, summary, body. The body as it is
    #: written: search ignores punctuation, and rendering it would be most of what publishing costs.
    texts: tuple[str, str, str, str] = ("", "", "", "")


def touches_nothing(ids: Iterable[int]) -> Touched:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How rows of one model become documents, and how the API lists them.

    ``rows`` gives the public rows with all that the serializers and ``entry`` read. ``touches``
    names the records of other kinds that show part of these rows and must be made anew with them.
    ``shows`` says the same from the other end: of a kind whose records this one shows, the paths
    that lead there from this model. So a kind can show records of layers that do not know it.
    ``beside``: shown beside what it names (``catalog.beside``), so not listed there once more.
    ``counted`` kinds are counted by what they touch, also when something else withdraws them.
    ``embedded`` kinds are shown so far that whatever changes a record of theirs, be it the name of
    somebody it names, changes what it touches: reviews name the authors of their book.
    ``detail`` extends ``card``: a record is serialised once, and its card is part of the whole.
    """

    name: str
    plural: str
    model: type[models.Model]
    rows: Callable[[], models.QuerySet[Any]]
    card: type[serializers.Serializer[Any]]
    detail: type[serializers.Serializer[Any]]
    entry: Callable[[Any], Entry]
    touches: Callable[[list[int]], Touched] = touches_nothing
    shows: Mapping[str, Iterable[str]] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    order: str = "-date"
    counted: bool = False
    beside: bool = False
    embedded: bool = False
    #: The field of the API's address: records whose slug is unique only within an event use the id
    lookup: str = "slug"
    #: Whether each record has a page of its own, for sitemaps; a status is part of its package's
    has_page: bool = True
    #: Views that do more than ``catalog.views.ListView`` and ``DetailView``, which they extend
    list_base: type | None = None
    detail_base: type | None = None
    #: What such a view of one record may be asked besides, for the schema
    detail_filters: Mapping[str, Filter] = field(default_factory=dict)
    #: Set when the kind's resources are to go
    deprecation: Deprecation | None = None
    #: How clients write records of the kind (``catalog.writing.Writer``); None: not at all
    writer: Any = None
    #: Whether clients write by resources of the kind's own instead, such as counts of a survey
    has_own_writes: bool = False
    #: Where readers see the list, and below it ``feed.atom``; empty for ``/{plural}/``
    page: str = ""

    @property
    def list_page(self) -> str:
        """The path of the list for readers."""
        return self.page or f"/{self.plural}/"

    @cached_property
    def serializer(self) -> serializers.Serializer[Any]:
        """The detail serializer, made once: building its fields costs more than using them."""
        return self.detail()

    @cached_property
    def card_fields(self) -> list[str]:
        """The fields of the detail that lists show."""
        return list(self.card().fields)

    def fields(self, *, whole: bool) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields of the whole record, or of its card."""
        every = self.serializer.fields
        return {str(name): every[str(name)] for name in (every if whole else self.card_fields)}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Called when the app's ``api`` module is imported."""
    if not issubclass(kind.detail, kind.card):
        raise TypeError(f"{kind.detail.__name__} must extend {kind.card.__name__}")
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def writable() -> list[Kind]:
    """The kinds that programs may write: what a token's scopes name."""
    return [kind for kind in _kinds.values() if kind.writer or kind.has_own_writes]


def kind_named(name: str) -> Kind:
    """Return the kind of that name (KeyError if there is none)."""
    return _kinds[name]


def kind_of(model: type[models.Model]) -> Kind:
    """Return the kind that rows of ``model`` are (LookupError if they are none)."""
    for kind in _kinds.values():
        if kind.model is model:
            return kind
    raise LookupError(f"{model.__name__} is not registered in the catalog")
