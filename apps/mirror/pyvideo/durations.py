"""How long a talk took. The format says seconds; people wrote minutes, clocks and ISO 8601 too."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal, NamedTuple

from apps.mirror.problems import Notes

DAY: Final = 86_400
CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?")
ISO_8601: Final = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE
)
IN_WORDS: Final = re.compile(
    r"(?:(\d+(?:\.\d+)?) ?h(?:ours?|rs?)?)?[ ,]*(?:(\d+(?:\.\d+)?) ?m(?:in(?:ute)?s?)?)?\.?"
    r"[ ,]*(?:(\d+(?:\.\d+)?) ?s(?:ec(?:ond)?s?)?)?\.?",
    re.IGNORECASE,
)


class Duration(NamedTuple):
    """A length; a bare number may turn out to be minutes, what has a unit may not."""

    seconds: float
    is_bare: bool


def read_duration(value: Any, notes: Notes) -> Duration | None:
    """The length that a value names, else `None`; only a missing value is not noted."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _bare(value, value, notes)
    if not isinstance(value, str):
        notes.add("duration", "not a duration: left out", value)
        return None
    text = " ".join(value.split())
    try:
        return _bare(float(text), value, notes)
    except ValueError:
        pass
    seconds = _with_unit(text[:60])
    if not seconds:
        notes.add("duration", "not a duration: left out", value)
        return None
    notes.add("duration", "not a number of seconds: converted", value)
    return _checked(Duration(seconds, is_bare=False), value, notes)


def _bare(number: float, value: Any, notes: Notes) -> Duration | None:
    if isinstance(value, str):
        notes.add("duration", "a number written as text", value)
    if not number:
        return None  # 0 is how the format's first editors wrote "unknown"
    if isinstance(number, int) and number.bit_length() > 64:
        number = math.inf
    return _checked(Duration(number, is_bare=True), value, notes)


def _checked(duration: Duration, value: Any, notes: Notes) -> Duration | None:
    if 0 < duration.seconds < 60 * DAY:
        return duration
    notes.add("duration", "negative, or longer than any talk: left out", value)
    return None


def _with_unit(text: str) -> float:
    if clock := CLOCK.fullmatch(text):
        return _seconds(*(float(part or 0) for part in clock.groups()))
    if (iso := ISO_8601.fullmatch(text)) and any(iso.groups()):
        days, *clock_parts = (float(part or 0) for part in iso.groups())
        return days * DAY + _seconds(*clock_parts)
    if (words := IN_WORDS.fullmatch(text)) and any(words.groups()):
        return _seconds(*(float(part or 0) for part in words.groups()))
    return 0.0


def _seconds(hours: float, minutes: float, seconds: float) -> float:
    return hours * 3600 + minutes * 60 + seconds


Unit = Literal["seconds", "minutes", "sixtieths"]
LONGEST_IN_MINUTES: Final = 240


@dataclass(frozen=True, slots=True)
class Units:
    """In what unit an event's bare numbers are.

    `minutes`: at least half of them are small and mostly round. `sixtieths`: all are whole
    minutes and hours too long: seconds that were multiplied by sixty once too often.
    """

    unit: Unit

    @classmethod
    def of(cls, durations: Iterable[Duration | None]) -> "Units":
        """Decide from all of an event's durations."""
        numbers = [duration.seconds for duration in durations if duration and duration.is_bare]
        small = [number for number in numbers if number <= LONGEST_IN_MINUTES]
        is_round = sum(number % 5 == 0 for number in small) * 5 >= len(small) * 2
        if small and len(small) * 2 >= len(numbers) and is_round:
            return cls("minutes")
        if len(numbers) >= 5 and median(numbers) > DAY / 6 and all(n % 60 == 0 for n in numbers):
            return cls("sixtieths")
        return cls("seconds")

    def seconds(self, duration: Duration | None, *, is_short: bool, notes: Notes) -> int | None:
        """The length in whole seconds; `is_short` says that seconds would be no surprise.

        Among proper seconds a lone 30 or 45 is minutes too, unless the talk is a short one.
        """
        if duration is None:
            return None
        factor = self._factor(duration.seconds, is_short=is_short) if duration.is_bare else 1.0
        seconds = duration.seconds * factor
        if factor != 1:
            said = "minutes" if factor > 1 else "sixtieths of a second"
            notes.add("duration", f"in {said}, not in seconds: converted", duration.seconds)
        if round(seconds) > DAY:
            notes.add("duration", "longer than a day: left out", duration.seconds)
            return None
        return max(1, round(seconds))

    def _factor(self, number: float, *, is_short: bool) -> float:
        if self.unit == "sixtieths":
            return 1 / 60
        if self.unit == "minutes":
            return 60 if number <= LONGEST_IN_MINUTES else 1
        return 60 if 10 <= number <= 60 and number % 5 == 0 and not is_short else 1
