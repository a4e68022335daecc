"""Small archives for tests, laid out like pyvideo/data."""

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Record = Mapping[str, Any] | bytes | str


def talk(**fields: Any) -> dict[str, Any]:
    """A sound record; keyword arguments replace its fields."""
    return {
        "title": "Pythons in the wild",
        "description": "Where they live.",
        "speakers": ["Alice Archer"],
        "recorded": "2013-07-05",
        "language": "eng",
        "duration": 1800,
        "tags": ["reptiles"],
        "videos": [{"type": "youtube", "url": "https://www.youtube.com/watch?v=abcdefghijk"}],
        **fields,
    }


def video(identifier: str) -> list[dict[str, str]]:
    """The recordings field of a talk on YouTube."""
    url = f"https://www.youtube.com/watch?v={identifier:x<11.11}"
    return [{"type": "youtube", "url": url}]


def write_event(
    root: Path, key: str, talks: Mapping[str, Record], category: Record | None = None
) -> Path:
    """Write an event's folder below `root`; what is text or bytes is written as it stands."""
    folder = root / key
    (folder / "videos").mkdir(parents=True, exist_ok=True)
    given = {"title": key.replace("-", " ").title()} if category is None else category
    (folder / "category.json").write_bytes(as_bytes(given))
    for stem, record in talks.items():
        (folder / "videos" / f"{stem}.json").write_bytes(as_bytes(record))
    return folder


def as_bytes(record: Record) -> bytes:
    if isinstance(record, bytes):
        return record
    return (record if isinstance(record, str) else json.dumps(record)).encode()


def write_tar(path: Path, files: Mapping[str, bytes], *, mode: str = "w:xz") -> Path:
    """A tar of these files in this order."""
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path
