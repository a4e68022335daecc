"""How a result is shown: as in any list, and with the passage that has the words."""

from django import template
from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.catalog.records import record
from apps.catalog.templatetags.catalog import template_of
from apps.search.results import Result

register = template.Library()


@register.simple_tag(takes_context=True)
def result(context: Context, found: Result) -> SafeString:
    """The card of its kind's lists; the passage takes the place of the summary."""
    card = record(found.card)
    if found.passage is not None:
        card["summary"] = card["verdict"] = ""
    template = Engine.get_default().select_template(template_of(card))
    shown = template.render(context.new({"card": card, "mixed": True}))
    if found.passage is None:
        return mark_safe(shown)  # noqa: S308 a rendered template
    head, end, tail = shown.rpartition("</li>")
    passage = format_html('<span class="found-words" dir="auto">{}</span>', found.passage)
    return mark_safe(head + passage + end + tail)  # noqa: S308 rendered, and escaped


@register.filter
def value_of(names: dict[str, str], key: str) -> str:
    """What a dictionary has for a key, or else the key."""
    return names.get(key, key)
