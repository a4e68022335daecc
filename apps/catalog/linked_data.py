"""The site and its data in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.catalog.kinds import Kind
from apps.core.linked_data import publisher, thing


def site() -> dict[str, Any]:
    """A WebSite, and how to search it."""
    return thing(
        "WebSite",
        "/",
        name=settings.SITE_NAME,
        publisher=publisher(),
        potentialAction={
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    )


def dumps(kinds: list[Kind]) -> dict[str, Any]:
    """Everything published here as a Dataset: a file of each kind, and one with all of them."""
    names = ["all", *(kind.plural for kind in kinds)]
    types = {"ndjson": "application/x-ndjson", "csv": "text/csv"}
    return thing(
        "Dataset",
        reverse("api"),
        name=f"Everything published on {settings.SITE_NAME}",
        description="Events, talks, people, packages, surveys, reviews and notes of a Python "
        "community as finished records, one a line, with the cursor from which changes continue.",
        creator=publisher(),
        isAccessibleForFree=True,
        distribution=[
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": media_type,
                "contentUrl": settings.SITE_URL + reverse("api-dump", args=[name, form]),
            }
            for name in names
            for form, media_type in types.items()
        ],
    )
