"""Bytes to a JSON object, as far as they go."""

import json
from typing import Any

from apps.mirror.problems import Notes
from apps.mirror.pyvideo.reading import RawFile

LENIENT = json.JSONDecoder(strict=False)  # takes raw newlines and tabs inside strings


def json_object(file: RawFile, notes: Notes) -> dict[str, Any] | None:
    """The object in the file, or `None` with a problem noted; never raises."""
    value = json_value(file, notes)
    if value is None or isinstance(value, dict):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        notes.add("", "a list around the record")
        return value[0]
    notes.add("", "not a JSON object", value)
    return None


def json_value(file: RawFile, notes: Notes) -> Any:
    """Whatever JSON the file holds, or `None` with a problem noted; never raises."""
    if file.data is None:
        notes.add("", file.fault)
        return None
    text = _text(file.data, notes).strip()
    try:
        return json.loads(text)
    except RecursionError:
        notes.add("", "nested too deeply")
        return None
    except ValueError as error:  # also an integer of thousands of digits
        first = str(error)
    try:
        value, end = LENIENT.raw_decode(text)
    except (ValueError, RecursionError):
        notes.add("", f"not readable as JSON: {first}")
        return None
    notes.add("", f"not quite JSON: {first}", text[end:])
    return value


def _text(data: bytes, notes: Notes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        notes.add("", "UTF-16, not UTF-8")
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.add("", "not UTF-8: read as Windows-1252")
        return data.decode("cp1252", "replace")
