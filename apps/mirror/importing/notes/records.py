"""One record of any kind of publication: found by its origin, merged, or made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.models import Origin, Publication, Source
from apps.core.naming import slug
from apps.mirror.importing.merging import digest, digests, merged
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.passages import free
from apps.mirror.importing.rows import update_rows
from apps.mirror.notes import facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source says of one record. ``fields`` are columns of the row."""

    key: str
    file: str
    fact: Any
    span: facts.Span
    fields: Mapping[str, Any]
    #: Front matter that no field takes
    extra: Mapping[str, object] = field(default_factory=dict)


class Records:
    """Rows of one model with their origins; `relation` is the origin's field for the row."""

    def __init__(
        self, source: Source, model: type[Publication], origins: type[Origin], relation: str
    ) -> None:
        self.source = source
        self.model = model
        self.origins = origins
        self.relation = relation

    def store(
        self, said: Said, report: NotesReport, *, row: Publication | None = None
    ) -> tuple[Any, bool]:
        """The row, and whether anything was written. `row` is one that is here already."""
        origin = self.origins._base_manager.filter(source=self.source, key=said.key).first()
        record_hash = digest([said.fact, said.extra] if said.extra else said.fact, size=32)
        if origin and origin.record_hash == record_hash:
            report.unchanged += 1
            return getattr(origin, self.relation), False
        is_known = origin is not None
        row = getattr(origin, self.relation) if origin else row
        if row is None:
            row = self._create(said)
            report.made.append(f"{row.title} ({self._address(row)})")
        else:
            here = {name: getattr(row, name) for name in said.fields}
            before = origin.field_hashes if origin else {}
            update_rows([(row, merged(said.fields, before, here))])
            (report.changed if is_known else report.joined).append(row.title)
        if origin is None:
            origin = self.origins(source=self.source, key=said.key, **{self.relation: row})
        origin.record_hash = record_hash
        origin.field_hashes = digests(said.fields)
        origin.first_line = said.span.first
        origin.last_line = max(said.span.first, said.span.last)
        origin.extra |= {"file": said.file}
        if said.extra or "front_matter" in origin.extra:
            origin.extra |= {"front_matter": said.extra}
        origin.save()
        return row, True

    def _create(self, said: Said) -> Publication:
        title = said.fields["title"]
        wanted = slug(title, fallback="untitled")
        taken = self.model._base_manager.filter(slug__startswith=wanted)
        return self.model._base_manager.create(
            slug=free(wanted, set(taken.values_list("slug", flat=True))), **said.fields
        )

    def _address(self, row: Any) -> str:
        return str(row.get_absolute_url())


def known_by_title(model: type[Publication], title: str) -> Publication | None:
    """The only row of this title, if there is exactly one."""
    found: Iterable[Publication] = model._base_manager.filter(title__iexact=title)[:2]
    rows = list(found)
    return rows[0] if len(rows) == 1 else None
