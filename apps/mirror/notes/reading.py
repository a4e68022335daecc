"""The entry: bytes of notes, or a folder of them, into facts. No database, no HTML."""

from apps.mirror.notes.alone import STUMBLED, read
from apps.mirror.notes.trees import read_files, read_tree

__all__ = ["STUMBLED", "read", "read_files", "read_tree"]
