"""How dates, durations, languages and addresses of other sites read."""

import datetime
import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf.locale import LANG_INFO
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: Languages that Django knows by region or script only
OTHER_NAMES = {"zh": "Chinese", "no": "Norwegian"}
#: Languages that are not written in Latin letters
OTHER_SCRIPTS = {
    "ar", "be", "bg", "el", "fa", "he", "hi", "hy", "ja", "ka",
    "kk", "ko", "mk", "ru", "sr", "ta", "th", "uk", "ur", "zh",
}  # fmt: skip

Day = datetime.date | str | None


@register.filter
def as_date(value: Day) -> datetime.date | None:
    """A date, from one or from its ISO form."""
    return parse_date(value) if isinstance(value, str) else value


@register.filter
def day(value: Day) -> str:
    """A day as ``<time>``: 5 July 2013. Nothing for an unknown one."""
    date = as_date(value)
    return _day(date) if date else ""


@lru_cache(maxsize=10_000)
def _day(date: datetime.date) -> str:
    """Kept, as a list says the same few days over and over."""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), _read(date, "j F Y"))


@register.filter
def month(value: Day) -> str:
    """The month of a day whose year is said already: July."""
    date = as_date(value)
    return _read(date, "F") if date else ""


@register.simple_tag
def days(first: Day, last: Day) -> str:
    """From when to when, saying month and year once: 5-7 July 2013."""
    start, end = as_date(first), as_date(last)
    if start is None or end is None or start == end:
        return day(start)
    same_month = (start.year, start.month) == (end.year, end.month)
    short = "j" if same_month else "j F" if start.year == end.year else "j F Y"
    dash = "–" if same_month else " – "
    begins = format_html('<time datetime="{}">{}</time>', start.isoformat(), _read(start, short))
    return format_html("<span>{}{}{}</span>", begins, dash, day(end))


def _read(date: datetime.date, form: str) -> str:
    return date_format(date, form)


@register.filter
def duration(seconds: int | None) -> str:
    """Hours and minutes: "42 min", "1 h 05 min"."""
    if not seconds:
        return ""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


@register.filter
def grouped(number: int | None) -> str:
    """A count with its thousands set apart: 16,764. None is 0."""
    return f"{number or 0:,}"


@register.filter
def language_name(code: str) -> str:
    """The English name of a language, or its code if it has none here."""
    info = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0], {})
    return OTHER_NAMES.get(code) or str(info.get("name", code))


@register.simple_tag
def tongue(code: str, text: str) -> SafeString:
    """Attributes for a text: its language, and the direction that its own letters have.

    The language is that of the talk. Many a talk in Hebrew has an English title, which must not
    be read out as Hebrew: without a letter of its script a text is not in that language.
    """
    if not code or (code in OTHER_SCRIPTS and text.isascii()):
        return mark_safe(' dir="auto"')
    return format_html(' lang="{}" dir="auto"', code)


@register.filter
def web(url: str | None) -> str:
    """The address if it is one of the web, else nothing: data may hold ``javascript:``."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


@register.filter
def host(url: str) -> str:
    """Where an address leads: "youtube.com"."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if web(url) else ""


@register.simple_tag
def outside(url: str, text: str = "") -> str:
    """A link that leaves the site; only the text if the address is not one of the web."""
    if not web(url):
        return format_html("{}", text or url)
    link = '<a href="{}" rel="external noopener nofollow">{}</a>'
    return format_html(link, url, text or host(url))


@register.filter
def linked_data(data: dict[str, Any]) -> SafeString:
    """JSON-LD as a data block: no script that runs, and no markup that gets out."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 escaped


@register.filter
def words(name: str) -> str:
    """The name of a kind as readers say it: "case-studies" are case studies."""
    return name.replace("-", " ")


@register.filter
def field_name(name: str) -> str:
    """A column as readers would call it: "written_on" is "written on"."""
    return name.replace("_", " ")
