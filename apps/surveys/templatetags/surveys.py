"""Charts and shares of surveys in pages."""

from typing import Any

from django import template
from django.utils.html import format_html

from apps.core.estimates import Share
from apps.surveys.charts import chart, strip

register = template.Library()


@register.inclusion_tag("surveys/_chart.html")
def tally_chart(question: Any) -> dict[str, Any]:
    """The counts of a question as bars with their bounds."""
    room = question.run.head_count
    counts = [(option.label, option.tally.estimate) for option in question.options.all()]
    said = "; ".join(f"{label}: {count.words()}" for label, count in counts)
    return {
        "id": f"chart-{question.key}",
        "title": question.wording,
        "said": said,
        "room": room,
        "chart": chart(room, counts),
    }


@register.filter
def shown(share: Share | None) -> str:
    """A share in per cent, its band in small letters; a dash where there is none."""
    if share is None:
        return "–"
    said, _, band = share.label().partition(" ")
    return format_html("{} <small>{}</small>", said, band.strip("()")) if band else said


@register.inclusion_tag("surveys/_trend.html")
def trend_chart(line: Any) -> dict[str, Any]:
    """The shares of one option, run below run."""
    return {"id": f"trend-{line.key}", "title": line.label, "strip": strip(line.points)}


@register.filter
def per_cent(fraction: float) -> str:
    """A fraction in whole per cent."""
    return f"{fraction:.0%}"
