"""A folder of folders of notes: each file with the event that it belongs to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from apps.mirror.notes.alone import read
from apps.mirror.notes.event_names import EVENT_WORD, may_name_event
from apps.mirror.notes.facts import Folder, Reading, Tree
from apps.mirror.notes.folders import read_folder, title_of

NOTES: Final = re.compile(r"\.(?:rst|rest|md|markdown|mdown|mkd|txt)$", re.IGNORECASE)
INDEX: Final = re.compile(r"^index\.(?:rst|rest|md|markdown|txt)$", re.IGNORECASE)
TOCTREE: Final = re.compile(rb"^\.\. toctree::", re.MULTILINE)

Load = Callable[[str], bytes]


LARGEST: Final = 20_000_000


def read_tree(path: Path) -> Tree:
    """All notes below a folder. What cannot be read is named with the reason and left out."""
    files: dict[str, Path] = {}
    unread: list[tuple[str, str]] = []
    for file in sorted(_files(path)):
        name = shown_name(file.relative_to(path).as_posix())
        reason = unreadable(file) if NOTES.search(name) else ""
        if name in files:
            reason = "another file's name looks the same"
        if reason:
            unread.append((name, reason))
        else:
            files[name] = file
    return replace(read_files(list(files), lambda name: files[name].read_bytes()), unread=unread)


def shown_name(name: str) -> str:
    """A file's name as text: what is no UTF-8 in it becomes U+FFFD."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def unreadable(file: Path) -> str:
    """Why a file of notes is not read; empty if it can be."""
    try:
        with file.open("rb"):
            size = file.stat().st_size
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return f"larger than {LARGEST // 10**6} MB: no notes are" if size > LARGEST else ""


def read_files(names: Sequence[str], load: Load) -> Tree:
    """All notes among these paths, which `load` gives the bytes of.

    A folder with an index is an event. Folders below it belong to it unless they have an index of
    their own; a folder that no index is above is an event if its name is that of one
    ("Meetup2030"). Other files stand for themselves, unless an index at the top lists them.
    """
    notes = [name for name in names if NOTES.search(name)]
    indexes = {_folder(name): name for name in notes if INDEX.match(PurePosixPath(name).name)}
    homes: dict[str, list[str]] = {}
    for name in notes:
        homes.setdefault(_home(name, indexes), []).append(name)
    folders: list[Folder] = []
    documents: list[Reading] = []
    for home, own in sorted(homes.items()):
        index = indexes.get(home)
        if home != "." or (index and TOCTREE.search(load(index))):
            folders.append(read_folder(home, index, [n for n in own if n != index], load))
        else:
            documents += [read(load(name), name=name) for name in own]
    skipped = [name for name in names if not NOTES.search(name)]
    return Tree(folders=folders, documents=documents, skipped=skipped)


def _files(path: Path) -> Iterator[Path]:
    """Files below the folder; no links, which may lead out of it, and nothing hidden."""
    for file in path.rglob("*"):
        name = file.relative_to(path).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if not hidden and not file.is_symlink() and file.is_file():
            yield file


def _folder(name: str) -> str:
    return str(PurePosixPath(name).parent)


def _home(name: str, indexes: Mapping[str, str]) -> str:
    """The nearest folder with an index, else the topmost one that is named like an event."""
    above = [str(parent) for parent in PurePosixPath(name).parents if parent.name]
    return next(
        (folder for folder in above if folder in indexes),
        next((folder for folder in reversed(above) if _is_event(folder)), "."),
    )


def _is_event(folder: str) -> bool:
    title = title_of(folder)
    return bool(EVENT_WORD.search(title)) or may_name_event(title)
