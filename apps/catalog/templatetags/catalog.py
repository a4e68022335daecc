"""How the catalog is shown: years as cords, JSON with its links to follow."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from apps.catalog.listing import Choice

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


@register.inclusion_tag("catalog/_quipu.html")
def quipu(choices: Iterable[Choice], what: str) -> dict[str, Any]:
    """Counts by year as cords with a knot at the end: the longer, the more."""
    shown = list(choices)
    most = max((choice.count for choice in shown), default=1)
    return {"what": what, "cords": [(c, 8 + round(LONGEST * c.count / most)) for c in shown]}
