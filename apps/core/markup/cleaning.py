"""The one gate through which HTML reaches a page: an explicit list of what may stay.

Everything else goes: elements (their text stays, except in scripts and styles), attributes,
styles, event handlers, and addresses that are not http, https, mailto, irc or relative.
"""

import re
from functools import lru_cache
from typing import Final, Literal

import nh3

TAGS: Final = frozenset(
    re.findall(
        r"\w+",
        "a abbr aside b blockquote br caption cite code col colgroup dd del dfn div dl dt em"
        " figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section"
        " small span strong sub sup table tbody td tfoot th thead tr ul var wbr",
    )
)
ATTRIBUTES: Final = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES: Final = {
    "a": {"footnote-backref", "footnote-reference", "citation-reference"},
    "sup": {"footnote-ref"},
    "section": {"footnotes"},
    "hr": {"footnotes-sep"},
    "ol": {"footnotes-list"},
    "li": {"footnote-item"},
    "aside": {"footnote", "footnote-list", "citation", "admonition", "note", "warning", "tip"}
    | {"important", "caution", "danger", "error", "hint", "attention", "sidebar", "topic"},
    "p": {"admonition-title", "attribution", "rubric", "topic-title"},
    "div": {"line-block", "line", "epigraph"},
    "span": {"label", "backrefs", "fn-bracket"},
}
SCHEMES: Final = frozenset({"http", "https", "mailto", "irc", "ircs"})
SILENCED: Final = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "title"}
)
# What is left of a class list of which nothing may stay. Only ever in a tag: < and " are escaped
# elsewhere.
EMPTY_CLASS: Final = re.compile(r'(<[a-z][a-z0-9]*(?: [a-z]+="[^"]*")*?) class=""')
LINK_RELATION: Final = "nofollow noopener"


def clean(html: str, *, prefix: str = "text") -> str:
    """The HTML with only what the list allows, balanced.

    Every id gets `prefix` and a dash, and links to an id follow, so that no text can take the
    page's own ids (DOM clobbering) and two texts share a page.
    """
    return EMPTY_CLASS.sub(r"\1", _cleaner(f"{prefix}-").clean(html))


@lru_cache(maxsize=32)
def _cleaner(prefix: str) -> nh3.Cleaner:
    def within_the_text(url: str) -> str:
        return f"#{prefix}{url[1:]}" if url.startswith("#") and len(url) > 1 else url

    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        clean_content_tags=set(SILENCED),
        url_schemes=set(SCHEMES),
        url_relative=within_the_text,
        link_rel=LINK_RELATION,
        id_prefix=prefix,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
    )


def absolute(html: str, base: str) -> str:
    """Cleaned HTML with whole addresses, for where no page is around it (a feed).

    Where `base` is none that a browser could read (`http://256.1.1.1/`: it may be a stranger's),
    addresses that need it are left out.
    """
    try:
        return _with_addresses(html, ("rewrite_with_base", base))
    except ValueError:
        return _with_addresses(html, "deny")


def _with_addresses(
    html: str, relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]
) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        url_relative=relative,
        link_rel=LINK_RELATION,
    )
