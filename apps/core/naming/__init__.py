"""Keys that let two spellings of one thing meet: folded text, persons, slugs, packages.

Every function here is pure and total: any string in, no exception out.
"""

from apps.core.naming.credits import Credit, split_names, strip_affiliation
from apps.core.naming.folding import fold
from apps.core.naming.persons import is_distinctive, is_placeholder, person_key, without_titles
from apps.core.naming.slugs import package_name, slug

__all__ = [
    "Credit",
    "fold",
    "is_distinctive",
    "is_placeholder",
    "package_name",
    "person_key",
    "slug",
    "split_names",
    "strip_affiliation",
    "without_titles",
]
