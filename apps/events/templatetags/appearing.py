"""How somebody who took part is named."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from apps.events import showing

register = template.Library()


@register.filter
def credit(row: Any) -> SafeString:
    """Somebody in a talk, or behind an event."""
    return showing.credit(
        row.person.slug,
        row.person.name,
        row.role,
        getattr(row, "nickname", ""),
        getattr(row, "affiliations", ()),
    )
