"""Writing changed rows many at a time, with the revisions that single saves would keep."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from apps.core.models import Publication, Revision

Changes = tuple[Publication, Mapping[str, Any]]


def update_rows(changes: Iterable[Changes], reason: str = "import") -> None:
    """Set these columns of rows of one model; what they replaced is kept as revisions."""
    rows: list[Publication] = []
    names: set[str] = set()
    revisions: list[Revision] = []
    for row, columns in changes:
        if not columns:
            continue
        before = {name: getattr(row, name) for name in columns if name in row.revised}
        for name, value in columns.items():
            setattr(row, name, value)
        row.updated_at = timezone.now()
        revision = row.revision_since(before, reason)
        revisions += [revision] if revision else []
        rows.append(row)
        names.update(columns)
    if rows:
        type(rows[0])._base_manager.bulk_update(rows, [*names, "updated_at"], batch_size=200)
        Revision.objects.bulk_create(revisions)
