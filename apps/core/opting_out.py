"""Who and what asked not to be here. Kept as digests: the tombstone does not name them again."""

import hashlib
from collections.abc import Iterable
from typing import Final

from apps.core.models import OptOut
from apps.core.naming import person_key

PERSON: Final = OptOut.Subject.PERSON
RECORD: Final = OptOut.Subject.RECORD


def person_digest(name: str) -> str:
    """The digest of a person, the same for every spelling that `naming.person_key` unites."""
    return _digest(PERSON, person_key(name))


def record_digest(source: str, key: str) -> str:
    """The digest of a record by the name of its source and its key there (`Origin.key`)."""
    return _digest(RECORD, f"{source}\n{key}")


def _digest(subject: str, text: str) -> str:
    return hashlib.sha256(f"{subject}\n{text}".encode(errors="replace")).hexdigest()


def opted_out(subject: OptOut.Subject) -> set[str]:
    """The digests of all persons or records that asked."""
    return set(OptOut.objects.filter(subject=subject).values_list("digest", flat=True))


def remember(subject: OptOut.Subject, digests: Iterable[str], note: str = "") -> None:
    """Keep tombstones for these; those that are there stay as they are."""
    OptOut.objects.bulk_create(
        [OptOut(subject=subject, digest=digest, note=note) for digest in sorted(set(digests))],
        ignore_conflicts=True,
    )
