"""Records in the words of schema.org, for search engines (JSON-LD): what all kinds share."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

CONTEXT = "https://schema.org"


def thing(type_: str, path: str, **facts: Any) -> dict[str, Any]:
    """A thing with a page of its own, and the facts that are known of it."""
    return {"@context": CONTEXT, "@type": type_, "url": settings.SITE_URL + path} | known(**facts)


def known(**facts: Any) -> dict[str, Any]:
    """The facts that say something. What is not known is left out, never guessed."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def publisher() -> dict[str, str]:
    """The site, as the one that published something."""
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page: (name, path) of each page above it, then its own."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.SITE_URL + path,
            }
            for position, (name, path) in enumerate(trail, 1)
        ],
    }
