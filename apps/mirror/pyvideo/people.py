"""Who spoke, from a list that holds names, and sometimes everything else."""

from typing import Any, Final

from apps.core.naming import is_placeholder, split_names
from apps.mirror.problems import Notes
from apps.mirror.pyvideo.values import read_line, read_list

LONGEST_NAME: Final = 120
NAME_KEYS: Final = ("name", "full_name", "fullname", "speaker", "title")


def read_speakers(value: Any, notes: Notes) -> tuple[str, ...]:
    """The names in order, each once; "Various speakers" is nobody, and noted.

    Two spellings stay two names: that a talk lists both says that they are two persons.
    """
    names: dict[str, None] = {}
    for item in read_list(value, "speakers", notes):
        for name in _names_in(item, notes):
            if name in names:
                notes.add("speakers", "named twice", name)
            names[name] = None
    return tuple(names)


def _names_in(item: Any, notes: Notes) -> list[str]:
    if isinstance(item, dict):
        item = next((item[key] for key in NAME_KEYS if item.get(key)), item)
    line = read_line(item, "speakers", notes)
    if not line and item != "":
        return []
    if is_placeholder(line):
        notes.add("speakers", "names nobody", line)
        return []
    if len(line) > LONGEST_NAME and len(split_names(line)) == 1:
        notes.add("speakers", "too long for a name: left out", line)
        return []
    parts = split_names(line)
    if len(parts) > 1:
        notes.add("speakers", "several names in one: split", line)
    return [part for part in parts if not is_placeholder(part)]
