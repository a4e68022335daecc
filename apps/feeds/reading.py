"""What an entry says, as a page of this site may show it."""

import re
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.core import markup

# In cleaned HTML no value holds a bare quotation mark, and no text a bare <.
PIECE: Final = re.compile(r'<(?P<tag>/?a|img)(?P<attributes>(?: [a-z]+="[^"]*")*)>')
ATTRIBUTE: Final = re.compile(r'([a-z]+)="([^"]*)"')


def shown(content: str, prefix: str) -> SafeString:
    """An entry's HTML with its pictures as links: no reader's browser asks a third party.

    It was cleaned when it was stored. It is cleaned again, since it is shown beside our own forms.
    """
    inside_link = False
    parts: list[str] = []
    end = 0
    html = markup.clean(content, prefix=prefix)
    for found in PIECE.finditer(html):
        parts.append(html[end : found.start()])
        end = found.end()
        if found["tag"] == "img":
            parts.append(_picture(dict(ATTRIBUTE.findall(found["attributes"])), inside_link))
        else:
            inside_link = found["tag"] == "a"
            parts.append(found[0])
    return mark_safe("".join([*parts, html[end:]]))  # noqa: S308 cleaned above


def _picture(attributes: dict[str, str], inside_link: bool) -> str:
    """What stands for a picture. The values are escaped already."""
    words = mark_safe(attributes.get("alt") or "no description")  # noqa: S308
    source = attributes.get("src", "")
    if inside_link or not source.startswith(("http:", "https:")):
        return format_html("<span>[Picture: {}]</span>", words)
    link = '<a href="{}" rel="external nofollow noopener">[Picture: {}]</a>'
    return format_html(link, mark_safe(source), words)  # noqa: S308
