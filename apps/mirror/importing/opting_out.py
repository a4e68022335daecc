"""Which records asked not to be published, by a source's list and by earlier ones."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from apps.core import opting_out
from apps.core.opting_out import record_digest
from apps.mirror.pyvideo.opt_outs import names_of
from apps.mirror.pyvideo.reading import RawEvent

#: A path, an identifier or a recording, not the mere stem that talks of other events have too
SPECIFIC: Final = re.compile(r"/|^(?:id|url):").search


class OptOuts:
    """Every record of a source that asked once. What is on the list now is remembered for good."""

    def __init__(self, source: str, listed: Iterable[str]) -> None:
        self.source = source
        self._known = opting_out.opted_out(opting_out.RECORD)
        self._remember(listed)

    def _remember(self, names: Iterable[str]) -> None:
        new = {record_digest(self.source, name) for name in names} - self._known
        if new:
            opting_out.remember(opting_out.RECORD, new, note=f"asked {self.source}")
        self._known |= new

    def of(self, event: RawEvent) -> frozenset[str]:
        """The stems of the event's talks that asked, under whatever name.

        Such a talk is remembered by all names that are its own (path, identifier, recordings):
        it stays away when some of them change.
        """
        if not self._known:
            return frozenset()
        names = {stem: names_of(event.key, stem, file) for stem, file in event.talks.items()}
        withheld = {
            stem
            for stem, own in names.items()
            if any(record_digest(self.source, name) in self._known for name in own)
        }
        if withheld:
            times = Counter(name for own in names.values() for name in own)
            specific = {
                n for stem in withheld for n in names[stem] if times[n] == 1 and SPECIFIC(n)
            }
            self._remember(specific)
        return frozenset(withheld)
