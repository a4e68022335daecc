"""Surveys in the words of schema.org, for search engines (JSON-LD)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.core.linked_data import publisher, thing

#: What search engines take of a description
LONGEST = 4900


def survey(run: Any, wordings: Iterable[str]) -> dict[str, Any]:
    """A Dataset: what was asked where and when, and the files with the counts."""
    event = run.event
    asked = f"Hands counted at {event.title}, each count with the least and the most that it can be"
    date = event.starts_on
    return thing(
        "Dataset",
        run.get_absolute_url(),
        name=run.title,
        description=f"{run.summary} {asked}: {'; '.join(wordings)}".strip()[:LONGEST],
        creator=publisher(),
        license=next((row.source.licence_url for row in run.origins.all()), ""),
        isAccessibleForFree=True,
        temporalCoverage=date and date.isoformat(),
        spatialCoverage=event.venue and str(event.venue),
        measurementTechnique=run.method,
        inLanguage=run.language,
        distribution=[
            {
                "@type": "DataDownload",
                "encodingFormat": media_type,
                "contentUrl": settings.SITE_URL + reverse(name, args=[run.slug]),
            }
            for name, media_type in (
                ("survey-csv", "text/csv"),
                ("survey-json", "application/json"),
            )
        ],
    )
