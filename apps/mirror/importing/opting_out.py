"""Which records asked not to be published, by a source's list and by earlier ones."""

from collections.abc import Iterable

from apps.core import opting_out
from apps.core.opting_out import record_digest
from apps.mirror.pyvideo.opt_outs import names_of
from apps.mirror.pyvideo.reading import RawEvent


class OptOuts:
    """Every record of a source that asked once. What is on the list now is remembered for good."""

    def __init__(self, source: str, listed: Iterable[str], *, remember: bool = True) -> None:
        self.source = source
        self._known = opting_out.opted_out(opting_out.RECORD)
        self._remember(listed, keep=remember)
        self._keep = remember

    def _remember(self, names: Iterable[str], *, keep: bool) -> None:
        new = {record_digest(self.source, name) for name in names} - self._known
        if new and keep:
            opting_out.remember(opting_out.RECORD, new, note=f"asked {self.source}")
        self._known |= new

    def of(self, event: RawEvent) -> frozenset[str]:
        """The stems of the event's talks that asked, under whatever name.

        Such a talk is remembered by its path too: it stays away when its other names change.
        """
        if not self._known:
            return frozenset()
        withheld = set()
        for stem, file in event.talks.items():
            names = names_of(event.key, stem, file)
            if any(record_digest(self.source, name) in self._known for name in names):
                withheld.add(stem)
        self._remember((f"{event.key}/{stem}" for stem in withheld), keep=self._keep)
        return frozenset(withheld)
