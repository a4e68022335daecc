"""Notes made ready for a page: rendered, questions with their replies, source by source.

And who took part. That is no template, since a programme has hundreds of names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core import markup
from apps.core.addresses import page_of
from apps.core.markup import mentions
from apps.events.exchanges import Exchange, in_exchanges
from apps.events.models import Appearance, Organiser
from apps.packages.models import Package

#: Roles as readers say them; of a speaker it is not said
ROLES = {
    value: str(label).lower()
    for roles in (Organiser.Role, Appearance.Role)
    for value, label in roles.choices
    if value != Appearance.Role.SPEAKER
}


def credit(
    slug: str, name: str, role: str, nickname: str = "", affiliations: Iterable[str] = ()
) -> SafeString:
    """Somebody who took part, as what, and of whom."""
    parts = [format_html('<a href="{}" dir="auto">{}</a>', page_of("person", slug), name)]
    if nickname:
        parts.append(format_html("“{}”", nickname))
    if role in ROLES:
        parts.append(format_html("<small>{}</small>", ROLES[role]))
    if of := ", ".join(affiliations):
        parts.append(format_html('<span class="at">({})</span>', of))
    return SafeString(" ".join(parts))


@dataclass(slots=True)
class Notes:
    """What one source, or this site itself (None), has of a session or an event."""

    source: Any
    exchanges: list[Exchange]

    @property
    def questions(self) -> list[Any]:
        return [each.passage for each in self.exchanges if each.is_question]


@lru_cache(maxsize=512)
def _rendered(text: str, form: str, prefix: str) -> SafeString:
    """A passage as HTML. Kept, as reST takes a second for the notes of a conference."""
    return markup.render(text, form, prefix=prefix)


def notes(passages: Iterable[Any], *, prefix: str = "") -> list[Notes]:
    """Passages with ``html`` and ``id``, in order, by source."""
    rows = list(passages)
    for row in rows:
        row.id = f"{prefix}{row.anchor}"
        row.html = _rendered(row.text, row.markup, row.id)
    return [
        Notes(same[0].source, in_exchanges(same))
        for _, group in groupby(rows, key=lambda row: row.source_id)
        if (same := list(group))
    ]


def link_mentions(rows: Iterable[Any]) -> None:
    """Link PEPs and known packages in the ``html`` of these rows, in one query."""
    shown = [row for row in rows if row.html]
    addresses = package_addresses({name for row in shown for name in mentions.names_in(row.html)})
    for row in shown:
        row.html = mentions.linked(row.html, addresses)


def with_links(html: str) -> SafeString:
    """One text with PEPs and known packages linked."""
    return mentions.linked(html, package_addresses(mentions.names_in(html)))


def package_addresses(names: set[str]) -> dict[str, str]:
    """The pages of the packages with exactly these names."""
    found = Package.objects.filter(name__in=names) if names else ()
    return dict(_addresses(found))


def _addresses(packages: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for package in packages:
        if hasattr(package, "get_absolute_url"):
            yield package.name, package.get_absolute_url()
