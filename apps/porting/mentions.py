"""What else in the catalog speaks of a package: talks, reviews, whatever kind has packages."""

from collections.abc import Iterator
from typing import Final

from apps.catalog.beside import Group
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.catalog.records import cards
from apps.packages.models import Package

#: Of each kind
MOST: Final = 12
#: Shown by the package's page itself
OWN: Final = frozenset({"status", "case-study", "porting-note", "package"})


def mentions(package: Package) -> list[Group]:
    """Records that name the package, newest first, by kind."""
    return [group for group in _by_kind(package) if group.cards]


def _by_kind(package: Package) -> Iterator[Group]:
    """Kinds of apps above and beside this one are found by their relation to packages."""
    for relation in Package._meta.related_objects:
        for kind in kinds():
            if kind.model is relation.related_model and kind.name not in OWN:
                rows = kind.model._base_manager.filter(**{relation.field.name: package})
                found = Document.objects.public(kind.name).filter(object_id__in=rows.values("pk"))
                shown = cards(found.newest()[:MOST])
                total = found.count() if len(shown) == MOST else 0
                heading = f"{kind.plural.replace('-', ' ').capitalize()} that mention it"
                yield Group(heading, shown, total=total)
