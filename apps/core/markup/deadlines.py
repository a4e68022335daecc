"""A limit to the work one text may cause: renderers are quadratic somewhere, texts are hostile."""

from dataclasses import dataclass
from time import thread_time
from typing import Self

# Together well below five seconds a megabyte.
SECONDS = 1.5
SECONDS_PER_CHARACTER = 1.5e-6


class TooSlowError(Exception):
    """A text has used up its time."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When to give up, in this thread's processor time, so that a busy machine changes nothing."""

    at: float

    @classmethod
    def for_text(cls, text: str) -> Self:
        return cls(thread_time() + SECONDS + SECONDS_PER_CHARACTER * len(text))

    def check(self) -> None:
        """Raise `TooSlowError` once the time is over. Renderers call this as often as they can."""
        if thread_time() > self.at:
            raise TooSlowError
