"""A record's keys: the known ones under their right names, and the rest."""

import re
from collections.abc import Mapping
from typing import Any, Final

from apps.mirror.problems import Notes
from apps.mirror.text import printable

TALK_KEYS: Final = frozenset(
    {"abstract", "alias", "category", "copyright_text", "description", "duration", "id"}
    | {"language", "quality_notes", "recorded", "related_urls", "slug", "speakers", "summary"}
    | {"tags", "thumbnail_url", "title", "videos"}
)
EVENT_KEYS: Final = frozenset({"alias", "description", "title", "url", "start_date", "end_date"})
OTHER_NAMES: Final = {
    "speaker": "speakers",
    "presenters": "speakers",
    "tag": "tags",
    "keywords": "tags",
    "video": "videos",
    "relatedurl": "related_urls",
    "thumbnail": "thumbnail_url",
    "lang": "language",
    "date": "recorded",
    "licence": "copyright_text",
    "license": "copyright_text",
    "copyright": "copyright_text",
    "name": "title",
    "startdate": "start_date",
    "enddate": "end_date",
}
DEEPEST: Final = 20


def sorted_out(
    raw: Mapping[str, Any], known: frozenset[str], notes: Notes
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The known fields and the others. ",duration" or "related_url" is taken for what it means.

    The others are kept; what cannot be stored in them is mended as all text is.
    """
    fields = {key: value for key, value in raw.items() if key in known}
    plain = {re.sub(r"[^a-z]", "", key): key for key in known}
    extra: dict[str, Any] = {}
    for key, value in raw.items():
        if key in known:
            continue
        word = re.sub(r"[^a-z]", "", key.lower())
        meant = plain.get(word) or OTHER_NAMES.get(word, "")
        if meant in known and fields.get(meant) in (None, "", []):
            notes.add(meant, f"written as {printable(key)!r}", value)
            fields[meant] = value
        else:
            notes.add(key, "not a field of this format: kept", value)
            extra[printable(key)[:100]] = storable(value)
    return fields, extra


def storable(value: Any, depth: int = 0) -> Any:
    """The value as PostgreSQL's jsonb takes it: no NUL, no NaN, not nested without end."""
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -(2**63) <= value < 2**63 else float(value) if abs(value) < 1e300 else None
    if isinstance(value, list):
        return [storable(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {printable(str(k)): storable(item, depth + 1) for k, item in value.items()}
    return value
