"""What the demo world says in sentences is its own: facts carry over, other people's words do not.

Reads the source documents where they lie beside the clone (or where ``SHARED`` points).
"""

import json
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SHARED = Path(os.environ.get("SHARED", settings.BASE_DIR.parent / "shared"))
RUN = 8
#: Titles, names and addresses are facts
FACTS = {
    "title",
    "name",
    "slug",
    "key",
    "url",
    "commit_url",
    "evidence_url",
    "thumbnail_url",
    "licence",
    "licence_url",
}


def runs(text: str) -> Iterator[str]:
    words = re.findall(r"\w+", text.casefold())
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def own_runs() -> set[str]:
    rows = [
        row
        for path in (settings.BASE_DIR / "fixtures").glob("*.json")
        for row in json.loads(path.read_bytes())
    ]
    texts = [
        value
        for row in rows
        for name, value in row["fields"].items()
        if name not in FACTS and isinstance(value, str)
    ]
    return {run for text in texts for run in runs(text)}


def texts_of(archive: Path) -> Iterator[str]:
    """The documents in an archive; of a JSON record, its prose."""
    with tarfile.open(archive) as members:
        for member in members:
            file = members.extractfile(member)
            if file is None:
                continue
            data = file.read()
            if not member.name.endswith(".json"):
                yield data.decode(errors="replace")
                continue
            record = json.loads(data)
            if isinstance(record, dict):
                yield from (str(record.get(name) or "") for name in ("description", "summary"))


def borrowed(texts: Iterator[str]) -> set[str]:
    own = own_runs()
    return {run for text in texts for run in runs(text) if run in own}


def test_a_borrowed_sentence_is_found() -> None:
    some = next(iter(sorted(own_runs())))
    assert borrowed(iter([f"As they said: {some.upper()}, indeed."])) == {some}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["seeds.tar.xz", "data/pyvideo.tar.xz", "data/event-notes.tar.xz"])
def test_no_sentence_is_borrowed(name: str) -> None:
    archive = SHARED / name
    texts = texts_of(archive) if archive.exists() else iter(())
    assert borrowed(texts) == set()
