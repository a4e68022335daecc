"""Guides and notes in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from apps.core.linked_data import person, thing


def guide(guide: Any) -> dict[str, Any]:
    """A TechArticle: who wrote and edited it, of when it is."""
    rows = list(guide.contributors.all())
    people = {
        role: [person(row.name_shown) for row in rows if row.role == role]
        for role in ("author", "editor")
    }
    return _article(guide, "TechArticle", guide.released_on, version=guide.release, **people)


def note(note: Any) -> dict[str, Any]:
    """An Article by its author."""
    return _article(
        note, "Article", note.written_on, author=note.author_shown and [person(note.author_shown)]
    )


def _article(row: Any, type_: str, date: Any, **more: Any) -> dict[str, Any]:
    return thing(
        type_,
        row.get_absolute_url(),
        headline=row.title,
        abstract=row.summary,
        inLanguage=row.language,
        datePublished=date and date.isoformat(),
        dateModified=row.updated_at.date().isoformat(),
        **more,
    )
