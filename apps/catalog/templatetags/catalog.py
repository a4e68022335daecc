"""How the catalog is shown: years as cords, JSON with its links to follow."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from apps.catalog import beside as beside_records
from apps.catalog.kinds import kind_named, kind_of
from apps.catalog.listing import Choice
from apps.catalog.related import related as related_records
from apps.catalog.sharing import picture_path_now
from apps.core.addresses import page_of
from apps.core.linked_data import breadcrumbs

register = template.Library()

#: Pixels of the longest cord
LONGEST = 72

_ADDRESS = re.compile(r'(?<=")https?://[^"\\\s]+(?=")')


@register.filter
def linked_json(text: str) -> SafeString:
    """JSON text as HTML: every string that is a web address becomes a link."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(format_html('<a href="{0}" rel="nofollow">{0}</a>', found[0]))
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 every part is escaped


@register.filter
def is_recorded(card: dict[str, Any]) -> bool:
    """Whether a talk has a recording that, as far as anybody knows, still answers."""
    return any(recording["available"] is not False for recording in card["recordings"])


@register.filter
def names(credits: list[dict[str, Any]], most: int) -> SafeString:
    """So many of the people of a card, each linked, with what else than a speaker they were.

    No template, as lists have hundreds of names.
    """
    parts = []
    for each in credits[:most]:
        page, role = page_of("person", each["slug"]), each["role"]
        parts.append(format_html('<a href="{}" dir="auto">{}</a>', page, each["name"]))
        if role != "speaker":
            parts[-1] += format_html(" <small>{}</small>", role)
    more = f" and {len(credits) - most} more" if len(credits) > most else ""
    return SafeString(", ".join(parts) + more)


@register.filter
def template_of(card: dict[str, Any]) -> list[str]:
    """Which template shows a card in a list that mixes kinds: its kind's own, or the plain one."""
    return [f"catalog/_{card['kind']}.html", "catalog/_record.html"]


@register.inclusion_tag("catalog/_quipu.html")
def quipu(choices: Iterable[Choice], what: str, counted: str = "") -> dict[str, Any]:
    """Counts by year as cords with a knot at the end: the longer, the more.

    A year alone has nothing to be compared with, and is left out unless it was chosen.
    """
    shown = list(choices)
    if len(shown) == 1 and not shown[0].chosen:
        shown = []
    most = max((choice.count for choice in shown), default=1)
    return {
        "what": what,
        "counted": counted or what,
        "cords": [(c, 8 + round(LONGEST * c.count / most)) for c in shown],
    }


@register.inclusion_tag("catalog/_beside.html")
def beside(kind: str, pk: int) -> dict[str, Any]:
    """What other parts of the site have on a record, such as blog entries that mention it."""
    return {"groups": beside_records.groups(kind, pk)}


@register.inclusion_tag("catalog/_related.html")
def related(kind: str, pk: int, title: str, but: Collection[int] = ()) -> dict[str, Any]:
    """What is about the same things as a record, and which these are; often there is nothing."""
    return {"kind": kind, "related": related_records(kind, pk, title, but=but)}


@register.inclusion_tag("catalog/_shared.html", takes_context=True)
def shared(
    context: Mapping[str, Any], kind: str = "", pk: int = 0, title: Any = "", within: Any = None
) -> dict[str, Any]:
    """The picture of a record, and the way to its page; of any other page, the site's picture.

    ``within``: the row on whose page the record hangs, such as the event of a talk.
    """
    if not kind:
        return {"picture": settings.SITE_URL + reverse("share-site")}
    above = kind_of(type(within)) if within else kind_named(kind)
    trail = [(settings.SITE_NAME, "/"), (readable(above.plural), above.list_page)]
    if within:
        trail.append((str(within), within.get_absolute_url()))
    return {
        "picture": settings.SITE_URL + picture_path_now(kind, pk),
        "title": title,
        "trail": breadcrumbs([*trail, (str(title), escape_uri_path(context["request"].path))]),
    }


def readable(name: str) -> str:
    """The plural of a kind as a heading: "case-studies" are "Case studies"."""
    return name.replace("-", " ").capitalize()
