"""Keys of sessions that edits elsewhere in the document do not change."""

from collections import Counter

from apps.core.naming import slug


class Keys:
    """Gives each heading its key: its folded words, and a number among equals."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def key(self, heading: str) -> str:
        base = slug(heading, fallback="session")
        self._seen[base] += 1
        number = self._seen[base]
        return base if number == 1 else f"{base}~{number}"
