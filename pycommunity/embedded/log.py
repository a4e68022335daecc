"""The log of one server, from which errors quote."""

from io import BufferedWriter
from pathlib import Path

LIMIT = 10_000_000  # bytes, beyond which the next start begins a new file


class Log:
    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> BufferedWriter:
        return self.path.open("ab")

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def since(self, size: int) -> str:
        """Return the last lines of what was written since the log had this size."""
        with self.path.open("rb") as file:
            file.seek(size)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-15:])

    def rotate(self) -> None:
        if self.size() > LIMIT:
            self.path.replace(f"{self.path}.1")
